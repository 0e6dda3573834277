//! The exit codes, which scripts rely on.

use std::process::ExitCode;

/// How a command ended, as a script sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, nothing to do, or a clean dry run.
    Done,
    /// 1: Kafka, a file or the network failed; the cluster was not changed.
    Failed,
    /// 2: the command line makes no sense; the cluster was not changed.
    Usage,
    /// 3: a precondition failed; the cluster was not changed.
    Refused,
    /// 4: the command found what it was asked to look for; the cluster was not changed.
    Findings,
    /// 5: some partitions changed and others not, or it is not known.
    PartialOrUnknown,
    /// 6: declined, or nobody could be asked; the cluster was not changed.
    Declined,
    /// 130: interrupted before anything was sent.
    Interrupted,
}

impl ExitStatus {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            ExitStatus::Done => 0,
            ExitStatus::Failed => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Refused => 3,
            ExitStatus::Findings => 4,
            ExitStatus::PartialOrUnknown => 5,
            ExitStatus::Declined => 6,
            ExitStatus::Interrupted => 130,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(status.code())
    }
}
