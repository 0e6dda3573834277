//! `koffset man`, judged by the formatter that `man` runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::koffset::Run;

/// What the formatter makes of a page, which it has nothing to say about.
fn formatted(page: &Path, device: &str) -> String {
    let groff = Command::new("groff")
        .args(["-ww", "-K", "utf8", "-man", "-T", device, "-P", "-cbou"])
        .arg(page)
        .output()
        .unwrap();
    let said = String::from_utf8(groff.stderr).unwrap();
    assert!(
        groff.status.success() && said.is_empty(),
        "{}: {said}",
        page.display()
    );
    String::from_utf8(groff.stdout).unwrap()
}

/// The commands that a help lists.
fn listed(help: &str) -> Vec<&str> {
    let section = help.split("Commands:\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty() && *name != "help")
        .collect()
}

#[test]
fn each_command_has_a_page_that_is_formatted_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("man1");
    let written = Run::of(["man", "--output", into.to_str().unwrap()]).with_status(0);
    written.prints_nothing().says("manual pages written to");
    let pages: BTreeSet<String> = fs::read_dir(&into)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let help = Run::of(["--help"]).with_status(0).stdout;
    assert!(listed(&help).contains(&"lag"), "{help}");
    for command in listed(&help) {
        assert!(
            pages.contains(&format!("koffset-{command}.1")),
            "{command}: {pages:?}"
        );
    }
    assert!(pages.contains("koffset-group-list.1"), "{pages:?}");
    assert!(
        !pages.iter().any(|page| page.contains("__complete")),
        "{pages:?}"
    );
    for page in &pages {
        // The second is that of the C locale, which lacks most characters.
        for device in ["utf8", "ascii"] {
            formatted(&into.join(page), device);
        }
    }
}

#[test]
fn a_page_holds_what_the_help_says_with_its_examples_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("koffset.1");
    fs::write(&page, Run::of(["man"]).with_status(0).stdout).unwrap();
    let text = formatted(&page, "utf8");
    for line in [
        "--bootstrap-server <HOST:PORT>",
        "koffset-lag(1)",
        "koffset -b kafka-1:9092 diff b.json live                  what moved since then",
        "130  interrupted before anything was sent",
        "EXIT STATUS",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn pages_that_exist_are_replaced_only_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_str().unwrap();
    Run::of(["man", "--output", into]).exits(0);
    Run::of(["man", "--output", into])
        .exits(3)
        .says("koffset.1");
    Run::of(["man", "--output", into, "--force"]).exits(0);
}
