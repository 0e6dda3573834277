//! What shells complete, and what they are told by `koffset __complete`.

mod quoted;
mod shell;
mod shells;
mod told;

use crate::support::koffset::Run;
use crate::support::process::Call;
use crate::support::scene::Scene;
use crate::support::{kafka, wait};

/// What may follow these words of a command line, by a cache of the scene's own.
fn told(scene: &Scene, bootstrap: &str, words: &[&str]) -> Run {
    let words = [&["__complete", "--", "koffset"], words].concat();
    let call = Call::new(&words).env("XDG_CACHE_HOME", scene.file("cache"));
    call.env("KOFFSET_BOOTSTRAP_SERVER", bootstrap).run()
}

/// Asks until the cache knows the groups and topics: a busy machine may take longer than somebody who types is
/// kept waiting.
fn learn_names(scene: &Scene) {
    for command in ["lag", "range"] {
        let look = || told(scene, kafka::bootstrap(), &[command, &scene.name("")]);
        wait::until("names", look, |run| !run.stdout.is_empty());
    }
}
