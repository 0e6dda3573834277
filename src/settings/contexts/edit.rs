use toml_edit::{Array, DocumentMut, Item, Table, TomlError, Value, value};

/// A context to be added, as its command line says it.
#[derive(Clone, Debug, Default)]
pub struct NewContext {
    pub name: String,
    pub bootstrap_servers: Option<String>,
    pub cluster_id: Option<String>,
    pub production: bool,
    pub read_only: bool,
    pub protected_groups: Vec<String>,
    pub zone: Option<String>,
    pub max_replay: Option<u64>,
    pub max_skip: Option<u64>,
    pub command_config: Option<String>,
    pub timeout: Option<String>,
    /// librdkafka's properties with their values as written.
    pub properties: Vec<(String, String)>,
}

/// Writes into a file of contexts which of them is used where none is named; all else stays as it is.
///
/// # Errors
/// The text is no TOML.
pub fn with_current(text: &str, name: &str) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    match document.get_mut("current").and_then(Item::as_value_mut) {
        Some(current) => {
            let around = current.decor().clone();
            *current = name.into();
            *current.decor_mut() = around;
        }
        // Above all tables, of one of which it would be a key.
        None => {
            let current = Value::from(name);
            let gap = if text.is_empty() { "" } else { "\n" };
            return Ok(format!("current = {current}\n{gap}{text}"));
        }
    }
    Ok(document.to_string())
}

/// Writes a further context into a file of contexts; all else stays as it is.
///
/// # Errors
/// The text is no TOML.
pub fn with_context(text: &str, new: &NewContext) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let contexts = document.entry("contexts").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    if let Some(contexts) = contexts.as_table_like_mut() {
        contexts.insert(&new.name, Item::Table(new.table()));
    }
    Ok(document.to_string())
}

impl NewContext {
    fn table(&self) -> Table {
        let mut table = Table::new();
        let text = |text: &Option<String>| text.as_ref().map(value);
        let number = |number: Option<u64>| {
            let number = number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
            number.map(value)
        };
        let patterns: Array = self.protected_groups.iter().collect();
        let entries = [
            ("bootstrap_servers", text(&self.bootstrap_servers)),
            ("cluster_id", text(&self.cluster_id)),
            ("production", self.production.then(|| value(true))),
            ("read_only", self.read_only.then(|| value(true))),
            (
                "protected_groups",
                (!patterns.is_empty()).then(|| value(patterns)),
            ),
            ("zone", text(&self.zone)),
            ("max_replay", number(self.max_replay)),
            ("max_skip", number(self.max_skip)),
            ("command_config", text(&self.command_config)),
            ("timeout", text(&self.timeout)),
        ];
        for (key, item) in entries {
            if let Some(item) = item {
                table.insert(key, item);
            }
        }
        if !self.properties.is_empty() {
            let properties = self.properties.iter();
            let properties = properties.map(|(key, text)| (key.as_str(), value(text)));
            table.insert("properties", Item::Table(properties.collect()));
        }
        table
    }
}
