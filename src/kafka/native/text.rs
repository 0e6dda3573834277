use std::borrow::Cow;
use std::ffi::{CStr, c_char};

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

/// Makes a message of librdkafka a lowercase fragment, and leaves a first word such as SSL alone.
pub(in crate::kafka) fn fragment(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut rest = message.chars();
    let Some(first) = rest.next() else {
        return String::new();
    };
    match rest.as_str().chars().next() {
        Some(second) if second.is_uppercase() => message.to_owned(),
        _ => first.to_lowercase().chain(rest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_starts_small_unless_its_first_word_is_an_abbreviation() {
        assert_eq!(fragment("Timed out."), "timed out");
        assert_eq!(fragment("SSL handshake failed"), "SSL handshake failed");
        assert_eq!(fragment(""), "");
    }
}
