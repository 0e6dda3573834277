use std::io::{self, BufWriter, Write};

/// Enough that a long product takes few writes.
const ENOUGH: usize = 1 << 16;

/// Carries the pieces of a product on to its stream, byte for byte.
pub(super) struct Carrier<W: Write>(BufWriter<Counted<W>>);

/// Knows whether any of the product was given to the stream, which may have failed to take it.
struct Counted<W> {
    stream: W,
    has_carried: bool,
}

impl<W: Write> Carrier<W> {
    pub(super) fn new(stream: W) -> Self {
        let has_carried = false;
        let stream = Counted {
            stream,
            has_carried,
        };
        Carrier(BufWriter::with_capacity(ENOUGH, stream))
    }

    /// Ends the product: tells what came of writing it, and whether any of it was given to the stream.
    pub(super) fn end(mut self, written: io::Result<()>) -> (io::Result<()>, bool) {
        let written = written.and_then(|()| self.0.flush());
        // What the stream did not take is not tried again.
        let (Counted { has_carried, .. }, _) = self.0.into_parts();
        (written, has_carried)
    }
}

impl<W: Write> Write for Carrier<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.has_carried |= !bytes.is_empty();
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_takes_few_writes_and_stays_byte_for_byte() {
        let mut writes = Writes::default();
        let mut carrier = Carrier::new(&mut writes);
        let line = "z\u{e4}hler \x1b[2J\u{9b}\u{202e}\0\n".as_bytes();
        let all = line.repeat(20_000);
        // As a formatter may write: byte by byte.
        let written = all.chunks(1).try_for_each(|byte| carrier.write_all(byte));
        let (ended, has_carried) = carrier.end(written);
        ended.unwrap();
        assert!(has_carried);
        assert!((2..20).contains(&writes.0.len()), "{}", writes.0.len());
        assert_eq!(writes.0.concat(), all);
    }

    #[derive(Default)]
    struct Writes(Vec<Vec<u8>>);

    impl Write for &mut Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
