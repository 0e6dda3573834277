//! The callback that brings tokens which koffset signs itself.

use std::ffi::{CString, c_char, c_void};
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::bindings as c;

use super::codes;
use super::text::{self, Reason};
use crate::kafka::security::{Signer, signed};

/// MSK looks for who logs in within the token alone.
const NOBODY: &std::ffi::CStr = c"";

/// The clients that are about to end, by their addresses.
static ENDING: Mutex<Vec<usize>> = Mutex::new(Vec::new());

fn ending() -> MutexGuard<'static, Vec<usize>> {
    ENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A client that is about to end, which waits for the token that is being brought: as long as this is there, that is
/// given up.
pub(super) struct Ending(usize);

impl Ending {
    pub(super) fn of(handle: *mut c::rd_kafka_t) -> Self {
        ending().push(handle.addr());
        Ending(handle.addr())
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        ending().retain(|&handle| handle != self.0);
    }
}

/// Brings librdkafka a signed token, before the old one ends too.
///
/// # Safety
/// As librdkafka calls it, on its own thread for this: `handle` is alive, and `signer` what the configuration says.
pub(super) unsafe extern "C" fn bring(
    handle: *mut c::rd_kafka_t,
    signer: *const c_char,
    _opaque: *mut c_void,
) {
    // SAFETY: by this function's own condition; it is copied.
    let signer = unsafe { text::owned(signer) };
    let signer: Result<Signer, _> = serde_json::from_str(&signer);
    let is_ending = || ending().contains(&handle.addr());
    let token = signer
        .map_err(|error| error.to_string())
        .and_then(|signer| signed(signer, is_ending));
    let brought = token.and_then(|(token, ends_at)| {
        // SAFETY: by this function's own condition.
        unsafe { set(handle, token, ends_at) }
    });
    if let Err(why) = brought {
        let why = CString::new(why.replace('\0', " ")).unwrap_or_default();
        // SAFETY: a live handle, and a live string.
        unsafe {
            codes::rd_kafka_oauthbearer_set_token_failure(handle, why.as_ptr());
        }
    }
}

/// # Safety
/// `handle` is alive.
unsafe fn set(handle: *mut c::rd_kafka_t, token: String, ends_at: i64) -> Result<(), String> {
    let token = CString::new(token).map_err(|error| error.to_string())?;
    let mut reason = Reason::new();
    let (buffer, size) = reason.buffer();
    // SAFETY: a live handle, live strings that librdkafka copies, no extensions, and a buffer of the size that is told.
    let code = unsafe {
        codes::rd_kafka_oauthbearer_set_token(
            handle,
            token.as_ptr(),
            ends_at,
            NOBODY.as_ptr(),
            ptr::null_mut(),
            0,
            buffer,
            size,
        )
    };
    match code {
        0 => Ok(()),
        _ => Err(reason.read()),
    }
}
