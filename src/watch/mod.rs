//! What becomes of groups while somebody looks on: rates, forecasts, events and conditions, from one reading
//! after the other. The pure core of `koffset watch`.

mod change;
mod forecast;
mod pace;
mod summary;
mod track;
mod tracked;
mod until;
mod watched;

pub use crate::model::{Reading, Seen};
pub use change::{Change, Event, Step};
pub use forecast::CatchUp;
pub use pace::Pace;
pub use summary::Summary;
pub use track::Track;
pub use tracked::Tracked;
pub use until::{Until, Verdict};
pub use watched::Watched;

#[cfg(test)]
mod tests;
