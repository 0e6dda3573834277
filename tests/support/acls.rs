//! The rights of koffset's user on the guarded cluster, for a scene's topics and groups.

use serde_json::json;

use super::scene::Scene;

/// The user of a connection without security.
pub const KOFFSET: &str = "User:ANONYMOUS";
const NOBODY: &str = "User:nobody";

/// One operation on a `group` or `topic` of a scene, or on the `cluster`, which has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right<'a> {
    pub operation: &'a str,
    pub resource: &'a str,
    pub name: &'a str,
}

impl<'a> Right<'a> {
    pub fn new(operation: &'a str, resource: &'a str, name: &'a str) -> Self {
        Right {
            operation,
            resource,
            name,
        }
    }

    /// The rights in a line of `kafka-acls.sh` that koffset has printed.
    pub fn in_line(line: &'a str) -> Vec<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let valued = |option: &str| {
            let pairs = words.windows(2).filter(move |pair| pair[0] == option);
            pairs.map(|pair| pair[1]).collect::<Vec<_>>()
        };
        let named = ["group", "topic"]
            .into_iter()
            .find_map(|kind| Some((kind, *valued(&format!("--{kind}")).first()?)));
        let cluster = words.contains(&"--cluster").then_some(("cluster", ""));
        let (resource, name) = named.or(cluster).unwrap();
        let operations = valued("--operation").into_iter();
        operations
            .map(|operation| Right::new(operation, resource, name))
            .collect()
    }
}

/// Leaves nobody any right on these, as a first entry for somebody else does.
pub fn guard(scene: &Scene, resources: &[(&str, &str)]) {
    for (resource, name) in resources {
        change(scene, "grant", Right::new("all", resource, name), NOBODY);
    }
}

pub fn grant(scene: &Scene, right: Right<'_>) {
    change(scene, "grant", right, KOFFSET);
}

pub fn revoke(scene: &Scene, right: Right<'_>) {
    change(scene, "revoke", right, KOFFSET);
}

fn change(scene: &Scene, operation: &str, right: Right<'_>, principal: &str) {
    let fields = json!({
        "operation": right.operation,
        "resource": right.resource,
        "name": scene.name(right.name),
        "principal": principal,
    });
    scene.checker.ask(operation, fields);
}

/// Runs a line of `kafka-acls.sh` as koffset has printed it, and waits until the broker knows.
pub fn run_line(scene: &Scene, line: &str) {
    let rights = Right::in_line(line);
    let names = |word: &str| {
        if rights.iter().any(|right| right.name == word) {
            scene.name(word)
        } else {
            word.to_owned()
        }
    };
    let words: Vec<String> = line.split(' ').skip(3).map(names).collect();
    assert!(
        line.starts_with("kafka-acls.sh --bootstrap-server "),
        "{line}"
    );
    let told = scene.checker.ask("acls_tool", json!({ "args": words }));
    assert_eq!(told["exit"], 0, "{line}: {told:#}");
    for right in rights {
        // The same entry again changes nothing, and is waited for.
        grant(scene, right);
    }
}
