use crate::support::secured::{self, WAYS, Way};

#[test]
fn a_user_who_may_commit_moves_a_group_and_takes_it_back_however_it_logs_in() {
    let cluster = secured::cluster();
    for way in WAYS {
        let scene = cluster.scene(way);
        scene.orders(&[10, 10], &[Some(4), Some(5)]);
        let options = cluster.options(way, "operator");
        let run = |line: &str| scene.koffset(&format!("{options} {line} --yes"));
        let reset =
            run("reset {}billing --topic {}orders --to-earliest --format json").with_status(0);
        assert_eq!(
            scene.offsets("billing", "orders"),
            [(0, 0), (1, 0)],
            "{way:?}"
        );
        let id = reset.json()["journal_id"].as_str().unwrap().to_owned();
        run(&format!("undo {id}")).exits(0);
        assert_eq!(
            scene.offsets("billing", "orders"),
            [(0, 4), (1, 5)],
            "{way:?}"
        );
        run("delete-offsets {}billing --topic {}orders").exits(0);
        assert!(scene.offsets("billing", "orders").is_empty(), "{way:?}");
    }
}

#[test]
fn a_user_who_may_only_see_changes_nothing() {
    let cluster = secured::cluster();
    for way in WAYS {
        let scene = cluster.scene(way);
        scene.orders(&[10, 10], &[Some(4), Some(5)]);
        let options = cluster.options(way, "reader");
        for line in [
            "reset {}billing --topic {}orders --to-earliest",
            "seek {}billing {}orders:0=7",
            "delete-offsets {}billing --topic {}orders",
            "group delete {}billing",
        ] {
            let run = scene.koffset(&format!("{options} {line} --yes"));
            run.exits(3).says("you may not make this change");
            run.says("nothing was changed");
            assert_eq!(
                scene.offsets("billing", "orders"),
                [(0, 4), (1, 5)],
                "{way:?} {line}"
            );
        }
    }
}

#[test]
fn a_group_that_nobody_may_see_is_not_created() {
    let cluster = secured::cluster();
    let way = Way::Password("PLAIN");
    let scene = cluster.scene(way);
    scene.topic("orders", &[3]);
    let options = cluster.options(way, "nobody");
    let run = scene.koffset(&format!(
        "{options} reset {{}}billing --topic {{}}orders --to-earliest --create-group --yes"
    ));
    assert!([1, 3].contains(&run.status), "{}", run.text());
    assert!(!scene.knows_group("billing"));
}
