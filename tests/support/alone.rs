//! Tests that stop, freeze or cheat brokers run one at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waits until no other such test runs.
pub fn now() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
