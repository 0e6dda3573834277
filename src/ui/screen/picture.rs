use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::model::one_line;
use crate::render::Align;

/// What a screen shows, in plain values: a table, lines below it, and what stands around both.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    pub title: Text,
    /// Stands at the right of the title.
    pub status: Text,
    /// The first one gives way where the screen is narrow, and then the last ones are left out.
    pub columns: Vec<(String, Align)>,
    pub rows: Vec<Vec<Text>>,
    pub selected: Option<usize>,
    /// What is said in the place of rows where there are none.
    pub nothing: &'static str,
    pub panel: &'static str,
    pub lines: Vec<Text>,
    pub footer: Text,
    /// Lies over the table where it is not empty.
    pub help: &'static [(&'static str, &'static str)],
}

/// A text on one line and what its colour says. What is hidden in it is escaped when it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub shade: Shade,
}

/// What a colour says; nothing is said by colours alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    #[default]
    Plain,
    Good,
    Doubtful,
    Bad,
}

impl Text {
    pub fn new(text: impl Into<String>, shade: Shade) -> Self {
        Text {
            text: one_line(&text.into()).into_owned(),
            shade,
        }
    }
}

impl<T: Into<String>> From<T> for Text {
    fn from(text: T) -> Self {
        Text::new(text, Shade::Plain)
    }
}

/// What somebody did at the keyboard, as far as it means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Escape,
    Tab,
    Erase,
    Char(char),
    /// Ctrl-C, which a screen gets as a key.
    Interrupt,
    /// The terminal has another size now.
    Resized,
}

impl Key {
    pub(super) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Key::pressed(key),
            Event::Resize(..) => Some(Key::Resized),
            _ => None,
        }
    }

    fn pressed(key: &KeyEvent) -> Option<Self> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(Key::Interrupt);
        }
        Some(match key.code {
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::Enter => Key::Enter,
            KeyCode::Esc => Key::Escape,
            KeyCode::Tab => Key::Tab,
            KeyCode::Backspace => Key::Erase,
            KeyCode::Char(c) => Key::Char(c),
            _ => return None,
        })
    }
}
