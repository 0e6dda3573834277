use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Color, Modifier};
use ratatui::widgets::TableState;

use super::draw::draw;
use super::{Key, Picture, Shade, Text};
use crate::render::Align;

fn picture() -> Picture {
    let row = |name: &str, lag: Text| vec![name.into(), lag, "a note".into()];
    Picture {
        title: "koffset watch".into(),
        status: Text::new("STALE", Shade::Bad),
        columns: [
            ("GROUP", Align::Left),
            ("LAG", Align::Right),
            ("NOTE", Align::Left),
        ]
        .map(|(name, align)| (name.to_owned(), align))
        .into(),
        rows: vec![
            row("billing", "7".into()),
            row("a-group-with-a-long-name", Text::new("1,000", Shade::Bad)),
        ],
        selected: Some(1),
        nothing: "nothing is here",
        panel: "events ",
        lines: vec!["billing joined".into()],
        footer: "q quit".into(),
        help: &[],
    }
}

fn drawn_with(picture: &Picture, table: &mut TableState, columns: u16, coloured: bool) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, 9)).unwrap();
    terminal
        .draw(|frame| draw(frame, picture, table, coloured))
        .unwrap();
    terminal.backend().buffer().clone()
}

fn drawn(picture: &Picture, columns: u16) -> Buffer {
    drawn_with(picture, &mut TableState::default(), columns, true)
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width);
    rows.map(|row| {
        row.iter()
            .map(|cell| cell.symbol())
            .collect::<String>()
            .trim_end()
            .to_owned()
    })
    .collect()
}

#[test]
fn a_table_stands_between_its_title_and_what_happened() {
    assert_eq!(
        lines(&drawn(&picture(), 45)),
        [
            "koffset watch                           STALE",
            "GROUP                       LAG  NOTE",
            "billing                       7  a note",
            "a-group-with-a-long-name  1,000  a note",
            "",
            "",
            "events ──────────────────────────────────────",
            "billing joined",
            "q quit",
        ]
    );
}

#[test]
fn on_a_narrow_screen_the_name_gives_way_and_then_the_last_columns() {
    let rows = |columns| lines(&drawn(&picture(), columns))[2..4].to_vec();
    let narrow = [
        "billing              7  a note",
        "a-group-with-a-  1,000  a note",
    ];
    assert_eq!(rows(30), narrow);
    assert_eq!(rows(20), ["billing           7", "a-group-with  1,000"]);
    assert_eq!(rows(14), ["billing", "a-group-with"]);
}

#[test]
fn the_chosen_row_stands_out_without_colours_too() {
    let buffer = drawn_with(&picture(), &mut TableState::default(), 45, false);
    let is_reversed = |row| buffer[(0, row)].modifier.contains(Modifier::REVERSED);
    assert_eq!([2, 3].map(is_reversed), [false, true]);
    assert!(
        buffer.content.iter().all(|cell| cell.fg == Color::Reset),
        "no colour is asked for"
    );
    let coloured = drawn(&picture(), 45);
    assert_eq!(coloured[(28, 3)].fg, Color::Red);
    assert_eq!(coloured[(44, 0)].fg, Color::Red);
}

#[test]
fn the_table_goes_along_with_the_choice() {
    let rows = (0..20).map(|n| vec![format!("group-{n}").into(), "7".into(), "".into()]);
    let mut long = Picture {
        rows: rows.collect(),
        selected: Some(15),
        ..picture()
    };
    let mut table = TableState::default();
    let seen = drawn_with(&long, &mut table, 45, true);
    assert!(
        lines(&seen).iter().any(|line| line.starts_with("group-15")),
        "{:?}",
        lines(&seen)
    );
    long.selected = Some(14);
    let moved = drawn_with(&long, &mut table, 45, true);
    assert!(
        lines(&moved)
            .iter()
            .any(|line| line.starts_with("group-15")),
        "nothing scrolls yet"
    );
}

#[test]
fn help_lies_over_the_table() {
    let helped = Picture {
        help: &[("q", "quit")],
        ..picture()
    };
    assert!(
        lines(&drawn(&helped, 45))
            .iter()
            .any(|line| line.contains("│ q  quit │"))
    );
}

#[test]
fn a_screen_too_small_for_anything_is_no_panic() {
    for (columns, rows) in [(1, 1), (3, 2), (10, 3), (200, 1)] {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let helped = Picture {
            help: &[("q", "quit")],
            ..picture()
        };
        for picture in [picture(), helped, Picture::default()] {
            let mut table = TableState::default();
            terminal
                .draw(|frame| draw(frame, &picture, &mut table, true))
                .unwrap();
        }
    }
}

#[test]
fn nothing_to_show_is_said() {
    let empty = Picture {
        rows: Vec::new(),
        selected: None,
        ..picture()
    };
    assert_eq!(lines(&drawn(&empty, 45))[1], "nothing is here");
}

#[test]
fn ctrl_c_is_an_interrupt_and_no_letter() {
    let key = |code, modifiers| Key::of(&Event::Key(KeyEvent::new(code, modifiers)));
    assert_eq!(
        key(KeyCode::Char('c'), KeyModifiers::CONTROL),
        Some(Key::Interrupt)
    );
    assert_eq!(
        key(KeyCode::Char('c'), KeyModifiers::NONE),
        Some(Key::Char('c'))
    );
    assert_eq!(key(KeyCode::Char('q'), KeyModifiers::CONTROL), None);
    assert_eq!(
        key(KeyCode::Char('G'), KeyModifiers::SHIFT),
        Some(Key::Char('G'))
    );
    assert_eq!(Key::of(&Event::Resize(1, 1)), Some(Key::Resized));
    assert_eq!(Key::of(&Event::FocusLost), None);
}
