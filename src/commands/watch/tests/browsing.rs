use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::clock::Clock;
use crate::commands::captured::TestClock;
use crate::commands::watch::browse::{Browse, Leave};
use crate::observe::{Start, Turn, read_watched};
use crate::ui::{Key, Picture};
use crate::watch::Watched;

/// Three groups as they are first seen, and somebody who looks at them.
struct Looked {
    cluster: FakeCluster,
    watched: Watched,
    browse: Browse,
}

fn looked() -> Looked {
    let cluster = cluster();
    for (group, offset) in [("audit", 200), ("shipping", 100)] {
        cluster.create_group(group, GroupType::Classic);
        cluster.commit_offset(group, "orders", 0, offset);
    }
    let watched = Watched::begin(read(&cluster, Turn::First));
    Looked {
        cluster,
        watched,
        browse: Browse::default(),
    }
}

fn read(cluster: &FakeCluster, turn: Turn) -> crate::model::Reading {
    let args = Cli::try_parse_from(["watch", "--all-groups"])
        .unwrap()
        .watch;
    let view = args.view.view().unwrap();
    let mut reading = None;
    Stage::answering(Answer::Nobody)
        .run(cluster, |session| {
            reading = Some(read_watched(
                &view,
                turn,
                &Start::new(session.begin()),
                session.observer(),
            )?);
            Ok(ExitStatus::Done)
        })
        .result
        .unwrap();
    reading.unwrap()
}

impl Looked {
    fn type_in(&mut self, text: &str) -> Option<Leave> {
        let keys = text.chars().map(Key::Char);
        keys.filter_map(|key| self.press(key)).last()
    }

    fn press(&mut self, key: Key) -> Option<Leave> {
        self.browse.press(key, &self.watched)
    }

    fn picture(&self) -> Picture {
        let now = Arc::new(TestClock::default()).now();
        self.browse
            .picture(&self.watched, Duration::from_secs(2), now)
    }

    fn names(&self) -> Vec<String> {
        let rows = self.picture().rows.into_iter();
        rows.map(|row| row[0].text.clone()).collect()
    }

    fn chosen(&self) -> String {
        let picture = self.picture();
        picture.rows[picture.selected.unwrap()][0].text.clone()
    }
}

#[test]
fn a_choice_stays_with_its_group_however_the_rows_are_sorted() {
    let mut looked = looked();
    assert_eq!(looked.names(), ["audit", "billing", "shipping"]);
    looked.type_in("jk");
    assert_eq!(looked.chosen(), "audit");
    looked.type_in("s");
    assert_eq!(
        looked.names(),
        ["shipping", "billing", "audit"],
        "the most lag first"
    );
    assert_eq!(looked.chosen(), "audit");
    looked.press(Key::Up);
    assert_eq!(looked.chosen(), "billing");
    looked.press(Key::Home);
    assert_eq!(looked.chosen(), "shipping");
    looked.type_in("ssss");
    assert_eq!(
        looked.names(),
        ["audit", "billing", "shipping"],
        "by name again"
    );
    assert_eq!(looked.chosen(), "shipping");
}

#[test]
fn enter_looks_into_a_group_and_escape_comes_back_to_it() {
    let mut looked = looked();
    looked.type_in("j");
    looked.press(Key::Enter);
    assert_eq!(looked.names(), ["orders:0", "orders:1"]);
    assert!(
        looked
            .picture()
            .title
            .text
            .contains("billing (classic, stable)  2 partitions")
    );
    looked.press(Key::Tab);
    assert_eq!(looked.names(), ["client-of-billing-1"]);
    assert!(looked.picture().title.text.contains("1 member"));
    looked.press(Key::Tab);
    looked.press(Key::Escape);
    assert_eq!(looked.chosen(), "billing");
}

#[test]
fn a_filter_takes_letters_that_are_keys_otherwise() {
    let mut looked = looked();
    looked.type_in("/");
    assert_eq!(looked.type_in("SHIPPINGq"), None, "q is a letter here");
    assert_eq!(looked.picture().nothing, "nothing matches the filter");
    looked.press(Key::Erase);
    assert_eq!(looked.names(), ["shipping"]);
    assert!(looked.picture().footer.text.contains("filter: SHIPPING_"));
    looked.press(Key::Enter);
    looked.press(Key::Enter);
    assert_eq!(
        looked.names(),
        ["orders:0", "orders:1"],
        "the filter is that of groups"
    );
    looked.press(Key::Escape);
    assert_eq!(looked.names(), ["shipping"]);
    looked.press(Key::Escape);
    assert_eq!(looked.names().len(), 3);
}

#[test]
fn q_and_ctrl_c_leave_and_help_goes_with_any_key() {
    let mut looked = looked();
    looked.type_in("?");
    assert!(!looked.picture().help.is_empty());
    assert_eq!(looked.type_in("q"), None);
    assert!(looked.picture().help.is_empty());
    assert_eq!(looked.type_in("q"), Some(Leave::Quit));
    looked.type_in("/");
    assert_eq!(looked.press(Key::Interrupt), Some(Leave::Interrupted));
}

#[test]
fn what_is_known_stays_in_view_and_says_that_it_is_old() {
    let mut looked = looked();
    looked.watched.fail("timed out\x1b[2J".to_owned());
    let picture = looked.picture();
    assert_eq!(picture.rows.len(), 3);
    assert_eq!(
        picture.status.text,
        "STALE, as of 20:00:00; not read for 0 s: timed out\\u{1b}[2J"
    );
}

#[test]
fn a_reading_that_is_late_is_told_before_it_fails() {
    let looked = looked();
    let late = |seconds| {
        let now = TestClock::default().now() + TimeDelta::seconds(seconds);
        let interval = Duration::from_secs(2);
        looked
            .browse
            .picture(&looked.watched, interval, now)
            .status
            .text
    };
    assert_eq!(late(6), "20:00:00 UTC, every 2 s");
    assert_eq!(late(7), "as of 20:00:00; no answer since, for 7 s");
}

#[test]
fn a_group_that_could_not_be_read_says_so_beside_its_state() {
    let mut looked = looked();
    let script = looked.cluster.at(Call::Commits);
    script.fail_group("billing", ErrorCode::GROUP_AUTHORIZATION_FAILED);
    let reading = read(&looked.cluster, Turn::Later);
    looked.watched.take(reading);
    let states = looked.picture().rows.into_iter();
    let states: Vec<String> = states.map(|row| row[2].text.clone()).collect();
    assert_eq!(states, ["empty", "stable, stale", "empty"]);
}

#[test]
fn what_happened_to_a_group_is_shown_newest_first() {
    let mut looked = looked();
    looked.cluster.leave_all("billing");
    let reading = read(&looked.cluster, Turn::Later);
    looked.watched.take(reading);
    let line = |looked: &Looked, index: usize| looked.picture().lines[index].text.clone();
    assert_eq!(line(&looked, 0), "20:00:00 billing became empty");
    assert_eq!(
        line(&looked, 1),
        "20:00:00 billing left: client-of-billing-1 (127.0.0.1)"
    );
    looked.press(Key::Enter);
    assert_eq!(line(&looked, 0), "none so far", "audit's own");
}

#[test]
fn a_pause_is_told() {
    let mut looked = looked();
    looked.type_in(" ");
    assert_eq!(looked.picture().status.text, "PAUSED at 20:00:00 UTC");
    looked.type_in(" ");
    assert_eq!(looked.picture().status.text, "20:00:00 UTC, every 2 s");
}
