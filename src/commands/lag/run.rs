use std::collections::BTreeSet;

use super::LagArgs;
use super::LagFormat;
use super::report::{Origin, Report};
use super::say::say_hanging;
use crate::commands::Session;
use crate::commands::session::note_hidden_commits;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::kafka::ReadRecords;
use crate::model::{GroupId, LagBasis, LeftOut};
use crate::observe::{BLOCK, Reader, TopicScope, choose, read_open, read_times};
use crate::render::counted;

/// Prints how far groups are behind.
///
/// # Errors
/// Usage: no group is asked for. Refused: a group or topic that is
/// not there, or a group that is not a consumer's. Failed: nothing could be read.
pub fn run(
    args: &LagArgs,
    session: &mut Session<'_>,
    records: &dyn ReadRecords,
) -> Result<ExitStatus, Error> {
    let observed_at = session.deadline.clock().now();
    let view = args.view.view()?;
    let scope = TopicScope::look_up(&view, session.observer())?;
    let chosen = choose(&view.groups, session.observer())?;
    chosen.refuse_unmatched(&view.groups)?;
    chosen.refuse_mistyped(session.observer())?;
    let cluster_id = match args.format {
        LagFormat::Json => session.cluster.cluster_id(session.deadline)?,
        _ => None,
    };
    let mut reader = Reader {
        scope,
        chosen,
        basis: args.basis(),
        members: args.members,
    };
    if reader.basis == LagBasis::LastStable {
        let line = "lag is counted to the last stable offset, and not to the end (--lag-basis)";
        session.ui.status(line);
    }
    let mut report = Report::new(args);
    let mut incomplete = std::mem::take(&mut reader.chosen.gaps);
    let times = args.time.then_some(records);
    let is_late = read(&mut reader, &mut report, &mut incomplete, times, session)?;
    incomplete.extend(report.findings.unread());
    session.ui.warnings(&incomplete, 0);
    if let Some(line) = LeftOut::line(&report.left_out) {
        session.ui.status(line);
    }
    let hidden = if reader.scope.follows_commits() {
        note_hidden_commits(session)
    } else {
        None
    };
    let findings = &report.findings;
    let (is_passed, is_judged) = (!findings.passed.is_empty(), findings.unjudged.is_empty());
    let is_whole = incomplete.is_empty();
    let origin = Origin {
        cluster_id,
        observed_at,
        incomplete,
        hidden,
    };
    say_hanging(&report.findings.open, session);
    report.finish(origin, session.ui)?;
    Ok(if is_passed && !is_late {
        ExitStatus::Findings
    } else if is_whole && is_judged {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    })
}

/// Reads the groups block by block, and prints what can be printed of each. Tells whether the command's time
/// was over before all were read.
fn read(
    reader: &mut Reader<'_>,
    report: &mut Report<'_>,
    incomplete: &mut Vec<String>,
    times: Option<&dyn ReadRecords>,
    session: &mut Session<'_>,
) -> Result<bool, Error> {
    let ids: Vec<GroupId> = reader.chosen.groups.keys().cloned().collect();
    let progress = session.ui.progress("reading groups", ids.len());
    let began = session.begin();
    let mut is_hit = false;
    let mut left = ids.len();
    let mut without = 0;
    for ids in ids.chunks(BLOCK) {
        let ids: BTreeSet<GroupId> = ids.iter().cloned().collect();
        let block = reader.read(session.observer(), &ids, &mut || progress.advance());
        let mut block = match block {
            // A failure of the last moment is that of a deadline, and no finding about the cluster.
            Err(_) if session.deadline.check().is_err() => break,
            Err(error) => return Err(error),
            Ok(block) => block,
        };
        if let Some(records) = times {
            read_times(&mut block.rows, reader.basis, records, session.observer())?;
            read_open(&mut block.rows, records, session.observer())?;
        }
        left -= ids.len();
        is_hit |= block.is_hit;
        for group in block.without_rows() {
            without += 1;
            if reader.chosen.named.contains(&group.id) {
                report.has_nothing_of(&group.id);
            }
        }
        incomplete.extend(block.gaps.iter().cloned());
        report.left_out.extend(block.left_out.iter().cloned());
        report.take(block);
        progress.aside(|| report.print_ready(session.ui))?;
    }
    drop(progress);
    session.took("read commits and logs", began);
    if left > 0 {
        incomplete.push(unread(left, session)?);
        return Ok(true);
    }
    reader.scope.refuse_missed(is_hit)?;
    if without > 0 {
        let groups = counted(without, "group");
        let status = format!("{groups} without a commit in what was asked for");
        session.ui.status(status);
    }
    Ok(false)
}

/// Why so many groups were not read when the command's time was over.
///
/// # Errors
/// Interrupted: somebody ended it.
fn unread(groups: usize, session: &Session<'_>) -> Result<String, Error> {
    let why = session.deadline.check().map_err(Error::from);
    match why {
        Err(error) if error.kind == ErrorKind::Interrupted => Err(error),
        Err(error) => Ok(format!("{} not read: {error}", counted(groups, "group"))),
        Ok(()) => Ok(format!("{} not read", counted(groups, "group"))),
    }
}
