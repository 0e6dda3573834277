//! Targets in time: how they are written, and which record they find.

use crate::support::scene::{START, Scene, time_of};

fn scene() -> Scene {
    Scene::with_orders(&[10], &[Some(9)])
}

#[track_caller]
fn assert_goes_to(scene: &Scene, target: &str, offset: i64) {
    let line = format!("reset {{}}billing -t {{}}orders {target} --yes");
    scene.koffset(&line).exits(0);
    assert_eq!(
        scene.offsets("billing", "orders"),
        [(0, offset)],
        "{target}"
    );
}

#[test]
fn an_instant_is_written_in_any_of_its_forms() {
    let scene = scene();
    // The record at offset 3 is of 22:16:20 UTC.
    let forms = [
        "--to-timestamp 2023-11-14T22:16:20Z",
        "--to-timestamp 2023-11-14T23:16:20+01:00",
        "--to-timestamp 1700000180000",
        "--to-timestamp 1700000180s",
        "--to-datetime 2023-11-14T22:16:20.000Z",
        "--to-timestamp 2023-11-14T22:16:20 --zone UTC",
        "--to-timestamp 2023-11-15T06:16:20 --zone Asia/Shanghai",
        "--to-timestamp 2023-11-14T22:15:20.001Z",
    ];
    for form in forms {
        scene.commit("billing", "orders", &[Some(9)]);
        assert_goes_to(&scene, form, 3);
    }
}

#[test]
fn the_understood_instant_is_echoed_in_utc_with_its_distance() {
    let scene = scene();
    let run = scene.koffset(
        "reset {}billing -t {}orders --to-timestamp 2023-11-15T06:16:20 --zone Asia/Shanghai --dry-run",
    );
    run.exits(0)
        .prints("target first record at or after 2023-11-14 22:16:20.000 UTC, ")
        .prints(" ago\n");
}

#[test]
fn an_age_is_told_when_a_plan_is_shown_and_is_not_saved_in_it() {
    let scene = scene();
    scene
        .koffset("snapshot {}billing --output then.json")
        .exits(0);
    let reset = "reset {}billing -t {}orders --to-timestamp 2023-11-14T22:16:20Z";
    let change = scene.koffset(&format!("{reset} --yes --format json"));
    let change = change.exits(0).json();
    let undo = format!(
        "undo {} --save-plan 3.json",
        change["journal_id"].as_str().unwrap()
    );
    let lines = [
        "seek {}billing {}orders:0=@2023-11-14T22:16:20Z --save-plan 0.json",
        &format!("{reset} --save-plan 1.json"),
        "reset --to-snapshot then.json --save-plan 2.json",
        &undo,
    ];
    for (number, line) in lines.iter().enumerate() {
        let file = format!("{number}.json");
        scene.koffset(line).exits(0);
        let plan = std::fs::read_to_string(scene.file(&file)).unwrap();
        for age in [" ago", "just now"] {
            assert!(!plan.contains(age), "{line}: {plan}");
        }
        let shown = scene.koffset(&format!("plan show {file}")).with_status(0);
        let mut lines = shown.stdout.lines();
        let target = lines.find(|line| line.starts_with("target")).unwrap();
        let has_age = target.ends_with(" ago") || target.ends_with("just now");
        assert_eq!(has_age, number > 0, "{target}");
    }
}

#[test]
fn a_time_relative_to_now_finds_records_of_the_last_hours() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_millis()).unwrap();
    let hours_ago = |hours: i64| now - hours * 3_600_000;
    scene.produce("orders", 0, &[6, 4, 2, 0].map(hours_ago));
    for target in [
        "--to-timestamp now-5h",
        "--by-duration 5h",
        "--by-duration PT5H",
        "--by-duration 4h59m",
    ] {
        scene.commit("billing", "orders", &[Some(4)]);
        assert_goes_to(&scene, target, 1);
    }
}

#[test]
fn the_first_record_at_or_after_the_time_counts_even_if_older_ones_follow() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    let minutes = [0, 5, 2, 9, 3, 7];
    scene.produce("orders", 0, &minutes.map(time_of));
    scene.commit("billing", "orders", &[Some(6)]);
    assert_goes_to(&scene, &format!("--to-timestamp {}", time_of(3)), 1);
    assert_goes_to(&scene, &format!("--to-timestamp {}", time_of(6)), 3);
    assert_goes_to(&scene, &format!("--to-timestamp {}", time_of(9)), 3);
}

#[test]
fn a_time_in_a_gap_finds_the_first_record_behind_it() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    let minutes = [0, 1, 600, 601];
    scene.produce("orders", 0, &minutes.map(time_of));
    scene.commit("billing", "orders", &[Some(0)]);
    assert_goes_to(&scene, &format!("--to-timestamp {}", time_of(300)), 2);
}

#[test]
fn a_time_older_than_the_log_goes_to_its_start_and_says_so() {
    let scene = scene();
    scene.delete_records("orders", 0, 4);
    let line = format!("reset {{}}billing -t {{}}orders --to-timestamp {START} --yes");
    scene
        .koffset(&line)
        .exits(0)
        .says("older than the log, which begins at 2023-11-14 22:17:20.000 UTC");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_record_of_a_clock_ahead_is_not_taken_for_the_start_of_the_log() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_millis()).unwrap();
    let (hour, ahead) = (3_600_000, now + 30 * 60_000);
    let records_above = "records of earlier times may lie above it";
    for (first, dated) in [
        (ahead, "UTC: a clock was ahead, ".to_owned()),
        (
            now * 1_000_000,
            format!(
                "{} ms (not a plausible time; nanoseconds?): ",
                now * 1_000_000
            ),
        ),
    ] {
        for before in [&[][..], &[now - 2 * hour]] {
            let scene = Scene::new();
            scene
                .checker
                .create_topic_for_any_time(&scene.name("orders"));
            let mut times = before.to_vec();
            times.extend([first, now - hour, now - hour / 60]);
            scene.produce("orders", 0, &times);
            scene.commit("billing", "orders", &[Some(3)]);
            let run = scene.koffset("reset {}billing -t {}orders --to-timestamp now-5min --yes");
            run.exits(0)
                .says("the record found is dated ")
                .says(&format!("{dated}{records_above}"));
            assert!(!run.stderr.contains("older than the log"), "{}", run.stderr);
            let found = i64::try_from(before.len()).unwrap();
            assert_eq!(scene.offsets("billing", "orders"), [(0, found)]);
        }
    }
}

#[test]
fn a_partition_without_a_record_after_the_time_goes_to_the_end_of_its_log() {
    let scene = Scene::with_orders(&[10, 3], &[Some(9), Some(0)]);
    let line = format!(
        "reset {{}}billing -t {{}}orders --to-timestamp {} --yes",
        time_of(5)
    );
    scene
        .koffset(&line)
        .exits(0)
        .says("~ orders 1 0 0 3 +3 0 3 0 no record at or after the time: end of the log");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5), (1, 3)]);
}

#[test]
fn no_record_after_skip_leaves_such_a_partition_alone() {
    let scene = Scene::with_orders(&[10, 3], &[Some(9), Some(0)]);
    let line = format!(
        "reset {{}}billing -t {{}}orders --to-timestamp {} --no-record-after skip --yes",
        time_of(5)
    );
    scene
        .koffset(&line)
        .exits(0)
        .says("no record at or after the time: left alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5), (1, 0)]);
}

#[test]
fn no_record_after_refuse_refuses_the_whole_plan() {
    let scene = Scene::with_orders(&[10, 3], &[Some(9), Some(0)]);
    let line = format!(
        "reset {{}}billing -t {{}}orders --to-timestamp {} --no-record-after refuse --yes",
        time_of(5)
    );
    scene
        .koffset(&line)
        .exits(3)
        .says("error: orders:1 of group billing: no record at or after 2023-11-14 22:18:20.000 UTC")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 0)]);
}

#[test]
fn a_time_behind_every_record_is_refused() {
    let scene = Scene::with_orders(&[10, 3, 0], &[Some(9), Some(0), Some(0)]);
    let line = format!(
        "reset {{}}billing -t {{}}orders --to-timestamp {} --yes",
        time_of(60)
    );
    scene
        .koffset(&line)
        .exits(3)
        .says("no partition has a record at or after 2023-11-14 23:13:20.000 UTC")
        .says("hint: check the time");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 0), (2, 0)]);
}

#[test]
fn a_time_behind_every_record_may_leave_everything_alone() {
    let scene = scene();
    let line = format!(
        "reset {{}}billing -t {{}}orders --to-timestamp {} --no-record-after skip --yes",
        time_of(60)
    );
    scene.koffset(&line).exits(0).prints("nothing to do");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn a_time_that_could_mean_two_things_is_a_usage_error() {
    let scene = scene();
    let refused = |target: &str, why: &str| {
        let line = format!("reset {{}}billing -t {{}}orders {target} --yes");
        let run = scene.koffset(&line);
        run.exits(2).says(why).prints_nothing();
    };
    refused(
        "--to-timestamp 2023-11-14T22:16:20",
        "--zone UTC reads it as 2023-11-14 22:16:20.000 UTC",
    );
    refused(
        "--to-timestamp 2023-11-14T22:16:20",
        "--zone local reads it as ",
    );
    refused(
        "--to-timestamp 1700000180",
        "hint: for seconds, write 1700000180s",
    );
    refused(
        "--to-timestamp 2023-03-26T02:30:00 --zone Europe/Berlin",
        "skips this time",
    );
    refused(
        "--to-timestamp 2023-10-29T02:30:00 --zone Europe/Berlin",
        "repeats this time",
    );
    refused("--to-timestamp 2999-01-01T00:00:00Z", "is in the future");
    refused("--to-timestamp now+1h", "is in the future");
    refused("--to-timestamp 1960-01-01T00:00:00Z", "before 1970");
    refused("--to-timestamp yesterday", "\"yesterday\" is no time");
    refused(
        "--to-timestamp 99999999999999999999",
        "beyond the times that Kafka knows",
    );
    refused("--by-duration 5", "a number without a unit");
    refused("--by-duration -5h", "not negative");
    refused("--by-duration P1M", "no fixed length");
    refused("--by-duration 30000d", "goes back before 1970");
    refused(
        "--to-timestamp now --zone CST",
        "expected UTC, local, or a place",
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn a_time_finds_what_kafkas_own_tool_finds() {
    let scene = Scene::new();
    scene.empty_topic("orders", 3);
    scene.produce("orders", 0, &[0, 5, 2, 9, 3, 7].map(time_of));
    scene.produce("orders", 1, &[0, 1, 600].map(time_of));
    scene.produce("orders", 2, &[0, 1, 2].map(time_of));
    scene.commit("billing", "orders", &[Some(1); 3]);
    let plan = scene.kafkas_tool(
        "--reset-offsets --dry-run --group {}billing --topic {}orders --to-datetime 2023-11-14T22:17:20.000Z",
    );
    scene
        .koffset("reset {}billing -t {}orders --to-datetime 2023-11-14T22:17:20.000Z --yes")
        .exits(0);
    for (partition, offset) in scene.offsets("billing", "orders") {
        let row = format!("billing orders {partition} {offset}\n");
        assert!(plan.contains(&row), "{row} is not in\n{plan}");
    }
}
