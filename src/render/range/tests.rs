use chrono::{DateTime, Utc};

use super::*;
use crate::document::{Envelope, PartitionEntry, RANGE, RangeDocument, TopicEntry};
use crate::model::{ClusterId, ErrorCode, ListedOffset, TopicPartition};
use crate::render::{json, json_lines};

fn offset(value: i64) -> Offset {
    Offset::new(value).unwrap()
}

fn time() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-20T08:00:00Z")
        .unwrap()
        .to_utc()
}

fn failure() -> KafkaError {
    KafkaError::new(ErrorCode::LEADER_NOT_AVAILABLE, "no leader")
}

fn row(topic: &str, partition: i32, ends: [i64; 3], at: Vec<Option<i64>>) -> RangeRow {
    let listed = |found: i64| ListedOffset {
        offset: offset(found),
        leader_epoch: None,
        timestamp: Some(time().into()),
    };
    RangeRow {
        partition: TopicPartition::new(topic, partition),
        earliest: Ok(offset(ends[0])),
        latest: Ok(offset(ends[1])),
        last_stable: Ok(offset(ends[2])),
        at: at.into_iter().map(|found| Ok(found.map(listed))).collect(),
    }
}

/// A whole row, one without a record at the time, one whose end is not known, and one of which nothing is.
fn ranges() -> Ranges {
    let mut half = row("pay", 0, [5, 9, 9], vec![Some(6)]);
    half.latest = Err(failure());
    Ranges {
        specs: vec![OffsetSpec::At(time())],
        rows: vec![
            row(
                "orders",
                0,
                [120_001, 205_312, 205_300],
                vec![Some(180_002)],
            ),
            row("orders", 1, [0, 0, 0], vec![None]),
            half,
            RangeRow::unreadable(TopicPartition::new("pay", 1), 1, failure()),
        ],
    }
}

fn plain() -> Ranges {
    Ranges {
        specs: Vec::new(),
        rows: vec![row("orders", 0, [1, 7, 7], vec![])],
    }
}

#[test]
fn a_table_tells_absent_from_unknown() {
    let expected = "\
TOPIC   PARTITION  EARLIEST   LATEST  LAST-STABLE  RECORDS  AT-2026-11-20T08:00:00.000Z  RECORD-TIME
orders          0   120,001  205,312      205,300   85,311                      180,002  2026-11-20T08:00:00.000Z
orders          1         0        0            0        0                            -  -
pay             0         5        ?            9        ?                            6  2026-11-20T08:00:00.000Z
pay             1         ?        ?            ?        ?                            ?  ?
";
    assert_eq!(range_table(&ranges()).as_str(), expected);
}

#[test]
fn a_look_up_that_is_none_by_time_has_no_time() {
    let mut ranges = plain();
    ranges.specs = vec![OffsetSpec::Latest, OffsetSpec::MaxTimestamp];
    ranges.rows = vec![row("orders", 0, [1, 7, 7], vec![Some(7), Some(5)])];
    let expected = "\
TOPIC   PARTITION  EARLIEST  LATEST  LAST-STABLE  RECORDS  AT-LATEST  AT-MAX-TIMESTAMP  RECORD-TIME
orders          0         1       7            7        6          7                 5  2026-11-20T08:00:00.000Z
";
    assert_eq!(range_table(&ranges).as_str(), expected);
}

#[test]
fn csv_has_plain_numbers_and_the_reason() {
    let expected = "\
topic,partition,earliest,latest,last_stable,records,at_2026-11-20T08:00:00.000Z,at_2026-11-20T08:00:00.000Z_timestamp,error,note
orders,0,120001,205312,205300,85311,180002,2026-11-20T08:00:00.000Z,,
orders,1,0,0,0,0,,,,
pay,0,5,,9,,6,2026-11-20T08:00:00.000Z,latest: no leader,
pay,1,,,,,,,no leader,
";
    assert_eq!(range_csv(&ranges()).unwrap(), expected);
}

#[test]
fn offsets_are_those_of_the_look_up_or_the_latest() {
    assert_eq!(range_offsets(&ranges()), "orders:0:180002\npay:0:6\n");
    assert_eq!(range_offsets(&plain()), "orders:0:7\n");
}

#[test]
fn a_total_of_a_topic_that_could_not_be_read_whole_is_unknown() {
    let totals = ranges().totals();
    let expected = "\
TOPIC   PARTITIONS  RECORDS  UNREADABLE
orders           2   85,311           0
pay              2        ?           2
";
    assert_eq!(totals_table(&totals).as_str(), expected);
    let expected = "\
topic,partitions,records,unreadable
orders,2,85311,0
pay,2,,2
";
    assert_eq!(totals_csv(&totals).unwrap(), expected);
}

#[test]
fn json_is_one_document_with_nulls() {
    let cluster = ClusterId("c1".to_owned());
    let mut ranges = ranges();
    ranges.rows.drain(..2);
    let content = RangeDocument::new(&ranges, true);
    let document = Envelope::new(
        RANGE,
        Some(&cluster),
        time(),
        vec!["why".to_owned()],
        content,
    );
    let expected = r#"{
  "schema": "koffset.range",
  "version": 1,
  "cluster_id": "c1",
  "observed_at": "2026-11-20T08:00:00.000Z",
  "incomplete": [
    "why"
  ],
  "partitions": [
    {
      "topic": "pay",
      "partition": 0,
      "earliest": 5,
      "latest": null,
      "last_stable": 9,
      "records": null,
      "at": [
        {
          "spec": "2026-11-20T08:00:00.000Z",
          "offset": 6,
          "timestamp": "2026-11-20T08:00:00.000Z"
        }
      ],
      "error": "latest: no leader"
    },
    {
      "topic": "pay",
      "partition": 1,
      "earliest": null,
      "latest": null,
      "last_stable": null,
      "records": null,
      "at": [
        {
          "spec": "2026-11-20T08:00:00.000Z",
          "offset": null,
          "timestamp": null
        }
      ],
      "error": "no leader"
    }
  ],
  "topics": [
    {
      "topic": "pay",
      "partitions": 2,
      "records": null,
      "unreadable": 2
    }
  ]
}
"#;
    assert_eq!(json(&document).unwrap(), expected);
}

#[test]
fn json_lines_are_the_partitions_or_the_topics() {
    let expected = "{\"topic\":\"orders\",\"partition\":0,\"earliest\":1,\"latest\":7,\"last_stable\":7,\"records\":6,\"at\":[],\"error\":null}\n";
    assert_eq!(
        json_lines(&PartitionEntry::all(&plain())).unwrap(),
        expected
    );
    let expected = "{\"topic\":\"orders\",\"partitions\":1,\"records\":6,\"unreadable\":0}\n";
    assert_eq!(
        json_lines(&TopicEntry::all(plain().totals())).unwrap(),
        expected
    );
}

#[test]
fn nothing_is_an_empty_result_in_every_format() {
    let none = Ranges {
        specs: Vec::new(),
        rows: Vec::new(),
    };
    assert_eq!(
        range_table(&none).as_str(),
        "TOPIC  PARTITION  EARLIEST  LATEST  LAST-STABLE  RECORDS\n"
    );
    assert_eq!(range_offsets(&none), "");
    assert!(none.totals().is_empty());
}
