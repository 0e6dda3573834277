//! Texts that cross the border to C.

use std::borrow::Cow;
use std::ffi::{CStr, CString, c_char};

use crate::kafka::diagnosis::fragment;
use crate::model::{ErrorCode, KafkaError};

/// Reads a C string in place; "" where there is none. Names in Kafka are UTF-8, and what is not is shown
/// with replacement characters.
///
/// # Safety
/// `text` is null or a string with its final zero that stays as it is for all of `'a`.
pub(super) unsafe fn borrowed<'a>(text: *const c_char) -> Cow<'a, str> {
    if text.is_null() {
        return Cow::Borrowed("");
    }
    // SAFETY: by this function's own condition.
    unsafe { CStr::from_ptr(text) }.to_string_lossy()
}

/// Copies a C string; "" where there is none.
///
/// # Safety
/// `text` is null or a string with its final zero.
pub(super) unsafe fn owned(text: *const c_char) -> String {
    // SAFETY: by this function's own condition; the borrow ends here.
    unsafe { borrowed(text) }.into_owned()
}

/// Makes a group's name one that C takes.
///
/// # Errors
/// `INVALID_GROUP_ID` for a NUL character, which Kafka takes and librdkafka cannot send.
pub(super) fn group_name(group: &str) -> Result<CString, KafkaError> {
    let message = "a name with a NUL character cannot be asked for";
    CString::new(group).map_err(|_| KafkaError::new(ErrorCode::INVALID_GROUP_ID, message))
}

/// What librdkafka writes a reason into.
pub(super) struct Reason([u8; 512]);

impl Reason {
    pub(super) fn new() -> Self {
        Reason([0; 512])
    }

    pub(super) fn buffer(&mut self) -> (*mut c_char, usize) {
        (self.0.as_mut_ptr().cast(), self.0.len())
    }

    pub(super) fn read(&self) -> String {
        let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(0);
        fragment(&String::from_utf8_lossy(&self.0[..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_c_would_cut_is_refused() {
        assert_eq!(group_name("billing").as_deref(), Ok(c"billing"));
        let error = group_name("billing\0old").unwrap_err();
        assert_eq!(error.code, ErrorCode::INVALID_GROUP_ID);
    }

    #[test]
    fn a_reason_that_was_not_written_is_empty() {
        assert_eq!(Reason::new().read(), "");
    }
}
