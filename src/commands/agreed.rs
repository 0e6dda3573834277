use crate::error::{Error, ErrorKind};
use crate::ui::Answer;

/// Goes on after a yes; `unasked` is what to do where nobody can be asked.
///
/// # Errors
/// Declined, interrupted, or nobody can be asked.
pub(super) fn agreed(answer: Answer, unasked: &str) -> Result<(), Error> {
    let ended = |kind, why: &str| Error::new(kind, anyhow::anyhow!("{why}"));
    match answer {
        Answer::Yes => Ok(()),
        Answer::No => Err(ended(ErrorKind::Declined, "declined")),
        Answer::Interrupted => Err(ended(ErrorKind::Interrupted, "interrupted")),
        Answer::Nobody => Err(ended(
            ErrorKind::Declined,
            "nobody can be asked: stdin and stderr are not both a terminal",
        )
        .hint(unasked)),
    }
}
