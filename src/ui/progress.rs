use std::convert::Infallible;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is over sooner needs no bar.
const SOON: Duration = Duration::from_secs(1);

/// A bar on stderr for work that a person waits for; nothing where stderr is no terminal.
pub struct Progress {
    bar: ProgressBar,
    showing: Option<Showing>,
}

impl Progress {
    /// Starts a bar that shows itself, if it may, once the work has taken a second, though no piece of it be done.
    pub(super) fn start(what: &'static str, total: usize, may_show: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        let showing = may_show.then(|| Showing::of(bar.clone())).flatten();
        Progress { bar, showing }
    }

    /// Counts one more piece as done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// Does something that writes to the same terminal.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(showing) = self.showing.take() {
            showing.end();
        }
        self.bar.finish_and_clear();
    }
}

/// The thread that shows a bar when it is time.
struct Showing {
    work: Sender<Infallible>,
    thread: JoinHandle<()>,
}

impl Showing {
    /// `None` where there is no thread to be had: the work goes on without a bar.
    fn of(bar: ProgressBar) -> Option<Self> {
        let (work, end) = mpsc::channel::<Infallible>();
        let show = move || {
            if end.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout) {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.tick();
            }
        };
        let thread = thread::Builder::new().name("koffset-bar".to_owned());
        let thread = thread.spawn(show).ok()?;
        Some(Showing { work, thread })
    }

    /// Sees to it that nothing is drawn any more.
    fn end(self) {
        drop(self.work);
        let _ = self.thread.join();
    }
}
