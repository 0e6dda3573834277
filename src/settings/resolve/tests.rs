use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::settings::properties::read_properties;

const BY_FLAG: Origin = Origin::Flag("-b");
const BY_ENVIRONMENT: Origin = Origin::Environment("KOFFSET_X");

fn text(value: &str, origin: &Origin) -> Option<Valued<String>> {
    Some(Valued::new(value.to_owned(), origin.clone()))
}

fn properties(key: &str, value: &str) -> Properties {
    read_properties(&[format!("{key}={value}")]).unwrap()
}

/// The address that a source gives where it says one.
fn servers(source: &str) -> String {
    format!("{source}:9092")
}

/// Everything that may say something, each whether it does; every value names who gave it.
#[derive(Clone, Debug)]
struct Said {
    context_flag: bool,
    context_environment: bool,
    current: bool,
    servers_flag: bool,
    servers_environment: bool,
    config_flag: bool,
    config_environment: bool,
    config_has_servers: bool,
    x: bool,
    timeout_flag: bool,
    timeout_environment: bool,
}

fn said() -> impl Strategy<Value = Said> {
    any::<[bool; 11]>().prop_map(|[a, b, c, d, e, f, g, h, i, j, k]| Said {
        context_flag: a,
        context_environment: b,
        current: c,
        servers_flag: d,
        servers_environment: e,
        config_flag: f,
        config_environment: g,
        config_has_servers: h,
        x: i,
        timeout_flag: j,
        timeout_environment: k,
    })
}

fn chooses<T>(flag: bool, environment: bool, value: impl Fn(&str) -> T) -> Option<Valued<T>> {
    match (flag, environment) {
        (true, _) => Some(Valued::new(value("flag"), BY_FLAG)),
        (_, true) => Some(Valued::new(value("environment"), BY_ENVIRONMENT)),
        _ => None,
    }
}

fn given(said: &Said) -> Given {
    let seconds = |source: &str| Duration::from_secs(if source == "flag" { 1 } else { 2 });
    Given {
        context: chooses(said.context_flag, said.context_environment, str::to_owned),
        bootstrap_servers: chooses(said.servers_flag, said.servers_environment, servers),
        command_config: chooses(said.config_flag, said.config_environment, |by| by.into()),
        timeout: chooses(said.timeout_flag, said.timeout_environment, seconds),
        properties: match said.x {
            true => properties("client.id", "x"),
            false => Properties::new(),
        },
    }
}

/// As the shell does it: the config is read, then the context is chosen, then all is resolved.
fn settled(said: &Said) -> Settings {
    let (given, _) = given(said).without_overruled();
    let command_config = given.command_config.as_ref().map(|file| CommandConfig {
        file: file.value.clone(),
        bootstrap_servers: said.config_has_servers.then(|| servers("config")),
        properties: properties("client.id", "config"),
        unmapped: Vec::new(),
    });
    let name = match given.choice(command_config.as_ref()) {
        Choice::Named(name) => Some(name),
        Choice::Current if said.current => text("current", &Origin::Current("file".into())),
        Choice::Current | Choice::None => None,
    };
    let chosen = name.map(|name| Chosen {
        context: Context {
            bootstrap_servers: Some(servers("context")),
            cluster_id: Some("id".to_owned()),
            properties: properties("client.id", &name.value),
            timeout: Some(Duration::from_secs(3)),
            ..Context::default()
        },
        name,
        command_config: None,
    });
    resolve(Sources {
        given,
        command_config,
        chosen,
    })
    .unwrap()
}

proptest! {
    /// The documented order, written down once more and in another way than the code's.
    #[test]
    fn a_flag_beats_the_environment_which_beats_the_context(said in said()) {
        let settings = settled(&said);
        let config = said.config_flag || said.config_environment && !said.context_flag;
        let context = if said.context_flag {
            Some("flag")
        } else if said.servers_flag {
            None
        } else if said.context_environment {
            Some("environment")
        } else if said.servers_environment || config && said.config_has_servers {
            None
        } else {
            said.current.then_some("current")
        };
        prop_assert_eq!(settings.command_config.is_some(), config);
        prop_assert_eq!(settings.context.as_ref().map(|name| name.value.as_str()), context);
        let expected = if said.servers_flag {
            Some("flag")
        } else if said.servers_environment && !said.context_flag {
            Some("environment")
        } else if context.is_some() {
            Some("context")
        } else {
            (config && said.config_has_servers).then_some("config")
        };
        let found = settings.bootstrap_servers.map(|servers| servers.value);
        prop_assert_eq!(found, expected.map(servers));
        let expected = if said.x { Some("x") } else if config { Some("config") } else { context };
        let found = settings.properties.get("client.id").map(|id| id.value.to_string());
        prop_assert_eq!(found.as_deref(), expected);
        let seconds = match (said.timeout_flag, said.timeout_environment, context) {
            (true, _, _) => 1,
            (_, true, _) => 2,
            (_, _, Some(_)) => 3,
            _ => 10,
        };
        prop_assert_eq!(settings.timeout.value, Duration::from_secs(seconds));
    }

    /// What is meant for one cluster does not go to another by what nobody wrote on this command line.
    #[test]
    fn servers_of_the_command_line_get_nothing_of_a_context_that_it_does_not_name(said in said()) {
        prop_assume!(said.servers_flag && !said.context_flag);
        let settings = settled(&said);
        prop_assert_eq!(settings.context, None);
        prop_assert_eq!(settings.cluster_id, None);
        let of_context = settings.properties.values().any(|value| matches!(value.origin, Origin::Context(_)));
        prop_assert!(!of_context);
    }
}

#[test]
fn what_the_environment_says_of_another_cluster_is_not_used_and_that_is_said() {
    let given = Given {
        context: text("prod", &BY_FLAG),
        bootstrap_servers: text("a:1", &Origin::Environment("KOFFSET_BOOTSTRAP_SERVER")),
        ..Given::default()
    };
    let (given, overruled) = given.without_overruled();
    assert_eq!(given.bootstrap_servers, None);
    assert_eq!(
        overruled,
        ["KOFFSET_BOOTSTRAP_SERVER is not used: --context names the cluster"]
    );
}

#[test]
fn every_value_keeps_where_it_comes_from() {
    let chosen = Chosen {
        name: text("prod", &BY_FLAG).unwrap(),
        context: Context {
            bootstrap_servers: Some("a:1".to_owned()),
            max_replay: Some(5),
            properties: properties("sasl.password", "hunter2"),
            ..Context::default()
        },
        command_config: Some(CommandConfig {
            file: "client.properties".into(),
            bootstrap_servers: Some("b:1".to_owned()),
            properties: [
                properties("client.id", "x"),
                properties("sasl.password", "other"),
            ]
            .into_iter()
            .flatten()
            .collect(),
            unmapped: Vec::new(),
        }),
    };
    let settings = resolve(Sources {
        given: Given {
            properties: properties("ssl.key.password", "env:KEY"),
            ..Given::default()
        },
        command_config: None,
        chosen: Some(chosen),
    });
    let shown = settings.unwrap().shown();
    let shown: BTreeMap<_, _> = shown
        .iter()
        .map(|one| (&*one.name, format!("{} by {}", one.value, one.origin)))
        .collect();
    let expected = [
        ("bootstrap_servers", "a:1 by context prod"),
        ("client.id", "x by client.properties"),
        ("max_replay", "5 by context prod"),
        ("sasl.password", "(hidden) by context prod"),
        ("ssl.key.password", "env:KEY by -X"),
        ("timeout", "10s by default"),
    ];
    let expected = expected.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(shown, BTreeMap::from(expected));
}

#[test]
fn an_address_that_is_none_is_told_with_where_it_stands() {
    let given = Given {
        bootstrap_servers: text("a:x", &BY_ENVIRONMENT),
        ..Given::default()
    };
    let sources = Sources {
        given,
        ..Sources::default()
    };
    let error = resolve(sources).unwrap_err().to_string();
    assert!(error.starts_with("KOFFSET_X \"a:x\": port"), "{error}");
}
