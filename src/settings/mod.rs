//! What the operator said about the cluster: on the command line, in the environment, in a file of contexts and
//! in a Java client's properties file. Every value keeps where it comes from.

mod bound;
mod contexts;
mod java;
pub mod mechanisms;
mod origin;
mod properties;
mod resolve;
mod secret;
mod servers;
mod shown;
mod trust;

pub use contexts::{Context, Contexts, NewContext, is_path, with_context, with_current};
pub use java::{CommandConfig, FirstBytes, InvalidEscape, Unmapped, read_java_properties};
pub use origin::{Origin, Valued};
pub use properties::{Connection, Properties, read_properties};
pub use resolve::{Choice, Chosen, Given, Settings, Sources, resolve};
pub use secret::{PropertyValue, Reference, Written};
pub use shown::ShownSetting;
pub use trust::{Access, Distrust, Me};
