use std::collections::BTreeMap;

use super::args::CopyArgs;
use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::carry_out;
use crate::commands::options::mapped;
use crate::commands::select::refuse_nameless;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{ChangedGroupSelection, GroupId, TopicName};
use crate::plan::{Ask, AskedPositions};

pub fn run(
    args: &CopyArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    carry_out(&ask(args)?, &args.change, session, applier)
}

fn ask(args: &CopyArgs) -> Result<Ask, Error> {
    args.check()?;
    let mapped = mapped(&args.topic_map)?;
    let (from, to) = (GroupId::new(&*args.from), GroupId::new(&*args.to));
    let policy = args.decisions.policy();
    refuse_nameless([&to], policy.create_group)?;
    let map = mapped.iter();
    let map = map.map(|(old, new)| ((*old).clone(), (*new).clone()));
    Ok(Ask {
        command: "copy",
        description: described(&from, &mapped),
        as_of: None,
        groups: ChangedGroupSelection::named([to]),
        positions: AskedPositions::Copy {
            from,
            topics: args.scope.topics()?,
            map: map.collect(),
        },
        policy,
        undoes: None,
        gaps: Vec::new(),
    })
}

fn described(from: &GroupId, mapped: &BTreeMap<&TopicName, &TopicName>) -> String {
    let mapped = mapped.iter().map(|(old, new)| format!(", {old} as {new}"));
    format!("where group {from} stands{}", mapped.collect::<String>())
}
