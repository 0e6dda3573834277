//! Why the issuer of OAuth tokens gave none, from librdkafka's log lines.

use serde_json::Value;

use super::error_text::fragment;

/// What an answer may say before it is cut.
const LONGEST: usize = 120;

/// The issuer gave no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kafka) struct NoToken {
    /// The status of its answer over HTTP; `None` where none came.
    status: Option<u16>,
    said: String,
}

impl NoToken {
    /// Reads `Failed to retrieve OIDC token from "https://issuer/token": {"error":"invalid_client"} (401)`.
    pub(super) fn of_log(text: &str) -> Option<NoToken> {
        let (_, after) = text
            .strip_prefix("Failed to retrieve OIDC token from \"")?
            .split_once("\": ")?;
        let (said, status) = after.trim_end().rsplit_once(" (").unwrap_or((after, ""));
        Some(NoToken {
            status: status.trim_end_matches(')').parse().ok(),
            said: in_short(said),
        })
    }

    /// Reads the error that follows, which does not tell the status.
    pub(super) fn of_error(text: &str) -> Option<NoToken> {
        let said = text.strip_prefix("Failed to acquire SASL OAUTHBEARER token: ")?;
        let (status, said) = (None, in_short(said));
        Some(NoToken { status, said })
    }

    pub(super) fn message(&self, endpoint: Option<&str>) -> String {
        let endpoint = endpoint.unwrap_or("its issuer");
        if self.has_expired() {
            return format!("the OAuth token from {endpoint} has expired");
        }
        match self.status {
            Some(status) => format!(
                "no OAuth token from {endpoint}: {} (HTTP status {status})",
                self.said
            ),
            None => format!("no OAuth token from {endpoint}: {}", self.said),
        }
    }

    /// What is said where koffset signs its tokens for AWS MSK itself.
    pub(super) fn of_iam(&self) -> (String, &'static str) {
        let message = format!("no login to AWS MSK: {}", self.said);
        let hint = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; does aws sts get-caller-identity work?";
        (message, hint)
    }

    /// There is one, and librdkafka does not take it.
    fn has_expired(&self) -> bool {
        self.said.starts_with("must supply an unexpired token")
    }

    pub(super) fn hint(&self) -> &'static str {
        if self.has_expired() {
            return "is this machine's clock right, and the issuer's?";
        }
        match self.status {
            Some(400 | 401 | 403) => {
                "are -X sasl.oauthbearer.client.id, sasl.oauthbearer.client.secret and sasl.oauthbearer.scope what the issuer knows?"
            }
            None if self.said.contains("SSL") => {
                "-X https.ca.location=FILE, the certificate of the issuer's authority in PEM"
            }
            _ => "is -X sasl.oauthbearer.token.endpoint.url right, and can this machine reach it?",
        }
    }
}

/// What the issuer answered in RFC 6749's words, or its first line.
fn in_short(said: &str) -> String {
    let answer: Option<Value> = serde_json::from_str(said).ok();
    let field = |name: &str| Some(answer.as_ref()?.get(name)?.as_str()?.to_owned());
    let words = match (field("error"), field("error_description")) {
        (Some(error), Some(description)) => format!("{error}: {description}"),
        (Some(error), None) => error,
        _ => said.lines().next().unwrap_or_default().to_owned(),
    };
    fragment(&words.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_log(answer: &str) -> NoToken {
        let text = format!(
            "Failed to retrieve OIDC token from \"http://127.0.0.1:25330/token\": {answer}"
        );
        NoToken::of_log(&text).unwrap()
    }

    #[test]
    fn a_wrong_secret_is_told_with_the_status_and_the_properties_to_look_at() {
        let found = of_log("{\"error\":\"invalid_client\"} (401)");
        assert_eq!(
            found.message(Some("http://issuer/token")),
            "no OAuth token from http://issuer/token: invalid_client (HTTP status 401)"
        );
        assert!(found.hint().contains("client.secret"));
        let described =
            of_log("{\"error\":\"invalid_scope\",\"error_description\":\"no such scope\"} (400)");
        assert!(
            described
                .message(None)
                .contains("invalid_scope: no such scope (HTTP")
        );
    }

    #[test]
    fn an_issuer_that_cannot_be_reached_is_told_with_its_address() {
        let found =
            of_log("Failed to connect to 127.0.0.1:1 after 0 ms: Could not connect to server (-1)");
        assert_eq!(
            found.message(Some("http://127.0.0.1:1/token")),
            "no OAuth token from http://127.0.0.1:1/token: failed to connect to 127.0.0.1:1 after 0 ms: \
             Could not connect to server"
        );
        assert!(found.hint().contains("token.endpoint.url"));
        let lost = of_log("<h1>404 Not Found</h1>No context found for request (404)");
        assert!(lost.hint().contains("token.endpoint.url"));
    }

    #[test]
    fn a_token_that_has_expired_asks_for_the_clocks() {
        let found = NoToken::of_error(
            "Failed to acquire SASL OAUTHBEARER token: Must supply an unexpired token: now=1795257882632ms, \
             exp=1795257282000ms",
        )
        .unwrap();
        assert_eq!(
            found.message(Some("http://issuer/token")),
            "the OAuth token from http://issuer/token has expired"
        );
        assert!(found.hint().contains("clock"));
    }

    #[test]
    fn a_certificate_of_the_issuer_that_is_not_trusted_asks_for_its_authority() {
        let found = NoToken::of_error(
            "Failed to acquire SASL OAUTHBEARER token: SSL certificate problem: self-signed certificate",
        );
        assert!(found.unwrap().hint().contains("https.ca.location"));
        assert_eq!(NoToken::of_error("127.0.0.1:1/bootstrap: refused"), None);
    }
}
