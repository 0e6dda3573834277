//! Clusters with TLS, SASL and rights: what works, what is refused, what is said where it fails, and that no secret
//! is written anywhere.

mod changing;
mod every_command;
mod failures;
mod features;
mod hidden;
#[cfg(feature = "aws-msk-iam")]
mod iam;
#[cfg(feature = "kerberos")]
mod kerberos;
mod reading;
mod refused;
mod secrets;
