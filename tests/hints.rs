//! The commands that koffset tells somebody to run: each is listed here, and each that can be run is pasted into a shell.

use std::collections::BTreeSet;

use crate::support::hints::{is_option, options};

mod found;
mod pasted;
mod table;
mod told;

use found::texts;
use table::{TABLE, Use};

#[test]
fn every_text_that_holds_a_command_is_in_the_table() {
    let found: BTreeSet<String> = texts()
        .into_iter()
        .filter(|text| found::holds_command(text))
        .collect();
    let listed: BTreeSet<String> = TABLE.iter().map(|(text, _)| (*text).to_owned()).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(
        new.is_empty(),
        "say in tests/hints/table.rs how these can be run: {new:#?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "no longer in src: {gone:#?}");
}

#[test]
fn every_option_that_a_text_names_is_one_of_some_command() {
    /// Options of programs that are not koffset.
    const OF_OTHERS: [&str; 12] = [
        "--add",
        "--allow-principal",
        "--cluster",
        "--describe",
        "--features",
        "--max-transaction-timeout",
        "--operation",
        "--partition",
        "--path",
        "--resource-pattern-type",
        "--show",
        "--version",
    ];
    for text in texts() {
        for option in options(&text) {
            let is_known = OF_OTHERS.contains(&option) || is_option(option);
            assert!(is_known, "no command has {option}: {text:?}");
        }
    }
}

#[test]
fn each_command_can_be_pasted_and_changes_nothing_that_it_reads() {
    for (text, used) in TABLE {
        if let Use::Pasted(commands) = used {
            for (template, values) in *commands {
                assert!(text.contains(template), "{text:?} has no {template:?}");
                pasted::paste(&pasted::filled(template, values));
            }
        }
    }
}

#[test]
fn a_command_that_writes_to_what_it_reads_is_found() {
    let scratch = pasted::Scratch::new();
    let before = scratch.contents();
    let shell = scratch.run(
        "keytool -list -keystore 'a b'\\''s $(touch made).json' > 'a b'\\''s $(touch made).json'",
    );
    assert!(shell.is_some());
    assert_ne!(scratch.contents(), before);
}
