use std::path::Path;

use super::*;
use crate::compare::Side;
use crate::model::GroupId;

fn sides(a: &str, b: &str) -> Result<Sides, Error> {
    Sides::of(&Cli::try_parse_from(["diff", a, b]).unwrap().diff)
}

fn group(name: &str) -> GroupId {
    GroupId::new(name)
}

#[test]
fn what_looks_like_a_path_is_a_file_whether_it_exists_or_not() {
    for path in [
        "a.json",
        "a.GZ",
        "b.zst",
        "./billing",
        "missing/a",
        "file:billing",
    ] {
        let Sides::OnCluster(OnCluster::Snapshot { file, on, with }) = sides("live", path).unwrap()
        else {
            panic!("{path} is no file");
        };
        assert_eq!(file, Path::new(path.trim_start_matches("file:")));
        assert_eq!((on, with), (Side::B, Now::Live));
    }
}

#[test]
fn a_word_is_a_file_if_there_is_one_and_else_a_group() {
    let folder = TempDir::new().unwrap();
    let named = folder.path().join("billing");
    let named = named.to_str().unwrap();
    std::fs::write(named, "").unwrap();
    assert!(matches!(sides(named, named).unwrap(), Sides::Files(..)));
    let groups = Sides::OnCluster(OnCluster::Groups(group("blue"), group("v1.2")));
    assert_eq!(sides("blue", "v1.2").unwrap(), groups);
    // A folder of this package, and a file of it.
    let groups = Sides::OnCluster(OnCluster::Groups(group("src"), group("live")));
    assert_eq!(sides("src", "group:live").unwrap(), groups);
    assert!(matches!(
        sides("Cargo.toml", "src").unwrap(),
        Sides::OnCluster(OnCluster::Snapshot { .. })
    ));
    let groups = Sides::OnCluster(OnCluster::Groups(group("Cargo.toml"), group("a/b:c")));
    assert_eq!(sides("group:Cargo.toml", "group:a/b:c").unwrap(), groups);
}

#[test]
fn what_cannot_be_compared_is_a_mistake_in_the_command_line() {
    let cases = [
        ("live", "live", "live is compared with itself"),
        (
            "billing",
            "billing",
            "group billing is compared with itself",
        ),
        (
            "live",
            "billing",
            "group billing is live, and so compared with itself",
        ),
        (
            "billing",
            "live",
            "group billing is live, and so compared with itself",
        ),
        ("a.json", "file:", "\"file:\" names no file"),
    ];
    for (a, b, says) in cases {
        let error = sides(a, b).unwrap_err();
        assert_eq!(error.kind.status(), ExitStatus::Usage);
        assert_eq!(error.to_string(), says);
    }
}

#[test]
fn a_group_filter_needs_a_snapshot() {
    let words = ["diff", "blue", "green", "-g", "blue"];
    let error = Sides::of(&Cli::try_parse_from(words).unwrap().diff).unwrap_err();
    assert_eq!(error.kind.status(), ExitStatus::Usage);
}
