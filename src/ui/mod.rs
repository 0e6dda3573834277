//! Everything that is said to, and asked of, the person at the terminal.

mod console;
mod interrupts;
mod live;
mod product;
mod progress;
mod prompt;
mod screen;

pub use console::{ColorWhen, MOST_WARNINGS, Ui, Verbosity};
pub use interrupts::Interrupts;
pub use live::Live;
pub use progress::Progress;
pub use prompt::{Answer, Prompt, TerminalPrompt};
pub use screen::{Key, Picture, Screen, Shade, Text};
