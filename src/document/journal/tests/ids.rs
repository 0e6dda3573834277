use super::*;
use crate::error::ErrorKind;

#[test]
fn an_id_says_when_and_tells_changes_of_one_second_apart() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [first, second] = [1, 2].map(|time| begun_at(&journal, &plan(), time));
    for begun in [&first, &second] {
        let (time, digits) = begun.id().split_once('-').unwrap();
        assert_eq!(time, "20231114T221320Z");
        assert!(digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
    assert_ne!(first.id(), second.id());
}

#[test]
fn the_same_change_in_the_same_millisecond_is_another_entry() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let first = begun(&journal);
    let written = fs::read(entry_file(&journal, &first)).unwrap();
    let (plan, command_line) = (plan(), []);
    let again = Entry {
        plan: &plan,
        written_at: noon(),
        user: "bob",
        host: "ops-1",
        process: 4711,
        command_line: &command_line,
    };
    let second = journal.begin(&again).unwrap();
    assert_ne!(first.id(), second.id());
    assert_eq!(journal.entry(second.id()).unwrap().user, "bob");
    assert_eq!(fs::read(entry_file(&journal, &first)).unwrap(), written);
}

#[test]
fn an_id_may_be_cut_short_as_long_as_it_means_one_change() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [first, second] = [1, 2].map(|time| begun_at(&journal, &plan(), time));
    let later = begun_at(&journal, &plan(), 60_000);
    let found = |id: &str| journal.entry(id).map(|entry| entry.id);
    assert_eq!(found("20231114T2214").unwrap(), later.id());
    assert_eq!(found(later.id()).unwrap(), later.id());
    let error = found("20231114T2213").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    let said = error.to_string();
    assert!(
        said.starts_with("2 changes begin with 20231114T2213: "),
        "{said}"
    );
    assert!(
        said.contains(first.id()) && said.contains(second.id()),
        "{said}"
    );
    assert_eq!(found("").unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn an_id_that_is_not_there_is_not_taken_for_another() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    let mistyped = begun.id().replace("221320", "221330");
    let error = journal.entry(&mistyped).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(
        error.to_string(),
        format!("the journal holds no change {mistyped}")
    );
    let place = folder.path().join("journal");
    let shown = format!(
        "koffset journal list --journal-dir {} shows what there is",
        place.display()
    );
    assert_eq!(error.hints, [shown.as_str()]);
    let error = journal.entry("../../etc/passwd").unwrap_err();
    assert_eq!(error.hints, [shown]);
}
