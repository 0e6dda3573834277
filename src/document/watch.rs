use schemars::JsonSchema;
use serde::Serialize;

use super::envelope::{Kind, heading};
use super::groups::{GroupStateForm, GroupTypeForm};
use super::parts::LeftOutForm;
use super::parts::WrittenNegative;
use crate::model::{GroupState, GroupType, LeftOut, Offset, instant};
use crate::watch::{CatchUp, Change, Event, Step, Tracked};
use chrono::{DateTime, Utc};

/// The schema of [`WatchLine`] and its version.
const WATCH: (&str, u32) = ("koffset.watch", 1);

/// One line of what `koffset watch` saw, whole in itself.
#[derive(Serialize, JsonSchema)]
#[schemars(transform = heading::<Self>)]
pub struct WatchLine<'a> {
    schema: &'static str,
    version: u32,
    /// RFC 3339, in UTC.
    observed_at: String,
    #[serde(flatten)]
    content: Content<'a>,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Content<'a> {
    Group(Box<GroupLine<'a>>),
    Event(EventLine<'a>),
    /// A group that is not watched for what it is.
    LeftOut(LeftOutForm<'a>),
    /// Nothing could be read, which is tried again.
    Failure {
        error: &'a str,
    },
}

/// A group; what is not known is null.
#[derive(Serialize, JsonSchema)]
struct GroupLine<'a> {
    group_id: &'a str,
    #[serde(rename = "type", with = "GroupTypeForm")]
    group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    state: GroupState,
    /// Whether the cluster knows it no more.
    gone: bool,
    /// How many members; null where that is not told.
    members: Option<usize>,
    /// How many partitions.
    partitions: usize,
    lagging: usize,
    /// Summed up over the partitions of which it is known, in offsets: `uncommitted` and `unknown` tell of how many
    /// it is not.
    lag: Option<u64>,
    /// Summed up as `lag` is.
    lost: Option<u64>,
    least_headroom_percent: Option<f64>,
    uncommitted: usize,
    unknown: usize,
    /// Summed up, in offsets.
    above_last_stable: Option<u64>,
    pending_commits: usize,
    consumed_per_second: Option<f64>,
    produced_per_second: Option<f64>,
    /// Whether it will have read all, by how it went on lately.
    catch_up: CatchUpWord,
    seconds_to_catch_up: Option<f64>,
    seconds_to_loss: Option<f64>,
    /// Why this is older than `observed_at`.
    stale: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum CatchUpWord {
    Now,
    KeepsUp,
    In,
    Never,
    Unknown,
}

#[derive(Serialize, JsonSchema)]
struct EventLine<'a> {
    group_id: &'a str,
    /// What happened; later versions of koffset may know more of it.
    event: &'static str,
    detail: String,
    /// The partitions that it happened in, all of them; only there where it happened in partitions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    partitions: Vec<StepForm<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct StepForm<'a> {
    topic: &'a str,
    partition: i32,
    /// The commit, or the end of a log that has shrunk, that was there before; null where none is told.
    from_offset: Option<i64>,
    /// The same afterwards; null without one.
    to_offset: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_negative: Option<WrittenNegative>,
}

impl Kind for WatchLine<'_> {
    const SCHEMA: (&'static str, u32) = WATCH;
}

impl<'a> WatchLine<'a> {
    pub fn of_group(group: &'a Tracked, at: DateTime<Utc>) -> Self {
        WatchLine::new(at, Content::Group(Box::new(GroupLine::new(group))))
    }

    pub fn of_event(event: &'a Event) -> Self {
        let line = EventLine {
            group_id: event.group.as_str(),
            event: event.change.word(),
            detail: event.change.to_string(),
            partitions: steps(&event.change),
        };
        WatchLine::new(event.at, Content::Event(line))
    }

    pub fn of_left_out(group: &'a LeftOut, at: DateTime<Utc>) -> Self {
        WatchLine::new(at, Content::LeftOut(group.into()))
    }

    pub fn of_failure(error: &'a str, at: DateTime<Utc>) -> Self {
        WatchLine::new(at, Content::Failure { error })
    }

    fn new(at: DateTime<Utc>, content: Content<'a>) -> Self {
        let (schema, version) = WATCH;
        WatchLine {
            schema,
            version,
            observed_at: instant(at),
            content,
        }
    }
}

fn steps(change: &Change) -> Vec<StepForm<'_>> {
    fn of<'a>(step: &'a Step) -> StepForm<'a> {
        StepForm {
            topic: &step.at.topic,
            partition: step.at.partition,
            from_offset: Some(step.from.get()),
            to_offset: step.to.map(Offset::get),
            stored_negative: None,
        }
    }
    match change {
        Change::MovedBack(steps)
        | Change::MovedForward(steps)
        | Change::Removed(steps)
        | Change::Shrunk(steps)
        | Change::Hanging { steps, .. } => steps.iter().map(of).collect(),
        Change::Negative(stored) => stored
            .iter()
            .map(|(at, negative)| StepForm {
                topic: &at.topic,
                partition: at.partition,
                from_offset: None,
                to_offset: None,
                stored_negative: Some(WrittenNegative(*negative)),
            })
            .collect(),
        _ => Vec::new(),
    }
}

impl<'a> GroupLine<'a> {
    fn new(group: &'a Tracked) -> Self {
        let summary = group.summary();
        let total = summary.total;
        let (catch_up, seconds_to_catch_up) = match summary.catch_up {
            CatchUp::Now => (CatchUpWord::Now, Some(0.0)),
            CatchUp::KeepsUp => (CatchUpWord::KeepsUp, None),
            CatchUp::In(time) => (CatchUpWord::In, Some(time.as_secs_f64())),
            CatchUp::Never => (CatchUpWord::Never, None),
            CatchUp::Unknown => (CatchUpWord::Unknown, None),
        };
        GroupLine {
            group_id: group.id.as_str(),
            group_type: group.seen.group_type,
            state: group.seen.state,
            gone: group.is_gone(),
            members: group.seen.known_members(),
            partitions: total.partitions,
            lagging: total.lagging,
            lag: total.lag,
            lost: total.lost,
            least_headroom_percent: total.headroom_percent,
            uncommitted: total.uncommitted,
            unknown: total.unknown,
            above_last_stable: total.above_last_stable,
            pending_commits: total.pending,
            consumed_per_second: summary.consumed,
            produced_per_second: summary.produced,
            catch_up,
            seconds_to_catch_up,
            seconds_to_loss: summary.to_loss.map(|time| time.as_secs_f64()),
            stale: group.stale.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::{GroupId, TopicPartition, TransactionLimit};

    #[test]
    fn an_event_holds_each_partition_that_its_words_only_count() {
        let steps: Vec<Step> = (0..5)
            .map(|partition| Step {
                at: TopicPartition::new("orders", partition),
                from: Offset::ZERO,
                to: Offset::new(7),
            })
            .collect();
        let limit = TransactionLimit::DEFAULT;
        for change in [
            Change::MovedBack(steps.clone()),
            Change::MovedForward(steps.clone()),
            Change::Removed(steps.clone()),
            Change::Shrunk(steps.clone()),
            Change::Hanging { steps, limit },
        ] {
            let event = Event {
                at: DateTime::UNIX_EPOCH,
                group: GroupId::new("billing"),
                change,
            };
            let line = serde_json::to_value(WatchLine::of_event(&event)).unwrap();
            assert_eq!(line["partitions"].as_array().unwrap().len(), 5, "{line:#}");
        }
    }
}
