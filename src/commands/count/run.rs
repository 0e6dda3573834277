use std::time::Instant;

use super::bounds::MOST_LOOK_UPS;
use super::report::{Seen, report};
use super::{CountArgs, CountFormat};
use crate::commands::Session;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::ReadRecords;
use crate::model::{Bound, TopicSelector, readable};
use crate::observe::{TopicQuery, count_records, counts, select_topics};
use crate::render::{counted, grouped};

/// What is looked up in each log beside the times.
const ENDS: usize = 3;

/// Prints how many records lie between the bounds.
///
/// # Errors
/// Refused: what is not there, too many look-ups. Failed:
/// the cluster could not be asked at all.
pub fn run(
    args: &CountArgs,
    bounds: Vec<Bound>,
    session: &mut Session<'_>,
    records: &dyn ReadRecords,
) -> Result<ExitStatus, Error> {
    for (option, text, bound) in [
        ("--from", &args.from, bounds.first()),
        ("--to", &args.to, bounds.last()),
    ] {
        if let Some(Bound::At(time)) = bound {
            session
                .ui
                .status(format_args!("{option} {text} is {}", readable(*time)));
        }
    }
    let named: Vec<TopicSelector> = args.topics.iter().chain(&args.topic).cloned().collect();
    let query = TopicQuery {
        named: &named,
        matching: args.topics_matching.as_ref(),
        all: false,
        internal: args.internal,
        committed: None,
    };
    let partitions = select_topics(session.observer(), &query)?.partitions;
    check_size(&bounds, partitions.len())?;
    let cluster_id = match args.format {
        CountFormat::Json => session.cluster.cluster_id(session.deadline)?,
        _ => None,
    };
    let began = session.begin();
    let observed_at = session.deadline.clock().now();
    let mut counts = counts(
        &partitions,
        bounds,
        args.isolation.into(),
        session.observer(),
    )?;
    session.took("looked offsets up", began);
    if args.exact {
        let began = session.begin();
        let isolation = args.isolation.into();
        let read = count_records(&mut counts, isolation, records, session.observer())?;
        say_pace(read, began, session);
    }
    let seen = Seen {
        counts,
        observed_at,
        cluster_id,
    };
    report(args, &seen, session)
}

fn say_pace(read: u64, began: Instant, session: &mut Session<'_>) {
    let took = session.begin().saturating_duration_since(began);
    let pace = u128::from(read) * 1_000 / took.as_millis().max(1);
    session.ui.status(format_args!(
        "read {} in {:.1} s, {} a second",
        counted(read, "record"),
        took.as_secs_f64(),
        grouped(pace)
    ));
}

fn check_size(bounds: &[Bound], partitions: usize) -> Result<(), Error> {
    let times = bounds.iter().filter(|bound| bound.time().is_some());
    let look_ups = (times.count() + ENDS).saturating_mul(partitions);
    if look_ups > MOST_LOOK_UPS {
        Err(Error::refused(format!(
            "{} of {} take {} look-ups, more than {}",
            counted(bounds.len() - 1, "bucket"),
            counted(partitions, "partition"),
            grouped(look_ups),
            grouped(MOST_LOOK_UPS)
        ))
        .hint("take longer buckets, less time, or fewer topics at once"))
    } else {
        Ok(())
    }
}
