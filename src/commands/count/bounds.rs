use chrono::{DateTime, TimeDelta, Utc};

use super::CountArgs;
use crate::commands::Asking;
use crate::error::Error;
use crate::model::{Bound, Offset, TimeContext, parse_duration, parse_time};

/// More look-ups than this are a mistake, or better asked in parts.
pub(super) const MOST_LOOK_UPS: usize = 100_000;

/// Returns what is counted: the bounds of all buckets.
///
/// # Errors
/// Usage: what is no time, nothing between the two, buckets without a beginning or too many of them.
pub fn bounds(args: &CountArgs, asking: &Asking<'_>) -> Result<Vec<Bound>, Error> {
    let context = args.zone.context(asking);
    let from = match args.from_offset {
        Some(number) => offset("--from-offset", number)?,
        None => bound("--from", &args.from, Bound::Earliest, &context)?,
    };
    let to = match args.to_offset {
        Some(number) => offset("--to-offset", number)?,
        None => bound("--to", &args.to, Bound::Latest, &context)?,
    };
    let nothing = match (from, to) {
        (Bound::At(from), Bound::At(to)) => from >= to,
        (Bound::Offset(from), Bound::Offset(to)) => from >= to,
        _ => false,
    };
    if nothing {
        return Err(
            Error::usage(format!("nothing lies between {from} and {to}"))
                .hint("what is counted begins at the first and ends before the second"),
        );
    }
    match args.by.as_deref() {
        None => Ok(vec![from, to]),
        Some(by) => buckets(from, to, by, asking.now),
    }
}

fn offset(option: &str, number: u64) -> Result<Bound, Error> {
    let offset = i64::try_from(number).ok().and_then(Offset::new);
    let offset = offset.ok_or_else(|| {
        Error::usage(format!(
            "{option} {number}: an offset is at most {}",
            i64::MAX
        ))
    })?;
    Ok(Bound::Offset(offset))
}

/// Reads a time, or the word for the end of the log that `end` is.
fn bound(option: &str, text: &str, end: Bound, context: &TimeContext) -> Result<Bound, Error> {
    if text == end.to_string() {
        return Ok(end);
    }
    let small = text.len() < 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    parse_time(text, context).map(Bound::At).map_err(|error| {
        let error = error.context(option.to_owned());
        if small {
            error.hint(format!("for an offset, write {option}-offset {text}"))
        } else if text.starts_with(char::is_alphabetic) && !text.starts_with("now") {
            error.hint(format!("or write {end}"))
        } else {
            error
        }
    })
}

/// The ends of buckets of this length, the last of which may be shorter.
fn buckets(from: Bound, to: Bound, by: &str, now: DateTime<Utc>) -> Result<Vec<Bound>, Error> {
    let Bound::At(begin) = from else {
        return Err(
            Error::usage("--by needs the time at which the first bucket begins")
                .hint("for instance: --from now-1d"),
        );
    };
    let by = parse_duration(by).map_err(|error| error.context("--by"))?;
    let step = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    let millis = to.time().unwrap_or(now).timestamp_millis() - begin.timestamp_millis();
    let inner = (millis.max(1) - 1) / step;
    if usize::try_from(inner).map_or(true, |inner| inner >= MOST_LOOK_UPS) {
        return Err(Error::usage(format!(
            "--by: {} buckets are more than {MOST_LOOK_UPS}",
            inner.saturating_add(1)
        ))
        .hint("take longer buckets, or less time with --from and --to"));
    }
    let times =
        (1..=inner).filter_map(|n| begin.checked_add_signed(TimeDelta::milliseconds(n * step)));
    let inner = times.map(Bound::At);
    Ok(std::iter::once(from).chain(inner).chain([to]).collect())
}
