use std::io::{self, Write};

use super::console::harmless;

/// Enough that a long product takes few writes.
const ENOUGH: usize = 1 << 16;

/// Carries a product on to its stream in pieces of whole lines, so that no character, and no escape sequence
/// that has to be made harmless, is torn apart.
pub(super) struct Lines<W> {
    stream: W,
    held: Vec<u8>,
    has_carried: bool,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(stream: W) -> Self {
        Lines {
            stream,
            held: Vec::new(),
            has_carried: false,
        }
    }

    /// Whether any of the product was given to the stream, which may have failed to take it.
    pub(super) fn has_carried(&self) -> bool {
        self.has_carried
    }

    fn carry(&mut self, length: usize) -> io::Result<()> {
        self.has_carried |= length > 0;
        let text = String::from_utf8_lossy(&self.held[..length]);
        self.stream.write_all(harmless(&text).as_bytes())?;
        self.held.drain(..length);
        Ok(())
    }
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= ENOUGH
            && let Some(end) = self.held.iter().rposition(|byte| *byte == b'\n')
        {
            self.carry(end + 1)?;
        }
        Ok(bytes.len())
    }

    /// Carries on what is held too, though its line may not have ended.
    fn flush(&mut self) -> io::Result<()> {
        self.carry(self.held.len())?;
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_product_comes_in_pieces_of_whole_lines_and_harmless() {
        let mut pieces = Pieces::default();
        let mut lines = Lines::new(&mut pieces);
        let line = "z\u{e4}hler \x1b[2J\n";
        for _ in 0..20_000 {
            // As a formatter may write: byte by byte.
            line.as_bytes()
                .chunks(1)
                .for_each(|byte| lines.write_all(byte).unwrap());
        }
        lines.write_all("the end".as_bytes()).unwrap();
        lines.flush().unwrap();
        assert!(pieces.0.len() > 2, "{}", pieces.0.len());
        let last = pieces.0.last().unwrap();
        assert!(last.ends_with("the end"), "{last}");
        for piece in &pieces.0[..pieces.0.len() - 1] {
            assert!(piece.len() < 2 * ENOUGH && piece.ends_with('\n'));
        }
        let expected = "z\u{e4}hler \u{fffd}[2J\n".repeat(20_000) + "the end";
        assert_eq!(pieces.0.concat(), expected);
    }

    #[derive(Default)]
    struct Pieces(Vec<String>);

    impl Write for &mut Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
