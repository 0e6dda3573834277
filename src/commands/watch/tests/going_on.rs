use super::*;

#[test]
fn a_group_has_a_line_when_it_is_seen_first_and_whenever_that_changes() {
    let cluster = cluster();
    before_reading(3, &cluster, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 190);
    });
    let ended = watch_for(7, &cluster, "billing");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(
        ended.out,
        "2026-11-20T20:00:00.000Z billing state=stable members=1 lag=70 lost=0 consumed/s=? produced/s=? catch-up=?\n\
         2026-11-20T20:00:02.000Z billing state=stable members=1 lag=70 lost=0 consumed/s=0.0 produced/s=0.0 catch-up=?\n\
         2026-11-20T20:00:04.000Z billing state=stable members=1 lag=30 lost=0 consumed/s=10.0 produced/s=0.0 catch-up=?\n\
         2026-11-20T20:00:06.000Z billing state=stable members=1 lag=30 lost=0 consumed/s=6.7 produced/s=0.0 catch-up=?\n"
    );
    assert_eq!(ended.err, "");
}

#[test]
fn nothing_new_is_no_line() {
    let ended = watch_for(60, &cluster(), "billing --interval 1s");
    // Seen first, then with a rate, and then with a forecast.
    assert_eq!(ended.out.lines().count(), 3, "{}", ended.out);
    let last = ended.out.lines().last().unwrap();
    assert!(
        last.starts_with("2026-11-20T20:00:10") && last.ends_with("catch-up=never"),
        "{last}"
    );
}

#[test]
fn what_happened_is_told_before_where_it_led_to() {
    let cluster = cluster();
    before_reading(2, &cluster, |cluster| {
        cluster.leave_all("billing");
        cluster.commit_offset("billing", "orders", 1, 120);
    });
    let ended = watch_for(3, &cluster, "billing");
    let lines: Vec<&str> = ended.out.lines().skip(1).collect();
    assert_eq!(
        lines[..3],
        [
            "2026-11-20T20:00:02.000Z billing event: left: client-of-billing-1 (127.0.0.1)",
            "2026-11-20T20:00:02.000Z billing event: became empty",
            "2026-11-20T20:00:02.000Z billing event: commit moved back: orders:1 from 180 to 120",
        ]
    );
    assert!(
        lines[3].contains("state=empty members=0 lag=130"),
        "{}",
        lines[3]
    );
}

#[test]
fn machines_get_whole_objects() {
    let cluster = cluster();
    before_reading(2, &cluster, |cluster| cluster.leave_all("billing"));
    cluster.at(Call::Commits).nth(3).fail(ErrorCode::TIMED_OUT);
    let ended = watch_for(5, &cluster, "billing --format jsonl");
    let lines = ended.out.lines();
    let lines: Vec<serde_json::Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        lines
            .iter()
            .all(|line| line["schema"] == "koffset.watch" && line["version"] == 1)
    );
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["group", "event", "event", "group", "failure"]);
    let first = &lines[0];
    assert_eq!(first["observed_at"], "2026-11-20T20:00:00.000Z");
    assert_eq!((&first["lag"], &first["members"]), (&70.into(), &1.into()));
    assert!(
        first["consumed_per_second"].is_null(),
        "no rate from one reading: {first:#}"
    );
    assert_eq!(first["catch_up"], "unknown");
    assert_eq!(lines[3]["consumed_per_second"], 0.0);
    assert_eq!(
        (&lines[1]["event"], &lines[1]["detail"]),
        (
            &"left".into(),
            &"left: client-of-billing-1 (127.0.0.1)".into()
        )
    );
}

#[test]
fn a_sum_without_a_part_that_is_not_known_says_so() {
    let cluster = cluster();
    cluster.create_topic("pay", 1);
    cluster.fill("pay", 0, 0, 9, now());
    cluster.commit_offset("billing", "pay", 0, 4);
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster.at(Call::ListOffsets).fail_partition("pay", 0, code);
    let out = watch_for(3, &cluster, "billing").out;
    let last = out.lines().last().unwrap();
    assert!(
        last.contains(" lag=70+? lost=0+? consumed/s=0.0+? produced/s=0.0+? ")
            && last.ends_with(" unknown=1"),
        "{out}"
    );
}

#[test]
fn a_reading_that_fails_is_told_once_and_tried_again() {
    let cluster = cluster();
    for n in 2..=4 {
        cluster.at(Call::Commits).nth(n).fail(ErrorCode::TIMED_OUT);
    }
    let ended = watch_for(11, &cluster, "billing");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(
        ended.err.matches("not read, tried again").count(),
        1,
        "{}",
        ended.err
    );
    assert!(
        ended.err.contains("2026-11-20T20:00:08.000Z read again"),
        "{}",
        ended.err
    );
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("2026-11-20T20:00:10"), "{last}");
    let mut rates = ended.out.lines().map(|line| line.contains("consumed/s=?"));
    assert_eq!(rates.next(), Some(true));
    assert!(
        !ended.out.contains("20:00:04"),
        "nothing is told of what was not read: {}",
        ended.out
    );
}

#[test]
fn no_rate_is_reckoned_across_a_gap() {
    let cluster = cluster();
    cluster.at(Call::Commits).nth(3).fail(ErrorCode::TIMED_OUT);
    before_reading(4, &cluster, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 190);
    });
    let ended = watch_for(7, &cluster, "billing");
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("2026-11-20T20:00:06"), "{last}");
    assert!(
        last.contains("lag=30 lost=0 consumed/s=? produced/s=? catch-up=?"),
        "{last}"
    );
}

#[test]
fn a_group_that_cannot_be_read_stays_as_it_was_and_is_marked_stale() {
    let cluster = cluster();
    cluster.create_group("shipping", GroupType::Classic);
    cluster.commit_offset("shipping", "orders", 0, 200);
    cluster
        .at(Call::Commits)
        // The first reading asks once more, for what shipping has not committed.
        .nth(3)
        .fail_group("billing", ErrorCode::GROUP_AUTHORIZATION_FAILED);
    let ended = watch_for(3, &cluster, "billing shipping");
    let last = ended
        .out
        .lines()
        .find(|line| line.contains("stale="))
        .unwrap();
    assert!(
        last.contains(" billing state=stable members=1 lag=70 "),
        "{last}"
    );
    assert!(!ended.out.contains("shipping stale"), "{}", ended.out);
}

#[test]
fn groups_that_come_and_go_are_told() {
    let cluster = cluster();
    cluster.at(Call::Groups).nth(2).before(|cluster| {
        cluster.create_group("refunds", GroupType::Classic);
        cluster.commit_offset("refunds", "orders", 0, 100);
    });
    cluster
        .at(Call::Groups)
        .nth(3)
        .before(|cluster| cluster.remove_group("refunds"));
    let ended = watch_for(5, &cluster, "--all-groups");
    for line in [
        "2026-11-20T20:00:02.000Z refunds event: appeared\n",
        "2026-11-20T20:00:04.000Z refunds event: vanished\n",
        "2026-11-20T20:00:04.000Z refunds state=gone members=0 lag=? ",
    ] {
        assert!(ended.out.contains(line), "no {line} in {}", ended.out);
    }
}

#[test]
fn a_listing_with_a_gap_makes_no_group_vanish() {
    let cluster = cluster();
    cluster
        .at(Call::Groups)
        .nth(2)
        .before(|cluster| cluster.remove_group("billing"));
    cluster
        .at(Call::Groups)
        .nth(2)
        .gap("broker 2 did not answer");
    let ended = watch_for(3, &cluster, "--all-groups");
    assert!(!ended.out.contains("vanished"), "{}", ended.out);
    let last = ended.out.lines().last().unwrap();
    assert!(
        last.contains("state=stable") && last.ends_with("stale=\"broker 2 did not answer\""),
        "{last}"
    );
}

#[test]
fn a_pattern_whose_last_group_goes_is_no_failure() {
    let cluster = cluster();
    cluster
        .at(Call::Groups)
        .nth(2)
        .before(|cluster| cluster.remove_group("billing"));
    let ended = watch_for(3, &cluster, "--groups-matching bill.*");
    assert!(
        ended.out.contains("billing event: vanished"),
        "{}{}",
        ended.out,
        ended.err
    );
}

#[test]
fn a_named_topic_that_is_deleted_is_no_failure() {
    for words in ["billing -t orders", "billing -t orders:0-1"] {
        let cluster = cluster();
        before_reading(2, &cluster, |cluster| cluster.delete_topic("orders"));
        let ended = watch_for(5, &cluster, words);
        assert_eq!(ended.err, "", "{words}");
        let removed =
            "20:00:04.000Z billing event: commit removed: orders:0 at 150, orders:1 at 180\n";
        assert!(ended.out.contains(removed), "{}", ended.out);
        assert!(!ended.out.contains("stale"), "{}", ended.out);
    }
}

#[test]
fn what_is_not_there_at_first_is_refused() {
    let cluster = cluster();
    for words in [
        "biling",
        "billing -t order",
        "billing --topics-matching pay.*",
        "--groups-matching x.*",
    ] {
        let ended = watch_for(3, &cluster, words);
        assert_eq!(
            ended.status(),
            ExitStatus::Refused,
            "{words}: {}",
            ended.err
        );
        assert_eq!(ended.out, "");
    }
    assert_eq!(watch_for(3, &cluster, "").status(), ExitStatus::Usage);
}

#[test]
fn a_first_reading_that_fails_ends_the_watch() {
    let cluster = cluster();
    cluster.at(Call::Commits).nth(1).fail(ErrorCode::TIMED_OUT);
    assert_eq!(
        watch_for(3, &cluster, "billing").status(),
        ExitStatus::Failed
    );
}

#[test]
fn an_interval_needs_a_unit_and_is_no_load() {
    for (interval, says) in [
        ("2", "a unit is needed"),
        ("10ms", "the shortest interval is 100ms"),
    ] {
        let parsed = Cli::try_parse_from(["watch", "billing", "--interval", interval]);
        let error = parsed.err().unwrap().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_topic_that_is_named_is_not_every_groups() {
    let cluster = cluster();
    cluster.create_topic("pay", 1);
    cluster.create_group("shipping", GroupType::Classic);
    cluster.commit_offset("shipping", "pay", 0, 0);
    let all = watch_for(1, &cluster, "--all-groups -t pay");
    assert!(all.out.contains("shipping"), "{}", all.out);
    assert!(!all.out.contains("billing"), "{}", all.out);
    let read = watch_for(9, &cluster, "--all-groups -t pay --until caught-up");
    assert_eq!(read.status(), ExitStatus::Done, "{}", read.err);
    let named = watch_for(1, &cluster, "billing -t pay");
    assert!(named.out.contains("billing"), "{}", named.out);
    before_reading(3, &cluster, |cluster| {
        cluster.commit_offset("billing", "pay", 0, 0);
    });
    let later = watch_for(9, &cluster, "--all-groups -t pay");
    assert!(later.out.contains("billing"), "{}", later.out);
}

#[test]
fn what_transactions_hold_stands_in_the_line_and_a_hanging_one_is_an_event() {
    let cluster = cluster();
    cluster.set_broker("transaction.max.timeout.ms", "4000");
    cluster.produce_in_transaction("orders", 0, &[now(), now()]);
    cluster.commit_in_transaction("billing", "orders", 1, 190);
    let ended = watch_for(9, &cluster, "billing -t orders");
    let first = ended.out.lines().next().unwrap();
    assert!(first.ends_with(" above-last-stable=2 pending=1"), "{first}");
    let event = "2026-11-20T20:00:06.000Z billing event: last stable offset not moved for longer than \
                 transaction.max.timeout.ms (4000) lets a transaction be open: orders:0 at 200\n";
    assert_eq!(
        ended.out.matches("event: last stable").count(),
        1,
        "{}",
        ended.out
    );
    assert!(ended.out.contains(event), "{}", ended.out);
    let hint = "describe-producers --topic orders --partition 0\n";
    assert_eq!(ended.err.matches(hint).count(), 1, "{}", ended.err);
    assert_eq!(cluster.sizes(Call::BrokerSettings), [1]);
    let lines = watch_for(1, &cluster, "billing --format jsonl").out;
    let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(
        (&line["above_last_stable"], &line["pending_commits"]),
        (&2.into(), &1.into())
    );
}

/// The first of orders has a transaction that is open for longer than any may be in the end.
fn hanging() -> FakeCluster {
    let cluster = cluster();
    cluster.set_broker("transaction.max.timeout.ms", "4000");
    cluster.produce_in_transaction("orders", 0, &[now(), now()]);
    cluster
}

#[test]
fn how_to_look_at_a_partition_is_said_once_however_many_groups_read_it() {
    let cluster = hanging();
    cluster.create_group("shipping", GroupType::Classic);
    cluster.commit_offset("shipping", "orders", 0, 150);
    let ended = watch_for(9, &cluster, "billing shipping -t orders");
    let events = ended.out.matches("event: last stable").count();
    assert_eq!(events, 2, "{}", ended.out);
    for hint in ["find-hanging", "describe-producers"] {
        assert_eq!(ended.err.matches(hint).count(), 1, "{}", ended.err);
    }
}

#[test]
fn a_limit_that_could_not_be_read_once_is_read_again() {
    let cluster = hanging();
    cluster
        .at(Call::BrokerSettings)
        .nth(1)
        .fail(ErrorCode::NETWORK_EXCEPTION);
    let ended = watch_for(9, &cluster, "billing -t orders");
    let told = "longer than transaction.max.timeout.ms (4000) lets";
    assert!(ended.out.contains(told), "{}", ended.out);
}
