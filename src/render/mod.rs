//! Values to bytes: tables, JSON, CSV. Nothing here asks a cluster or a terminal, or calculates.
//!
//! A [`Page`] is for people: text of others is escaped in each line and cell as it is made. All else is for programs:
//! the bytes as they are, escaped by the format's own rules alone.

mod access;
mod contexts;
mod count;
mod count_diff;
mod csv;
mod diff;
mod group;
mod groups;
mod journal;
mod json;
mod lag;
mod lag_totals;
mod openmetrics;
mod outcome;
mod page;
mod plan;
mod range;
mod snapshot;
mod table;
mod time;
mod transactions;
mod watch;
mod words;

pub use access::access_table;
pub use contexts::{contexts_table, settings_table};
pub use count::{
    buckets_csv, buckets_table, count_csv, count_table, partition_buckets_csv,
    partition_buckets_table,
};
pub use count_diff::{count_diff_csv, count_diff_table};
pub use diff::{diff_csv, diff_table};
pub use group::group;
pub use groups::{groups_csv, groups_csv_titles, groups_table};
pub use journal::{journal_entry, journal_table};
pub use json::{json, json_lines, write_json, write_json_lines};
pub use lag::{lag_columns, lag_csv, lag_csv_titles, lag_note, lag_table};
pub use lag_totals::{lag_totals_csv, lag_totals_csv_titles, lag_totals_table};
pub use openmetrics::{SeenGroups, lag_openmetrics};
pub use outcome::outcome;
pub use page::{Page, Product, Tone};
pub use plan::{cluster, plan};
pub use range::{range_csv, range_offsets, range_table, totals_csv, totals_table};
pub use snapshot::{snapshot_partitions, snapshot_table};
pub use table::{Align, Cell, Column, Table, cell};
pub use time::{ago, signed_span, span};
pub use transactions::{TransactionsTool, above_last_stable, dated, in_transactions, pending};
pub use watch::{catch_up, event_line, forecast, group_state, rate, watch_line};
use words::known;
pub use words::{absent, and_unknown, at_most, losses, signed, sum};

pub use crate::model::{counted, first_few, grouped, percent};
