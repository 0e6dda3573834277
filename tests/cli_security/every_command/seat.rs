//! A user of the cluster who sits at koffset, with a file of contexts.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::support::koffset::Run;
use crate::support::process::Call;
use crate::support::scene::Scene;
use crate::support::secured::{Secured, Way};

/// Holds the password in the environment of who reads it there.
const VARIABLE: &str = "KAFKA_SECRET";

pub struct Seat {
    pub user: &'static str,
    password: String,
    home: TempDir,
    /// Holds the password of who reads it from a file.
    _safe: TempDir,
}

impl Seat {
    /// Gives a user a place. The operator's secret is in a file, and that of everybody else in the environment.
    pub fn of(user: &'static str, way: Way, cluster: &Secured) -> Self {
        let (home, safe) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let password = cluster.password(user).to_owned();
        let file = safe.path().join("password");
        write(&file, &password);
        let secret = match user {
            "operator" => format!("file:{}", file.display()),
            _ => format!("env:{VARIABLE}"),
        };
        write(
            &home.path().join("config.toml"),
            &cluster.context(way, user, &secret),
        );
        Seat {
            user,
            password,
            home,
            _safe: safe,
        }
    }

    /// Runs a line with the context, as talkative as can be.
    pub fn koffset(&self, scene: &Scene, line: &str) -> Run {
        let words = scene.words(&format!("-v --context {} {line}", self.user));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let call = Call::new(&words)
            .env("KOFFSET_CONFIG", self.home.path().join("config.toml"))
            .env("XDG_CACHE_HOME", self.home.path().join("cache"))
            .env(VARIABLE, &self.password);
        scene.ended(call.start())
    }

    /// Where its contexts and its cache are.
    pub fn home(&self) -> &Path {
        self.home.path()
    }
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
    fs::set_permissions(file, Permissions::from_mode(0o600)).unwrap();
}
