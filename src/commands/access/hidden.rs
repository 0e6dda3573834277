use crate::acl::{HIDDEN_COMMITS, HIDDEN_TOPICS};
use crate::commands::Session;
use crate::model::KafkaError;

/// The name of a broker's setting.
const AUTHORIZER: &str = "authorizer.class.name";

/// Why commits may be missing without an error, where the user is not known to see every topic.
///
/// Kafka tells nobody whether there are topics that it hides from him. Nothing is said where no broker has an
/// authorizer.
pub fn hidden_commits(session: &Session<'_>) -> Option<String> {
    hidden(HIDDEN_COMMITS, session)
}

/// As [`hidden_commits`], said to who looks at commits: it is so in every command of a user with few rights,
/// and so no warning.
pub fn note_hidden_commits(session: &mut Session<'_>) -> Option<String> {
    note(hidden_commits(session), session)
}

/// As [`note_hidden_commits`], of topics that nobody has named.
pub fn note_hidden_topics(session: &mut Session<'_>) -> Option<String> {
    note(hidden(HIDDEN_TOPICS, session), session)
}

/// As [`hidden_commits`], said to who is about to change the commits that are seen.
pub fn warn_of_hidden_commits(session: &mut Session<'_>) -> Option<String> {
    let hidden = hidden_commits(session);
    if let Some(hidden) = &hidden {
        session.ui.warning(hidden);
    }
    hidden
}

fn note(hidden: Option<String>, session: &mut Session<'_>) -> Option<String> {
    if let Some(hidden) = &hidden {
        session.ui.status(hidden);
    }
    hidden
}

fn hidden(what: &str, session: &Session<'_>) -> Option<String> {
    (!sees_everything(session)).then(|| what.to_owned())
}

/// Whether nothing is hidden from anybody: every broker tells that it has no authorizer. No right proves it, since an
/// authorizer decides for each topic anew (`allow.everyone.if.no.acl.found`, an ACL that denies).
fn sees_everything(session: &Session<'_>) -> bool {
    let cluster = session.cluster;
    let told = cluster.every_brokers_setting(AUTHORIZER, session.deadline);
    let has_none = |class: &Result<Option<String>, KafkaError>| matches!(class, Ok(Some(class)) if class.is_empty());
    told.is_ok_and(|told| !told.is_empty() && told.values().all(has_none))
}
