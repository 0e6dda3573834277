use super::*;

/// Two topics that share a prefix of their own, in the order of their names.
fn two_topics() -> (String, String, String) {
    let prefix = unique("two");
    let topics = [format!("{prefix}-a"), format!("{prefix}-b")];
    for topic in &topics {
        checker().create_topic(topic, 1);
    }
    checker().produce(&topics[1], 0, &[MORNING, MORNING]);
    let [a, b] = topics;
    (prefix, a, b)
}

#[test]
fn a_table_has_a_row_for_each_partition() {
    let topic = topic("table");
    let found = range(&[&topic, "--at", "1700000003000"]).with_status(0);
    let lines: Vec<Vec<&str>> = found
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let heading = [
        "TOPIC",
        "PARTITION",
        "EARLIEST",
        "LATEST",
        "LAST-STABLE",
        "RECORDS",
        "AT-2023-11-14T22:13:23.000Z",
        "RECORD-TIME",
    ];
    assert_eq!(lines[0], heading);
    let row = [
        &*topic,
        "0",
        "2",
        "5",
        "5",
        "3",
        "3",
        "2023-11-14T22:13:23.000Z",
    ];
    assert_eq!(lines[1], row);
    assert_eq!(lines[2], [&*topic, "1", "0", "0", "0", "0", "-", "-"]);
    assert_eq!(lines.len(), 3);
    found.says("--at 1700000003000 is 2023-11-14 22:13:23.000 UTC");
}

#[test]
fn json_lines_are_the_rows_of_the_json_document() {
    let topic = topic("jsonl");
    let args = |format| {
        [
            topic.clone(),
            "--at".into(),
            "earliest".into(),
            "--format".into(),
            format,
        ]
    };
    let rows = |format: &str| {
        let args = args(format.to_owned());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        range(&args).with_status(0)
    };
    let lines: Vec<Value> = rows("jsonl")
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let document = rows("json").json();
    assert_eq!(document["schema"], "koffset.range");
    assert_eq!(document["version"], 1);
    assert_eq!(document["incomplete"], json!([]));
    assert_eq!(document["partitions"], json!(lines));
    assert_eq!(lines[0]["topic"], json!(topic));
    assert_eq!(
        lines[0]["at"][0],
        json!({"spec": "earliest", "offset": 2, "timestamp": null})
    );
}

#[test]
fn csv_has_a_header_and_empty_cells_for_what_is_absent_since_kafka_3_0() {
    let topic = topic("csv");
    let found = range(&[&topic, "--at", "max-timestamp", "--format", "csv"]).with_status(0);
    let expected = format!(
        "topic,partition,earliest,latest,last_stable,records,at_max-timestamp,at_max-timestamp_timestamp,error,note\n\
         {topic},0,2,5,5,3,4,2023-11-14T22:13:24.000Z,,\n\
         {topic},1,0,0,0,0,,,,\n"
    );
    assert_eq!(found.stdout, expected);
    assert_eq!(found.stderr, "");
}

#[test]
fn totals_sum_up_each_topic_in_every_format_that_has_a_place_for_them() {
    let (prefix, a, b) = two_topics();
    let pattern = format!("{prefix}-.*");
    let totals = |format| {
        range(&[
            "--topics-matching",
            &pattern,
            "--totals",
            "--format",
            format,
        ])
    };
    let csv = format!("topic,partitions,records,unreadable\n{a},1,0,0\n{b},1,2,0\n");
    assert_eq!(totals("csv").with_status(0).stdout, csv);
    let table = totals("table").with_status(0).stdout;
    let last: Vec<_> = table.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(last, [&*b, "1", "2", "0"]);
    assert_eq!(totals("jsonl").with_status(0).stdout.lines().count(), 2);
    let document = totals("json").with_status(0).json();
    assert_eq!(document["topics"][1]["records"], 2);
    totals("offsets").with_status(2);
}

#[test]
fn an_unknown_format_is_a_usage_error_that_names_the_known_ones() {
    range(&["--format", "xml"])
        .with_status(2)
        .says("table, json, jsonl, csv, offsets");
}
