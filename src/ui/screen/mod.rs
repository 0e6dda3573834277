//! A whole terminal for one picture that changes: the only place that knows ratatui.

mod draw;
mod key;
mod picture;
mod terminal;
#[cfg(test)]
mod tests;

pub use key::Key;
pub use picture::{Picture, Shade, Text};
pub use terminal::Screen;
