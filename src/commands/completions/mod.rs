//! `koffset completions`: what teaches a shell to complete koffset's command lines.

mod script;

pub use script::{CompletionsArgs, run};
