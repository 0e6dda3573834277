use super::*;

#[test]
fn what_makes_no_sense_is_refused_without_a_look_at_the_cluster() {
    for (line, says) in [
        ("diff live live", "live is compared with itself"),
        (
            "diff billing billing",
            "group billing is compared with itself",
        ),
        (
            "diff billing live",
            "group billing is live, and so compared with itself",
        ),
        ("diff blue green -g blue", "neither side is one"),
        ("diff file: live", "names no file"),
        ("diff live", "<B>"),
        ("diff blue green -t orders:x", "is no partition"),
        ("diff blue green --topics-matching (", "--topics-matching"),
    ] {
        Run::of(line.split_whitespace())
            .exits(2)
            .prints_nothing()
            .says(says)
            .never_says("nothing was changed");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let scene = saved();
    std::fs::write(scene.file("broken.json"), "{\"schema\"").unwrap();
    for (line, says) in [
        ("diff absent.json live", "absent.json: does not exist"),
        (
            "diff before.json absent.json",
            "absent.json: does not exist",
        ),
        ("diff before.json ./absent", "./absent: does not exist"),
        ("diff broken.json before.json", "broken.json: is cut off"),
    ] {
        scene.koffset(line).exits(1).prints_nothing().says(says);
    }
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let scene = saved();
    scene
        .koffset("diff before.json {}biling -g {}billing")
        .exits(3)
        .prints_nothing()
        .says("group biling is not known to this cluster")
        .says("did you mean billing?");
    scene
        .koffset("diff before.json live -t {}order")
        .exits(3)
        .prints_nothing()
        .says("topic order is on neither side");
    scene
        .koffset("diff before.json live -g {}green")
        .exits(3)
        .says("the snapshot does not hold group green");
    assert!(!scene.knows_group("biling"), "none is created");
}

#[test]
fn a_cluster_that_does_not_answer_is_a_failure_and_no_difference() {
    let scene = saved();
    let file = scene.file("before.json");
    let file = file.to_str().unwrap();
    let args = ["--timeout", "1s", "-b", "127.0.0.1:1", "diff", file, "live"];
    Run::of(args).exits(1).prints_nothing();
}
