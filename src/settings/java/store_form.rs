use std::io;
use std::path::{Path, PathBuf};

use super::FirstBytes;

/// How a line begins that opens a certificate or key in PEM (RFC 7468).
const PEM: &[u8] = b"-----BEGIN ";
/// The first bytes of a store in Java's own format (`sun.security.provider.JavaKeyStore`).
const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
/// The tag of a sequence in DER, and the version with which the sequence of PKCS#12 begins (RFC 7292).
const SEQUENCE: u8 = 0x30;
const VERSION_3: [u8; 3] = [0x02, 0x01, 0x03];
/// Names beside a store that are tried for a file to be made from it.
const NAMES_TRIED: u32 = 100;

/// The form of a file of keys or certificates, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoreForm {
    Pem,
    Jks,
    Pkcs12,
    Unknown,
}

impl StoreForm {
    /// Looks into a file.
    ///
    /// # Errors
    /// In words: it does not exist, or cannot be read.
    pub(super) fn of(file: &str, first_bytes: FirstBytes<'_>) -> Result<Self, String> {
        match first_bytes(Path::new(file)) {
            Ok(bytes) => Ok(Self::of_bytes(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(format!("{file} does not exist"))
            }
            Err(error) => Err(format!("cannot read {file}: {error}")),
        }
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        if bytes.starts_with(&JKS) {
            StoreForm::Jks
        } else if is_pkcs12(bytes) {
            StoreForm::Pkcs12
        } else if lines.any(|line| line.starts_with(PEM)) {
            StoreForm::Pem
        } else {
            StoreForm::Unknown
        }
    }

    /// As `ssl.keystore.type` and `ssl.truststore.type` name it.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            StoreForm::Pem => Some("PEM"),
            StoreForm::Jks => Some("JKS"),
            StoreForm::Pkcs12 => Some("PKCS12"),
            StoreForm::Unknown => None,
        }
    }
}

fn is_pkcs12(bytes: &[u8]) -> bool {
    let Some((&[SEQUENCE, length], content)) = bytes.split_first_chunk() else {
        return false;
    };
    // A length beyond 127 says in how many bytes it follows.
    let more = if length >= 0x80 { length & 0x7f } else { 0 };
    let content = content.get(usize::from(more)..);
    content.is_some_and(|content| content.starts_with(&VERSION_3))
}

/// A name with this extension, beside a store, that no file has; `None` where all that are tried are taken.
pub(super) fn free_name(
    store: &str,
    extension: &str,
    first_bytes: FirstBytes<'_>,
) -> Option<PathBuf> {
    let store = Path::new(store);
    let numbered = (2..NAMES_TRIED).map(|number| format!("{number}.{extension}"));
    let extensions = std::iter::once(extension.to_owned()).chain(numbered);
    let mut names = extensions.map(|extension| store.with_extension(extension));
    names.find(|name| {
        let found = first_bytes(name);
        found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_known_by_what_it_holds() {
        for (bytes, form) in [
            (&b"-----BEGIN CERTIFICATE-----\n"[..], StoreForm::Pem),
            (
                b"Bag Attributes\n-----BEGIN PRIVATE KEY-----",
                StoreForm::Pem,
            ),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", StoreForm::Jks),
            (b"\x30\x82\x0a\x0b\x02\x01\x03\x30", StoreForm::Pkcs12),
            (b"\x30\x80\x02\x01\x03", StoreForm::Pkcs12),
            // A certificate in DER.
            (b"\x30\x82\x0a\x0b\x30\x82", StoreForm::Unknown),
            (b"", StoreForm::Unknown),
            (b"0", StoreForm::Unknown),
            (b"see -----BEGIN CERTIFICATE-----", StoreForm::Unknown),
        ] {
            assert_eq!(StoreForm::of_bytes(bytes), form, "{bytes:?}");
        }
    }

    #[test]
    fn a_file_to_be_made_bears_a_name_that_is_free() {
        let taken = |names: &'static [&'static str]| {
            move |path: &Path| {
                if names.contains(&path.to_str().unwrap()) {
                    Ok(Vec::new())
                } else {
                    Err(io::ErrorKind::NotFound.into())
                }
            }
        };
        let name = |names| free_name("ca.jks", "pem", &taken(names));
        assert_eq!(name(&["ca.jks"]).unwrap(), Path::new("ca.pem"));
        let names = &["ca.jks", "ca.pem", "ca.2.pem"];
        assert_eq!(name(names).unwrap(), Path::new("ca.3.pem"));
        assert_eq!(free_name("ca.jks", "pem", &|_| Ok(Vec::new())), None);
    }
}
