use std::io::{self, Stdout, stdin, stdout};
use std::mem::ManuallyDrop;
use std::sync::Once;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{event, execute, style};
use ratatui::widgets::TableState;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use super::draw::draw;
use super::{Key, Picture};
use crate::error::{Error, ErrorKind};

static PUT_BACK_ON_PANIC: Once = Once::new();

/// The terminal, taken over. It is given back as it was where this is let go of, and on a panic too.
pub struct Screen {
    /// Never dropped: that shows the cursor, as [`put_back`] does, and panics where the terminal has gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    table: TableState,
    is_coloured: bool,
}

impl Screen {
    /// # Errors
    /// Failed: the terminal takes no orders.
    pub(in crate::ui) fn open(is_coloured: bool) -> Result<Self, Error> {
        PUT_BACK_ON_PANIC.call_once(|| {
            let hook = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                put_back();
                hook(info);
            }));
        });
        // Otherwise crossterm decides by NO_COLOR alone, which --color beats.
        style::force_color_output(is_coloured);
        let terminal = take_over().inspect_err(|_| put_back()).map_err(failed)?;
        Ok(Screen {
            terminal: ManuallyDrop::new(terminal),
            table: TableState::default(),
            is_coloured,
        })
    }

    /// Shows this in the place of what stood there.
    ///
    /// # Errors
    /// Failed: the terminal has gone.
    pub fn show(&mut self, picture: &Picture) -> Result<(), Error> {
        let (table, is_coloured) = (&mut self.table, self.is_coloured);
        let drawn = self
            .terminal
            .draw(|frame| draw(frame, picture, table, is_coloured));
        drawn.map(drop).map_err(failed)
    }

    /// Waits so long for a key.
    ///
    /// # Errors
    /// As [`Screen::show`].
    pub fn key(&mut self, patience: Duration) -> Result<Option<Key>, Error> {
        let key = || {
            if has_event(patience)? {
                Ok(Key::of(&event::read()?))
            } else {
                Ok(None)
            }
        };
        key().map_err(failed)
    }

    /// Whether the terminal has hung up, which is told by a signal too, soon.
    pub fn is_gone(&self) -> bool {
        await_input(Duration::ZERO).is_err()
    }
}

/// Waits for an event; what was typed ahead lies with crossterm already.
fn has_event(patience: Duration) -> io::Result<bool> {
    await_input(Duration::ZERO)?;
    if event::poll(Duration::ZERO)? {
        return Ok(true);
    }
    await_input(patience)?;
    event::poll(Duration::ZERO)
}

/// Waits for something to read. crossterm would do so itself, but reads the end of a terminal that has gone
/// over and over for ever.
fn await_input(patience: Duration) -> io::Result<()> {
    let stdin = stdin();
    let mut keyboard = [PollFd::new(&stdin, PollFlags::IN)];
    let patience = patience.try_into().map_err(io::Error::other)?;
    match poll(&mut keyboard, Some(&patience)) {
        // A signal, such as that of a new size.
        Err(Errno::INTR) => return Ok(()),
        other => other?,
    };
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    if keyboard[0].revents().intersects(gone) {
        Err(io::ErrorKind::BrokenPipe.into())
    } else {
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        put_back();
    }
}

fn take_over() -> io::Result<Terminal<CrosstermBackend<Stdout>>> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen)?;
    Terminal::new(CrosstermBackend::new(stdout()))
}

/// A terminal that takes no more cannot be helped.
fn put_back() {
    let _ = disable_raw_mode();
    let _ = execute!(stdout(), LeaveAlternateScreen, Show);
}

fn failed(error: io::Error) -> Error {
    Error::new(ErrorKind::Failed, error).context("terminal")
}
