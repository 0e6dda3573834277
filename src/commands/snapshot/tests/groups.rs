use super::*;
use crate::kafka::fake::member;

#[test]
fn all_groups_are_the_consumer_groups() {
    let cluster = cluster();
    cluster.join("shipping", member("m-1", &[("orders", 0)]));
    cluster.create_foreign_group("pool", "share");
    cluster.create_foreign_group("sink", "connect");
    let ended = snapshot(&cluster, "--all-groups");
    assert_eq!(
        ended.err,
        "left out: pool, sink (not a consumer group, and without commits)\n\
         warning: no commit of shipping\n\
         snapshot of 2 groups, 3 partitions written to stdout\n"
    );
    let taken = taken(&ended);
    assert_eq!(taken.groups.len(), 2);
    assert_eq!(
        taken.groups[&GroupId::new("shipping")].state,
        GroupState::Stable
    );
}

#[test]
fn a_pattern_takes_whole_names_and_must_match_something() {
    let cluster = cluster();
    cluster.commit_offset("billing-eu", "orders", 0, 110);
    let taken = taken(&snapshot(&cluster, "--groups-matching billing.+"));
    assert_eq!(positions(&taken, "billing-eu")[0], "orders:0=110");
    assert_eq!(taken.groups.len(), 1);
    refused(
        &snapshot(&cluster, "--groups-matching bill"),
        "error: no consumer group matches bill\n",
    );
    refused(
        &snapshot(&cluster, "billing --topics-matching returns"),
        "error: no topic in which these groups have commits matches returns\n",
    );
}

#[test]
fn a_group_that_is_not_there_is_refused_with_a_suggestion() {
    refused(
        &snapshot(&cluster(), "biling"),
        "error: group biling is not known to this cluster\n  hint: did you mean billing?\n",
    );
}

#[test]
fn a_dead_group_that_is_listed_or_holds_commits_is_there() {
    let cluster = cluster();
    cluster.set_state("billing", Some(GroupState::Dead));
    cluster.create_group("bare", GroupType::Classic);
    cluster.set_state("bare", Some(GroupState::Dead));
    let ended = snapshot(&cluster, "billing bare");
    assert!(
        ended.err.starts_with("warning: no commit of bare\n"),
        "{}",
        ended.err
    );
    assert_eq!(taken(&ended).groups.len(), 2);
}

#[test]
fn a_group_of_another_kind_is_refused_by_name() {
    let cluster = cluster();
    cluster.create_foreign_group("pool", "share");
    refused(
        &snapshot(&cluster, "pool"),
        "error: group pool is not a consumer group, and has no commits\n",
    );
}

#[test]
fn a_group_named_show_is_reached_by_its_option() {
    let cluster = cluster();
    cluster.commit_offset("show", "orders", 0, 101);
    let taken = taken(&snapshot(&cluster, "-g show"));
    assert_eq!(positions(&taken, "show")[0], "orders:0=101");
}

#[test]
fn a_command_line_that_asks_for_nothing_or_too_much_is_usage() {
    assert_eq!(snapshot(&cluster(), "").status(), ExitStatus::Usage);
    for words in [
        &["snapshot", "--all-groups", "billing"][..],
        &["snapshot", "--all-groups", "-g", "billing"],
        &["snapshot", "billing", "--force"],
        &["snapshot", "show"],
    ] {
        assert!(Cli::try_parse_from(words).is_err(), "{words:?}");
    }
}
