//! koffset's tests in one binary, so that they share one broker and one link step.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod architecture;
mod cli_apply;
mod cli_connection;
mod cli_context;
mod cli_copy;
mod cli_count;
mod cli_delete_offsets;
mod cli_diff;
mod cli_errors;
mod cli_faults;
mod cli_foreign;
mod cli_group_delete;
mod cli_group_describe;
mod cli_group_list;
mod cli_guards;
mod cli_journal;
mod cli_lag;
mod cli_range;
mod cli_reset;
mod cli_runbooks;
mod cli_scale;
mod cli_security;
mod cli_seek;
mod cli_snapshot;
mod cli_terminal;
mod cli_undo;
mod cli_wait;
mod cli_watch;
mod cluster_contract;
mod fresh_cluster;
mod planner_properties;
mod support;
