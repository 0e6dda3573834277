//! koffset sees, saves, moves and proves the offsets of Kafka's consumer groups.

pub mod clock;
pub mod commands;
pub mod document;
pub mod error;
pub mod exit;
pub mod kafka;
pub mod model;
pub mod plan;
pub mod render;
pub mod settings;
pub mod ui;
