//! `koffset.plan`: a change as it was shown, to be reviewed and carried out later.

mod form;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::{PlanForm, plan_of};
pub use read::{load_plan, read_plan};
pub use write::PlanDocument;

/// The document's kind and the version of it that this koffset writes.
pub(super) const SCHEMA: (&str, u32) = ("koffset.plan", 1);
