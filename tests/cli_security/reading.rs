use serde_json::json;

use crate::support::secured::{self, WAYS, Way};

#[test]
fn a_user_who_may_see_reads_everything_however_it_logs_in() {
    let cluster = secured::cluster();
    for way in WAYS {
        let scene = cluster.scene(way);
        scene.orders(&[10, 8], &[Some(4), None]);
        let options = cluster.options(way, "reader");
        let run = |line: &str| scene.koffset(&format!("{options} {line}"));
        let range = run("range {}orders --format json").with_status(0).json();
        assert_eq!(range["partitions"][1]["latest"], json!(8), "{way:?}");
        let lag = run("lag {}billing --format json").with_status(0).json();
        assert_eq!(
            lag["groups"][0]["partitions"][0]["lag"],
            json!(6),
            "{way:?}"
        );
        run("group list").exits(0).prints("billing");
        run("group describe {}billing").exits(0).prints("billing");
        run("snapshot {}billing --output taken.json").exits(0);
        run("diff taken.json {}billing").exits(0);
        run("reset {}billing --to-snapshot taken.json --dry-run").exits(0);
        run("reset {}billing --topic {}orders --to-earliest --dry-run")
            .exits(0)
            .prints("orders");
        assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    }
}

#[test]
fn records_are_read_by_who_may_read_them_however_it_logs_in() {
    let cluster = secured::cluster();
    for way in WAYS {
        let scene = cluster.scene(way);
        scene.topic("orders", &[10]);
        let count = |user: &str| {
            let options = cluster.options(way, user);
            scene.koffset(&format!(
                "{options} count {{}}orders --from earliest --exact"
            ))
        };
        count("operator").exits(0).prints("10");
        let refused = count("reader");
        assert_ne!(refused.status, 0, "{}", refused.text());
        assert!(
            refused.text().contains("authorization failed"),
            "{}",
            refused.text()
        );
    }
}

#[test]
fn a_listener_with_tls_alone_is_read_with_its_authority() {
    let cluster = secured::cluster();
    let scene = cluster.scene_on("tls");
    scene.orders(&[3], &[Some(1)]);
    let run = scene.koffset(&format!("{} range {{}}orders", cluster.trusting()));
    run.exits(0).prints("orders 0 0 3").says_nothing();
}

#[test]
fn a_protocol_that_stands_before_the_address_is_enough() {
    let cluster = secured::cluster();
    let address = format!("SSL://{}", cluster.said("tls"));
    let ca = format!("ssl.ca.location={}", cluster.said("ca"));
    let args = ["-X", &ca, "range", "__consumer_offsets"];
    crate::support::process::koffset(&address, &args).exits(0);
}

#[test]
fn a_user_who_may_see_nothing_is_told_so() {
    let cluster = secured::cluster();
    let way = Way::Password("SCRAM-SHA-256");
    let scene = cluster.scene(way);
    scene.orders(&[3], &[Some(1)]);
    let options = cluster.options(way, "nobody");
    let run = scene.koffset(&format!("{options} range {{}}orders"));
    run.exits(1).prints_nothing().says("authorization failed");
}
