//! How to look at open transactions without touching them.

use super::Session;
use crate::model::{TopicPartition, TransactionLimit};
use crate::plan::Reason;
use crate::render::TransactionsTool;
use crate::settings::Settings;

/// Says how to find a transaction that seems to hang in a partition.
pub(super) fn hint(at: &TopicPartition, limit: &TransactionLimit, session: &mut Session<'_>) {
    let [find, producers] = tool(session.settings).finding(at, limit);
    session
        .ui
        .hint(format_args!("to find a transaction that hangs: {find}"));
    session
        .ui
        .hint(format_args!("to see who has one open: {producers}"));
}

/// How to find the transaction that keeps a commit pending, where one is in the way.
pub(super) fn hint_on_pending(reason: &Reason, settings: &Settings) -> Option<String> {
    let Reason::CommitUnreadable { pending: true, .. } = reason else {
        return None;
    };
    let find = tool(settings).finding_pending();
    Some(format!("to find a transaction that never ends: {find}"))
}

fn tool(settings: &Settings) -> TransactionsTool {
    let servers = settings.bootstrap_servers.as_ref();
    let servers = servers.map(|servers| servers.value.as_str());
    TransactionsTool::new(servers, settings.command_config.as_deref())
}
