//! The login modules of Kerberos and of AWS MSK IAM.

use super::entries::Entries;
use super::jaas::LoginModule;
use crate::error::Error;

const JAAS: &str = "sasl.jaas.config";
const HANDLER: &str = "sasl.client.callback.handler.class";
const OWN_HANDLER: &str = "software.amazon.msk.auth.iam.IAMClientCallbackHandler";

const OPTIONS: [(&str, &str); 3] = [
    ("awsProfileName", "aws.profile"),
    ("awsRoleArn", "aws.role.arn"),
    ("awsRoleSessionName", "aws.role.session.name"),
];

/// What says who logs in, and cannot be said to koffset.
const REFUSED: [&str; 5] = [
    "awsRoleAccessKeyId",
    "awsRoleExternalId",
    "awsRoleSecretAccessKey",
    "awsRoleSessionToken",
    "awsStsRegion",
];

/// AWS MSK with IAM, as the library `aws-msk-iam-auth` is told.
pub(super) fn with_iam(
    mut module: LoginModule,
    entries: &mut Entries<'_>,
) -> Result<LoginModule, Error> {
    if entries.get(HANDLER) == Some(OWN_HANDLER) {
        entries.take(HANDLER);
    }
    for (option, property) in OPTIONS {
        if let Some(value) = module.take(option) {
            entries.set(property, &value);
        }
    }
    if let Some(option) = REFUSED
        .into_iter()
        .find(|option| module.take(option).is_some())
    {
        let why = format!(
            "{option}: koffset takes it from a profile of AWS only: name that with awsProfileName"
        );
        return Err(entries.refused(JAAS, why));
    }
    Ok(module)
}

const OWN_CACHE: &str = "the ticket cache says who logs in";

/// Kerberos with the key of a key table, or else with a ticket that is there.
pub(super) fn with_ticket(
    mut module: LoginModule,
    entries: &mut Entries<'_>,
) -> Result<LoginModule, Error> {
    let of_module = module.take("serviceName");
    let service = entries.take("sasl.kerberos.service.name").or(of_module);
    let service = service.ok_or_else(|| {
        entries.refused(
            "sasl.kerberos.service.name",
            "GSSAPI needs it: the name of the brokers' principal",
        )
    })?;
    entries.set("sasl.kerberos.service.name", &service);
    // Nobody is ever asked.
    module.take("doNotPrompt");
    let mut is_on = |option| {
        module
            .take(option)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    };
    match (is_on("useKeyTab"), is_on("useTicketCache")) {
        (true, _) => with_key(&mut module, entries)?,
        (false, true) => with_cache(&mut module, entries)?,
        (false, false) => {
            let why = "Krb5LoginModule needs useKeyTab=true or useTicketCache=true: koffset asks nobody for a password";
            return Err(entries.refused(JAAS, why));
        }
    }
    Ok(module)
}

fn with_key(module: &mut LoginModule, entries: &mut Entries<'_>) -> Result<(), Error> {
    for (option, property) in [
        ("keyTab", "sasl.kerberos.keytab"),
        ("principal", "sasl.kerberos.principal"),
    ] {
        let value = module
            .take(option)
            .ok_or_else(|| entries.refused(JAAS, format!("useKeyTab=true needs {option}")))?;
        entries.set(property, &value);
    }
    Ok(())
}

fn with_cache(module: &mut LoginModule, entries: &mut Entries<'_>) -> Result<(), Error> {
    if let Some(cache) = module.take("ticketCache") {
        let why = format!("ticketCache: say it with KRB5CCNAME=FILE:{cache} in the environment");
        return Err(entries.refused(JAAS, why));
    }
    for option in ["keyTab", "principal"] {
        if module.take(option).is_some() {
            entries.leave_out(format!("{option} in {JAAS}"), OWN_CACHE);
        }
    }
    Ok(())
}
