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
        properties: if said.x {
            properties("client.id", "x")
        } else {
            Properties::new()
        },
    }
}

/// As the shell does it: the config is read, then the context is chosen, then all is resolved.
fn settled(said: &Said) -> Result<Settings, Error> {
    let (given, _) = given(said).without_overruled();
    let command_config = given.command_config.as_ref().map(|file| CommandConfig {
        file: file.value.clone(),
        bootstrap_servers: said.config_has_servers.then(|| servers("config")),
        properties: properties("client.id", "config"),
        unmapped: Vec::new(),
    });
    let sources = Sources {
        given,
        command_config,
        chosen: None,
    };
    let (sources, _) = sources.without_overruled();
    let name = match sources.choice() {
        Choice::Named(name) => Some(name),
        Choice::Safeguards(Some(name)) => Some(name),
        Choice::Current | Choice::Safeguards(None) => {
            let current = text("current", &Origin::Current("file".into()));
            current.filter(|_| said.current)
        }
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
    resolve(sources.with_context(chosen).0)
}

/// Whose servers count, or `Err` where several name the cluster and none may: the documented rule, written down once
/// more and in another way than the code's. Every source has servers of its own, and no two the same.
fn whose(said: &Said) -> Result<Option<&'static str>, ()> {
    let config = said.config_flag && said.config_has_servers;
    let flags = [
        (said.context_flag, "context"),
        (said.servers_flag, "flag"),
        (config, "config"),
    ];
    let config = !said.config_flag && said.config_environment && said.config_has_servers;
    let others = [
        (said.context_environment || said.current, "context"),
        (said.servers_environment, "environment"),
        (config, "config"),
    ];
    let named = |all: [(bool, &'static str); 3]| {
        let named = all.into_iter().filter(|(is_said, _)| *is_said);
        named.map(|(_, by)| by).collect::<Vec<_>>()
    };
    let flags = named(flags);
    let strongest = if flags.is_empty() {
        named(others)
    } else {
        flags
    };
    match strongest.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(()),
    }
}

proptest! {
    #[test]
    fn a_flag_beats_all_else_and_otherwise_nothing_is_chosen_between_two_clusters(said in said()) {
        let settled = settled(&said);
        let Ok(whose) = whose(&said) else {
            prop_assert!(settled.is_err());
            return Ok(());
        };
        let settings = settled.unwrap();
        let found = settings.bootstrap_servers.map(|servers| servers.value);
        prop_assert_eq!(found, whose.map(servers));
        prop_assert_eq!(settings.context.is_some(), whose == Some("context"));
        prop_assert_eq!(settings.cluster_id.is_some(), whose == Some("context"));
        let seconds = match (said.timeout_flag, said.timeout_environment, settings.context) {
            (true, _, _) => 1,
            (_, true, _) => 2,
            (_, _, Some(_)) => 3,
            _ => 10,
        };
        prop_assert_eq!(settings.timeout.value, Duration::from_secs(seconds));
    }

    #[test]
    fn no_property_goes_to_other_servers_than_stand_beside_it(said in said()) {
        let Ok(settings) = settled(&said) else { return Ok(()) };
        let servers = settings.bootstrap_servers.map(|servers| servers.value);
        let of = settings.properties.get("client.id").map(|id| id.origin.clone());
        match of {
            Some(Origin::Context(_)) => prop_assert_eq!(servers.as_deref(), Some("context:9092")),
            Some(Origin::CommandConfig(_)) if said.config_has_servers => {
                prop_assert_eq!(servers.as_deref(), Some("config:9092"));
            }
            other => prop_assert_eq!(other == Some(Origin::Flag("-X")), said.x),
        }
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
            bootstrap_servers: Some("b:1,a:1".to_owned()),
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

fn context(lines: &[(&str, &str)]) -> Chosen {
    let pairs = lines.iter().map(|(key, value)| properties(key, value));
    Chosen {
        name: text("prod", &Origin::Environment("KOFFSET_CONTEXT")).unwrap(),
        context: Context {
            bootstrap_servers: Some("a:1,b:2".to_owned()),
            properties: pairs.flatten().collect(),
            ..Context::default()
        },
        command_config: None,
    }
}

fn with(chosen: Chosen, given: Given) -> Result<Settings, Error> {
    let sources = Sources {
        given,
        ..Sources::default()
    };
    resolve(sources.with_context(Some(chosen)).0)
}

#[test]
fn another_cluster_than_a_contexts_is_refused_with_both_names_unless_it_is_one_of_its_addresses() {
    let on = |servers| Given {
        bootstrap_servers: text(servers, &Origin::Environment("KOFFSET_BOOTSTRAP_SERVER")),
        ..Given::default()
    };
    assert!(with(context(&[]), on("B:2")).is_ok());
    let error = with(context(&[]), on("a:1,c:3")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "KOFFSET_BOOTSTRAP_SERVER and context prod (KOFFSET_CONTEXT) name different clusters: credentials for \
         a:1,b:2 do not go to a:1,c:3"
    );
    assert_eq!(error.kind, crate::error::ErrorKind::Usage);
}

#[test]
fn a_secret_for_one_issuer_of_tokens_is_not_sent_to_another() {
    const ISSUER: &str = "sasl.oauthbearer.token.endpoint.url";
    const SECRET: &str = "sasl.oauthbearer.client.secret";
    let with_x = |pairs: &[(&str, &str)], lines: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(key, value)| properties(key, value));
        let given = Given {
            properties: pairs.flatten().collect(),
            ..Given::default()
        };
        with(context(lines), given)
    };
    let own = [(ISSUER, "https://a/token"), (SECRET, "hunter2")];
    let other = [(ISSUER, "https://b/token")];
    let error = with_x(&other, &own).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "-X names another {ISSUER} than context prod (KOFFSET_CONTEXT): its {SECRET} does not go there"
        )
    );
    // Shown, both are the same.
    let lookalike = [(ISSUER, "https://b/x@a/token")];
    let named = [(ISSUER, "https://me:pw@a/token"), own[1]];
    assert!(with_x(&lookalike, &named).is_err());
    assert!(with_x(&[other[0], (SECRET, "theirs")], &own).is_ok());
    assert!(with_x(&[own[0]], &own).is_ok());
    assert!(with_x(&other, &own[1..]).is_ok());
}

const TOKENS: &str = "sasl.oauthbearer.token.endpoint.url";
const CLIENT_SECRET: &str = "sasl.oauthbearer.client.secret";

fn config(file: &str, servers: Option<&str>, lines: &[(&str, &str)]) -> CommandConfig {
    let lines = lines.iter().map(|(key, value)| properties(key, value));
    CommandConfig {
        file: file.into(),
        bootstrap_servers: servers.map(str::to_owned),
        properties: lines.flatten().collect(),
        ..CommandConfig::default()
    }
}

/// A client secret and the address of its issuer, each in any source, and who gives another address.
#[test]
fn a_client_secret_goes_to_no_other_issuer_whichever_part_of_a_context_holds_it_or_the_address() {
    let (own, other) = ((TOKENS, "https://a/token"), (TOKENS, "https://b/token"));
    let secrets = [
        (CLIENT_SECRET, "hunter2"),
        ("sasl.oauthbearer.assertion.file", "/jwt"),
        ("sasl.oauthbearer.assertion.private.key.file", "/key"),
    ];
    for secret in secrets {
        for (in_context, in_config) in [
            (vec![secret, own], vec![]),
            (vec![secret], vec![own]),
            (vec![own], vec![secret]),
            (vec![], vec![secret, own]),
            (vec![secret], vec![]),
            (vec![], vec![secret]),
        ] {
            let names_issuer = in_context.contains(&own) || in_config.contains(&own);
            for config_has_servers in [false, true] {
                let servers = config_has_servers.then_some("a:1,b:2");
                let chosen = || {
                    let mut chosen = context(&in_context);
                    chosen.command_config = Some(config("own.properties", servers, &in_config));
                    if config_has_servers {
                        chosen.context.bootstrap_servers = None;
                    }
                    chosen
                };
                let by_file = |line| {
                    let sources = Sources {
                        command_config: Some(config("client.properties", None, &[line])),
                        ..Sources::default()
                    };
                    resolve(sources.with_context(Some(chosen())).0)
                };
                let by_flag = |(key, value)| {
                    let given = Given {
                        properties: properties(key, value),
                        ..Given::default()
                    };
                    with(chosen(), given)
                };
                let case = format!("{in_context:?} {in_config:?} {config_has_servers}");
                let error = by_file(other).expect_err(&case).to_string();
                assert!(error.contains("does not go there"), "{case}: {error}");
                assert_eq!(by_flag(other).is_err(), names_issuer, "{case}");
                assert_eq!(by_file(own).is_err(), !names_issuer, "{case}");
                assert!(by_flag(own).is_ok(), "{case}");
                assert!(by_file(("client.id", "x")).is_ok(), "{case}");
            }
        }
    }
}

/// Whoever names the cluster, and by what: on one of the context's own addresses its safeguards hold, and nothing else
/// of it counts where a flag names the servers.
#[test]
fn the_safeguards_of_a_context_hold_on_its_own_addresses_whatever_names_them() {
    let by_flag = |servers| Given {
        bootstrap_servers: text(servers, &BY_FLAG),
        ..Given::default()
    };
    let guarded = |name: Valued<String>| Chosen {
        name,
        context: Context {
            bootstrap_servers: Some("a:1,b:2".to_owned()),
            cluster_id: Some("id".to_owned()),
            production: true,
            read_only: true,
            protected_groups: vec!["billing-.*".parse().unwrap()],
            zone: Some(Zone::Local),
            max_replay: Some(7),
            max_skip: Some(8),
            timeout: Some(Duration::from_secs(3)),
            properties: properties("sasl.password", "hunter2"),
            ..Context::default()
        },
        command_config: None,
    };
    let names = [
        text("prod", &Origin::Current("file".into())),
        text("prod", &Origin::Environment("KOFFSET_CONTEXT")),
    ];
    for name in names.map(Option::unwrap) {
        let said = |mut given: Given, config: Option<CommandConfig>| {
            let origin = Origin::Flag("--command-config");
            given.command_config = config
                .as_ref()
                .map(|config| Valued::new(config.file.clone(), origin));
            given.context =
                Some(name.clone()).filter(|name| name.origin != Origin::Current("file".into()));
            let sources = Sources {
                given,
                command_config: config,
                chosen: None,
            };
            let (sources, _) = sources.without_overruled();
            assert!(matches!(sources.choice(), Choice::Safeguards(_)));
            let (sources, line) = sources.with_context(Some(guarded(name.clone())));
            (resolve(sources).unwrap(), line)
        };
        for servers in ["a:1,b:2", "B:2", "ssl://a:1", "a:1,c:3"] {
            let in_file = config("client.properties", Some(servers), &[]);
            for (settings, line) in [
                said(by_flag(servers), None),
                said(Given::default(), Some(in_file)),
            ] {
                assert_eq!(settings.bootstrap_servers.unwrap().value, servers);
                assert_eq!(settings.context.as_ref(), Some(&name), "{servers}");
                assert!(settings.read_only && settings.production, "{servers}");
                assert_eq!(settings.cluster_id.as_deref(), Some("id"));
                assert_eq!(settings.protected_groups.len(), 1);
                assert_eq!((settings.max_replay, settings.max_skip), (Some(7), Some(8)));
                assert_eq!(settings.properties.len(), 0, "{servers}");
                assert_eq!((settings.zone, settings.timeout.value), (None, TIMEOUT));
                let variable = name.origin == Origin::Environment("KOFFSET_CONTEXT");
                assert_eq!(line.is_some(), variable, "{line:?}");
            }
        }
        let (settings, _) = said(by_flag("c:3"), None);
        assert_eq!(settings.context, None);
        assert!(!settings.read_only);
    }
}
