use super::*;
use crate::support::scene::time_of;

/// Counts a topic into a file, by 10 minutes between two times.
fn count(scene: &Scene, topic: &str, file: &str, options: &str) {
    let (from, to) = (time_of(0), time_of(60));
    let line =
        format!("count {{}}{topic} --from {from} --to {to} --by 10m --format json {options}");
    let product = scene.koffset(&line).with_status(0).stdout;
    let prefixed = product.replace(
        &format!("\"{topic}\""),
        &format!("\"{}\"", scene.name(topic)),
    );
    std::fs::write(scene.file(file), prefixed).unwrap();
}

/// A source of 60 records in 3 partitions, one a minute, and a sink of 2 that lacks one of them.
fn pipeline(lacks: Option<i32>) -> Scene {
    let scene = Scene::new();
    scene.empty_topic("orders", 3);
    scene.empty_topic("sink", 2);
    for minute in 0..60 {
        scene.produce("orders", minute % 3, &[time_of(minute.into())]);
        if Some(minute) != lacks {
            scene.produce("sink", minute % 2, &[time_of(minute.into())]);
        }
    }
    scene
}

#[test]
fn a_record_that_the_sink_lacks_is_found_in_the_time_that_lacks_it() {
    let scene = pipeline(Some(34));
    for options in ["", "--exact", "--per-partition"] {
        count(&scene, "orders", "source.json", options);
        count(&scene, "sink", "sink.json", options);
        let line = "diff source.json sink.json --topic-map {}orders={}sink";
        let run = scene.koffset(&format!("{line} --format csv"));
        let rows: Vec<&str> = run.stdout.lines().skip(1).collect();
        let (from, to) = ("2023-11-14T22:43:20.000Z", "2023-11-14T22:53:20.000Z");
        let expected = [
            "orders,sink,,,,60,59,-1,missing".to_owned(),
            format!("orders,sink,,{from},{to},10,9,-1,missing"),
        ];
        assert_eq!(rows, expected, "{options}\n{}", run.text());
        run.exits(4)
            .says("have other partitions: their sums are compared");
        scene
            .koffset(line)
            .exits(4)
            .prints("different: 1 missing in b and 0 more, in 1 topic; 0 the same\n");
    }
}

#[test]
fn a_sink_that_lacks_nothing_is_equal() {
    let scene = pipeline(None);
    count(&scene, "orders", "source.json", "--exact");
    count(&scene, "sink", "sink.json", "--exact");
    scene
        .koffset("diff source.json sink.json")
        .exits(0)
        .prints("\nequal: as many in 1 topic\n");
}

/// A record that comes after younger ones counts where it lies.
#[test]
fn as_many_records_at_other_times_are_a_difference_that_is_named() {
    let scene = pipeline(Some(34));
    scene.produce("sink", 0, &[time_of(34)]);
    count(&scene, "orders", "source.json", "--exact");
    count(&scene, "sink", "sink.json", "--exact");
    scene
        .koffset("diff source.json sink.json")
        .exits(4)
        .prints("different: as many in all, but not at each time, in 1 topic; 0 the same\n");
}

#[test]
fn an_exact_count_beside_one_of_offsets_and_a_count_beside_a_snapshot_are_named() {
    let scene = saved();
    count(&scene, "orders", "exact.json", "--exact");
    count(&scene, "orders", "bound.json", "");
    scene
        .koffset("diff exact.json bound.json")
        .exits(0)
        .says("the records of a were read, and b is a count of offsets");
    scene
        .koffset("diff exact.json before.json")
        .exits(3)
        .says("a koffset.count document")
        .says("a koffset.snapshot document");
}
