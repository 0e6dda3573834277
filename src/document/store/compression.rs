use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

/// How a document's bytes are packed in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstandard,
}

impl Compression {
    /// What a file's name says: `.gz`, `.zst`, or none.
    pub(super) fn named(path: &Path) -> Self {
        match path.extension() {
            Some(end) if end.eq_ignore_ascii_case("gz") => Compression::Gzip,
            Some(end) if end.eq_ignore_ascii_case("zst") => Compression::Zstandard,
            _ => Compression::None,
        }
    }

    /// What a file's first bytes say.
    fn begun(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstandard,
            _ => Compression::None,
        }
    }

    /// Packs all that `content` writes.
    pub(super) fn pack(
        self,
        out: impl Write,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        match self {
            Compression::None => buffered(out, content).map(|_| ()),
            Compression::Gzip => {
                let packer = GzEncoder::new(out, flate2::Compression::default());
                buffered(packer, content)?.finish().map(|_| ())
            }
            Compression::Zstandard => {
                let mut packer = zstd::Encoder::new(out, 0)?;
                packer.include_checksum(true)?;
                buffered(packer, content)?.finish().map(|_| ())
            }
        }
    }
}

fn buffered<W: Write>(
    out: W,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<W> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    content(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Unpacks a file's bytes; a file that was renamed is told by its first bytes.
///
/// # Errors
/// Where the bytes are not what they begin as or the name says, or are cut off or damaged.
pub(super) fn unpack(path: &Path, packed: Vec<u8>) -> io::Result<Vec<u8>> {
    let compression = match Compression::begun(&packed) {
        Compression::None => Compression::named(path),
        begun => begun,
    };
    let mut unpacked = Vec::new();
    match compression {
        _ if packed.is_empty() => Ok(packed),
        Compression::None => Ok(packed),
        Compression::Gzip => MultiGzDecoder::new(&*packed)
            .read_to_end(&mut unpacked)
            .map(|_| unpacked)
            .map_err(|error| damaged("gzip", &error)),
        Compression::Zstandard => zstd::Decoder::with_buffer(&*packed)?
            .read_to_end(&mut unpacked)
            .map(|_| unpacked)
            .map_err(|error| damaged("zstandard", &error)),
    }
}

fn damaged(format: &str, error: &io::Error) -> io::Error {
    io::Error::other(match error.kind() {
        io::ErrorKind::UnexpectedEof => format!("the {format} data is cut off"),
        _ => format!("the {format} data is damaged: {error}"),
    })
}
