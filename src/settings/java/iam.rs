use super::file::Entries;
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
