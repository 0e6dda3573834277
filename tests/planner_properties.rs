//! What holds for every plan, whatever is asked for and whatever the world looks like.

mod again;
mod drift;
mod numbers;
mod refusal;
mod removals;
mod requests;
mod simulation;
mod targets;
mod undo;
mod worlds;
