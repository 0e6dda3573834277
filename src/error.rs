//! The one error type of commands, and the one place where a kind of failure becomes an exit status.

use std::collections::BTreeSet;
use std::{fmt, iter};

use crate::exit::ExitStatus;
use crate::model::{ErrorCode, KafkaError, Right, grouped};

/// Details beyond this many are only counted in a message.
const MOST_DETAILS: usize = 10;

/// Why a command ended early.
#[derive(Debug)]
pub struct Error {
    pub kind: ErrorKind,
    /// What went wrong, outermost first.
    pub source: anyhow::Error,
    /// The single things that the message is about, one line each: a message shows the first of them, and a
    /// document all.
    pub details: Vec<String>,
    /// What the operator can do next, one line each.
    pub hints: Vec<String>,
    /// What an administrator would have to allow.
    pub lacking: BTreeSet<Right>,
}

/// What sort of failure it was, and so what the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum ErrorKind {
    /// Kafka, a file or the network failed before anything was changed.
    Failed,
    /// The command line makes no sense.
    Usage,
    /// A precondition failed.
    Refused,
    /// The operator said no, or could not be asked.
    Declined,
    /// Ctrl-C before anything was sent.
    Interrupted,
    /// Whoever read stdout has gone, which ends a reading command quietly.
    ClosedPipe,
}

impl ErrorKind {
    pub fn status(self) -> ExitStatus {
        match self {
            ErrorKind::Failed => ExitStatus::Failed,
            ErrorKind::Usage => ExitStatus::Usage,
            ErrorKind::Refused => ExitStatus::Refused,
            ErrorKind::Declined => ExitStatus::Declined,
            ErrorKind::Interrupted => ExitStatus::Interrupted,
            ErrorKind::ClosedPipe => ExitStatus::Done,
        }
    }
}

impl Error {
    pub fn new(kind: ErrorKind, source: impl Into<anyhow::Error>) -> Self {
        Error {
            kind,
            source: source.into(),
            details: Vec::new(),
            hints: Vec::new(),
            lacking: BTreeSet::new(),
        }
    }

    pub fn usage(message: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Usage, anyhow::anyhow!("{message}"))
    }

    pub fn refused(message: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Refused, anyhow::anyhow!("{message}"))
    }

    pub fn failed(message: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Failed, anyhow::anyhow!("{message}"))
    }

    /// Adds what the operator can do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Names the single things that the message is about.
    #[must_use]
    pub fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }

    /// The lines of the message: what went wrong, and the first of the details. A line break in one of them is text of
    /// others.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let shown = self.details.iter().take(MOST_DETAILS);
        let more = self.details.len().saturating_sub(MOST_DETAILS);
        let more =
            (more > 0).then(|| format!("and {} more: --format json names them all", grouped(more)));
        let details = shown.cloned().chain(more);
        let whole = format!("{:#}", self.source);
        iter::once(whole).chain(details.map(|detail| format!("  {detail}")))
    }

    /// Puts what was being done in front of what went wrong.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display + Send + Sync + 'static) -> Self {
        self.source = self.source.context(context);
        self
    }
}

impl From<KafkaError> for Error {
    fn from(error: KafkaError) -> Self {
        let kind = match error.code {
            ErrorCode::INTERRUPTED => ErrorKind::Interrupted,
            _ => ErrorKind::Failed,
        };
        let hint = error.hint.clone();
        Error {
            hints: hint.into_iter().collect(),
            ..Error::new(kind, error)
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().collect::<Vec<_>>().join("\n"))
    }
}
