use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::cache::Cache;
use super::names::is_typable;
use crate::clock::{Deadline, SystemClock};
use crate::kafka::ReadCluster;
use crate::settings::Connection;

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
