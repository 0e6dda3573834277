use super::*;

#[test]
fn counts_of_other_times_are_refused_and_of_other_offsets_not() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(&world, file, &[("orders", 0, Some(5))], "");
    }
    edit(
        &world,
        "b.json",
        r#""to":"latest""#,
        r#""to":"2026-11-20T09:00:00.000Z""#,
    );
    let times = diff_counts(&world, "");
    let message = times.error().to_string();
    assert_eq!(
        message,
        "a counts from earliest to latest, and b from earliest to 2026-11-20T09:00:00.000Z"
    );
    assert_eq!(times.status(), ExitStatus::Refused);
    edit(&world, "a.json", r#""to":"latest""#, r#""to":"120""#);
    edit(
        &world,
        "b.json",
        r#""to":"2026-11-20T09:00:00.000Z""#,
        r#""to":"90""#,
    );
    let offsets = diff_counts(&world, "");
    assert!(
        offsets
            .err
            .contains("from earliest to 120 and b from earliest to 90"),
        "{}",
        offsets.err
    );
    assert_eq!(offsets.status(), ExitStatus::Done);
}

#[test]
fn a_count_and_a_snapshot_are_refused_by_their_kinds() {
    let world = World::new();
    count(&world, "a.json", &[("orders", 0, Some(5))], "");
    world.save("b.json", "billing");
    let ended = diff_counts(&world, "");
    let message = ended.error().to_string();
    assert!(
        message.contains("a.json is a koffset.count document"),
        "{message}"
    );
    assert!(
        message.contains("b.json a koffset.snapshot document"),
        "{message}"
    );
    assert_eq!(ended.status(), ExitStatus::Refused);
}

#[test]
fn options_that_do_not_fit_are_usage_errors() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(
            &world,
            file,
            &[("orders", 0, Some(5)), ("pay", 0, Some(5))],
            "",
        );
        world.save(&format!("snapshot-{file}"), "billing");
    }
    for words in [
        "--group billing",
        "--topic orders",
        "--topics-matching o.*",
        "--topic-map orders=pay --topic-map pay=pay2 --topic-map pay=pay3",
        "--topic-map orders=pay --topic-map pay=orders --topic-map orders=x",
    ] {
        assert_eq!(
            diff_counts(&world, words).status(),
            ExitStatus::Usage,
            "{words}"
        );
    }
    let commits = world.diff("snapshot-a.json snapshot-b.json --topic-map orders=pay");
    assert_eq!(commits.status(), ExitStatus::Usage);
    let unknown = diff_counts(&world, "--topic-map order=pay");
    assert!(
        unknown
            .error()
            .to_string()
            .contains("topic order is not in")
    );
    assert_eq!(unknown.status(), ExitStatus::Refused);
}

#[test]
fn a_count_is_compared_with_nothing_but_a_count() {
    let world = World::new();
    count(&world, "a.json", &[("orders", 0, Some(5))], "");
    std::fs::write(world.file("b.json"), "\"billing\",\"orders\",0,150\n").unwrap();
    for (words, other) in [
        ("a.json live", "the other side is on the cluster"),
        ("group:billing a.json", "the other side is on the cluster"),
        ("a.json b.json", "b.json is none of koffset's documents"),
        ("b.json a.json", "b.json is none of koffset's documents"),
    ] {
        let ended = world.diff(words);
        assert_eq!(
            ended.status(),
            ExitStatus::Refused,
            "{words}: {}",
            ended.err
        );
        let why = ended.error().to_string();
        assert!(why.contains("a.json is a koffset.count document"), "{why}");
        assert!(why.ends_with(other), "{why}");
    }
}
