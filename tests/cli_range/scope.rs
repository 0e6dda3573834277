use super::*;

#[test]
fn a_topic_that_is_not_there_is_refused_and_a_similar_one_is_named() {
    let topic = topic("orders");
    let mistyped = format!("{topic}x");
    let refused = range(&[&mistyped]).with_status(3);
    refused
        .says(&format!(
            "error: topic {mistyped} is not known to this cluster"
        ))
        .says(&format!("hint: did you mean {topic}?"));
    assert_eq!(refused.stdout, "");
    let topics = checker().ask("list_topics", json!({}));
    assert!(
        !topics.as_array().unwrap().contains(&json!(mistyped)),
        "none is created"
    );
}

#[test]
fn a_partition_that_is_not_there_is_refused_with_those_that_are() {
    let topic = topic("partition");
    range(&[&format!("{topic}:1-2")])
        .with_status(3)
        .says(&format!(
            "error: {topic}:2 is not there: the topic's partitions are 0 to 1"
        ));
}

#[test]
fn partitions_and_topics_may_be_named_together() {
    let (one, two) = (topic("one"), topic("two"));
    let found =
        range(&[&format!("{one}:1"), "--topic", &two, "--format", "offsets"]).with_status(0);
    assert_eq!(found.stdout, format!("{one}:1:0\n{two}:0:5\n{two}:1:0\n"));
}

#[test]
fn what_is_named_twice_is_a_usage_error() {
    let topic = topic("twice");
    range(&[&topic, "-t", &topic])
        .with_status(2)
        .says(&format!("topic {topic} is named twice"));
    range(&[&topic, "--at", "latest", "--at", "latest"])
        .with_status(2)
        .says("latest is asked for twice");
}

#[test]
fn a_pattern_matches_whole_names() {
    let topic = topic("pattern");
    let half = &topic[..topic.len() - 1];
    range(&["--topics-matching", half])
        .with_status(3)
        .says(&format!("no topic matches {half}"));
    let found = range(&[
        "--topics-matching",
        &format!("{half}."),
        "--format",
        "offsets",
    ])
    .with_status(0);
    assert_eq!(found.stdout.lines().count(), 2);
    range(&["--topics-matching", "a)(b"])
        .with_status(2)
        .says("unopened group");
}

#[test]
fn internal_topics_are_left_out_unless_they_are_asked_for() {
    let topic = topic("all");
    let shown = |args: &[&str]| {
        let found = range(&[args, &["--format", "json", "--totals"]].concat()).json();
        let topics = found["topics"].as_array().unwrap().iter();
        topics
            .map(|row| row["topic"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let plain = shown(&[]);
    assert!(plain.contains(&topic), "{plain:?}");
    assert!(
        !plain.iter().any(|name| name.starts_with("__")),
        "{plain:?}"
    );
    assert!(shown(&["--internal"]).contains(&"__consumer_offsets".to_owned()));
    assert_eq!(shown(&["__consumer_offsets"]), ["__consumer_offsets"]);
}

#[test]
fn a_time_that_is_none_is_a_usage_error_with_what_may_be_meant() {
    range(&["--at", "1700000000"])
        .with_status(2)
        .says("1700000000s");
    range(&["--at", "2023-11-14T22:13:20"])
        .with_status(2)
        .says("--zone");
    range(&["--at", "2093-11-14T22:13:20Z"])
        .with_status(2)
        .says("in the future");
    range(&["--at", "first"])
        .with_status(2)
        .says("earliest, latest or max-timestamp");
}

#[test]
fn a_share_group_has_no_commits_and_so_no_topics_since_kafka_4_1() {
    let (topic, group, handle) = (topic("shared"), unique("share"), unique("member"));
    let fields = json!({"handle": handle, "group": group, "topics": [topic]});
    checker().ask("start_share_consumer", fields);
    let found = range(&["--group", &group]);
    checker().ask("stop_share_consumer", json!({ "handle": handle }));
    found
        .with_status(0)
        .says("has no commits, and so no topics");
}
