use super::*;

/// A journal of three changes, ten seconds apart, of which the second takes the first back.
fn three() -> (TempDir, Journal, [String; 3]) {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let first = begun(&journal).id().to_owned();
    let undo = Plan {
        undoes: Some(first.clone()),
        ..plan()
    };
    let second = begun_at(&journal, &undo, 10_000).id().to_owned();
    let third = begun_at(&journal, &plan(), 20_000).id().to_owned();
    (folder, journal, [first, second, third])
}

fn damage(journal: &Journal, id: &str, text: &str) {
    fs::write(file_of(journal, id), text).unwrap();
}

fn mentioning(journal: &Journal, id: &str) -> Vec<String> {
    let found = journal.mentioning(id).unwrap().found;
    found.into_iter().map(|entry| entry.id).collect()
}

#[test]
fn a_change_is_found_by_its_id_that_of_its_plan_and_that_of_what_it_undoes() {
    let (_folder, journal, [first, second, third]) = three();
    assert_eq!(
        mentioning(&journal, &first),
        [first.as_str(), second.as_str()]
    );
    assert_eq!(mentioning(&journal, &third), [third.as_str()]);
    let plan = journal.entry(&first).unwrap().plan_id;
    assert_eq!(mentioning(&journal, &plan), [first, third]);
    assert_eq!(mentioning(&journal, "2023"), [""; 0], "no part of an id");
}

#[test]
fn only_what_is_found_or_cut_off_is_taken_apart() {
    let (_folder, journal, [first, second, third]) = three();
    damage(&journal, &second, "{}");
    damage(&journal, &third, "{");
    let listing = journal.mentioning(&first).unwrap();
    assert_eq!(listing.found.len(), 1);
    let [gap] = listing.gaps.try_into().unwrap();
    assert!(gap.starts_with(&third), "{gap}");
}

#[test]
fn the_last_change_that_is_wanted_is_found_whatever_stands_before_it() {
    let (_folder, journal, [first, second, _]) = three();
    damage(&journal, &first, "{");
    let last = journal
        .last(|entry| entry.undoes().is_some())
        .unwrap()
        .listing;
    assert_eq!(last.found[0].id, second);
    assert!(last.gaps.is_empty(), "{:?}", last.gaps);
    let none = journal.last(|_| false).unwrap().listing;
    assert!(none.found.is_empty());
    assert_eq!(none.gaps.len(), 1);
}

#[test]
fn what_may_be_newer_and_cannot_be_read_is_a_gap() {
    let (_folder, journal, [_, _, third]) = three();
    damage(&journal, &third, "{");
    let last = journal.last(|_| true).unwrap().listing;
    assert!(last.gaps[0].starts_with(&third), "{:?}", last.gaps);
    fs::write(journal.folder.join("notes.txt"), "").unwrap();
    assert_eq!(journal.last(|_| true).unwrap().listing.gaps.len(), 2);
}

#[test]
fn an_outcome_without_its_entry_is_no_newer_change() {
    let (_folder, journal, [_, _, third]) = three();
    fs::write(
        journal
            .folder
            .join("20991231T000000Z-00000000.outcome.json"),
        "{",
    )
    .unwrap();
    let last = journal.last(|_| true).unwrap().listing;
    assert_eq!(last.gaps, [""; 0]);
    assert_eq!(last.found[0].id, third);
    assert_eq!(journal.entries().unwrap().gaps.len(), 1);
}

#[test]
fn of_two_changes_without_a_number_in_one_second_the_later_one_is_the_last() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let ids = [900, 100, 500].map(|millisecond| without_number(&journal, millisecond));
    let last = journal.last(|_| true).unwrap().listing;
    assert_eq!(last.found[0].id, ids[0]);
}
