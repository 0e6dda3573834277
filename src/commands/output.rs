//! Where a command's product goes: to a file, or to stdout.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::document::Target;
use crate::error::Error;
use crate::ui::Ui;

/// Where to write.
#[derive(clap::Args, Clone, Debug)]
pub struct OutputArgs {
    /// The file to write, instead of stdout (-); .gz and .zst compress it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replaces the file if it exists
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
        let file = file.filter(|path| *path != Path::new("-"));
        Ok(Output {
            path: file.unwrap_or(Path::new("stdout")),
            target: file
                .map(|path| Target::open(path, self.force))
                .transpose()?,
        })
    }
}

impl Output<'_> {
    /// Writes all that `content` writes, and gives back the name of where it went.
    ///
    /// # Errors
    /// As [`Target::write`] and [`Ui::product`].
    pub fn write(
        self,
        ui: &mut Ui,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<String, Error> {
        match self.target {
            Some(target) => target.write(content)?,
            None => ui.product_by(content)?,
        }
        Ok(self.path.display().to_string())
    }
}
