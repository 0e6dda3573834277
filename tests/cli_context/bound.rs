//! Whatever names a cluster, and wherever: credentials only ever go to the addresses that stand beside them.

use crate::support::recorder::Recorder;

use super::*;

/// Whether a source says something, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Nothing,
    Flag,
    Environment,
    /// `current` of the file of contexts.
    Current,
}

#[derive(Clone, Copy, Debug)]
struct Said {
    context: By,
    servers: By,
    config: By,
    /// Whether the file of a Java client has servers of its own.
    config_has_servers: bool,
}

const OF_CONTEXT: &str = "Zq7-of-the-context";
const OF_CONFIG: &str = "Zq7-of-the-file";

/// What is said, in every combination.
fn everything() -> Vec<Said> {
    let mut all = Vec::new();
    for context in [By::Nothing, By::Flag, By::Environment, By::Current] {
        for servers in [By::Nothing, By::Flag, By::Environment] {
            for config in [By::Nothing, By::Flag, By::Environment] {
                for config_has_servers in [false, true] {
                    all.push(Said {
                        context,
                        servers,
                        config,
                        config_has_servers,
                    });
                }
            }
        }
    }
    all.retain(|said| said.config != By::Nothing || !said.config_has_servers);
    all
}

impl Said {
    /// The one source whose cluster is asked; none where none names any, and more where koffset has to refuse.
    fn whose(self) -> Vec<&'static str> {
        let config = if self.config_has_servers {
            self.config
        } else {
            By::Nothing
        };
        let named = [
            (self.context, "context prod"),
            (self.servers, "BOOTSTRAP"),
            (config, "client.properties"),
        ];
        let by = |is_meant: fn(By) -> bool| {
            let meant = named.into_iter().filter(|(by, _)| is_meant(*by));
            meant.map(|(_, name)| name).collect::<Vec<_>>()
        };
        let flags = by(|by| by == By::Flag);
        if flags.is_empty() {
            by(|by| by != By::Nothing)
        } else {
            flags
        }
    }
}

/// Where each source says that the cluster is.
struct Clusters {
    context: Recorder,
    servers: Recorder,
    config: Recorder,
}

impl Clusters {
    fn new() -> Self {
        Clusters {
            context: Recorder::new(),
            servers: Recorder::new(),
            config: Recorder::new(),
        }
    }

    fn home(&self, said: Said) -> Home {
        let login = "security.protocol = \"sasl_plaintext\"\nsasl.mechanism = \"PLAIN\"\nsasl.username = \"me\"";
        let current = if said.context == By::Current {
            "current = \"prod\"\n"
        } else {
            ""
        };
        let home = Home::with(&format!(
            "{current}[contexts.prod]\nbootstrap_servers = \"{}\"\n[contexts.prod.properties]\n{login}\n\
             sasl.password = \"{OF_CONTEXT}\"\n",
            self.context.address()
        ));
        let servers = if said.config_has_servers {
            format!("bootstrap.servers={}\n", self.config.address())
        } else {
            String::new()
        };
        let login = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required";
        let config = format!("{servers}{login} username=\"me\" password=\"{OF_CONFIG}\";\n");
        home.write("client.properties", &config);
        home
    }

    fn run(&self, said: Said, home: &Home) -> Run {
        let config = home.path("client.properties").display().to_string();
        let options = [
            (said.context, "--context", "KOFFSET_CONTEXT", "prod"),
            (
                said.servers,
                "--bootstrap-server",
                "KOFFSET_BOOTSTRAP_SERVER",
                self.servers.address(),
            ),
            (
                said.config,
                "--command-config",
                "KOFFSET_COMMAND_CONFIG",
                &config,
            ),
        ];
        let mut line = "range --timeout 400ms".to_owned();
        for (by, flag, _, value) in options {
            if by == By::Flag {
                line += &format!(" {flag} {value}");
            }
        }
        let mut call = home.call(&line);
        for (by, _, variable, value) in options {
            if by == By::Environment {
                call = call.env(variable, value);
            }
        }
        call.run()
    }
}

#[test]
fn no_credentials_go_to_another_address_than_stands_beside_them_whatever_names_the_clusters() {
    for said in everything() {
        let clusters = Clusters::new();
        let home = clusters.home(said);
        let run = clusters.run(said, &home);
        let all = [&clusters.context, &clusters.servers, &clusters.config];
        let [context, servers, config] = all.map(Recorder::heard);
        for (heard, secret, may_hear) in [
            (&context, OF_CONTEXT, true),
            (&servers, OF_CONTEXT, false),
            (&config, OF_CONTEXT, false),
            (&context, OF_CONFIG, !said.config_has_servers),
            (&servers, OF_CONFIG, !said.config_has_servers),
            (&config, OF_CONFIG, true),
        ] {
            assert!(
                may_hear || !heard.contains(secret),
                "{said:?}\n{}",
                run.text()
            );
        }
        let whose = said.whose();
        match whose.as_slice() {
            [] => drop(run.exits(2).says("which cluster is not said")),
            [one] => {
                run.exits(1);
                let asked = [("context prod", &context), ("BOOTSTRAP", &servers)];
                let asked = asked.iter().find(|(name, _)| name == one);
                let asked = asked.map_or(&config, |(_, heard)| *heard);
                assert!(!asked.is_empty(), "{said:?}\n{}", run.text());
            }
            several => {
                run.exits(2).says("name different clusters");
                let named = several.iter().filter(|name| match **name {
                    "BOOTSTRAP" => run
                        .stderr
                        .to_uppercase()
                        .replace('-', "_")
                        .contains("BOOTSTRAP_SERVER"),
                    name => run.stderr.contains(name),
                });
                assert!(named.count() >= 2, "{said:?}\n{}", run.text());
                let silent = context.is_empty() && servers.is_empty() && config.is_empty();
                assert!(silent, "{said:?}\n{}", run.text());
            }
        }
    }
}

/// The recorder is one that a password reaches, and the test above would see it.
#[test]
fn the_password_of_a_context_goes_to_its_own_addresses_also_where_the_environment_names_one_of_them()
 {
    let said = Said {
        context: By::Current,
        servers: By::Environment,
        config: By::Nothing,
        config_has_servers: false,
    };
    let clusters = Clusters::new();
    let home = clusters.home(said);
    let call = home.call("range --timeout 5s");
    call.env("KOFFSET_BOOTSTRAP_SERVER", clusters.context.address())
        .run()
        .exits(1)
        .says("it refused the login");
    assert!(clusters.context.heard().contains(OF_CONTEXT));
}

#[test]
fn a_client_secret_goes_to_no_issuer_but_the_one_beside_it() {
    let issuer = Recorder::new();
    let login = format!(
        "[contexts.prod.properties]\nsecurity.protocol = \"sasl_plaintext\"\nsasl.mechanism = \"OAUTHBEARER\"\n\
         sasl.oauthbearer.method = \"oidc\"\nsasl.oauthbearer.client.id = \"me\"\n\
         sasl.oauthbearer.client.secret = \"{OF_CONTEXT}\"\n\
         sasl.oauthbearer.token.endpoint.url = \"http://127.0.0.1:1/token\"\n"
    );
    let home = Home::with(&format!("{}{login}", on_nothing("prod")));
    let other = format!(
        "sasl.oauthbearer.token.endpoint.url=http://{}/token",
        issuer.address()
    );
    home.koffset(&format!("--context prod range -X {other}"))
        .exits(2)
        .says("-X names another sasl.oauthbearer.token.endpoint.url than context prod")
        .never_says(OF_CONTEXT);
    assert_eq!(issuer.heard(), "");
}

#[test]
fn a_client_secret_goes_to_no_issuer_that_a_file_without_servers_names() {
    let login = format!(
        "security.protocol = \"sasl_plaintext\"\nsasl.mechanism = \"OAUTHBEARER\"\n\
         sasl.oauthbearer.method = \"oidc\"\nsasl.oauthbearer.client.id = \"me\"\n\
         sasl.oauthbearer.client.secret = \"{OF_CONTEXT}\"\n"
    );
    let issued_by = |url: &str| {
        format!(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n\
             sasl.oauthbearer.token.endpoint.url={url}\n\
             sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \
             clientId=\"me\";\n"
        )
    };
    for own in [String::new(), issued_by("http://127.0.0.1:1/token")] {
        let issuer = Recorder::new();
        let home = Home::with(&format!(
            "{}command_config = \"own.properties\"\n[contexts.prod.properties]\n{login}",
            on_nothing("prod")
        ));
        home.write("own.properties", &own);
        let url = format!("http://{}/token", issuer.address());
        home.write("other.properties", &issued_by(&url));
        let other = home.path("other.properties").display().to_string();
        let line = format!("range --timeout 2s --context prod --command-config {other}");
        home.koffset(&line)
            .exits(2)
            .says("other.properties names another sasl.oauthbearer.token.endpoint.url than context prod")
            .says("its sasl.oauthbearer.client.secret does not go there")
            .never_says(OF_CONTEXT);
        let call = home.call("range --timeout 2s");
        call.env("KOFFSET_CONTEXT", "prod")
            .env("KOFFSET_COMMAND_CONFIG", &other)
            .run()
            .exits(2);
        assert_eq!(issuer.heard(), "");
    }
}

#[test]
fn no_password_before_an_address_is_shown() {
    let home = Home::with("[contexts.prod]\nbootstrap_servers = \"me:hunter2@127.0.0.1:1\"\n");
    for line in ["context list", "context list --format json"] {
        home.koffset(line)
            .exits(0)
            .never_says("hunter2")
            .prints("…@127.0.0.1:1");
    }
    for line in [
        "--context prod range",
        "context show prod",
        "-b ssl://me:hunter2@127.0.0.1:1 range",
        "context add new -b me:hunter2@127.0.0.1:1",
    ] {
        home.koffset(line)
            .exits(2)
            .says("takes no name and password")
            .never_says("hunter2");
    }
    let endpoint = "sasl.oauthbearer.token.endpoint.url=http://me:hunter2@127.0.0.1:1/token";
    let line = format!(
        "-v range -b 127.0.0.1:1 -X security.protocol=sasl_plaintext -X sasl.mechanism=OAUTHBEARER \
         -X sasl.oauthbearer.method=oidc -X sasl.oauthbearer.client.id=me -X sasl.oauthbearer.client.secret=x -X {endpoint}"
    );
    home.koffset(&line)
        .exits(1)
        .says("no OAuth token from http://127.0.0.1:1/token")
        .never_says("hunter2");
    home.koffset(&format!("context show -X {endpoint}"))
        .exits(0)
        .prints("http://127.0.0.1:1/token")
        .never_says("hunter2");
}
