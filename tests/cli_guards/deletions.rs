//! What deletes commits or whole groups.

use super::*;

#[test]
fn what_deletes_commits_keeps_no_limit_on_records_and_is_confirmed_by_its_group_since_kafka_2_4() {
    for line in [
        "delete-offsets {}billing -t {}orders",
        "group delete {}billing",
    ] {
        let scene = scene();
        let run = scene.koffset(&format!("{line} --yes --max-replay 1000 --format json"));
        assert_eq!(codes(run.exits(3)), ["removes_uncounted"]);
        let run = scene.koffset(&format!("{line} --confirm {{}}shipping --format json"));
        assert_eq!(codes(run.exits(3)), ["not_confirmed"]);
        let run = scene.koffset(&format!("{line} --yes --cluster-id another --format json"));
        assert_eq!(codes(run.exits(3)), ["not_the_cluster"]);
        stands_at(&scene, &BEFORE);
        scene
            .koffset(&format!("{line} --confirm {{}}billing"))
            .exits(0);
        stands_at(&scene, &[]);
    }
}
