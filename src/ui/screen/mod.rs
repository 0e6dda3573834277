//! A whole terminal for one picture that changes: the only place that knows ratatui.

mod draw;
mod picture;
mod terminal;
#[cfg(test)]
mod tests;

pub use picture::Key;
pub use picture::{Picture, Shade, Text};
pub use terminal::Screen;
