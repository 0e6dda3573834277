//! JSON Schema of what koffset writes, made of the very types that are written.

use schemars::generate::SchemaSettings;
use schemars::transform::Transform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::vocabulary::Described;
use super::{
    AccessDocument, BucketEntry, CheckedContext, ContextList, CountDiffDocument, CountDiffRow,
    CountDocument, CountedPartition, DescribedGroups, DiffDocument, DiffRow, Envelope,
    ErrorDocument, GroupEntry, GroupList, JournalDocument, JournalList, LagDocument, LagLine,
    LagTotalEntry, ListedChange, OutcomeDocument, PartitionEntry, PlanDocument, RangeDocument,
    ShownChange, ShownContext, SnapshotForm, TopicEntry, WatchLine,
};

/// Something that koffset writes as JSON.
#[derive(Debug)]
pub struct Written {
    /// What its `schema` says; with `.line` behind it, a line of the same content as JSON lines.
    pub name: &'static str,
    pub says: &'static str,
    form: fn(&mut SchemaGenerator) -> Schema,
}

/// All that koffset writes as JSON.
pub const WRITTEN: &[Written] = &[
    written::<Envelope<AccessDocument>>(
        "koffset.access",
        "what the user may do, of koffset access",
    ),
    written::<Envelope<ShownContext>>(
        "koffset.context",
        "what counts of a context, of koffset context show",
    ),
    written::<Envelope<CheckedContext>>(
        "koffset.context_check",
        "which cluster answers, of koffset context check",
    ),
    written::<Envelope<ContextList>>(
        "koffset.contexts",
        "the contexts of a file, of koffset context list",
    ),
    written::<Envelope<CountDocument>>("koffset.count", "how many records, of koffset count"),
    Written {
        name: "koffset.count.line",
        says: "a partition, a bucket, or with --totals a topic, of koffset count",
        form: |json| {
            any_of(
                [of::<CountedPartition>, of::<BucketEntry>, of::<TopicEntry>],
                json,
            )
        },
    },
    written::<Envelope<CountDiffDocument<'_>>>(
        "koffset.count-diff",
        "a comparison of two counts, of koffset diff",
    ),
    written::<CountDiffRow<'_>>(
        "koffset.count-diff.line",
        "a place or time of which the counts differ, of koffset diff",
    ),
    written::<Envelope<DiffDocument<'_>>>("koffset.diff", "a comparison, of koffset diff"),
    written::<DiffRow<'_>>(
        "koffset.diff.line",
        "a partition that differs, of koffset diff",
    ),
    written::<Envelope<ErrorDocument<'_>>>(
        "koffset.error",
        "why there is nothing else, of every command that was asked for JSON",
    ),
    written::<Envelope<DescribedGroups<'_>>>(
        "koffset.group",
        "groups one by one, of koffset group describe",
    ),
    written::<Envelope<GroupList<'_>>>("koffset.groups", "a listing, of koffset group list"),
    written::<GroupEntry<'_>>("koffset.groups.line", "a group, of koffset group list"),
    written::<Envelope<JournalDocument<'_>>>(
        "koffset.journal",
        "a change and what it replaced, in the journal's folder",
    ),
    written::<ShownChange<'_>>(
        "koffset.journal.shown",
        "the same with what came of it, of koffset journal show",
    ),
    written::<Envelope<JournalList<'_>>>(
        "koffset.journal_list",
        "the changes of koffset journal list",
    ),
    written::<ListedChange>(
        "koffset.journal_list.line",
        "a change, of koffset journal list",
    ),
    written::<Envelope<LagDocument<'_>>>(
        "koffset.lag",
        "how far behind groups are, of koffset lag",
    ),
    Written {
        name: "koffset.lag.line",
        says: "a partition, or with --summary a group or topic, of koffset lag",
        form: |json| any_of([of::<LagLine<'_>>, of::<LagTotalEntry<'_>>], json),
    },
    written::<Envelope<OutcomeDocument<'_>>>(
        "koffset.outcome",
        "what came of a change, of every command that makes one",
    ),
    written::<Envelope<PlanDocument<'_>>>(
        "koffset.plan",
        "a change before it is made: --save-plan, --dry-run --format json",
    ),
    written::<Envelope<RangeDocument>>(
        "koffset.range",
        "where logs begin and end, of koffset range",
    ),
    Written {
        name: "koffset.range.line",
        says: "a partition, or with --totals a topic, of koffset range",
        form: |json| any_of([of::<PartitionEntry>, of::<TopicEntry>], json),
    },
    written::<SnapshotForm<'_>>(
        "koffset.snapshot",
        "where groups stand, of koffset snapshot",
    ),
    written::<WatchLine<'_>>(
        "koffset.watch",
        "a group, an event or a failure on each line, of koffset watch",
    ),
];

impl Written {
    /// The entry of this name.
    pub fn named(name: &str) -> Option<&'static Written> {
        WRITTEN.iter().find(|written| written.name == name)
    }

    /// Its JSON Schema, draft 2020-12. It allows keys that it does not name: a later koffset may add some.
    pub fn schema(&self) -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let dialect = settings.meta_schema.clone();
        let settings = settings.with(|settings| settings.inline_subschemas = true);
        let mut schema = (self.form)(&mut settings.into_generator());
        Described.transform(&mut schema);
        schema.insert("$schema".to_owned(), dialect.into());
        schema.insert("title".to_owned(), self.name.into());
        schema.insert("description".to_owned(), self.says.into());
        schema.into()
    }
}

const fn written<T: JsonSchema>(name: &'static str, says: &'static str) -> Written {
    let form = of::<T>;
    Written { name, says, form }
}

fn of<T: JsonSchema>(json: &mut SchemaGenerator) -> Schema {
    T::json_schema(json)
}

fn any_of<const N: usize>(
    forms: [fn(&mut SchemaGenerator) -> Schema; N],
    json: &mut SchemaGenerator,
) -> Schema {
    let forms: Vec<Schema> = forms.iter().map(|form| form(json)).collect();
    json_schema!({ "anyOf": forms })
}
