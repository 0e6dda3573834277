use std::ffi::OsString;

use clap::Args;

/// Prints what may be typed next, with a tab before what it is
#[derive(Args, Clone, Debug)]
#[command(hide = true)]
pub struct CompleteArgs {
    /// The words of the command line, the program's name first and the one to complete last
    #[arg(last = true, required = true)]
    words: Vec<OsString>,
}

impl CompleteArgs {
    /// All words, the program's name first and the one to complete last.
    pub fn words(&self) -> &[OsString] {
        &self.words
    }
}
