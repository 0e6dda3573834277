//! The token: a link to MSK's own service in this region, signed with the credentials that AWS's own programs would find.

use std::env;
use std::pin::pin;
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

use super::approach::{property, uses_iam};
use super::iam::{PROFILE, ROLE, SESSION, region};
use crate::settings::Connection;

/// How long the services that credentials come from may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// How soon it is seen that nobody waits for them any more.
const SLICE: Duration = Duration::from_millis(100);

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
        uses_iam(connection).then(|| Signer {
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
/// Why there are no credentials, in AWS's words; or that nobody waits for them any more.
pub(in crate::kafka) fn signed(
    signer: Signer,
    is_given_up: impl Fn() -> bool,
) -> Result<(String, i64), String> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let token = runtime.block_on(in_time(token(signer), is_given_up));
    // Otherwise the look-up of a name that is under way would be waited for.
    runtime.shutdown_background();
    token
}

async fn token(signer: Signer) -> Result<(String, i64), String> {
    let region = Region::new(signer.region);
    let token = match (signer.profile, signer.role) {
        (Some(profile), _) => {
            let credentials = of_profile(&region, profile);
            generate_auth_token_from_credentials_provider(region, credentials).await
        }
        (None, Some(role)) => {
            let session = signer.session.unwrap_or_default();
            generate_auth_token_from_role(region, role, session).await
        }
        (None, None) => generate_auth_token(region).await,
    };
    token.map_err(|error| error.to_string())
}

async fn in_time<T>(
    work: impl Future<Output = Result<T, String>>,
    is_given_up: impl Fn() -> bool,
) -> Result<T, String> {
    let mut work = pin!(work);
    let until_given_up = async {
        loop {
            match timeout(SLICE, work.as_mut()).await {
                Ok(done) => return done,
                Err(_) if is_given_up() => return Err("nobody waits for it any more".to_owned()),
                Err(_) => {}
            }
        }
    };
    let in_vain = |_| {
        let patience = PATIENCE.as_secs();
        Err(format!("AWS gave no credentials within {patience} s"))
    };
    timeout(PATIENCE, until_given_up)
        .await
        .unwrap_or_else(in_vain)
}

/// The credentials of a profile alone: by its name, AWS's chain of providers would take those of the environment first.
fn of_profile(region: &Region, profile: String) -> SharedCredentialsProvider {
    let config = ProviderConfig::without_region().with_region(Some(region.clone()));
    let profile = ProfileFileCredentialsProvider::builder().profile_name(profile);
    SharedCredentialsProvider::new(profile.configure(&config).build())
}
