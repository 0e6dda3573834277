//! Who is named while a change waits.

use super::*;

#[test]
fn before_the_question_it_is_said_for_whom_the_change_waits_and_how_long() {
    let cluster = occupied();
    let ended = on(
        Stage::answering(Answer::No),
        &cluster,
        &billing(),
        &waiting(&ASKING),
    );
    assert_eq!(ended.status(), ExitStatus::Declined);
    let announced = "\
to be done once these have left, and not at all if they are there for another 1 min:
  billing: m-1 (client client-of-m-1, host 127.0.0.1): orders:0
  billing: m-2 (client client-of-m-2, host 127.0.0.1): orders:1
";
    assert!(ended.err.contains(announced), "{}", ended.err);
    assert!(!ended.err.contains("error: group billing"), "{}", ended.err);
    assert_eq!(said(&ended, "waiting for"), 0);
    untouched(&cluster);
}

#[test]
fn without_a_terminal_the_members_are_named_again_only_when_others_are_there() {
    let cluster = occupied();
    at_look(&cluster, 12, |cluster| {
        cluster.leave_all("billing");
        cluster.join("billing", member("m-2", &[("orders", 0), ("orders", 1)]));
    });
    leave_at(&cluster, 20);
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    let told: Vec<&str> = ended
        .err
        .lines()
        .skip_while(|l| !l.starts_with("waiting"))
        .take(5)
        .collect();
    assert_eq!(
        told,
        [
            "waiting for members to leave, up to 1 min more:",
            "  billing: m-1 (client client-of-m-1, host 127.0.0.1): orders:0, seen for 0 s",
            "  billing: m-2 (client client-of-m-2, host 127.0.0.1): orders:1, seen for 0 s",
            "waiting for members to leave, up to 50 s more:",
            "  billing: m-2 (client client-of-m-2, host 127.0.0.1): orders:0-1, seen for 10 s",
        ]
    );
    assert_eq!(said(&ended, "waiting for"), 2);
}

#[test]
fn a_member_is_seen_from_the_preview_on_however_long_the_answer_takes() {
    let cluster = occupied();
    leave_at(&cluster, 3);
    let mut stage = Stage::answering(Answer::Yes);
    let clock = stage.clock.clone();
    stage.answer = Box::new(move || {
        clock.sleep(Duration::from_secs(40));
        Answer::Yes
    });
    let ended = on(stage, &cluster, &billing(), &waiting(&ASKING));
    is_done(&cluster, &ended);
    assert_eq!(said(&ended, "up to 1 min more"), 1);
    assert_eq!(said(&ended, "orders:0, seen for 40 s"), 1);
}

#[test]
fn a_static_member_is_named_as_one_that_stays() {
    let cluster = occupied();
    cluster.join(
        "billing",
        Member {
            instance_id: Some("till-3".to_owned()),
            ..member("m-3", &[])
        },
    );
    let ended = waited(&cluster);
    let line = "static member till-3), seen for 1 min, stays until its session times out";
    is_refused(&cluster, &ended, line);
    assert!(
        ended.error().hints[0].contains("a static member stays"),
        "{}",
        ended.err
    );
    assert_eq!(said(&ended, "orders:0, seen for 1 min\n"), 1);
}

#[test]
fn members_that_do_not_leave_in_time_refuse_the_change_and_are_named() {
    let cluster = occupied();
    let ended = waited(&cluster);
    let why = "\
error: members are still there after 1 min:
  billing: m-1 (client client-of-m-1, host 127.0.0.1): orders:0, seen for 1 min
  billing: m-2 (client client-of-m-2, host 127.0.0.1): orders:1, seen for 1 min
  hint: stop them, then run this again, or write a longer --wait-empty
";
    let plain = ended
        .err
        .replace("\x1b[1;31m", "")
        .replace("\x1b[36m", "")
        .replace("\x1b[0m", "");
    assert!(plain.contains(why), "{plain}");
    is_refused(&cluster, &ended, "");
}

#[test]
fn of_many_members_the_first_are_named_and_the_others_counted() {
    let cluster = cluster();
    for id in 100..200 {
        cluster.join("billing", member(&format!("m-{id}"), &[]));
    }
    let ended = waited(&cluster);
    is_refused(
        &cluster,
        &ended,
        "and 90 more: koffset group describe shows the members of a group\n",
    );
    assert!(ended.err.contains("m-109 "), "{}", ended.err);
    assert!(!ended.err.contains("m-110 "), "{}", ended.err);
}

#[test]
fn all_groups_of_the_plan_are_waited_for_and_named() {
    let cluster = occupied();
    cluster.join("audit", member("a-1", &[]));
    leave_at(&cluster, 4);
    at_look(&cluster, 8, |cluster| cluster.leave_all("audit"));
    let request = to(&["audit", "billing"], &[Some(120)]);
    let ended = on(
        Stage::answering(Answer::Yes),
        &cluster,
        &request,
        &waiting(&ASKING),
    );
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(said(&ended, "  audit: a-1"), 3);
    assert_eq!(said(&ended, "  billing: m-1"), 2);
    assert_eq!(said(&ended, "no members left after 6 s"), 1);
}

#[test]
fn a_deletion_waits_for_members_and_names_them_too() {
    let cluster = occupied();
    leave_at(&cluster, 5);
    let request = Request {
        remove_groups: true,
        ..to(&["billing"], &[None, None])
    };
    let stage = Stage::answering(Answer::Yes);
    let ended = on(stage, &cluster, &request, &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.questions.len(), 1);
    assert_eq!(said(&ended, "host 127.0.0.1): orders:0\n"), 1);
    assert_eq!(said(&ended, "host 127.0.0.1): orders:0, seen for 0 s\n"), 1);
    assert_eq!(offsets(&cluster, "billing"), [0; 0]);
}
