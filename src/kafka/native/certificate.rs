use std::ffi::{c_char, c_int, c_void};
use std::io::Write;

use rdkafka::bindings as c;

/// Judges a certificate as OpenSSL has, and adds the number of its reason to librdkafka's log line, which says
/// none: `X509_V_ERR_…` of OpenSSL's `x509_vfy.h`.
///
/// # Safety
/// As librdkafka calls it: `error` may be read, and `reason` written for `size` bytes.
pub(super) unsafe extern "C" fn judge(
    _handle: *mut c::rd_kafka_t,
    _broker: *const c_char,
    _number: i32,
    error: *mut c_int,
    _depth: c_int,
    _certificate: *const c_char,
    _length: usize,
    reason: *mut c_char,
    size: usize,
    _opaque: *mut c_void,
) -> c_int {
    const VALID: c_int = 1;
    const INVALID: c_int = 0;
    // SAFETY: by this function's own condition.
    let error = unsafe { error.read() };
    if error == 0 {
        return VALID;
    }
    if size > 0 && !reason.is_null() {
        // SAFETY: by this function's own condition.
        let mut room = unsafe { std::slice::from_raw_parts_mut(reason.cast::<u8>(), size) };
        // What does not fit is not said.
        let _ = write!(room, "{error}\0");
    }
    INVALID
}
