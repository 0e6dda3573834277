use std::sync::{Arc, atomic::AtomicBool};
use std::time::Duration;

use super::cache::Cache;
use crate::clock::{Deadline, SystemClock};
use crate::kafka::ReadCluster;
use crate::model::is_hidden;
use crate::settings::Connection;

/// The names that may be typed.
#[derive(Default)]
pub struct Names {
    /// Those of the file of contexts.
    pub contexts: Vec<String>,
    /// Those in the cluster that is meant; none where no cluster is.
    pub cluster: Option<ClusterNames>,
}

impl Names {
    pub(super) fn contexts(&self) -> Vec<String> {
        self.contexts.clone()
    }

    pub(super) fn groups(&self) -> Vec<String> {
        let cluster = self.cluster.as_ref();
        cluster.map(ClusterNames::groups).unwrap_or_default()
    }

    pub(super) fn topics(&self) -> Vec<String> {
        let cluster = self.cluster.as_ref();
        cluster.map(ClusterNames::topics).unwrap_or_default()
    }
}

/// Whether a name can be typed: all of it is seen, stands on one line, and is as a broker holds it, which a name that
/// is no UTF-8 is not.
pub(super) fn is_typable(name: &str) -> bool {
    !name.contains(|c| is_hidden(c) || c == char::REPLACEMENT_CHARACTER)
}

/// How long somebody who types is kept waiting.
const PATIENCE: Duration = Duration::from_secs(1);

/// Opens a connection; `None` where it cannot.
type Connect = fn(&Connection) -> Option<Box<dyn ReadCluster>>;

/// The names in a cluster, as it or the cache tells them.
pub struct ClusterNames {
    connection: Connection,
    connect: Connect,
    cache: Option<Cache>,
}

impl ClusterNames {
    /// The names in the cluster of this connection, which is opened only where the cache does not know them.
    pub fn new(connection: Connection, connect: Connect) -> Self {
        let cache = Cache::of(&connection);
        ClusterNames {
            connection,
            connect,
            cache,
        }
    }

    /// The groups; none where they cannot be told at once.
    pub fn groups(&self) -> Vec<String> {
        self.cached("groups", |cluster, deadline| {
            let groups = cluster.groups(deadline).ok()?;
            let names = groups.found.iter().map(|group| group.id.as_str());
            Some(names.map(str::to_owned).collect())
        })
    }

    /// The topics; none where they cannot be told at once.
    pub fn topics(&self) -> Vec<String> {
        self.cached("topics", |cluster, deadline| {
            let names = cluster.topic_names(deadline).ok()?;
            Some(names.iter().map(ToString::to_string).collect())
        })
    }

    fn cached(
        &self,
        kind: &str,
        ask: fn(&dyn ReadCluster, &Deadline) -> Option<Vec<String>>,
    ) -> Vec<String> {
        if let Some(names) = self.cache.as_ref().and_then(|cache| cache.load(kind)) {
            return names;
        }
        let names = self.ask(ask);
        if let (Some(cache), Some(names)) = (&self.cache, &names) {
            // Without a cache the cluster is asked again.
            let _ = cache.save(kind, names);
        }
        names.unwrap_or_default()
    }

    fn ask(
        &self,
        ask: fn(&dyn ReadCluster, &Deadline) -> Option<Vec<String>>,
    ) -> Option<Vec<String>> {
        let cluster = (self.connect)(&self.connection)?;
        let cancelled = Arc::new(AtomicBool::new(false));
        let deadline = Deadline::new(Arc::new(SystemClock), PATIENCE, Some(PATIENCE), cancelled);
        let mut names = ask(&*cluster, &deadline)?;
        // The cache has a line for each.
        names.retain(|name| is_typable(name));
        Some(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_or_not_on_one_line_cannot_be_typed() {
        for name in ["", "a b", "a$(b)'\"`\\!", "zähler", "订单"] {
            assert!(is_typable(name), "{name:?}");
        }
        for c in
            "\n\r\t\u{0}\u{1b}\u{85}\u{a0}\u{ad}\u{200b}\u{202e}\u{2028}\u{fffd}\u{feff}".chars()
        {
            assert!(!is_typable(&format!("a{c}b")), "{c:?}");
        }
    }
}
