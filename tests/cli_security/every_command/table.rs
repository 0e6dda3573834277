//! The table of what each user gets of each command.

use std::collections::BTreeSet;

use crate::support::acls::Right;

/// In which it stands what is to be read first.
const TABLE: &str = include_str!("table.txt");

/// One command line.
#[derive(Debug)]
pub struct Row {
    pub line: &'static str,
    /// What the operator runs first.
    pub before: Vec<&'static str>,
    ends: Vec<(&'static str, End)>,
    pub then: Option<Then>,
}

/// How a run ends.
#[derive(Clone, Debug)]
pub struct End {
    pub status: i32,
    pub told: Told,
}

/// What the user is told.
#[derive(Clone, Debug)]
pub enum Told {
    /// Nothing on stdout.
    Nothing,
    /// This on stdout.
    Prints(&'static str),
    /// That these are missing, and no others.
    Needs(BTreeSet<Right<'static>>),
}

/// Where a group stands after the operator's run.
#[derive(Clone, Copy, Debug)]
pub struct Then {
    pub group: &'static str,
    /// In both partitions of orders; `None` where the group is gone.
    pub offsets: Option<[Option<i64>; 2]>,
}

/// All rows.
pub fn rows() -> Vec<Row> {
    let blocks = TABLE.split("\n\n").map(str::trim);
    let blocks = blocks.filter(|block| !block.is_empty() && !block.starts_with('#'));
    blocks.map(Row::read).collect()
}

impl Row {
    fn read(block: &'static str) -> Self {
        let mut lines = block.lines();
        let mut row = Row {
            line: lines.next().unwrap(),
            before: Vec::new(),
            ends: Vec::new(),
            then: None,
        };
        for line in lines {
            let (word, rest) = line.trim().split_once(' ').unwrap();
            let rest = rest.trim();
            match word {
                "before" => row.before.push(rest),
                "then" => row.then = Some(Then::read(rest)),
                user => row.ends.push((user, End::read(rest))),
            }
        }
        row
    }

    /// How the run of a user ends.
    pub fn end_for(&self, user: &str) -> &End {
        let mut ends = self.ends.iter();
        let end = ends.find(|(of, _)| *of == user || *of == "everybody");
        &end.unwrap_or_else(|| panic!("{}: nothing is said of {user}", self.line))
            .1
    }

    /// Whether it is this command's: `group-list` is of `group list`.
    pub fn is_of(&self, page: &str) -> bool {
        let words: Vec<&str> = self.line.split(' ').collect();
        (1..=words.len()).any(|length| words[..length].join("-") == page)
    }
}

impl End {
    fn read(text: &'static str) -> Self {
        let (status, told) = text.split_once(' ').unwrap();
        let (verb, what) = told.split_once(' ').unwrap();
        let told = match (verb, what) {
            ("prints", "nothing") => Told::Nothing,
            ("prints", fact) => Told::Prints(fact),
            ("needs", rights) => Told::Needs(rights.split(", ").map(right).collect()),
            _ => panic!("{text}"),
        };
        End {
            status: status.parse().unwrap(),
            told,
        }
    }
}

/// Such as `READ on group billing`, or `DESCRIBE on the cluster`.
fn right(text: &'static str) -> Right<'static> {
    let (operation, resource) = text.split_once(" on ").unwrap();
    match resource.split_once(' ').unwrap() {
        ("the", "cluster") => Right::new(operation, "cluster", ""),
        (kind, name) => Right::new(operation, kind, name),
    }
}

impl Then {
    /// Such as `billing 0 -`, or `billing is gone`.
    fn read(text: &'static str) -> Self {
        let words: Vec<&str> = text.split(' ').collect();
        let offsets = match words[1..] {
            ["is", "gone"] => None,
            [first, second] => Some([first, second].map(|offset| offset.parse().ok())),
            _ => panic!("{text}"),
        };
        Then {
            group: words[0],
            offsets,
        }
    }
}
