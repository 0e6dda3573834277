//! The callback that judges certificates.

use std::ffi::{c_char, c_int, c_void};

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
    let said = format!("{error}\0");
    // What does not fit is not said.
    if said.len() <= size && !reason.is_null() {
        // SAFETY: by this function's own condition, for `size` bytes of which librdkafka has initialised one: they
        // are written to, and never taken for bytes that could be read.
        unsafe { reason.copy_from_nonoverlapping(said.as_ptr().cast(), said.len()) };
    }
    INVALID
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;
    use std::mem::MaybeUninit;
    use std::ptr::null;

    use super::*;

    /// What is said of this error where there is room for so many bytes, none of which is initialised.
    fn said(mut error: c_int, size: usize) -> Option<String> {
        let mut room = [MaybeUninit::<u8>::uninit(); 512];
        room[0].write(0);
        let (handle, opaque) = (null::<c_void>().cast_mut(), null::<c_void>().cast_mut());
        // SAFETY: the error and the room are ours and live, and nothing else is looked at.
        let verdict = unsafe {
            judge(
                handle.cast(),
                null(),
                0,
                &raw mut error,
                0,
                null(),
                0,
                room.as_mut_ptr().cast(),
                size,
                opaque,
            )
        };
        // SAFETY: a string that ends with a zero byte: the one that was written, or none.
        let text = unsafe { CStr::from_ptr(room.as_ptr().cast()) };
        (verdict == 0).then(|| text.to_string_lossy().into_owned())
    }

    #[test]
    fn an_invalid_certificate_has_the_number_of_its_reason_where_that_fits() {
        assert_eq!(said(10, 512).as_deref(), Some("10"));
        assert_eq!(said(10, 3).as_deref(), Some("10"));
        assert_eq!(said(10, 2).as_deref(), Some(""));
        assert_eq!(said(0, 512), None);
    }
}
