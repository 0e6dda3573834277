//! Safe wrappers of librdkafka's C functions: the one place with `unsafe`.
//!
//! - Every object of librdkafka is owned by a type that frees it when dropped, and a type that borrows
//!   from another carries its lifetime, so that events go before queues and queues before the handle.
//! - What an event holds is only seen through views that borrow the event.
//! - Error codes are read as plain integers. The generated bindings declare them as a Rust enum, and a
//!   code of a newer broker would be an invalid value of it: undefined behaviour.
//! - Everything arrives as an event, and an opaque is a number, never a pointer. The callbacks, which judge
//!   certificates and bring tokens, keep nothing, and share only which clients are about to end.

#![allow(unsafe_code)]

#[cfg(feature = "aws-msk-iam")]
mod bearer;
mod certificate;
mod changes;
mod cluster;
mod codes;
mod conf;
mod event;
mod groups;
mod handle;
mod offsets;
mod options;
mod partitions;
mod reading;
mod text;
mod topics;

pub(super) use cluster::Broker;
pub(super) use codes::error_of;
pub(super) use conf::Conf;
pub(super) use event::{Event, Notice, Queue};
pub(super) use groups::{DescriptionView, Listed, MemberView, NamedGroup};
pub(super) use handle::{Handle, set_variable};
pub(super) use options::{Api, Asked, Options};
pub(super) use partitions::{NO_OFFSET, OFFSET_INVALID, PartitionList, PartitionView};
pub(super) use reading::{Arrival, RecordView};
pub(super) use topics::{PartitionInfoView, TopicView};
