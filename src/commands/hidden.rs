//! What brokers do not show to this user.

use super::Session;
use crate::acl::{HIDDEN_COMMITS, HIDDEN_TOPICS};
use crate::observe::sees_everything;

/// Why commits may be missing without an error, where the user is not known to see every topic.
///
/// Kafka tells nobody whether there are topics that it hides from him. Nothing is said where no broker has an
/// authorizer.
pub(super) fn hidden_commits(session: &Session<'_>) -> Option<String> {
    hidden(HIDDEN_COMMITS, session)
}

/// As [`hidden_commits`], said to who looks at commits: it is so in every command of a user with few rights,
/// and so no warning.
pub(super) fn note_hidden_commits(session: &mut Session<'_>) -> Option<String> {
    note(hidden_commits(session), session)
}

/// As [`note_hidden_commits`], of topics that nobody has named.
pub(super) fn note_hidden_topics(session: &mut Session<'_>) -> Option<String> {
    note(hidden(HIDDEN_TOPICS, session), session)
}

fn note(hidden: Option<String>, session: &mut Session<'_>) -> Option<String> {
    if let Some(hidden) = &hidden {
        session.ui.status(hidden);
    }
    hidden
}

fn hidden(what: &str, session: &Session<'_>) -> Option<String> {
    (!sees_everything(session.observer())).then(|| what.to_owned())
}
