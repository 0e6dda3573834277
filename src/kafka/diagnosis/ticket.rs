//! Why Kerberos lets nobody log in, from the words of Cyrus SASL and of kinit.

use super::error_text::fragment;

/// Reads `… GSSAPI Error: No credentials were supplied, … (No Kerberos credentials available (default cache: …))`, of
/// which only what stands in brackets tells anything; or that there is no GSSAPI at all.
pub(super) fn why_none(reason: &str) -> Option<String> {
    if reason.contains("No worthy mechs found") {
        return Some("Cyrus SASL has no GSSAPI here".to_owned());
    }
    let (_, said) = reason.split_once("GSSAPI Error: ")?;
    let minor = said
        .split_once(" (")
        .map(|(_, minor)| minor.strip_suffix(')').unwrap_or(minor));
    Some(fragment(minor.unwrap_or(said)))
}

/// Takes its name off what kinit says.
pub(in crate::kafka) fn of_kinit(said: &str) -> String {
    let said = said.strip_prefix("kinit: ").unwrap_or(said);
    fragment(said.trim_end())
}

pub(super) fn hint(why: &str) -> &'static str {
    if why.contains("no GSSAPI") {
        "it is part of Debian's libsasl2-modules-gssapi-mit"
    } else if why.contains("not found in Kerberos database") {
        "Kerberos must know the brokers by the host of --bootstrap-server and of advertised.listeners, and by \
         -X sasl.kerberos.service.name"
    } else if why.contains("credentials") || why.contains("cache") || why.contains("expired") {
        "run kinit first, or give -X sasl.kerberos.keytab=FILE with -X sasl.kerberos.principal=NAME"
    } else {
        "are krb5.conf (KRB5_CONFIG) and the clock of this machine right?"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_anything_is_told_with_what_to_do() {
        let start = "failed to initialize SASL authentication: SASL handshake failed (start (-1)): SASL(-1): \
                     generic failure: GSSAPI Error: ";
        for (said, why, step) in [
            (
                "No credentials were supplied, or the credentials were unavailable or inaccessible (No Kerberos \
                 credentials available (default cache: FILE:/tmp/none))",
                "no Kerberos credentials available (default cache: FILE:/tmp/none)",
                "kinit",
            ),
            (
                "Unspecified GSS failure.  Minor code may provide more information (Server kafkb/b@R not found in \
                 Kerberos database)",
                "server kafkb/b@R not found in Kerberos database",
                "service.name",
            ),
            (
                "Unspecified GSS failure.  Minor code may provide more information (Clock skew too great)",
                "clock skew too great",
                "clock",
            ),
        ] {
            let found = why_none(&format!("{start}{said}")).unwrap();
            assert_eq!(found, why);
            assert!(hint(&found).contains(step), "{found}: {}", hint(&found));
        }
        let missing = "SASL handshake failed (start (-4)): SASL(-4): no mechanism available: No worthy mechs found";
        assert!(hint(&why_none(missing).unwrap()).contains("gssapi-mit"));
        assert_eq!(why_none("Connection refused"), None);
    }

    #[test]
    fn kinit_is_told_without_its_name() {
        let said =
            "kinit: Cannot contact any KDC for realm 'R' while getting initial credentials\n";
        assert_eq!(
            of_kinit(said),
            "cannot contact any KDC for realm 'R' while getting initial credentials"
        );
        assert_eq!(of_kinit("Killed"), "killed");
    }
}
