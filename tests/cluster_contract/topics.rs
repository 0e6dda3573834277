use std::collections::BTreeSet;

use koffset::model::{ErrorCode, TopicName};

use super::world::{World, code, names, no_limit, topic};

contract!(
    the_cluster_tells_its_id,
    the_names_of_all_topics_hold_internal_ones_too,
    a_topic_is_described_with_its_id_and_partitions_since_kafka_2_8,
    an_internal_topic_is_marked,
    an_unknown_topic_is_an_error_at_its_name_and_is_not_created,
    a_recreated_topic_has_another_id_since_kafka_2_8,
    nothing_asked_is_nothing_answered,
);

fn all_names(world: &dyn World) -> BTreeSet<TopicName> {
    world.reading().topic_names(&no_limit()).unwrap()
}

fn the_cluster_tells_its_id(world: &dyn World) {
    let id = world.reading().cluster_id(&no_limit()).unwrap().unwrap();
    assert_eq!(id.0, world.cluster_id());
}

fn the_names_of_all_topics_hold_internal_ones_too(world: &dyn World) {
    let topic = topic(world, 1);
    let all = all_names(world);
    assert!(all.contains(topic.as_str()));
    assert!(all.contains("__consumer_offsets"));
}

fn a_topic_is_described_with_its_id_and_partitions_since_kafka_2_8(world: &dyn World) {
    let name = topic(world, 3);
    let asked = names(&[&name]);
    let answer = world.reading().topics(&asked, &no_limit()).unwrap();
    assert!(answer.keys().eq(&asked));
    let found = answer[name.as_str()].clone().unwrap();
    assert_eq!(&*found.name, name);
    assert_eq!(found.id.unwrap().0, world.topic_id(&name));
    assert_eq!(found.partitions, BTreeSet::from([0, 1, 2]));
    assert!(!found.internal);
}

fn an_internal_topic_is_marked(world: &dyn World) {
    let asked = names(&["__consumer_offsets"]);
    let answer = world.reading().topics(&asked, &no_limit()).unwrap();
    assert!(answer["__consumer_offsets"].as_ref().unwrap().internal);
}

fn an_unknown_topic_is_an_error_at_its_name_and_is_not_created(world: &dyn World) {
    let known = topic(world, 1);
    let unknown = world.name("unknown");
    let asked = names(&[&known, &unknown]);
    let answer = world.reading().topics(&asked, &no_limit()).unwrap();
    assert!(answer.keys().eq(&asked));
    assert!(answer[known.as_str()].is_ok());
    assert_eq!(
        code(&answer[unknown.as_str()]),
        Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
    );
    assert!(!all_names(world).contains(unknown.as_str()));
}

fn a_recreated_topic_has_another_id_since_kafka_2_8(world: &dyn World) {
    let name = topic(world, 1);
    let before = world.topic_id(&name);
    world.delete_topic(&name);
    world.create_topic(&name, 1);
    let answer = world.reading().topics(&names(&[&name]), &no_limit());
    let found = answer.unwrap()[name.as_str()].clone().unwrap();
    assert_ne!(found.id.clone().unwrap().0, before);
    assert_eq!(found.id.unwrap().0, world.topic_id(&name));
}

fn nothing_asked_is_nothing_answered(world: &dyn World) {
    let reading = world.reading();
    let none = BTreeSet::new();
    assert!(reading.topics(&none, &no_limit()).unwrap().is_empty());
    assert!(reading.list_offsets(&[], &no_limit()).unwrap().is_empty());
    let none = BTreeSet::new();
    assert!(
        reading
            .describe_groups(&none, &no_limit())
            .unwrap()
            .is_empty()
    );
}
