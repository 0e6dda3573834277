//! How a connection is secured: what its properties say, what of it makes no sense, the logins of Kerberos and AWS MSK,
//! and the secrets that nothing may show.

mod approach;
mod check;
pub(super) mod iam;
#[cfg(feature = "aws-msk-iam")]
mod iam_token;
pub(super) mod kerberos;
mod secrets;

pub(super) use approach::{Approach, protocol};
pub(super) use check::{check, may_run_a_program};
#[cfg(feature = "aws-msk-iam")]
pub(super) use iam_token::{Signer, signed};
pub(super) use secrets::Secrets;
