use clap::ValueEnum;

use crate::model::{GroupListing, GroupState, GroupType};

/// Which groups are shown, by what the listing tells of them.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Filter {
    /// Only groups in this state; may be given more than once, or comma-separated
    #[arg(
        long = "state",
        value_name = "STATE",
        value_enum,
        value_delimiter = ',',
        ignore_case = true
    )]
    states: Vec<State>,
    /// Only groups of this type; may be given more than once, or comma-separated
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_enum,
        value_delimiter = ',',
        ignore_case = true
    )]
    types: Vec<Type>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    /// Without members
    Empty,
    Stable,
    PreparingRebalance,
    CompletingRebalance,
    Dead,
    /// Not told, or without a name in librdkafka, such as a KIP-848 group's assigning and reconciling
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Type {
    /// Members share the partitions out
    Classic,
    /// The broker does (KIP-848)
    Consumer,
    /// Only commits, no protocol
    Simple,
    /// Not told: share, streams and Connect's groups
    Unknown,
}

/// Whether a group is one of those that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    Untold,
    Yes,
}

impl Filter {
    pub(super) fn is_empty(&self) -> bool {
        self.states.is_empty() && self.types.is_empty()
    }

    pub(super) fn fit(&self, group: &GroupListing) -> Fit {
        let state = fit(&self.states, group.state.into(), State::Unknown);
        let of_type = fit(&self.types, group.group_type.into(), Type::Unknown);
        state.min(of_type)
    }
}

fn fit<T: PartialEq>(wanted: &[T], is: T, unknown: T) -> Fit {
    if wanted.is_empty() || wanted.contains(&is) {
        Fit::Yes
    } else if is == unknown {
        Fit::Untold
    } else {
        Fit::No
    }
}

impl From<GroupState> for State {
    fn from(state: GroupState) -> Self {
        match state {
            GroupState::Empty => State::Empty,
            GroupState::Stable => State::Stable,
            GroupState::PreparingRebalance => State::PreparingRebalance,
            GroupState::CompletingRebalance => State::CompletingRebalance,
            GroupState::Dead => State::Dead,
            GroupState::Unknown => State::Unknown,
        }
    }
}

impl From<GroupType> for Type {
    fn from(group_type: GroupType) -> Self {
        match group_type {
            GroupType::Classic => Type::Classic,
            GroupType::Consumer => Type::Consumer,
            GroupType::Simple => Type::Simple,
            GroupType::Unknown => Type::Unknown,
        }
    }
}
