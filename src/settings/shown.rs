use super::origin::Origin;
use super::resolve::Settings;

/// A setting as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSetting {
    pub name: String,
    /// A secret's is where it is to be had, or that it is hidden.
    pub value: String,
    pub origin: Origin,
}

impl Settings {
    /// Everything that counts, in the order of the file of contexts.
    pub fn shown(&self) -> Vec<ShownSetting> {
        let name = self.context.as_ref().map(|name| name.value.clone());
        let context = name.map(Origin::Context).unwrap_or_default();
        let patterns: Vec<&str> = self
            .protected_groups
            .iter()
            .map(|one| one.as_str())
            .collect();
        let of_context = [
            ("cluster_id", self.cluster_id.clone()),
            (
                "production",
                self.production.then(|| self.production.to_string()),
            ),
            (
                "read_only",
                self.read_only.then(|| self.read_only.to_string()),
            ),
            (
                "protected_groups",
                (!patterns.is_empty()).then(|| patterns.join(", ")),
            ),
            ("zone", self.zone.map(|zone| zone.to_string())),
            ("max_replay", self.max_replay.map(|most| most.to_string())),
            ("max_skip", self.max_skip.map(|most| most.to_string())),
        ];
        let shown = |name: &str, value: String, origin: &Origin| ShownSetting {
            name: name.to_owned(),
            value,
            origin: origin.clone(),
        };
        let servers = self.bootstrap_servers.iter();
        let servers = servers
            .map(|servers| shown("bootstrap_servers", servers.value.clone(), &servers.origin));
        let of_context = of_context
            .into_iter()
            .filter_map(|(name, value)| Some(shown(name, value?, &context)));
        let timeout = humantime::format_duration(self.timeout.value).to_string();
        let timeout = shown("timeout", timeout, &self.timeout.origin);
        let properties = self
            .properties
            .iter()
            .map(|(name, value)| shown(name, value.value.to_string(), &value.origin));
        servers
            .chain(of_context)
            .chain([timeout])
            .chain(properties)
            .collect()
    }
}
