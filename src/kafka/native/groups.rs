//! Groups: both ways of listing them, and `DescribeGroups`.

use std::borrow::Cow;
use std::ffi::CString;
use std::marker::PhantomData;
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as c;

use super::cluster::read_rights;
use super::codes::{self, error_object, error_of};
use super::event::{Event, Queue};
use super::handle::{Handle, milliseconds};
use super::options::Options;
use super::partitions::{PartitionView, views};
use super::text::{self, group_name};
use crate::kafka::diagnosis::{fragment, names_broker};
use crate::model::{Coordinator, ErrorCode, GroupState, GroupType, KafkaError, Rights};

/// A group as the old listing names it, whatever its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kafka) struct NamedGroup {
    pub(in crate::kafka) id: String,
    /// Empty where the coordinator does not tell.
    pub(in crate::kafka) protocol: String,
    /// The state as the coordinator spells it.
    pub(in crate::kafka) state: String,
}

impl NamedGroup {
    /// Whether its broker does not describe it in the old way: there is none of this name, or it is not a classic or
    /// simple group.
    pub(in crate::kafka) fn is_undescribed(&self) -> bool {
        self.state.is_empty() || self.state.eq_ignore_ascii_case("dead")
    }
}

/// Copies a list of groups.
///
/// # Safety
/// `list` points to a live list.
unsafe fn named(list: *const c::rd_kafka_group_list) -> Vec<NamedGroup> {
    // SAFETY: by this function's own condition; the array has `group_cnt` elements, of which the error
    // code is never touched.
    unsafe {
        let count = usize::try_from((*list).group_cnt).unwrap_or(0);
        let groups = (*list).groups;
        (0..count)
            .map(|index| {
                let group = groups.add(index);
                NamedGroup {
                    id: text::owned((&raw const (*group).group).read()),
                    protocol: text::owned((&raw const (*group).protocol_type).read()),
                    state: text::owned((&raw const (*group).state).read()),
                }
            })
            .collect()
    }
}

impl Handle {
    /// Asks every broker for its groups, of all protocols, or for the one of this name, and tells whether
    /// all answered in time. Blocks for as long as `timeout`. A broker that answers with an error may be
    /// left out in silence: librdkafka keeps only the last broker's error (`rd_kafka_ListGroups_resp_cb`).
    pub(in crate::kafka) fn list_groups(
        &self,
        only: Option<&str>,
        timeout: Duration,
    ) -> Result<(Vec<NamedGroup>, bool), KafkaError> {
        let only = only
            .map(|name| CString::new(name).map_err(|_| error_of(ErrorCode::INVALID_ARGUMENT.0)))
            .transpose()?;
        let mut list = ptr::null();
        // SAFETY: a live handle, a live string or null for all groups, and a place for the answer.
        let code = unsafe {
            codes::rd_kafka_list_groups(
                self.as_ptr(),
                only.as_ref().map_or(ptr::null(), |name| name.as_ptr()),
                &raw mut list,
                milliseconds(timeout),
            )
        };
        if list.is_null() {
            return Err(error_of(code));
        }
        // SAFETY: the list is ours, alive until it is destroyed here, once.
        unsafe {
            let named = named(list);
            c::rd_kafka_group_list_destroy(list);
            Ok((named, code == 0))
        }
    }

    /// Asks every broker for its consumer groups; the answer is [`Event::listed_groups`].
    pub(in crate::kafka) fn list_consumer_groups(&self, options: &Options<'_>, queue: &Queue<'_>) {
        // SAFETY: everything is alive, and copied before the call returns.
        unsafe {
            c::rd_kafka_ListConsumerGroups(self.as_ptr(), options.as_ptr(), queue.as_ptr());
        }
    }

    /// Describes one group; the answer is [`Event::described_group`].
    pub(in crate::kafka) fn describe_group(
        &self,
        group: &str,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) -> Result<(), KafkaError> {
        let group = group_name(group)?;
        let mut name = group.as_ptr();
        // SAFETY: everything is alive, and copied before the call returns.
        unsafe {
            c::rd_kafka_DescribeConsumerGroups(
                self.as_ptr(),
                &raw mut name,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
        }
        Ok(())
    }
}

impl Event<'_> {
    /// The listed groups, and the reason of each broker that could not be asked.
    pub(in crate::kafka) fn listed_groups(
        &self,
    ) -> Result<(Vec<Listed>, Vec<KafkaError>), KafkaError> {
        // Before anything else: librdkafka ends the process when asked for the groups of a failure.
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it; everything is copied.
        unsafe {
            let result = c::rd_kafka_event_ListConsumerGroups_result(self.as_ptr());
            let there = !result.is_null();
            let found = self
                .elements(there, move |count| {
                    c::rd_kafka_ListConsumerGroups_result_valid(result, count)
                })
                .map(|group| Listed {
                    id: text::owned(c::rd_kafka_ConsumerGroupListing_group_id(group)),
                    state: state(c::rd_kafka_ConsumerGroupListing_state(group)),
                    group_type: group_type(
                        c::rd_kafka_ConsumerGroupListing_type(group),
                        c::rd_kafka_ConsumerGroupListing_is_simple_consumer_group(group),
                    ),
                })
                .collect();
            let failures = self
                .elements(there, move |count| {
                    c::rd_kafka_ListConsumerGroups_result_errors(result, count)
                })
                .filter_map(|error| error_object(error))
                .map(|(code, words)| {
                    if names_broker(&words) {
                        KafkaError::new(ErrorCode(code), fragment(&words))
                    } else {
                        error_of(code)
                    }
                })
                .collect();
            Ok((found, failures))
        }
    }

    /// The one group that was to be described.
    pub(in crate::kafka) fn described_group(&self) -> Result<DescriptionView<'_>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        let group = unsafe {
            let result = c::rd_kafka_event_DescribeConsumerGroups_result(self.as_ptr());
            self.elements(!result.is_null(), move |count| {
                c::rd_kafka_DescribeConsumerGroups_result_groups(result, count)
            })
            .find(|group| !group.is_null())
        };
        let raw = group.ok_or_else(|| error_of(ErrorCode::BAD_MESSAGE.0))?;
        Ok(DescriptionView {
            raw,
            _event: PhantomData,
        })
    }
}

/// One line of a listing.
pub(in crate::kafka) struct Listed {
    pub(in crate::kafka) id: String,
    pub(in crate::kafka) state: GroupState,
    pub(in crate::kafka) group_type: GroupType,
}

/// A described group, seen while its event lives.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct DescriptionView<'e> {
    raw: *const c::rd_kafka_ConsumerGroupDescription_t,
    _event: PhantomData<&'e ()>,
}

impl<'e> DescriptionView<'e> {
    /// Why there is no description, as a code and librdkafka's own words.
    pub(in crate::kafka) fn failure(self) -> Option<(i32, String)> {
        // SAFETY: a group of a live event.
        unsafe { error_object(c::rd_kafka_ConsumerGroupDescription_error(self.raw)) }
    }

    pub(in crate::kafka) fn state(self) -> GroupState {
        // SAFETY: a group of a live event.
        state(unsafe { c::rd_kafka_ConsumerGroupDescription_state(self.raw) })
    }

    /// What the user may do, if it was asked for.
    pub(in crate::kafka) fn rights(self) -> Rights {
        // SAFETY: a group of a live event, and its own array.
        unsafe {
            read_rights(|count| {
                c::rd_kafka_ConsumerGroupDescription_authorized_operations(self.raw, count)
            })
        }
    }

    pub(in crate::kafka) fn group_type(self) -> GroupType {
        // SAFETY: a group of a live event.
        unsafe {
            group_type(
                c::rd_kafka_ConsumerGroupDescription_type(self.raw),
                c::rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(self.raw),
            )
        }
    }

    pub(in crate::kafka) fn coordinator(self) -> Option<Coordinator> {
        // SAFETY: a group of a live event, which owns the node, if there is one; its host is copied.
        let coordinator = unsafe {
            let node = c::rd_kafka_ConsumerGroupDescription_coordinator(self.raw);
            if node.is_null() {
                return None;
            }
            Coordinator {
                broker: c::rd_kafka_Node_id(node),
                host: text::owned(c::rd_kafka_Node_host(node)),
                port: c::rd_kafka_Node_port(node),
            }
        };
        let is_known = coordinator.broker >= 0 && !coordinator.host.is_empty();
        is_known.then_some(coordinator)
    }

    /// Empty where there is none.
    pub(in crate::kafka) fn assignor(self) -> Cow<'e, str> {
        // SAFETY: a group of a live event.
        unsafe {
            text::borrowed(c::rd_kafka_ConsumerGroupDescription_partition_assignor(
                self.raw,
            ))
        }
    }

    pub(in crate::kafka) fn members(self) -> impl Iterator<Item = MemberView<'e>> {
        // SAFETY: a group of a live event.
        let count = unsafe { c::rd_kafka_ConsumerGroupDescription_member_count(self.raw) };
        (0..count).map(move |index| MemberView {
            // SAFETY: as above; the index is below the count.
            raw: unsafe { c::rd_kafka_ConsumerGroupDescription_member(self.raw, index) },
            _event: PhantomData,
        })
    }
}

/// A member of a described group, seen while its event lives.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct MemberView<'e> {
    raw: *const c::rd_kafka_MemberDescription_t,
    _event: PhantomData<&'e ()>,
}

impl<'e> MemberView<'e> {
    pub(in crate::kafka) fn id(self) -> Cow<'e, str> {
        // SAFETY: a member of a live event.
        unsafe { text::borrowed(c::rd_kafka_MemberDescription_consumer_id(self.raw)) }
    }

    pub(in crate::kafka) fn client_id(self) -> Cow<'e, str> {
        // SAFETY: a member of a live event.
        unsafe { text::borrowed(c::rd_kafka_MemberDescription_client_id(self.raw)) }
    }

    pub(in crate::kafka) fn host(self) -> Cow<'e, str> {
        // SAFETY: a member of a live event.
        unsafe { text::borrowed(c::rd_kafka_MemberDescription_host(self.raw)) }
    }

    /// Empty for a member that is not static.
    pub(in crate::kafka) fn instance_id(self) -> Cow<'e, str> {
        // SAFETY: a member of a live event.
        unsafe { text::borrowed(c::rd_kafka_MemberDescription_group_instance_id(self.raw)) }
    }

    pub(in crate::kafka) fn assignment(self) -> impl Iterator<Item = PartitionView<'e>> {
        // SAFETY: a member of a live event, which owns its assignment, if there is one.
        unsafe {
            let assignment = c::rd_kafka_MemberDescription_assignment(self.raw);
            views(if assignment.is_null() {
                ptr::null()
            } else {
                c::rd_kafka_MemberAssignment_partitions(assignment)
            })
        }
    }
}

fn state(state: c::rd_kafka_consumer_group_state_t) -> GroupState {
    use c::rd_kafka_consumer_group_state_t as State;
    match state {
        State::RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE => GroupState::PreparingRebalance,
        State::RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE => {
            GroupState::CompletingRebalance
        }
        State::RD_KAFKA_CONSUMER_GROUP_STATE_STABLE => GroupState::Stable,
        State::RD_KAFKA_CONSUMER_GROUP_STATE_DEAD => GroupState::Dead,
        State::RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY => GroupState::Empty,
        _ => GroupState::Unknown,
    }
}

/// `simple` says that the group has no protocol.
fn group_type(group_type: c::rd_kafka_consumer_group_type_t, simple: i32) -> GroupType {
    use c::rd_kafka_consumer_group_type_t as Type;
    match group_type {
        _ if simple != 0 => GroupType::Simple,
        Type::RD_KAFKA_CONSUMER_GROUP_TYPE_CONSUMER => GroupType::Consumer,
        Type::RD_KAFKA_CONSUMER_GROUP_TYPE_CLASSIC => GroupType::Classic,
        _ => GroupType::Unknown,
    }
}
