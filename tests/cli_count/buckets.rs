use chrono::{TimeDelta, Utc};

use super::*;

/// Six minutes from the first record on, in buckets of two.
fn by_two_minutes() -> String {
    format!("--from {} --to {} --by 2m", time_of(0), time_of(6))
}

#[test]
fn a_bucket_holds_what_kafkas_tool_finds_between_its_edges() {
    let scene = scene();
    let found: Vec<_> = [0, 2, 4, 6]
        .map(|minute| kafkas(&scene, "orders", &time_of(minute).to_string()))
        .into();
    let line = format!("count {{}}orders {} --format json", by_two_minutes());
    let document = scene.koffset(&line).with_status(0).json();
    let between = found
        .windows(2)
        .map(|edges| edges[1].iter().sum::<i64>() - edges[0].iter().sum::<i64>());
    assert_eq!(
        column(&document["buckets"], "records"),
        between.collect::<Vec<_>>()
    );
    assert_eq!(column(&document["buckets"], "records"), [2, 2, 4]);
    assert_eq!(
        document["buckets"][0]["from_time"],
        "2023-11-14T22:13:20.000Z"
    );
    assert_eq!(
        document["buckets"][2]["to_time"],
        "2023-11-14T22:19:20.000Z"
    );
    let apart = scene
        .koffset(&format!("{line} --per-partition"))
        .with_status(0)
        .json();
    for (partition, offsets) in [(0, [4, 4, 4, 6]), (1, [0, 2, 4, 6]), (2, [0; 4])] {
        let rows = apart["buckets"].as_array().unwrap().iter();
        let rows: Vec<&Value> = rows.filter(|row| row["partition"] == partition).collect();
        assert_eq!(column(&json!(rows), "from"), offsets[..3], "{partition}");
        assert_eq!(column(&json!(rows), "to"), offsets[1..], "{partition}");
    }
}

#[test]
fn the_chart_is_as_wide_as_the_terminal_and_plain_elsewhere() {
    let scene = scene();
    let line = format!("count {{}}orders {}", by_two_minutes());
    let elsewhere = scene.koffset(&line).with_status(0);
    let rows = lines(&elsewhere.stdout);
    assert_eq!(rows[0], "TOPIC FROM RECORDS");
    assert_eq!(
        rows[1],
        format!("orders 2023-11-14 22:13:20.000 UTC 2 {}", "█".repeat(20))
    );
    assert_eq!(
        rows[3],
        format!("orders 2023-11-14 22:17:20.000 UTC 4 {}", "█".repeat(40))
    );

    let mut terminal = scene.on_terminal(100, &line);
    let status = terminal.exit_code();
    let screen = terminal.text();
    assert_eq!(status, 0, "{screen}");
    let widest = screen.lines().filter(|row| row.contains('█'));
    let widest: Vec<usize> = widest.map(|row| row.trim_end().chars().count()).collect();
    assert_eq!(widest.len(), 3, "{screen}");
    assert_eq!(widest[2], 100, "{screen}");
    let heading = screen.lines().find(|row| row.starts_with("TOPIC")).unwrap();
    let bars = 100 - (heading.trim_end().chars().count() + 2);
    assert_eq!(
        screen.matches('█').count(),
        bars + 2 * (bars / 2),
        "{screen}"
    );
}

#[test]
fn csv_and_json_lines_have_a_row_for_each_bucket() {
    let scene = scene();
    let line = format!(
        "count {{}}orders:1 --from {} --by 3m --to {}",
        time_of(0),
        time_of(5)
    );
    let csv = scene
        .koffset(&format!("{line} --format csv"))
        .with_status(0);
    let rows = [
        "topic,from_time,to_time,records,unreadable",
        "orders,2023-11-14T22:13:20.000Z,2023-11-14T22:16:20.000Z,3,0",
        "orders,2023-11-14T22:16:20.000Z,2023-11-14T22:18:20.000Z,2,0",
    ];
    assert_eq!(lines(&csv.stdout), rows);
    let json = scene
        .koffset(&format!("{line} --format jsonl"))
        .with_status(0);
    assert_eq!(lines(&json.stdout).len(), 2);
}

#[test]
fn the_last_bucket_takes_in_what_is_newer_where_there_is_no_end() {
    let scene = Scene::new();
    scene.topic("orders", &[3]);
    let newer = (Utc::now() + TimeDelta::minutes(30)).timestamp_millis();
    scene.produce("orders", 0, &[newer]);
    let line = format!(
        "count {{}}orders --from {} --by 36500d --format jsonl",
        time_of(1)
    );
    let found = scene.koffset(&line).with_status(0);
    assert_eq!(
        found.stdout,
        "{\"topic\":\"orders\",\"from_time\":\"2023-11-14T22:14:20.000Z\",\"to_time\":null,\"records\":3,\"unreadable\":0}\n"
    );
}

#[test]
fn too_many_buckets_are_refused_with_what_to_do() {
    let scene = scene();
    let many = format!(
        "count {{}}orders --from {} --to {} --by 1ms",
        time_of(0),
        time_of(1)
    );
    scene
        .koffset(&many)
        .with_status(3)
        .says("60,000 buckets of 3 partitions take 180,012 look-ups, more than 100,000")
        .says("hint: take longer buckets");
    let more = format!(
        "count {{}}orders --from {} --to {} --by 1ms",
        time_of(0),
        time_of(9)
    );
    scene
        .koffset(&more)
        .with_status(2)
        .says("buckets are more than");
}
