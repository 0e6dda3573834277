use super::*;

#[test]
fn a_topic_of_one_side_that_could_not_be_read_is_unknown_and_not_of_no_records() {
    for (here, there, sums) in [
        ("a.json", "b.json", ("missing", "added")),
        ("b.json", "a.json", ("added", "missing")),
    ] {
        let world = World::new();
        let both = [
            ("pay", 0, Some(1)),
            ("orders", 0, Some(5)),
            ("orders", 1, None),
        ];
        count(&world, here, &both, "");
        count(&world, there, &both[..1], "");
        let ended = diff_counts(&world, "--format json");
        let document = document(&ended);
        let topics = document["topics"].as_array().unwrap();
        let orders = topics.iter().find(|topic| topic["equal"] == 0).unwrap();
        assert!(orders[sums.0].is_null(), "{orders}");
        assert_eq!(orders[sums.1], 0);
        assert_eq!(document["result"], "unknown");
        assert_eq!(ended.status(), ExitStatus::Failed);
        let table = diff_counts(&world, "");
        assert!(table.out.contains("not known"), "{}", table.out);
        assert!(table.out.contains('?'), "{}", table.out);
    }
}

#[test]
fn sums_are_unknown_where_a_partition_is() {
    let world = World::new();
    let in_a = [("orders", 0, Some(5)), ("orders", 1, None)];
    let in_b = [("orders", 0, Some(4)), ("orders", 1, Some(4))];
    count(&world, "a.json", &in_a, "");
    count(&world, "b.json", &in_b, "");
    let topic = document(&diff_counts(&world, "--format json"))["topics"][0].clone();
    assert!(topic["missing"].is_null() && topic["added"].is_null());
    assert_eq!(topic["differences"][0]["delta"], -1);
}

#[test]
fn the_latest_of_another_moment_is_said_to_be_one() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(&world, file, &[("orders", 0, Some(5))], "");
    }
    edit(&world, "b.json", "T08:00:00Z", "T09:00:00Z");
    let ended = diff_counts(&world, "");
    for moment in ["2026-11-20 08:00:00", "2026-11-20 09:00:00"] {
        assert!(ended.err.contains(moment), "{}", ended.err);
    }
    assert_eq!(ended.status(), ExitStatus::Done);
    for file in ["a.json", "b.json"] {
        edit(
            &world,
            file,
            r#""earliest""#,
            r#""2026-11-20T07:00:00.000Z""#,
        );
        edit(&world, file, r#""latest""#, r#""2026-11-20T07:30:00.000Z""#);
    }
    assert_eq!(diff_counts(&world, "").err, "");
}

#[test]
fn many_times_of_many_partitions_are_summed_up() {
    let world = World::new();
    let row = |partition: u32, second: u32| {
        let (hour, minute) = (second / 60, second % 60);
        let time = format!("2026-11-20T{hour:02}:{minute:02}:00Z");
        format!(
            r#"{{"topic":"orders","partition":{partition},"from_time":"{time}","to_time":null,"records":1}}"#
        )
    };
    let times = |partitions: u32| {
        let of = |partition| (0..1_000).map(move |second| row(partition, second));
        let rows: Vec<String> = (0..partitions).flat_map(of).collect();
        format!(r#","buckets":[{}]"#, rows.join(","))
    };
    let in_a = [("orders", 0, Some(1_000)), ("orders", 1, Some(1_000))];
    count(&world, "a.json", &in_a, &times(2));
    count(&world, "b.json", &[("orders", 0, Some(2_000))], &times(1));
    let document = document(&diff_counts(&world, "--format json"));
    let topic = &document["topics"][0];
    assert_eq!(topic["equal"], 1);
    let differences = topic["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1_000);
    assert_eq!(
        (&differences[0]["a_records"], &differences[0]["b_records"]),
        (&2.into(), &1.into())
    );
}
