use super::ClusterNames;

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
