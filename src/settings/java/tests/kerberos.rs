use super::refused;

#[cfg(not(feature = "kerberos"))]
#[test]
fn kerberos_which_java_takes_by_default_is_told_how_to_be_built_in() {
    let not_built_in = "Kerberos is not built into this koffset";
    for (text, why) in [
        ("sasl.mechanism=GSSAPI", ""),
        (
            "security.protocol=SASL_SSL",
            "there is none, for which Java takes GSSAPI: ",
        ),
    ] {
        let said = refused(text, &[]);
        let expected = format!("client.properties: sasl.mechanism: {why}{not_built_in}");
        assert!(said.starts_with(&expected), "{said}");
        assert!(
            said.ends_with("cargo install --path . --features kerberos"),
            "{said}"
        );
    }
}

#[cfg(feature = "kerberos")]
mod built_in {
    use super::super::{mapped, unmapped};
    use super::refused;

    const KERBEROS: &str = "security.protocol=SASL_SSL\nsasl.kerberos.service.name=kafka\n\
        sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required ";

    #[test]
    fn a_key_table_as_kafkas_documentation_writes_it() {
        let text = format!(
            "{KERBEROS}useKeyTab=true doNotPrompt=true keyTab=\"/etc/me.keytab\" principal=\"me@EXAMPLE.COM\";"
        );
        assert_eq!(
            mapped(&text),
            [
                "sasl.kerberos.keytab=/etc/me.keytab",
                "sasl.kerberos.principal=me@EXAMPLE.COM",
                "sasl.kerberos.service.name=kafka",
                "sasl.mechanisms=GSSAPI",
                "security.protocol=sasl_ssl",
            ]
        );
        let more = text.replace("doNotPrompt=true", "storeKey=true");
        assert_eq!(unmapped(&more), ["storeKey in sasl.jaas.config"]);
    }

    #[test]
    fn a_ticket_that_is_there_is_whoever_it_names() {
        let text = format!("{KERBEROS}useTicketCache=true;");
        assert_eq!(
            mapped(&text),
            [
                "sasl.kerberos.service.name=kafka",
                "sasl.mechanisms=GSSAPI",
                "security.protocol=sasl_ssl",
            ]
        );
        let named = format!("{KERBEROS}useTicketCache=true principal=me renewTGT=true;");
        let left_out = [
            "principal in sasl.jaas.config",
            "renewTGT in sasl.jaas.config",
        ];
        assert_eq!(unmapped(&named), left_out);
    }

    #[test]
    fn what_koffset_cannot_do_with_kerberos_is_refused() {
        for (options, expected) in [
            ("useKeyTab=true keyTab=k", "useKeyTab=true needs principal"),
            ("useKeyTab=true principal=me", "useKeyTab=true needs keyTab"),
            ("principal=me", "asks nobody for a password"),
            ("useTicketCache=true ticketCache=/t", "KRB5CCNAME=FILE:/t"),
        ] {
            let said = refused(&format!("{KERBEROS}{options};"), &[]);
            assert!(said.contains(expected), "{options}: {said}");
        }
        let nameless =
            "sasl.mechanism=GSSAPI\nsasl.jaas.config=Krb5LoginModule required useTicketCache=true;";
        assert!(refused(nameless, &[]).contains("sasl.kerberos.service.name: GSSAPI needs it"));
        assert!(refused("sasl.mechanism=GSSAPI", &[]).contains("a Krb5LoginModule"));
        let other = "sasl.mechanism=GSSAPI\nsasl.jaas.config=PlainLoginModule required;";
        assert!(refused(other, &[]).contains("PlainLoginModule is no login module"));
    }
}
