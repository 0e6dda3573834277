//! `koffset.contexts`, `koffset.context` and `koffset.context_check`: the contexts of a file, what counts of one,
//! and which cluster answers on it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Kind;
use crate::model::shown_servers;
use crate::settings::{Context, Contexts, Settings, ShownSetting};

/// The kind and version of the list.
pub const CONTEXTS: (&str, u32) = ("koffset.contexts", 1);
/// The kind and version of what counts.
pub const CONTEXT: (&str, u32) = ("koffset.context", 1);
/// The kind and version of what answers.
pub const CONTEXT_CHECK: (&str, u32) = ("koffset.context_check", 1);

/// The content of a `koffset.contexts` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ContextList {
    file: String,
    current: Option<String>,
    contexts: Vec<ContextEntry>,
}

/// A context without its properties.
#[derive(Clone, Serialize, JsonSchema)]
struct ContextEntry {
    name: String,
    bootstrap_servers: Option<String>,
    /// The id that its cluster must have.
    expected_cluster_id: Option<String>,
    production: bool,
    read_only: bool,
    protected_groups: Vec<String>,
    zone: Option<String>,
    max_replay: Option<u64>,
    max_skip: Option<u64>,
    timeout: Option<String>,
    command_config: Option<String>,
}

/// The content of a `koffset.context` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ShownContext {
    context: Option<String>,
    /// What chose the context.
    origin: Option<String>,
    settings: Vec<SettingEntry>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct SettingEntry {
    name: String,
    value: String,
    origin: String,
}

/// The content of a `koffset.context_check` document; which cluster answers stands in `cluster_id`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckedContext {
    pub context: Option<String>,
    /// The id that the context says, which is then that of the cluster.
    pub expected_cluster_id: Option<String>,
    /// The brokers that the cluster knows to be up.
    pub brokers: usize,
    /// The topics that the user may describe.
    pub topics: usize,
    /// How long the answer took, in milliseconds.
    pub took_ms: i64,
}

impl Kind for CheckedContext {
    const SCHEMA: (&'static str, u32) = CONTEXT_CHECK;
}

impl Kind for ContextList {
    const SCHEMA: (&'static str, u32) = CONTEXTS;
}

impl Kind for ShownContext {
    const SCHEMA: (&'static str, u32) = CONTEXT;
}

impl ContextList {
    pub fn of(contexts: &Contexts) -> Self {
        let entries = contexts.contexts.iter();
        ContextList {
            file: contexts.file.display().to_string(),
            current: contexts.current.clone(),
            contexts: entries
                .map(|(name, context)| ContextEntry::of(name, context))
                .collect(),
        }
    }
}

impl ContextEntry {
    fn of(name: &str, context: &Context) -> Self {
        let patterns = context.protected_groups.iter();
        let config = context.command_config.as_ref();
        let servers = context.bootstrap_servers.as_deref();
        ContextEntry {
            name: name.to_owned(),
            bootstrap_servers: servers.map(|servers| shown_servers(servers).into_owned()),
            expected_cluster_id: context.cluster_id.clone(),
            production: context.production,
            read_only: context.read_only,
            protected_groups: patterns.map(|one| one.as_str().to_owned()).collect(),
            zone: context.zone.map(|zone| zone.to_string()),
            max_replay: context.max_replay,
            max_skip: context.max_skip,
            timeout: context
                .timeout
                .map(|time| humantime::format_duration(time).to_string()),
            command_config: config.map(|file| file.display().to_string()),
        }
    }
}

impl ShownContext {
    pub fn of(settings: &Settings) -> Self {
        let entry = |shown: ShownSetting| SettingEntry {
            name: shown.name,
            value: shown.value,
            origin: shown.origin.to_string(),
        };
        let name = settings.context.as_ref();
        ShownContext {
            origin: name.map(|name| name.origin.to_string()),
            context: name.map(|name| name.value.clone()),
            settings: settings.shown().into_iter().map(entry).collect(),
        }
    }
}
