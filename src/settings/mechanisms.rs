//! Which mechanisms of SASL this koffset has, and how one is built that has more.

/// The mechanism of Kerberos, as Kafka names it.
pub const KERBEROS: &str = "GSSAPI";

/// The mechanism of AWS MSK with IAM, as the library of AWS for Java names it.
pub const MSK_IAM: &str = "AWS_MSK_IAM";

const ALWAYS: [&str; 4] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];

const OPTIONAL: [Optional; 2] = [
    Optional {
        mechanism: KERBEROS,
        known_as: "Kerberos",
        feature: "kerberos",
        is_built_in: cfg!(feature = "kerberos"),
    },
    Optional {
        mechanism: MSK_IAM,
        known_as: "AWS MSK IAM",
        feature: "aws-msk-iam",
        is_built_in: cfg!(feature = "aws-msk-iam"),
    },
];

/// A mechanism that is a feature of koffset's build.
#[derive(Debug)]
pub struct Optional {
    mechanism: &'static str,
    known_as: &'static str,
    feature: &'static str,
    is_built_in: bool,
}

impl Optional {
    /// Says that it is not there.
    pub fn why(&self) -> String {
        let Optional {
            known_as, feature, ..
        } = self;
        format!("{known_as} is not built into this koffset: it is the cargo feature {feature}")
    }

    /// The line that builds it.
    pub fn hint(&self) -> String {
        format!("cargo install --path . --features {}", self.feature)
    }
}

/// Finds a mechanism that koffset would have if it were built so.
pub fn not_built_in(mechanism: &str) -> Option<&'static Optional> {
    let mut lacking = OPTIONAL.iter().filter(|one| !one.is_built_in);
    lacking.find(|one| one.mechanism.eq_ignore_ascii_case(mechanism))
}

/// The mechanisms that are there.
pub fn mechanisms() -> impl Iterator<Item = &'static str> {
    let built_in = OPTIONAL.iter().filter(|one| one.is_built_in);
    ALWAYS.into_iter().chain(built_in.map(|one| one.mechanism))
}

/// The same as text.
pub fn mechanisms_in_words() -> String {
    mechanisms().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mechanism_is_there_or_told_how_to_be_built_in() {
        for one in &OPTIONAL {
            let lacking = not_built_in(one.mechanism);
            assert_eq!(
                lacking.is_none(),
                mechanisms().any(|there| there == one.mechanism)
            );
            assert!(one.why().ends_with(one.feature) && one.hint().ends_with(one.feature));
        }
        assert!(not_built_in("PLAIN").is_none() && not_built_in("DIGEST-MD5").is_none());
    }
}
