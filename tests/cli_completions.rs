//! What shells complete, and what they are told by `koffset __complete`.

mod shells;
mod told;
