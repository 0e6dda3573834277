//! Every command as a user who may only read, one who may operate, and one who may do nothing: it does what it
//! may, refuses what it may not with the missing ACL named, and leaks nothing.

mod seat;
mod table;
mod trial;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use self::table::rows;
use self::trial::Trial;
use crate::support::koffset::Run;
use crate::support::secured::{self, Way};

const SCRAM: Way = Way::Password("SCRAM-SHA-512");

/// Goes through the table as a user who logs in this way.
fn goes_through_the_table(user: &'static str, way: Way) {
    let cluster = secured::cluster();
    let mut trial = Trial::of(user, way, cluster);
    let mut wrong = Vec::new();
    for row in rows() {
        // What fails is told with its row, and the others are tried all the same.
        if catch_unwind(AssertUnwindSafe(|| trial.run(&row))).is_err() {
            wrong.push(row.line);
        }
    }
    assert!(wrong.is_empty(), "{user} {way:?}: {wrong:#?}");
    trial.has_leaked_nothing(cluster);
}

#[test]
fn a_reader_with_a_password_reads_and_no_more() {
    goes_through_the_table("reader", SCRAM);
}

#[test]
fn an_operator_with_a_password_does_everything() {
    goes_through_the_table("operator", SCRAM);
}

#[test]
fn nobody_is_told_what_he_lacks() {
    goes_through_the_table("nobody", SCRAM);
}

#[test]
fn a_reader_with_a_certificate_reads_and_no_more() {
    goes_through_the_table("reader", Way::Certificate);
}

#[test]
fn an_operator_with_a_certificate_does_everything() {
    goes_through_the_table("operator", Way::Certificate);
}

#[test]
fn a_reader_with_a_token_reads_and_no_more() {
    goes_through_the_table("reader", Way::Token);
}

#[test]
fn an_operator_with_a_token_does_everything() {
    goes_through_the_table("operator", Way::Token);
}

#[test]
fn the_table_knows_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("man1");
    Run::of(["man", "--output", into.to_str().unwrap()]).exits(0);
    let pages = fs::read_dir(into).unwrap();
    let pages = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    let commands = pages.filter_map(|page| {
        let command = page.strip_prefix("koffset-")?.strip_suffix(".1")?;
        Some(command.to_owned())
    });
    let commands: Vec<String> = commands.chain(["__complete".to_owned()]).collect();
    assert!(commands.len() > 30, "{commands:?}");
    let rows = rows();
    for command in commands {
        assert!(
            rows.iter().any(|row| row.is_of(&command)),
            "{command} is not in the table"
        );
    }
}

#[test]
fn the_table_knows_every_target_of_a_reset() {
    let help = Run::of(["reset", "--help"]).stdout;
    let usage = help
        .lines()
        .find(|line| line.starts_with("Usage:"))
        .unwrap();
    let (_, forms) = usage.split_once('<').unwrap();
    let (forms, _) = forms.split_once("> [").unwrap();
    let forms: Vec<&str> = forms
        .split('|')
        .map(|form| form.split(' ').next().unwrap())
        .collect();
    assert!(forms.len() > 9, "{forms:?}");
    let rows = rows();
    for form in forms {
        let known = rows
            .iter()
            .any(|row| row.is_of("reset") && row.line.contains(form));
        assert!(known, "reset {form} is not in the table");
    }
}

#[cfg(feature = "kerberos")]
#[test]
fn a_reader_with_a_ticket_reads_and_no_more() {
    goes_through_the_table("reader", Way::Ticket);
}

#[cfg(feature = "kerberos")]
#[test]
fn an_operator_with_a_ticket_does_everything() {
    goes_through_the_table("operator", Way::Ticket);
}
