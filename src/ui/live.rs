use std::io;

use console::{Term, measure_text_width};

use crate::render::Page;

/// Lines at the end of stderr that are written anew as they change, and are gone in the end; nothing where
/// stderr is no terminal.
///
/// The cursor stands on the empty line below them, so that what the terminal itself writes for Ctrl-C neither
/// breaks a line nor stays behind. indicatif leaves it at the right edge, where that ends on a line of its
/// own, and then clears one line too few.
pub struct Live {
    term: Option<Term>,
    /// The height of what is shown, in lines of the screen.
    height: usize,
}

impl Live {
    pub(super) fn start(may_show: bool) -> Self {
        let term = Term::buffered_stderr();
        Live {
            term: Some(term).filter(|term| may_show && term.is_term()),
            height: 0,
        }
    }

    /// Whether anybody sees it.
    pub fn is_shown(&self) -> bool {
        self.term.is_some()
    }

    /// Writes this in the place of what stood there, as far as the screen is high enough.
    pub fn show(&mut self, page: &Page) {
        // A terminal that takes no more is no reason to stop what is under way.
        let _ = self.replace(page.as_str());
    }

    fn replace(&mut self, text: &str) -> io::Result<()> {
        let Some(term) = &self.term else {
            return Ok(());
        };
        // What has scrolled out of the screen could not be written over.
        let (rows, columns) = term.size();
        let (rows, columns) = (usize::from(rows), usize::from(columns).max(1));
        term.clear_line()?;
        term.move_cursor_up(self.height)?;
        term.clear_to_end_of_screen()?;
        self.height = 0;
        for line in text.lines() {
            let height = measure_text_width(line).div_ceil(columns).max(1);
            if self.height + height >= rows {
                break;
            }
            term.write_line(line)?;
            self.height += height;
        }
        term.flush()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if self.height > 0 {
            let _ = self.replace("");
        }
    }
}
