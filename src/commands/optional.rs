//! Readings that add to what was read, and spoil nothing of it where they fail.

use crate::model::{ErrorCode, KafkaError};

/// Passes on that a reading was interrupted, and hands back whatever else came of it.
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
