use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::model::Size;

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
/// Where the bytes are not what they begin as or the name says, or are cut off or damaged; as [`read_at_most`].
pub(super) fn unpack(path: &Path, packed: Vec<u8>, most: Size) -> io::Result<Vec<u8>> {
    let compression = match Compression::begun(&packed) {
        Compression::None => Compression::named(path),
        begun => begun,
    };
    match compression {
        _ if packed.is_empty() => Ok(packed),
        Compression::None => Ok(packed),
        Compression::Gzip => read_at_most(MultiGzDecoder::new(&*packed), most)
            .map_err(|error| explained("gzip", error)),
        Compression::Zstandard => read_at_most(zstd::Decoder::with_buffer(&*packed)?, most)
            .map_err(|error| explained("zstandard", error)),
    }
}

/// Reads all there is, up to a size.
///
/// # Errors
/// `FileTooLarge`: there is more. `OutOfMemory`: there is no room for it.
pub(super) fn read_at_most(source: impl Read, most: Size) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    let most = most.bytes();
    source.take(most.saturating_add(1)).read_to_end(&mut read)?;
    if u64::try_from(read.len()).is_ok_and(|length| length <= most) {
        Ok(read)
    } else {
        Err(io::ErrorKind::FileTooLarge.into())
    }
}

fn explained(format: &str, error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge | io::ErrorKind::OutOfMemory => error,
        io::ErrorKind::UnexpectedEof => io::Error::other(format!("the {format} data is cut off")),
        // libzstd has no other word for it: "Allocation error : not enough memory", and "Frame requires too much
        // memory for decoding" of a window beyond 128 MiB.
        _ if error.to_string().contains("memory") => {
            io::Error::other(format!("the {format} data cannot be unpacked: {error}"))
        }
        _ => io::Error::other(format!("the {format} data is damaged: {error}")),
    }
}
