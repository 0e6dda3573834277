//! The fuzz targets' seeds, read as files are, whole and cut off anywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use koffset::commands::settings::me;
use koffset::document::{Journal, read_count, read_plan, read_snapshot};
use koffset::foreign::read_offsets;

#[path = "../fuzz/parsers.rs"]
mod parsers;

use parsers::{ID, PARSERS};

fn names_in(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(folder);
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    names.map(stem).collect()
}

fn seeds(parser: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(parser);
    let files = fs::read_dir(folder).unwrap();
    let seeds: Vec<_> = files
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert!(!seeds.is_empty(), "{parser} has no seeds");
    seeds
}

#[test]
fn each_parser_has_a_fuzz_target_and_seeds() {
    let names: BTreeSet<String> = PARSERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names_in("targets"), names);
    assert_eq!(names_in("seeds"), names);
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"));
    let manifest = manifest.unwrap();
    for name in names {
        assert!(
            manifest.contains(&format!("path = \"targets/{name}.rs\"")),
            "{name}"
        );
    }
}

#[test]
fn every_seed_is_read_or_refused_wherever_it_is_cut_off() {
    for (name, parse) in PARSERS {
        for seed in seeds(name) {
            parse(&seed);
            let step = seed.len().div_ceil(100).max(1);
            for length in (0..seed.len()).step_by(step) {
                parse(&seed[..length]);
            }
        }
    }
}

/// A seed that no parser takes would lead a fuzzer nowhere.
#[test]
fn the_seeds_of_documents_are_taken() {
    for seed in seeds("snapshot") {
        read_snapshot(&seed).unwrap();
    }
    for seed in seeds("plan") {
        read_plan(&seed).unwrap();
    }
    for seed in seeds("count") {
        read_count(&seed).unwrap();
    }
    for seed in seeds("offsets") {
        read_offsets(&seed).unwrap();
    }
    for seed in seeds("journal") {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(format!("{ID}.json")), seed).unwrap();
        let journal = Journal::at(folder.path().to_owned(), me());
        let listed = journal.entries().unwrap();
        assert_eq!(listed.found.len(), 1, "{:?}", listed.gaps);
    }
}
