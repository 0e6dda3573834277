//! Names that others chose, completed in every quote and run: koffset is given the name, and nothing else runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use koffset::model::{CommittedOffset, Offset};
use serde_json::json;

use super::learn_names;
use super::shell::{Kind, Shell};
use crate::support::scene::Scene;
use crate::support::wait;

const QUOTES: [&str; 3] = ["", "'", "\""];

/// What a shell may take for something else than a name.
const ODD: [&str; 20] = [
    "a$(touch made)b",
    "`touch made`",
    "a;touch made;b",
    "a&touch made&",
    "a|touch made",
    "a>made",
    "${HOME}$HOME$1",
    "a!!b!touch!$",
    "{a,b}{1..3}",
    "* ?[a]",
    "^a^b^",
    "~root",
    "#a #b",
    "a\\nb\\$c\\",
    "a 'quoted' \"name\"",
    "ends in \"",
    "ends in '",
    "ends in !",
    " two  blanks  ",
    "zähler-订单",
];

/// Every punctuation of ASCII, a few at a time, and [`ODD`]; each with a beginning of its own.
fn names() -> Vec<String> {
    let punctuation: Vec<char> = ('!'..='~').filter(char::is_ascii_punctuation).collect();
    let some = punctuation.chunks(4).map(|some| {
        let some: Vec<String> = some.iter().map(|c| format!("{c}a")).collect();
        format!("a{}", some.concat())
    });
    let all = some.chain(ODD.map(str::to_owned)).enumerate();
    all.map(|(index, name)| format!("{index:02}-{name}"))
        .collect()
}

/// A shell with a koffset that completes as the built one does, and keeps what else it is given.
fn recording(kind: Kind, scene: Scene) -> Shell {
    let folder = scene.file("recording");
    fs::create_dir(&folder).unwrap();
    let script = format!(
        "#!/bin/sh\n\
         case $1 in __complete | completions) exec '{}' \"$@\" ;; esac\n\
         printf '%s\\0' \"$@\" >'{given}.new' && mv '{given}.new' '{given}'\n",
        env!("CARGO_BIN_EXE_koffset"),
        given = scene.file("given").display(),
    );
    let koffset = folder.join("koffset");
    fs::write(&koffset, script).unwrap();
    fs::set_permissions(&koffset, fs::Permissions::from_mode(0o755)).unwrap();
    Shell::start(kind, scene, &folder)
}

impl Shell {
    /// Types a beginning and a tab, runs what it becomes, and tells what koffset was given.
    fn given(&mut self, typed: &str) -> Vec<String> {
        let file: PathBuf = self.scene.file("given");
        let _ = fs::remove_file(&file);
        self.tab(typed);
        self.terminal.type_in("\r");
        let given = wait::until(
            typed,
            || fs::read_to_string(&file).ok(),
            |given| given.is_some(),
        );
        self.await_prompt();
        let words = given.unwrap();
        let words = words.strip_suffix('\0').unwrap().split('\0');
        words.map(str::to_owned).collect()
    }
}

fn completes_names_in_every_quote(kind: Kind) {
    let scene = Scene::with_orders(&[3], &[Some(1)]);
    let committed = CommittedOffset::at(Offset::new(1).unwrap());
    let names = names();
    for name in &names {
        scene.commit_as(name, "orders", 0, &committed);
    }
    let all: String = ('!'..='~').filter(char::is_ascii_punctuation).collect();
    let (context, file) = (format!("all{all}$(touch made)"), all.replace('/', ""));
    let file = format!("file-{file}$(touch made)");
    fs::write(
        scene.file("config.toml"),
        format!("[contexts.{}]\n", json!(context)),
    )
    .unwrap();
    fs::write(scene.file(&file), "").unwrap();
    learn_names(&scene);
    let mut shell = recording(kind, scene);
    for quote in QUOTES {
        for name in &names {
            let group = shell.scene.name(name);
            let given = shell.given(&format!("koffset lag {quote}{{}}{}", &name[..3]));
            assert_eq!(given, ["lag", &group], "{quote}{name}");
        }
        let given = shell.given(&format!("koffset context use {quote}all"));
        assert_eq!(given, ["context", "use", &context], "{quote}");
        let given = shell.given(&format!("koffset apply {quote}file-"));
        assert_eq!(given, ["apply", &file], "{quote}");
    }
    assert!(!shell.scene.file("made").exists());
}

/// What is typed of a name in one way of quoting, and of the option before it.
const BEGUN: [&str; 8] = [
    r"q-\$\(a\ b",
    r"'q-$(a b",
    r#""q-\$(a b"#,
    r#"q-"\$(a"' '"#,
    r#"--group="q-\$("#,
    r"--group='q-$(",
    r"--group=q-\$\(",
    r#"'q-$(a b)'\'"#,
];

fn completes_what_is_begun_in_quotes(kind: Kind) {
    let scene = Scene::with_orders(&[3], &[Some(1)]);
    let committed = CommittedOffset::at(Offset::new(1).unwrap());
    let name = "q-$(a b)'\"c";
    scene.commit_as(name, "orders", 0, &committed);
    fs::write(scene.file("config.toml"), "").unwrap();
    learn_names(&scene);
    let mut shell = recording(kind, scene);
    let name = shell.scene.name(name);
    for begun in BEGUN {
        let given = shell.given(&format!("koffset lag {}", begun.replace("q-", "{}q-")));
        let (option, value) = given[1].split_once('=').unwrap_or(("--group", &given[1]));
        assert_eq!((option, value), ("--group", &*name), "{begun}");
    }
}

#[test]
fn bash_gives_koffset_the_name_in_every_quote_and_runs_nothing_else() {
    completes_names_in_every_quote(Kind::Bash);
}

#[test]
fn zsh_gives_koffset_the_name_in_every_quote_and_runs_nothing_else() {
    completes_names_in_every_quote(Kind::Zsh);
}

#[test]
fn fish_gives_koffset_the_name_in_every_quote_and_runs_nothing_else() {
    completes_names_in_every_quote(Kind::Fish);
}

#[test]
fn bash_goes_on_with_a_name_that_is_begun_in_quotes() {
    completes_what_is_begun_in_quotes(Kind::Bash);
}

#[test]
fn zsh_goes_on_with_a_name_that_is_begun_in_quotes() {
    completes_what_is_begun_in_quotes(Kind::Zsh);
}

#[test]
fn fish_goes_on_with_a_name_that_is_begun_in_quotes() {
    completes_what_is_begun_in_quotes(Kind::Fish);
}
