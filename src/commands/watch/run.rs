use super::WatchArgs;
use super::lines::on_lines;
use super::screen::on_screen;
use crate::commands::Session;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{ErrorCode, GroupType, LagGap, by_reason};
use crate::render::first_few;
use crate::ui::Ui;
use crate::watch::{Until, Verdict, Watched};

/// Simple groups beyond this many are only counted.
const NAMED: usize = 5;

/// Watches groups, on a screen where there is a terminal and nothing is waited for.
///
/// # Errors
/// As the first reading; see `koffset lag`.
pub fn run(args: &WatchArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let is_screen = args.until.is_none() && args.format.is_none() && session.ui.has_screen();
    if is_screen {
        on_screen(args, session)
    } else {
        on_lines(args, session)
    }
}

impl WatchArgs {
    pub(super) fn verdict(&self, watched: &Watched) -> Option<Verdict> {
        self.until.map(|until| watched.judge(until))
    }

    /// Says what the end of the command means: Ctrl-C, or the deadline.
    pub(super) fn ended(
        &self,
        watched: &Watched,
        session: &mut Session<'_>,
    ) -> Result<ExitStatus, Error> {
        let Err(end) = session.deadline.check() else {
            return Ok(ExitStatus::Done);
        };
        if end.code == ErrorCode::INTERRUPTED {
            return Ok(ExitStatus::Interrupted);
        }
        let Some(until) = self.until else {
            return Ok(ExitStatus::Done);
        };
        let of = |verdict: Verdict| {
            let groups = watched.groups();
            let groups = groups.filter(|group| until.judge(group) == verdict);
            let groups: Vec<String> = groups.map(|group| group.id.to_string()).collect();
            first_few(&groups, NAMED)
        };
        let word = word(until);
        match watched.judge(until) {
            Verdict::Met => Ok(ExitStatus::Done),
            Verdict::Unmet => {
                let groups = of(Verdict::Unmet);
                let line = format!("--deadline has passed, and this is not {word}: {groups}");
                session.ui.warning(line);
                Ok(ExitStatus::Findings)
            }
            Verdict::Unknown => {
                let why = watched.failure().map(str::to_owned);
                let why = why.or_else(|| watched.gaps.first().cloned());
                let why = why.unwrap_or_else(|| of(Verdict::Unknown));
                Err(Error::failed(format!(
                    "--deadline has passed, and whether all groups are {word} could not be told: {why}"
                )))
            }
        }
    }

    /// Says of which groups an emptiness tells nothing.
    pub(super) fn warn_of_simple(&self, watched: &Watched, ui: &mut Ui) {
        if self.until != Some(Until::Empty) {
            return;
        }
        let simple = watched.groups();
        let simple = simple.filter(|group| group.seen.group_type == GroupType::Simple);
        let simple: Vec<String> = simple.map(|group| group.id.to_string()).collect();
        if !simple.is_empty() {
            let simple = first_few(&simple, NAMED);
            ui.warning(format_args!(
                "consumers with assign() never show as members, and may be running in: {simple}"
            ));
        }
    }
}

/// Says where something is stored that is no offset, since no line tells of a partition.
pub(super) fn warn_of_negative(watched: &Watched, ui: &mut Ui) {
    let rows = watched.groups().flat_map(|group| group.seen.rows.values());
    let lines = by_reason(rows.filter_map(|row| match row.lag.gap {
        Some(LagGap::Negative(negative)) => {
            Some((format!("group {}", row.place()), negative.to_string()))
        }
        _ => None,
    }));
    ui.warnings(&lines, 0);
}

fn word(until: Until) -> &'static str {
    match until {
        Until::CaughtUp => "caught up",
        Until::Empty => "empty",
        Until::Active => "active",
        Until::Moved => "moved",
    }
}
