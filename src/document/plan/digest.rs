//! The digest that tells an edited plan from the one that was reviewed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256, in hexadecimal, of the document as compact JSON with its keys in order, without its id and digest.
pub(super) fn digest(document: &Value) -> String {
    let mut document = document.clone();
    if let Some(keys) = document.as_object_mut() {
        keys.remove("id");
        keys.remove("digest");
    }
    let hash = Sha256::digest(document.to_string());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id of the plan of this time and digest.
pub(super) fn id(observed_at: DateTime<Utc>, digest: &str) -> String {
    let time = observed_at.format("%Y%m%dT%H%M%SZ");
    format!("{time}-{}", &digest[..8])
}
