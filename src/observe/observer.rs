use crate::clock::Deadline;
use crate::kafka::ReadCluster;
use crate::model::{ErrorCode, KafkaError};

/// What is looked at, for how long, and who is told how it goes.
#[derive(Clone, Copy)]
pub struct Observer<'a> {
    pub cluster: &'a dyn ReadCluster,
    pub deadline: &'a Deadline,
    pub notices: &'a dyn Notices,
}

/// What a reading says of itself while it goes on.
pub trait Notices {
    /// Work over so many pieces begins; it is over when what this returns is dropped.
    fn progress(&self, work: &'static str, pieces: usize) -> Box<dyn Progress>;
}

/// Work that is under way.
pub trait Progress {
    /// One more piece is done.
    fn advance(&self);
}

/// Nobody is told.
pub struct Silent;

impl Notices for Silent {
    fn progress(&self, _work: &'static str, _pieces: usize) -> Box<dyn Progress> {
        Box::new(Silent)
    }
}

impl Progress for Silent {
    fn advance(&self) {}
}

/// Passes on that a reading was interrupted, and hands back whatever else came of it: for what adds to what was read,
/// and spoils nothing of it where it fails.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn unless_interrupted<T>(
    read: Result<T, KafkaError>,
) -> Result<Result<T, KafkaError>, KafkaError> {
    match read {
        Err(error) if error.code == ErrorCode::INTERRUPTED => Err(error),
        read => Ok(read),
    }
}

/// What stands where a cluster should have answered for something and did not.
pub fn unanswered() -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, "the cluster did not answer for it")
}
