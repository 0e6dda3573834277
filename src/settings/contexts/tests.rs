use std::path::Path;

use super::*;

const FILE: &str = "/etc/koffset/config.toml";

const PROD: &str = r#"
current = "prod"

[contexts.prod]
bootstrap_servers = "kafka-1:9092,kafka-2:9092"
cluster_id = "MkU3OEVBNTcwNTJENDM2Qg"
production = true
protected_groups = ["billing-.*", "ledger"]
zone = "Europe/Berlin"
max_replay = 1_000_000
max_skip = 0
command_config = "client.properties"
timeout = "5s"

[contexts.prod.properties]
"security.protocol" = "sasl_ssl"
sasl.mechanism = "PLAIN"
"ssl.ca.location" = "ca.pem"
sasl.password = "file:password"
reconnect.backoff.ms = 100
"#;

fn read(text: &str) -> Result<Contexts, Error> {
    Contexts::read(text, Path::new(FILE))
}

fn refused(text: &str) -> String {
    let error = read(text).unwrap_err();
    let hints = error.hints.iter().map(|hint| format!("; {hint}"));
    format!("{error}{}", hints.collect::<String>())
}

#[test]
fn a_context_says_how_to_reach_a_cluster_and_what_to_keep_to() {
    let contexts = read(PROD).unwrap();
    assert_eq!(contexts.current.as_deref(), Some("prod"));
    let prod = contexts.named("prod").unwrap();
    assert_eq!(
        prod.bootstrap_servers.as_deref(),
        Some("kafka-1:9092,kafka-2:9092")
    );
    assert!(prod.production);
    assert!(prod.protected_groups[0].matches("billing-eu"));
    assert!(!prod.protected_groups[1].matches("ledger-2"));
    assert_eq!(
        prod.zone.map(|zone| zone.to_string()).unwrap(),
        "Europe/Berlin"
    );
    assert_eq!((prod.max_replay, prod.max_skip), (Some(1_000_000), Some(0)));
    assert_eq!(prod.timeout, Some(Duration::from_secs(5)));
}

#[test]
fn paths_start_at_the_folder_of_the_file_that_names_them() {
    let contexts = read(PROD).unwrap();
    let prod = contexts.named("prod").unwrap();
    let config = prod.command_config.as_deref();
    assert_eq!(config, Some(Path::new("/etc/koffset/client.properties")));
    let shown = |key: &str| prod.properties[key].to_string();
    assert_eq!(shown("ssl.ca.location"), "/etc/koffset/ca.pem");
    assert_eq!(shown("sasl.password"), "file:/etc/koffset/password");
}

#[test]
fn a_propertys_name_may_stand_in_quotes_or_not() {
    let contexts = read(PROD).unwrap();
    let properties = &contexts.named("prod").unwrap().properties;
    let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "reconnect.backoff.ms",
            "sasl.mechanisms",
            "sasl.password",
            "security.protocol",
            "ssl.ca.location"
        ]
    );
}

#[test]
fn an_unknown_key_is_an_error_with_file_line_and_the_key_that_may_be_meant() {
    assert_eq!(
        refused("[contexts.prod]\nbootstrap_server = 'a:1'"),
        "/etc/koffset/config.toml:2: bootstrap_server is no key that is known here; did you mean bootstrap_servers?"
    );
    assert!(refused("\n\nfoo = 1").contains("config.toml:3: foo is no key"));
    assert!(refused("curent = 'prod'").contains("did you mean current?"));
}

#[test]
fn a_value_of_the_wrong_kind_is_named_with_its_line_and_never_shown() {
    for (entry, expected) in [
        (
            "production = 'hunter2'",
            "production: expected true or false",
        ),
        ("max_replay = -1", "max_replay: expected a whole number"),
        ("timeout = '10'", "timeout: a unit is needed"),
        ("zone = 'CST'", "zone: expected UTC, local, or a place"),
        ("protected_groups = ['a(']", "protected_groups: "),
        (
            "protected_groups = 'a'",
            "protected_groups: expected a list",
        ),
        ("properties = 'hunter2'", "properties: expected a table"),
        (
            "properties.sasl.password = ['hunter2']",
            "password: expected a text",
        ),
        (
            "properties.'group.id' = 'x'",
            "group.id: koffset sets this property",
        ),
        (
            "properties = {'bootstrap.servers' = 'x:1'}",
            "use --bootstrap-server",
        ),
        (
            "properties = {'sasl.mechanism' = 'A', 'sasl.mechanisms' = 'B'}",
            "is given twice",
        ),
        ("x = 'hunter2", "config.toml:2: "),
    ] {
        let message = refused(&format!("[contexts.prod]\n{entry}"));
        assert!(message.contains(expected), "{entry}: {message}");
        assert!(message.contains("config.toml:2: "), "{entry}: {message}");
        assert!(!message.contains("hunter2"), "{entry}: {message}");
    }
}

#[test]
fn a_context_that_is_not_there_is_refused_with_the_name_that_may_be_meant() {
    let error = read(PROD).unwrap().named("prd").unwrap_err();
    assert_eq!(error.to_string(), format!("context prd is not in {FILE}"));
    assert_eq!(error.hints, ["did you mean prod?"]);
}

#[test]
fn secrets_in_the_file_itself_are_found() {
    let text = "[contexts.a.properties]\nsasl.password = 'x'\n\
                [contexts.b.properties]\nsasl.password = 'env:X'\nsasl.username = 'x'";
    let contexts = read(text).unwrap();
    let found: Vec<_> = contexts.inline_secrets().collect();
    assert_eq!(found, [("a", "sasl.password")]);
}

#[test]
fn an_edit_leaves_comments_and_all_else_as_they_are() {
    let text = "# mine\ncurrent = \"a\" # for now\n\n# the first\n[contexts.a]\nbootstrap_servers = \"a:1\"\n";
    let used = with_current(text, "b").unwrap();
    assert_eq!(used, text.replace("\"a\"", "\"b\""));
    let new = NewContext {
        name: "b.c".to_owned(),
        bootstrap_servers: Some("b:1".to_owned()),
        production: true,
        protected_groups: vec!["x-.*".to_owned()],
        max_skip: Some(0),
        properties: vec![("sasl.password".to_owned(), "env:B".to_owned())],
        ..NewContext::default()
    };
    let added = with_context(text, &new).unwrap();
    assert!(added.starts_with(text), "{added}");
    let contexts = read(&added).unwrap();
    let context = contexts.named("b.c").unwrap();
    assert!(context.production && context.protected_groups[0].matches("x-1"));
    assert_eq!(context.max_skip, Some(0));
    assert_eq!(context.properties["sasl.password"].to_string(), "env:B");
}

#[test]
fn the_first_context_makes_a_file_of_its_own() {
    let new = NewContext {
        name: "local".to_owned(),
        bootstrap_servers: Some("localhost:9092".to_owned()),
        ..NewContext::default()
    };
    let text = with_context("", &new).unwrap();
    assert_eq!(
        text,
        "[contexts.local]\nbootstrap_servers = \"localhost:9092\"\n"
    );
    assert_eq!(with_current("", "x").unwrap(), "current = \"x\"\n");
    let used = with_current(&text, "local").unwrap();
    assert_eq!(used, format!("current = \"local\"\n\n{text}"));
}
