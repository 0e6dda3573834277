use super::*;

fn groups(names: &[&str]) -> Vec<GroupId> {
    names.iter().map(|name| GroupId::new(*name)).collect()
}

#[test]
fn one_message_covers_one_group_and_several() {
    let (one, many) = (groups(&["a"]), groups(&["a", "b"]));
    for (reason, words) in [
        (
            Reason::NotConfirmed(one.clone()),
            "group a would be changed, and --confirm does not name it",
        ),
        (
            Reason::NotConfirmed(many.clone()),
            "groups a, b would be changed, and --confirm does not name them",
        ),
        (
            Reason::Protected(one),
            "group a is protected by the context, and --yes does not name it",
        ),
        (
            Reason::Protected(many),
            "groups a, b are protected by the context, and --yes does not name them",
        ),
    ] {
        assert_eq!(reason.to_string(), words);
    }
}

#[test]
fn what_is_said_of_many_groups_is_what_is_said_of_one() {
    let held = "active members; the broker rejects outside commits until they leave";
    let members = Reason::HasMembers(Vec::new());
    assert_eq!(members.to_string(), format!("has {held}"));
    assert_eq!(members.of_many(), Some(format!("have {held}")));
    let active = Reason::Active(GroupState::Dead);
    assert_eq!(
        active.to_string(),
        "is not empty: its state is dead, and koffset changes only an empty group"
    );
    assert_eq!(
        active.of_many().as_deref(),
        Some("are not empty: their state is dead, and koffset changes only empty groups")
    );
}
