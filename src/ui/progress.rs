use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr for work that a person waits for; nothing where stderr is no terminal.
pub struct Progress {
    bar: ProgressBar,
    may_show: bool,
}

impl Progress {
    /// Starts a bar that shows itself, if it may, once the work has taken a second.
    pub(super) fn start(what: &'static str, total: usize, may_show: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        Progress { bar, may_show }
    }

    /// Counts one more piece as done.
    pub fn advance(&self) {
        self.bar.inc(1);
        if self.may_show && self.bar.is_hidden() && self.bar.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Does something that writes to the same terminal.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
