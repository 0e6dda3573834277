use super::*;

/// What is said of a text that cannot be read.
#[track_caller]
fn problem(text: &str) -> String {
    read_offsets(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn an_empty_file_is_called_so() {
    for text in ["", "\n", " \r\n\t", "\u{feff}"] {
        assert_eq!(problem(text), "is empty", "{text:?}");
    }
    assert_eq!(problem("[]"), "holds no partition");
    assert_eq!(
        problem(r#"{"partitions": [], "version": 1}"#),
        "holds no partition"
    );
}

#[test]
fn a_negative_offset_is_named_with_its_place() {
    let no_offset = "\"-1\" is no offset, which is a whole number from 0 to 9223372036854775807";
    for text in [
        "orders,0,1\n\norders,1,-1\n",
        "a,orders,0,1\r\n\r\na,orders,1,-1\r\n",
        "orders 0 1\n\norders 1 -1\n",
        "orders:0:1\n\norders:1:-1\n",
    ] {
        assert_eq!(problem(text), format!("line 3: {no_offset}"), "{text}");
    }
    let negative = r#"{"topic": "orders", "partition": 0, "offset": -1}"#;
    let said = "offset: invalid value: integer `-1`, expected a whole number from 0 to";
    let of_array = problem(&format!("[{negative}]"));
    assert!(of_array.starts_with(&format!("[0].{said}")), "{of_array}");
    let of_object = problem(&format!("{{\"partitions\": [{negative}]}}"));
    let place = format!("partitions[0].{said}");
    assert!(of_object.starts_with(&place), "{of_object}");
}

#[test]
fn what_is_no_number_is_named() {
    for (text, cell) in [
        ("orders,0,+1", "\"+1\" is no offset"),
        ("orders,0, 1", "\" 1\" is no offset"),
        ("orders,0,1.0", "\"1.0\" is no offset"),
        ("orders,0,", "\"\" is no offset"),
        ("orders,0,9223372036854775808", "is no offset"),
        ("orders,-1,1", "\"-1\" is no partition"),
        ("orders,2147483648,1", "is no partition"),
        ("orders:0:", "\"\" is no offset"),
        ("orders 0 end", "\"end\" is no offset"),
    ] {
        let said = problem(text);
        assert!(
            said.starts_with("line 1: ") && said.contains(cell),
            "{said}"
        );
    }
}

#[test]
fn a_partition_twice_is_named_with_the_second_place() {
    for text in [
        "orders,0,1\norders,0,2",
        "orders 0 1\norders\t0\t1",
        "orders:0:1\norders:0:1",
    ] {
        assert_eq!(problem(text), "line 2: orders:0 is in it twice");
    }
    assert_eq!(
        problem("a,orders,0,1\nb,orders,0,1\na,orders,0,2"),
        "line 3: orders:0 of group a is in it twice"
    );
    let row = r#"{"topic": "orders", "partition": 0, "offset": 1}"#;
    assert_eq!(
        problem(&format!("[{row}, {row}]")),
        "[1]: orders:0 is in it twice"
    );
    assert_eq!(
        problem(&format!("{{\"partitions\": [{row}, {row}]}}")),
        "partitions[1]: orders:0 is in it twice"
    );
}

#[test]
fn a_wrong_number_of_columns_and_mixed_forms_are_named() {
    assert_eq!(
        problem("orders,0"),
        "line 1: has 2 columns, and Kafka's CSV of one group has 3 (topic, partition, offset)"
    );
    assert_eq!(
        problem("orders,0,1\nbilling,orders,1,1"),
        "line 2: has 4 columns, and Kafka's CSV of one group has 3 (topic, partition, offset)"
    );
    assert_eq!(
        problem("billing,orders,0,1\norders,1,1"),
        "line 2: has 3 columns, and Kafka's CSV of several groups has 4 (group, topic, partition, offset)"
    );
    assert_eq!(
        problem("orders 0 1\norders 1 2 3"),
        "line 2: \"orders 1 2 3\" is not TOPIC PARTITION OFFSET, as rpk's text is"
    );
    assert_eq!(
        problem("orders 0 1\norders  1 2"),
        "line 2: \"orders  1 2\" is not TOPIC PARTITION OFFSET, as rpk's text is"
    );
    let said = problem("orders 0 1\norders,1,2");
    assert!(said.starts_with("line 2: \"orders,1,2\" is not"), "{said}");
    let said = problem("orders:0:1\norders 1 2");
    assert!(said.starts_with("line 2: \"orders 1 2\" is not"), "{said}");
}

#[test]
fn a_quote_in_the_wrong_place_makes_no_other_name() {
    assert_eq!(
        problem("a,orders,0,1\n\"bill\"ing,orders,0,1"),
        "line 2: 'i' follows a closing quote"
    );
    assert_eq!(
        problem("a,orders,0,1\n\"b,orders,0,1\nc,orders,0,1"),
        "line 2: a quote is not closed"
    );
}

#[test]
fn a_header_is_called_one() {
    assert_eq!(
        problem("GROUP,TOPIC,PARTITION,OFFSET\na,orders,0,1"),
        "line 1: is a header, which Kafka's CSV of several groups does not have"
    );
    assert_eq!(
        problem("TOPIC PARTITION OFFSET\norders 0 1"),
        "line 1: is a header, which rpk's text does not have"
    );
}

#[test]
fn a_name_that_nothing_can_have_is_refused() {
    for topic in ["", "a b", "..", "ö", &"a".repeat(250)] {
        let said = problem(&format!("\"{topic}\",0,1"));
        assert!(
            said.contains("is no topic's name, which is 1 to 249"),
            "{said}"
        );
    }
}

#[test]
fn json_is_taken_as_it_should_be_or_not_at_all() {
    assert!(problem("[{\"topic\": \"orders\",").contains("is cut off at line 1"));
    assert!(problem("[{]").contains("is no valid JSON"));
    assert!(problem("[] []").contains("is no valid JSON"));
    let extra = problem(r#"[{"topic": "orders", "partition": 0, "offset": 1, "epoch": 2}]"#);
    assert!(extra.contains("unknown field `epoch`"), "{extra}");
    let lacks = problem(r#"[{"topic": "orders", "partition": 0}]"#);
    assert!(lacks.contains("missing field `offset`"), "{lacks}");
    let version = r#"{"partitions": [{"topic": "t", "partition": 0, "offset": 1}], "version": 2}"#;
    assert!(problem(version).starts_with("version: 2 is not 1"));
}

#[test]
fn what_another_program_writes_is_called_what_it_is() {
    for (text, form) in [
        ("groups:\n  - billing\n", "YAML"),
        ("---\norders: {0: 1}\n", "YAML"),
        ("topic: orders\npartition: 0\noffset: 5\n", "YAML"),
        ("- topic: orders\n  offset: 5\n", "YAML"),
        ("orders: [0, 1, 2]\n", "YAML"),
        ("<offsets/>\n", "XML"),
        (
            "\nGROUP           TOPIC    PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG\nbilling orders 0 1 2 1\n",
            "the table of kafka-consumer-groups.sh --describe",
        ),
    ] {
        let said = format!("is {form}, which koffset reads no offsets from");
        assert_eq!(problem(text), said, "{text}");
        assert_eq!(recognise(text.as_bytes()), None);
    }
    // Kafka takes such a name of a group.
    let group = read_offsets(b"team: a,orders,0,1\n").unwrap();
    assert_eq!(group.format(), Format::KafkaGroupsCsv);
    let said = problem("a few words\n");
    assert_eq!(said, "is in no format of offsets that koffset knows");
}

#[test]
fn what_is_no_format_is_answered_with_those_that_are_read() {
    let error = read_offsets(b"orders").unwrap_err();
    assert_eq!(
        error.to_string(),
        "is in no format of offsets that koffset knows"
    );
    assert!(error.hints[0].contains("rpk's text"), "{:?}", error.hints);
    let latin = read_offsets(b"orders,0,1\nk\xf6ln,0,1\n").unwrap_err();
    assert_eq!(latin.to_string(), "line 2: is no UTF-8 text");
}

#[test]
fn a_topic_that_looks_like_the_beginning_of_yaml_is_one() {
    for topic in ["---", "-"] {
        let read = read_offsets(format!("{topic} 0 7\n").as_bytes()).unwrap();
        assert_eq!(read.format(), Format::Rpk);
    }
    assert!(problem("---\noffsets: 1").contains("YAML"));
}
