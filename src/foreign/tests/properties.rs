use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

proptest! {
    #[test]
    fn what_is_written_is_read_back(format in select(NAMELESS), rows in rows()) {
        let file = ForeignOffsets::new(format, Groups::from([(None, rows)])).unwrap();
        let text = file.write().unwrap();
        prop_assert_eq!(read_offsets(text.as_bytes()).unwrap(), file);
    }

    #[test]
    fn groups_of_any_name_are_read_back(
        groups in btree_map("[^\n]{0,8}".prop_map(|id| Some(GroupId::new(id))), rows(), 1..4),
    ) {
        let file = ForeignOffsets::new(Format::KafkaGroupsCsv, groups).unwrap();
        let text = file.write().unwrap();
        prop_assert_eq!(read_offsets(text.as_bytes()).unwrap(), file);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<Vec<u8>>()) {
        let _ = read_offsets(&text);
    }

    #[test]
    fn text_that_nearly_is_a_file_is_read_or_refused(text in "([a-z\"{}\\[\\]]{0,3}[,: \t\r\n0-9-]{1,2}){0,12}") {
        let _ = read_offsets(text.as_bytes());
    }
}

const NAMELESS: &[Format] = &[
    Format::KafkaCsv,
    Format::Rpk,
    Format::Kcl,
    Format::DeleteRecords,
    Format::GetOffsets,
];

fn rows() -> impl Strategy<Value = Positions> {
    let partitions = ("[a-zA-Z0-9_-]{1,4}", 0..=i32::MAX)
        .prop_map(|(topic, partition)| TopicPartition::new(topic, partition));
    let offsets = (0..=i64::MAX).prop_map(|offset| Offset::new(offset).unwrap());
    btree_map(partitions, offsets, 1..5)
}
