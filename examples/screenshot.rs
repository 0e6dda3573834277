//! Draws what a terminal shows, text with ANSI escapes on stdin, as an SVG on stdout.

use std::io::{self, Read, Write};

use anstyle_svg::{Term, WIN10_CONSOLE};

fn main() -> io::Result<()> {
    let mut screen = String::new();
    io::stdin().read_to_string(&mut screen)?;
    let svg = Term::new().palette(WIN10_CONSOLE).render_svg(&screen);
    io::stdout().write_all(svg.as_bytes())
}
