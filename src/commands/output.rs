//! Where a command's product goes: to a file, or to stdout.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::document::{MOST_READ, Target, load};
use crate::error::Error;
use crate::foreign::Format;
use crate::model::Size;
use crate::ui::Ui;

/// The names of stdout.
const STDOUT: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// Where to write.
#[derive(clap::Args, Clone, Debug)]
pub struct OutputArgs {
    /// The file to write, instead of stdout (-); .gz and .zst compress it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replaces the file if it exists, with the mode that it has, and writes to a FIFO or a device
    #[arg(long, requires = "output")]
    force: bool,
}

/// A place that is ready to be written to.
pub struct Output<'a> {
    path: &'a Path,
    target: Option<Target>,
}

impl OutputArgs {
    /// Makes ready, before the work that makes the product.
    ///
    /// # Errors
    /// As [`Target::open`].
    pub fn open(&self) -> Result<Output<'_>, Error> {
        let file = self.output.as_deref();
        let file = file.filter(|path| !is_stdout(path));
        Ok(Output {
            path: file.unwrap_or(Path::new("stdout")),
            target: file
                .map(|path| Target::open(path, self.force))
                .transpose()?,
        })
    }
}

/// Whether a path is stdout itself: where that is a file, messages may go to the same one, and each has to write on where
/// the other ended.
fn is_stdout(path: &Path) -> bool {
    STDOUT.iter().any(|stdout| path == Path::new(stdout))
}

/// What is read back of a text: all of it, also where it is more than a file may hold that is only read.
fn most_of(text: &[u8]) -> Size {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    MOST_READ.max(Size::of_bytes(length))
}

impl Output<'_> {
    /// Writes a text, and gives back the name of where it went. A file is read back before that.
    ///
    /// # Errors
    /// As [`Target::write`] and [`Ui::product`]. Failed: the file holds something else afterwards.
    pub fn write(self, ui: &mut Ui, text: &[u8]) -> Result<String, Error> {
        match self.target {
            Some(target) => {
                let is_stream = target.is_stream();
                target.write(|out| out.write_all(text))?;
                if !is_stream && load(self.path, most_of(text))? != text {
                    let file = self.path.display();
                    return Err(Error::failed(format!(
                        "{file}: read back, it is not what was written"
                    )));
                }
            }
            None => ui.product_by(|out| out.write_all(text))?,
        }
        Ok(self.path.display().to_string())
    }
}

/// A format to write offsets in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SaveFormat {
    /// koffset's own JSON, the only one that tells everything
    #[default]
    Koffset,
    /// As kafka-consumer-groups --export: topic,partition,offset, with the group in front for several
    KafkaCsv,
    /// TOPIC PARTITION OFFSET, for rpk group seek --to-file
    Rpk,
    /// JSON for kcl group seek --to-file
    Kcl,
    /// JSON for kafka-delete-records --offset-json-file
    DeleteRecords,
}

impl SaveFormat {
    /// The format of another tool, in the form with a column for groups where it has one and it is wanted;
    /// `None` for koffset's own.
    pub fn foreign(self, with_groups: bool) -> Option<Format> {
        match self {
            SaveFormat::Koffset => None,
            SaveFormat::KafkaCsv if with_groups => Some(Format::KafkaGroupsCsv),
            SaveFormat::KafkaCsv => Some(Format::KafkaCsv),
            SaveFormat::Rpk => Some(Format::Rpk),
            SaveFormat::Kcl => Some(Format::Kcl),
            SaveFormat::DeleteRecords => Some(Format::DeleteRecords),
        }
    }
}
