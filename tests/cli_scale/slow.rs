use crate::support::faulty::{self, Faulty};
use crate::support::proxy::{FETCH, Fault, OFFSET_FETCH};
use crate::support::replicated;
use crate::support::scene::Scene;

/// Two groups behind a proxy that keeps every request of this kind from the broker.
fn held(cluster: &Faulty, api: i16) -> Scene {
    let scene = cluster.scene();
    scene.orders(&[9, 4], &[Some(3), None]);
    scene.commit("shipping", "orders", &[Some(1), Some(1)]);
    cluster.proxy().spoil_all(api, Fault::Hold);
    scene
}

#[test]
fn work_of_more_than_a_second_shows_a_bar_on_a_terminal_and_leaves_none_behind() {
    let cluster = faulty::cluster();
    for (line, api, bar, product) in [
        (
            "lag {}billing {}shipping",
            OFFSET_FETCH,
            "reading groups",
            "HEADROOM",
        ),
        (
            "group list --wide {}billing",
            OFFSET_FETCH,
            "looking at groups",
            "ASSIGNOR",
        ),
        (
            "group describe {}billing",
            OFFSET_FETCH,
            "looking at groups",
            "coordinator",
        ),
        (
            "snapshot {}billing",
            OFFSET_FETCH,
            "reading commits",
            "koffset.snapshot",
        ),
        (
            "count {}orders --exact",
            FETCH,
            "reading records",
            "RECORDS",
        ),
    ] {
        let scene = held(&cluster, api);
        let mut terminal = scene.on_terminal(120, line);
        terminal.await_text(bar);
        cluster.proxy().behave();
        assert_eq!(terminal.exit_code(), 0, "{line}: {}", terminal.text());
        let text = terminal.text();
        assert!(
            text.contains(product) && !text.contains(bar),
            "{line}: {text}"
        );
    }
}

#[test]
fn a_deadline_ends_with_what_is_known_in_every_format_since_kafka_2_6() {
    let cluster = faulty::cluster();
    let scene = held(&cluster, OFFSET_FETCH);
    let lag = "lag {}billing {}shipping --deadline 6s --format";
    let lag_says = "shipping: no answer within ";
    let list = "group list {}billing --wide --deadline 6s --format";
    let list_says = "warning: group billing: ";
    let expected = [
        (lag, "table", "shipping ? ? ? ? ?", lag_says),
        (lag, "json", "\"partitions\": []", lag_says),
        (lag, "jsonl", "\"lag\":null", lag_says),
        (lag, "csv", "shipping,simple,empty,,,,", lag_says),
        (lag, "openmetrics", "\nkoffset_lag_incomplete 1\n", lag_says),
        (list, "table", "billing simple empty - ? ? ? ?", list_says),
        (list, "json", "\"committed_partitions\": null", list_says),
        (list, "jsonl", "\"committed_partitions\":null", list_says),
        (list, "csv", "billing,simple,empty,,,,,,,,", list_says),
    ];
    let start = |(line, format, ..): &(&str, &str, _, _)| scene.start(&format!("{line} {format}"));
    let running: Vec<_> = expected.iter().map(start).collect();
    for ((line, format, product, message), running) in expected.into_iter().zip(running) {
        let run = scene.ended(running);
        run.exits(1).prints(product).says(message);
        if format == "json" {
            let document = run.json();
            assert!(!document["incomplete"][0].is_null(), "{line}: {document:#}");
        }
    }
}

#[test]
fn groups_of_a_broker_that_is_silent_do_not_keep_others_from_being_shown_in_time() {
    let cluster = replicated::cluster();
    let scene = cluster.scene();
    cluster.topic(&scene, "orders", 6);
    let (silent, broker) = cluster.group(&scene);
    let others = (0..30).map(|number| format!("shipping-{number}"));
    let answers = |group: &String| cluster.coordinator(&scene.name(group)) != broker;
    let other = others.into_iter().find(answers).unwrap();
    for group in [&silent, &other] {
        scene.commit(group, "orders", &[Some(0); 6]);
    }
    cluster.proxy(broker).spoil_all(OFFSET_FETCH, Fault::Hold);
    let line = format!("lag {{}}{silent} {{}}{other} --deadline 6s --format csv");
    let run = scene.koffset(&line);
    run.exits(1);
    let rows: Vec<&str> = run.stdout.lines().skip(1).collect();
    let of = |group: &str| {
        let rows = rows.iter().map(|row| row.split(',').collect::<Vec<_>>());
        let of_group = rows.filter(|row| row[0] == group);
        of_group.map(|row| row[6].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&silent), [""], "{}", run.text());
    assert_eq!(of(&other), ["0"; 6], "{}", run.text());
}
