use super::names::Source;

/// One direction in which names must not point.
pub struct Rule {
    pub says: &'static str,
    scope: Scope,
    forbids: Forbids,
}

/// The places that a rule binds: files and folders below `src/`, without their ending.
enum Scope {
    Within(&'static [&'static str]),
    Outside(&'static [&'static str]),
}

enum Forbids {
    /// A path, and all that lies below it.
    Paths(&'static [&'static str]),
    /// Any of these modules of `commands/`, but in itself and in tests.
    Siblings(&'static [&'static str]),
    /// Any path that ends so, through whatever module it comes.
    Endings(&'static [&'static str]),
    /// The word itself, anywhere in the text's code.
    Words(&'static [&'static str]),
}

/// The files and folders of `commands/` that are one subcommand each; the others serve several.
pub const COMMANDS: &[&str] = &[
    "access",
    "apply_plan",
    "complete",
    "completions",
    "context",
    "convert",
    "copy",
    "count",
    "delete_offsets",
    "diff",
    "group",
    "journal",
    "lag",
    "man",
    "plan_file",
    "range",
    "reset",
    "schema",
    "seek",
    "snapshot",
    "undo",
    "watch",
];

pub const RULES: &[Rule] = &[
    Rule {
        says: "a pure module knows no cluster, clock, terminal, environment or stream",
        scope: Scope::Within(&[
            "model", "acl", "plan", "compare", "lag", "watch", "document", "foreign", "settings",
            "render",
        ]),
        forbids: Forbids::Paths(&[
            "crate::kafka",
            "crate::ui",
            "crate::clock",
            "crate::commands",
            "crate::observe",
            "crate::program",
            "std::env",
            "std::io::stdin",
            "std::io::stdout",
            "std::io::stderr",
            "std::print",
            "std::println",
            "std::eprint",
            "std::eprintln",
            "std::dbg",
            "anstream",
        ]),
    },
    Rule {
        says: "observe/ names error, model, the reading port and its deadline, and nothing above it",
        scope: Scope::Within(&["observe"]),
        forbids: Forbids::Paths(&[
            "crate::acl",
            "crate::cli",
            "crate::commands",
            "crate::compare",
            "crate::document",
            "crate::foreign",
            "crate::plan",
            "crate::program",
            "crate::render",
            "crate::settings",
            "crate::ui",
            "crate::watch",
            "crate::clock::Clock",
            "crate::clock::SystemClock",
            "crate::kafka::ChangeGroups",
            "crate::kafka::Client",
            "crate::lag",
            "clap",
        ]),
    },
    Rule {
        says: "no command names a sibling command",
        scope: Scope::Within(&["commands"]),
        forbids: Forbids::Siblings(COMMANDS),
    },
    Rule {
        says: "the vocabulary has no serialised form: serde is for document and output",
        scope: Scope::Within(&["model"]),
        forbids: Forbids::Paths(&["serde", "serde_json", "schemars"]),
    },
    Rule {
        says: "only kafka/ names rdkafka",
        scope: Scope::Outside(&["kafka"]),
        forbids: Forbids::Paths(&["rdkafka", "rdkafka_sys"]),
    },
    Rule {
        says: "only ui/ names dialoguer",
        scope: Scope::Outside(&["ui"]),
        forbids: Forbids::Paths(&["dialoguer"]),
    },
    Rule {
        says: "only ui/screen names ratatui and crossterm",
        scope: Scope::Outside(&["ui/screen"]),
        forbids: Forbids::Paths(&["ratatui", "crossterm"]),
    },
    Rule {
        says: "only error.rs, commands/ and main.rs name anyhow",
        scope: Scope::Outside(&["error", "commands", "main"]),
        forbids: Forbids::Paths(&["anyhow"]),
    },
    Rule {
        says: "only kafka/, commands/apply.rs and lib.rs name ChangeGroups",
        scope: Scope::Outside(&["kafka", "commands/apply", "lib"]),
        forbids: Forbids::Paths(&["crate::kafka::ChangeGroups"]),
    },
    Rule {
        says: "only clock.rs asks for now, and sleeps",
        scope: Scope::Outside(&["clock"]),
        forbids: Forbids::Endings(&[
            "Utc::now",
            "Local::now",
            "Instant::now",
            "SystemTime::now",
            "thread::sleep",
        ]),
    },
    Rule {
        says: "only kafka/native holds unsafe code",
        scope: Scope::Outside(&["kafka/native"]),
        forbids: Forbids::Words(&["unsafe", "unsafe_code"]),
    },
];

impl Rule {
    pub fn binds(&self, place: &str) -> bool {
        let place = place.trim_end_matches(".rs");
        let is_in = |module: &&str| {
            let rest = place.strip_prefix(*module);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self.scope {
            Scope::Within(modules) => modules.iter().any(is_in),
            Scope::Outside(modules) => !modules.iter().any(is_in),
        }
    }

    /// The names in the source that this rule forbids.
    pub fn broken_by<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = &'a str> {
        let names = match self.forbids {
            Forbids::Words(_) => &source.words,
            Forbids::Paths(_) | Forbids::Endings(_) | Forbids::Siblings(_) => &source.paths,
        };
        let names = names.iter().map(String::as_str);
        names.filter(|name| self.forbids.name(name, &source.place))
    }
}

impl Forbids {
    /// Whether a name is forbidden in a file of this place.
    fn name(&self, name: &str, place: &str) -> bool {
        match self {
            Forbids::Siblings(commands) => {
                let within = place.trim_end_matches(".rs").split('/');
                let within: Vec<&str> = within.collect();
                let is_test = within.contains(&"tests");
                let mut siblings = commands
                    .iter()
                    .filter(|one| !within[1..].starts_with(&[**one]));
                !is_test && siblings.any(|one| reaches(name, &format!("crate::commands::{one}")))
            }
            Forbids::Paths(paths) => paths.iter().any(|path| reaches(name, path)),
            Forbids::Endings(endings) => endings.iter().any(|ending| {
                let rest = name.strip_suffix(ending);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
            }),
            Forbids::Words(words) => words.contains(&name),
        }
    }
}

/// Whether a name is the path, lies below it, or takes in all of what the path is a part of.
fn reaches(name: &str, path: &str) -> bool {
    let is_below = |name: &str, path: &str| {
        let rest = name.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let whole = name.strip_suffix("::*");
    is_below(name, path) || whole.is_some_and(|whole| is_below(path, whole))
}
