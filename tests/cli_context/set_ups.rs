//! The files of `docs/set-ups`, which README shows, run against clusters of their sort: only addresses, the
//! user's name and folders are put in.

use super::*;
use crate::support::secured::{self, Secured};

const USER: &str = "reader";
const NOT_AFTER_ALL: &str = "wrong";

struct SetUp {
    name: &'static str,
    listener: &'static str,
    /// What the context says of the secret, if there is one.
    secret: Option<&'static str>,
}

const SET_UPS: [SetUp; 4] = [
    SetUp {
        name: "tls",
        listener: "tls",
        secret: None,
    },
    SetUp {
        name: "mtls",
        listener: "mtls",
        secret: None,
    },
    SetUp {
        name: "scram",
        listener: "scram-acl",
        secret: Some("env:KAFKA_PASSWORD"),
    },
    SetUp {
        name: "oidc",
        listener: "oauth",
        secret: Some("env:CLIENT_SECRET"),
    },
];

/// A folder with what the files name.
fn home(cluster: &Secured) -> Home {
    let home = Home::with("");
    let read = |said: &str| fs::read_to_string(cluster.said(said)).unwrap();
    let [certificate, key] = ["certificate", "key"].map(|what| read(&format!("{USER}_{what}")));
    home.write("ca.pem", &read("ca"));
    home.write("me.pem", &certificate);
    home.write("me.key", &key);
    home.write("me-with-key.pem", &format!("{key}{certificate}"));
    home
}

impl SetUp {
    /// The file of this kind as it is in the repository, with the cluster's addresses.
    fn file(&self, kind: &str, cluster: &Secured, home: &Home) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        let name = self.name;
        let text = fs::read_to_string(format!("{root}/docs/set-ups/{name}.{kind}")).unwrap();
        let folder = home.path("").display().to_string();
        text.replace("kafka-1:9093", cluster.said(self.listener))
            .replace(
                "https://issuer.example/token",
                cluster.said("token_endpoint"),
            )
            .replace("\"me\"", &format!("\"{USER}\""))
            .replace("/etc/kafka/", &folder)
    }
}

/// The cluster that is meant answers, and no secret is told.
fn connects(cluster: &Secured, run: &Run) {
    run.exits(0)
        .says_nothing()
        .prints(cluster.said("cluster_id"));
    run.never_says(cluster.password(USER));
}

#[test]
fn the_context_of_each_set_up_connects_with_its_secret_from_wherever_it_is_to_be_had() {
    let cluster = secured::cluster();
    for set_up in &SET_UPS {
        let home = home(cluster);
        let context = set_up.file("toml", cluster, &home);
        let check = |reference: &str, password: &str| {
            let secret = set_up.secret.unwrap_or("no secret");
            home.write("config.toml", &context.replace(secret, reference));
            home.write("secret", password);
            home.call("--context prod context check")
                .env("KAFKA_PASSWORD", password)
                .env("CLIENT_SECRET", password)
                .env("FILE", home.path("secret"))
                .run()
        };
        let Some(secret) = set_up.secret else {
            connects(cluster, &check("", ""));
            continue;
        };
        for reference in [secret, "file:secret", "command:cat $FILE"] {
            connects(cluster, &check(reference, cluster.password(USER)));
            check(reference, NOT_AFTER_ALL).exits(1);
        }
    }
}

#[test]
fn the_properties_of_each_set_up_connect_koffset_and_kafkas_own_tools() {
    let cluster = secured::cluster();
    for set_up in &SET_UPS {
        let home = home(cluster);
        let properties = set_up.file("properties", cluster, &home);
        let check = |password: &str| {
            home.write("client.properties", &properties.replace("SECRET", password));
            let file = home.path("client.properties");
            home.koffset(&format!(
                "--command-config {} context check",
                file.display()
            ))
        };
        if set_up.secret.is_some() {
            check(NOT_AFTER_ALL).exits(1);
        }
        connects(cluster, &check(cluster.password(USER)));
        // Kafka's own clients ask an issuer only that a property of their JVM allows.
        if set_up.name != "oidc" {
            let servers = cluster.said(set_up.listener);
            let file = home.path("client.properties").display().to_string();
            let args = [
                "--bootstrap-server",
                servers,
                "--command-config",
                &file,
                "--list",
            ];
            kafka::tool("consumer-groups", &args);
        }
    }
}
