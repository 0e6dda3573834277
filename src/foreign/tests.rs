use super::*;
use crate::model::{GroupId, Offset, TopicPartition};

mod errors;
mod properties;
mod snapshots;

/// Topic, partition and offset.
type Row<'a> = (&'a str, i32, i64);

fn positions(rows: &[Row<'_>]) -> Positions {
    rows.iter()
        .map(|&(topic, partition, offset)| {
            let offset = Offset::new(offset).unwrap();
            (TopicPartition::new(topic, partition), offset)
        })
        .collect()
}

/// A file of one group that it does not name.
fn nameless(rows: &[Row<'_>]) -> Groups {
    Groups::from([(None, positions(rows))])
}

fn named(groups: &[(&str, &[Row<'_>])]) -> Groups {
    groups
        .iter()
        .map(|(id, rows)| (Some(GroupId::new(*id)), positions(rows)))
        .collect()
}

fn read(text: &str) -> ForeignOffsets {
    read_offsets(text.as_bytes()).unwrap()
}

const TWO: &[Row<'_>] = &[("orders", 0, 17), ("pay.ments", 12, i64::MAX)];

/// One text in each format, with the same positions.
const TEXTS: &[(Format, &str)] = &[
    (
        Format::KafkaCsv,
        "\"orders\",0,17\n\"pay.ments\",12,9223372036854775807\n",
    ),
    (
        Format::Rpk,
        "orders 0 17\npay.ments 12 9223372036854775807\n",
    ),
    (
        Format::GetOffsets,
        "orders:0:17\npay.ments:12:9223372036854775807\n",
    ),
    (
        Format::Kcl,
        r#"[
  {
    "topic": "orders",
    "partition": 0,
    "offset": 17
  },
  {
    "topic": "pay.ments",
    "partition": 12,
    "offset": 9223372036854775807
  }
]
"#,
    ),
    (
        Format::DeleteRecords,
        r#"{
  "partitions": [
    {
      "topic": "orders",
      "partition": 0,
      "offset": 17
    },
    {
      "topic": "pay.ments",
      "partition": 12,
      "offset": 9223372036854775807
    }
  ],
  "version": 1
}
"#,
    ),
];

#[test]
fn each_format_is_recognised_by_its_content_and_read() {
    for (format, text) in TEXTS {
        assert_eq!(recognise(text.as_bytes()), Some(*format));
        let file = read(text);
        assert_eq!(file.format(), *format);
        assert_eq!(*file.groups(), nameless(TWO), "{format}");
    }
    let text = "\"billing\",\"orders\",0,17\naudit,orders,0,3\n";
    assert_eq!(recognise(text.as_bytes()), Some(Format::KafkaGroupsCsv));
    let groups = named(&[
        ("audit", &[("orders", 0, 3)]),
        ("billing", &[("orders", 0, 17)]),
    ]);
    assert_eq!(*read(text).groups(), groups);
}

#[test]
fn each_format_is_written_as_its_tool_reads_it() {
    for (format, text) in TEXTS {
        let file = ForeignOffsets::new(*format, nameless(TWO)).unwrap();
        assert_eq!(file.write().unwrap(), *text);
    }
    let groups = named(&[
        ("b", &[("orders", 0, 17)]),
        ("a,\"b\"", &[("orders", 0, 3)]),
    ]);
    let file = ForeignOffsets::new(Format::KafkaGroupsCsv, groups).unwrap();
    assert_eq!(
        file.write().unwrap(),
        "\"a,\"\"b\"\"\",\"orders\",0,3\n\"b\",\"orders\",0,17\n"
    );
}

#[test]
fn line_ends_of_windows_a_byte_order_mark_and_empty_lines_change_nothing() {
    for (format, text) in TEXTS {
        let text = format!("\u{feff}\n{}\n\n", text).replace('\n', "\r\n");
        let file = read(&text);
        assert_eq!(file.format(), *format);
        assert_eq!(*file.groups(), nameless(TWO), "{format}");
    }
}

#[test]
fn what_other_tools_write_otherwise_means_the_same() {
    let compact = r#"{"version":1,"partitions":[{"offset":17,"partition":0,"topic":"orders"}]}"#;
    let unversioned = r#"{"partitions":[{"topic":"orders","partition":0,"offset":17}]}"#;
    for text in [
        compact,
        unversioned,
        "orders\t0\t17",
        "orders,0,17\n\n",
        "orders:0:17",
        r#"[{"offset":17,"partition":0,"topic":"orders"}]"#,
    ] {
        assert_eq!(
            *read(text).groups(),
            nameless(&[("orders", 0, 17)]),
            "{text}"
        );
    }
}

#[test]
fn a_group_may_have_any_name_in_csv() {
    let text = "\"a,\"\"b\"\"\",orders,0,17\n b c ,orders,0,3\nd\"e\",\"orders\",0,5\n";
    let groups = named(&[
        ("d\"e\"", &[("orders", 0, 5)]),
        ("a,\"b\"", &[("orders", 0, 17)]),
        (" b c ", &[("orders", 0, 3)]),
    ]);
    assert_eq!(*read(text).groups(), groups);
}

#[test]
fn a_document_of_koffsets_is_no_format_of_another_tool() {
    for text in [
        r#"{"schema": "koffset.snapshot", "partitions": []}"#,
        r#"{"groups": []}"#,
        r#"{"partitions": ["#,
        "",
        "orders",
    ] {
        assert_eq!(recognise(text.as_bytes()), None, "{text}");
    }
}
