//! The token: a link to MSK's own service in this region, signed with the credentials that AWS's own programs would find.

use std::env;
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_msk_iam_sasl_signer::{
    generate_auth_token, generate_auth_token_from_credentials_provider,
    generate_auth_token_from_role,
};
use aws_types::region::Region;
use serde::{Deserialize, Serialize};
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::{PROFILE, ROLE, SESSION, is_chosen, region};
use crate::kafka::security::property;
use crate::settings::Connection;

/// How long the services that credentials come from may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// Who signs, and for which region. It holds no secret.
#[derive(Deserialize, Serialize)]
pub(in crate::kafka) struct Signer {
    region: String,
    profile: Option<String>,
    role: Option<String>,
    session: Option<String>,
}

impl Signer {
    /// The one of this connection, where IAM is what it logs in with.
    pub(in crate::kafka) fn of(connection: &Connection) -> Option<Signer> {
        let given = |key| property(connection, key).map(str::to_owned);
        let region = region(connection, &|name| env::var(name).ok())?;
        is_chosen(connection).then(|| Signer {
            region,
            profile: given(PROFILE),
            role: given(ROLE),
            session: given(SESSION),
        })
    }
}

/// Signs a token, and returns it with the time at which it ends, in milliseconds since 1970.
///
/// # Errors
/// Why there are no credentials, in AWS's words.
pub(in crate::kafka) fn signed(signer: Signer) -> Result<(String, i64), String> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let region = Region::new(signer.region);
    let token = runtime.block_on(async {
        timeout(PATIENCE, async {
            match (signer.profile, signer.role) {
                (Some(profile), _) => {
                    let credentials = of_profile(&region, profile);
                    generate_auth_token_from_credentials_provider(region, credentials).await
                }
                (None, Some(role)) => {
                    let session = signer.session.unwrap_or_default();
                    generate_auth_token_from_role(region, role, session).await
                }
                (None, None) => generate_auth_token(region).await,
            }
        })
        .await
    });
    match token {
        Ok(Ok(token)) => Ok(token),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!(
            "AWS gave no credentials within {} s",
            PATIENCE.as_secs()
        )),
    }
}

/// The credentials of a profile alone: by its name, AWS's chain of providers would take those of the environment first.
fn of_profile(region: &Region, profile: String) -> SharedCredentialsProvider {
    let config = ProviderConfig::without_region().with_region(Some(region.clone()));
    let profile = ProfileFileCredentialsProvider::builder().profile_name(profile);
    SharedCredentialsProvider::new(profile.configure(&config).build())
}
