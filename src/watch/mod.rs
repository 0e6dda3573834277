//! What becomes of groups while somebody looks on: rates, forecasts, events and conditions, from one reading
//! after the other. The pure core of `koffset watch`.

mod change;
mod forecast;
mod track;
mod tracked;
mod until;
mod watched;

#[cfg(test)]
mod tests;

pub use change::{Change, Event, Step};
pub use forecast::{CatchUp, Pace};
pub use track::Track;
pub use tracked::{Summary, Tracked};
pub use until::{Until, Verdict};
pub use watched::Watched;
