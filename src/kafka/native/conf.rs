//! The configuration of a client, before there is one.

use std::ffi::CString;
use std::ptr::NonNull;

use rdkafka::bindings as c;

#[cfg(feature = "aws-msk-iam")]
use super::bearer;
use super::certificate;
use super::text::{self, Reason};
#[cfg(feature = "aws-msk-iam")]
use crate::kafka::security::Signer;
use crate::model::{ErrorCode, KafkaError, closest};

/// A configuration that no client owns yet.
pub(in crate::kafka) struct Conf {
    raw: NonNull<c::rd_kafka_conf_t>,
    #[cfg(feature = "aws-msk-iam")]
    signs: bool,
}

/// Properties without a default, which librdkafka leaves out where it names all.
const WITHOUT_DEFAULT: [&str; 36] = [
    "bootstrap.servers",
    "https.ca.location",
    "https.ca.pem",
    "plugin.library.paths",
    "sasl.kerberos.keytab",
    "sasl.oauthbearer.assertion.claim.aud",
    "sasl.oauthbearer.assertion.claim.iss",
    "sasl.oauthbearer.assertion.claim.sub",
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.jwt.template.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "sasl.oauthbearer.assertion.private.key.passphrase",
    "sasl.oauthbearer.assertion.private.key.pem",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.password",
    "sasl.username",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.cipher.suites",
    "ssl.crl.location",
    "ssl.curves.list",
    "ssl.engine.location",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.providers",
    "ssl.sigalgs.list",
];

impl Conf {
    /// Starts from librdkafka's defaults, with errors and logs as events instead of callbacks.
    pub(in crate::kafka) fn new() -> Self {
        // SAFETY: takes nothing; librdkafka ends the process rather than to return null.
        let raw = unsafe { c::rd_kafka_conf_new() };
        let raw = NonNull::new(raw).expect("librdkafka allocates or aborts");
        // SAFETY: a live configuration that is ours.
        unsafe {
            c::rd_kafka_conf_set_events(
                raw.as_ptr(),
                c::RD_KAFKA_EVENT_ERROR | c::RD_KAFKA_EVENT_LOG,
            );
            // Without it nobody says why a certificate is not believed.
            c::rd_kafka_conf_set_ssl_cert_verify_cb(raw.as_ptr(), Some(certificate::judge));
        }
        Conf {
            raw,
            #[cfg(feature = "aws-msk-iam")]
            signs: false,
        }
    }

    /// Logs in with tokens that are signed here, on a thread of librdkafka's own.
    #[cfg(feature = "aws-msk-iam")]
    pub(in crate::kafka) fn sign(&mut self, signer: &Signer) -> Result<(), KafkaError> {
        let signer = serde_json::to_string(signer)
            .map_err(|error| KafkaError::new(ErrorCode::INVALID_ARGUMENT, error.to_string()))?;
        self.set("sasl.mechanisms", "OAUTHBEARER")?;
        self.set("sasl.oauthbearer.config", &signer)?;
        // SAFETY: a live configuration that is ours; the callback fulfils what librdkafka asks of it.
        unsafe {
            c::rd_kafka_conf_set_oauthbearer_token_refresh_cb(self.as_ptr(), Some(bearer::bring));
            c::rd_kafka_conf_enable_sasl_queue(self.as_ptr(), 1);
        }
        self.signs = true;
        Ok(())
    }

    #[cfg(feature = "aws-msk-iam")]
    pub(super) fn signs(&self) -> bool {
        self.signs
    }

    /// Sets one property.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` naming the property: unknown, or not with this value.
    pub(in crate::kafka) fn set(&mut self, key: &str, value: &str) -> Result<(), KafkaError> {
        let invalid = |why: String| KafkaError::new(ErrorCode::INVALID_ARGUMENT, why);
        let zero = |_| invalid(format!("property {key}: a zero byte in it"));
        let name = CString::new(key).map_err(zero)?;
        let setting = CString::new(value).map_err(zero)?;
        let mut reason = Reason::new();
        let (buffer, size) = reason.buffer();
        // SAFETY: live configuration, live strings, and a buffer of the size that is told.
        let outcome = unsafe {
            c::rd_kafka_conf_set(
                self.raw.as_ptr(),
                name.as_ptr(),
                setting.as_ptr(),
                buffer,
                size,
            )
        };
        match outcome {
            c::rd_kafka_conf_res_t::RD_KAFKA_CONF_OK => Ok(()),
            c::rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN => {
                let names = self.names();
                let names = names.iter().map(String::as_str).chain(WITHOUT_DEFAULT);
                let meant = closest(key, names);
                let meant = meant.map(|name| format!("; did you mean {name}?"));
                Err(invalid(reason.read() + &meant.unwrap_or_default()))
            }
            _ => Err(invalid(reason.read())),
        }
    }

    /// The properties of a client that librdkafka knows, but for [`WITHOUT_DEFAULT`].
    fn names(&self) -> Vec<String> {
        let mut count = 0;
        // SAFETY: a live configuration, of which librdkafka makes an array of `count` names and values in turn;
        // it is ours until it is freed here, once, and a name is never null.
        unsafe {
            let pairs = c::rd_kafka_conf_dump(self.raw.as_ptr(), &raw mut count);
            let names = (0..count)
                .step_by(2)
                .map(|index| text::owned(*pairs.add(index)))
                .collect();
            c::rd_kafka_conf_dump_free(pairs, count);
            names
        }
    }

    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_conf_t {
        self.raw.as_ptr()
    }
}

impl Drop for Conf {
    fn drop(&mut self) {
        // SAFETY: ours, since a handle that takes it over forgets this value.
        unsafe { c::rd_kafka_conf_destroy(self.raw.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_without_a_default_is_one_and_has_none() {
        let listed = Conf::new().names();
        let has_default = |name: &&str| listed.iter().any(|one| one == name);
        let with_default: Vec<_> = WITHOUT_DEFAULT.into_iter().filter(has_default).collect();
        assert_eq!(with_default, [""; 0]);
        for name in WITHOUT_DEFAULT {
            let refused = Conf::new().set(name, "").err();
            let is_unknown = refused.is_some_and(|error| error.message.contains("No such"));
            assert!(!is_unknown, "{name} is no property");
        }
    }
}
