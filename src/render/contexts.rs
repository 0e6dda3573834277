use super::{Align, Page, Table, absent, counted, grouped};
use crate::model::{shown_servers, visible};
use crate::settings::{Context, Contexts, Settings};

/// Writes the contexts of a file, the current one marked with `*`.
pub fn contexts_table(contexts: &Contexts) -> Page {
    let mut table = Table::new(&[
        ("", Align::Left),
        ("NAME", Align::Left),
        ("BOOTSTRAP-SERVERS", Align::Left),
        ("CLUSTER", Align::Left),
        ("SAFEGUARDS", Align::Left),
    ]);
    for (name, context) in &contexts.contexts {
        let mark = if contexts.current.as_ref() == Some(name) {
            "*"
        } else {
            ""
        };
        table.row([
            mark.to_owned(),
            visible(name).into_owned(),
            absent(context.bootstrap_servers.as_ref(), |servers| {
                shown_servers(servers).into_owned()
            }),
            absent(context.cluster_id.as_ref(), ToString::to_string),
            safeguards(context),
        ]);
    }
    table.render()
}

fn safeguards(context: &Context) -> String {
    let production = context.production.then(|| "production".to_owned());
    let read_only = context.read_only.then(|| "read-only".to_owned());
    let protected = context.protected_groups.len();
    let protected = (protected > 0).then(|| counted(protected, "protected pattern"));
    let replay = context
        .max_replay
        .map(|most| format!("max_replay {}", grouped(most)));
    let skip = context
        .max_skip
        .map(|most| format!("max_skip {}", grouped(most)));
    let all: Vec<String> = [production, read_only, protected, replay, skip]
        .into_iter()
        .flatten()
        .collect();
    all.join(", ")
}

/// Writes what counts, on demand each with where it comes from.
pub fn settings_table(settings: &Settings, with_origin: bool) -> Page {
    let mut page = Page::of(match &settings.context {
        Some(name) => format!("context  {} ({})", visible(&name.value), name.origin),
        None => "context  -".to_owned(),
    });
    page.gap();
    let columns = [
        ("SETTING", Align::Left),
        ("VALUE", Align::Left),
        ("ORIGIN", Align::Left),
    ];
    let shown = if with_origin { 3 } else { 2 };
    let mut table = Table::new(&columns[..shown]);
    for setting in settings.shown() {
        let cells = [setting.name, setting.value, setting.origin.to_string()];
        table.row(cells.into_iter().take(shown));
    }
    page.append(&table.render());
    page
}
