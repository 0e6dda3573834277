//! The process's environment, which C reads without the lock that Rust takes.

use std::env;
use std::ffi::OsStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::{ErrorCode, KafkaError};

/// Whether librdkafka has threads, or has had, that may be reading.
static IS_READ: Mutex<bool> = Mutex::new(false);

fn is_read() -> MutexGuard<'static, bool> {
    IS_READ.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leaves the environment as it is from here on.
pub(super) fn freeze() {
    *is_read() = true;
}

/// Sets a variable, for this process and for the programs that it runs.
///
/// # Errors
/// `FAILED` once there has been a client.
pub(in crate::kafka) fn set_variable(name: &str, value: &OsStr) -> Result<(), KafkaError> {
    let is_read = is_read();
    if *is_read {
        let why = format!("{name} cannot be set: there has been a client already");
        return Err(KafkaError::new(ErrorCode::FAILED, why));
    }
    // SAFETY: no thread of C's own is there, nor starts while this holds the lock; Rust's threads take Rust's.
    unsafe { env::set_var(name, value) };
    Ok(())
}
