use crate::support::faulty::{self, Faulty};
use crate::support::proxy::{FETCH, Fault, OFFSET_FETCH};
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
fn a_deadline_ends_with_what_is_known_in_every_format() {
    let cluster = faulty::cluster();
    let scene = held(&cluster, OFFSET_FETCH);
    let lag = "lag {}billing {}shipping --deadline 3s --format";
    let lag_says = "warning: 2 groups not read: the command's --deadline has passed\n";
    let list = "group list {}billing --wide --deadline 3s --format";
    let list_says = "warning: group billing: ";
    let expected = [
        (lag, "table", "", lag_says),
        (lag, "json", "\"groups\": []", lag_says),
        (lag, "jsonl", "", lag_says),
        (lag, "csv", "group,type,", lag_says),
        (
            lag,
            "openmetrics",
            "koffset_lag_incomplete 1\n# EOF\n",
            lag_says,
        ),
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
