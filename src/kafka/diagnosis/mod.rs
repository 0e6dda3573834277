//! What librdkafka, OpenSSL, libcurl and Cyrus SASL say in English, and what koffset concludes from it.

mod advice;
mod api_versions;
mod cause;
mod error_text;
mod reachability;
mod ticket;
mod token;

pub(super) use api_versions::ApiVersions;
pub(super) use error_text::{code_in_words, fragment, names_broker, protocol_in};
pub(super) use reachability::{Reachability, duration_in_words};
