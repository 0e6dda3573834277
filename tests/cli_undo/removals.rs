//! Removals of commits that the user may not do.

use super::*;
use crate::support::guarded::{self, deny};

#[test]
fn an_undo_that_must_remove_commits_and_may_not_is_refused_before_anything_is_written_since_kafka_2_4()
 {
    let scene = guarded::scene();
    scene.orders(&[10, 10], &[Some(4), None]);
    let id = change(&scene, "reset {}billing -t {}orders --to-latest --yes");
    deny(&scene, "delete", "group", "billing");
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(3)
        .prints_nothing()
        .says("error: you may not make this change:\ngroup billing: needs DELETE on the group\n")
        .says("nothing was changed\n");
    stands_at(&scene, &[(0, 10), (1, 10)]);
    assert_eq!(journalled(&scene, &id)["undone_by"], json!([]));
    // What needs no removal can be taken back.
    undo(&scene, &format!("{id} -t {{}}orders:0"));
    stands_at(&scene, &[(0, 4), (1, 10)]);
}
