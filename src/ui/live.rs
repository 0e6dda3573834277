use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::harmless;

/// Lines at the end of stderr that are written anew as they change, and are gone in the end; nothing where
/// stderr is no terminal.
pub struct Live {
    bar: ProgressBar,
}

impl Live {
    pub(super) fn start(may_show: bool) -> Self {
        let target = match may_show {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Live { bar }
    }

    /// Whether anybody sees it.
    pub fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Writes this in the place of what stood there.
    pub fn show(&mut self, text: &str) {
        self.bar.set_message(harmless(text).into_owned());
        self.bar.tick();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
