//! The only caller of "now" and of sleep, and the time that a command is allowed to take.

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Local, MappedLocalTime, NaiveDateTime, TimeZone, Utc};
use rustix::time::{ClockId, clock_gettime};

use crate::model::{ErrorCode, KafkaError};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The wall clock's time.
    fn now(&self) -> DateTime<Utc>;
    /// A time that only goes forward, for deadlines.
    fn instant(&self) -> Instant;
    /// The time since a fixed moment, which goes on while the process is stopped or the machine is suspended.
    fn uptime(&self) -> Duration;
    /// Does nothing for a while.
    fn sleep(&self, duration: Duration);
}

/// On Linux, CLOCK_MONOTONIC stands still while the machine is suspended; elsewhere it goes on.
#[cfg(target_os = "linux")]
const UPTIME: ClockId = ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const UPTIME: ClockId = ClockId::Monotonic;

/// The machine's own clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn uptime(&self) -> Duration {
        let time = clock_gettime(UPTIME);
        Duration::try_from(time).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

/// What a time means in the machine's own zone.
///
/// # Errors
/// The variable `TZ` names no zone of this machine, for which chrono would quietly take another.
pub fn local_time(time: NaiveDateTime) -> Result<MappedLocalTime<DateTime<Utc>>, String> {
    if let Some(zone) = env::var_os("TZ") {
        let known = zone.to_str().is_some_and(is_zone);
        if !known {
            let zone = zone.display();
            return Err(format!("this machine has no zone TZ={zone}"));
        }
    }
    Ok(Local.from_local_datetime(&time).map(|found| found.to_utc()))
}

/// Whether a text says a zone as POSIX has it in `TZ`; an empty one is UTC.
fn is_zone(text: &str) -> bool {
    text.is_empty() || tz::TimeZone::from_posix_tz(text).is_ok()
}

/// A process that waits looks at its deadline several times in this: a longer gap means that it did not run.
pub const HELD_UP: Duration = Duration::from_secs(1);

/// Notices that the process did not run for a while: it was stopped, suspended or blocked.
#[derive(Default)]
struct Pulse {
    /// The nanoseconds of [`Clock::uptime`] at the last beat.
    last: AtomicU64,
    /// Those at the end of the last gap that was too long.
    held_up: AtomicU64,
}

impl Pulse {
    fn beat(&self, uptime: Duration) {
        let now = nanoseconds(uptime);
        let last = self.last.swap(now, Ordering::SeqCst);
        if now.saturating_sub(last) > nanoseconds(HELD_UP) {
            self.held_up.store(now, Ordering::SeqCst);
        }
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// How long requests may take, and whether the operator still wants them.
#[derive(Clone)]
pub struct Deadline {
    clock: Arc<dyn Clock>,
    request_timeout: Duration,
    end: Option<Instant>,
    /// What is said once the end has passed.
    passed: &'static str,
    cancelled: Arc<AtomicBool>,
    insists: bool,
    /// Beats whenever the deadline is looked at, through whichever of its clones.
    pulse: Arc<Pulse>,
}

impl Deadline {
    /// `request_timeout` is for one request, `whole` for everything from now on; `cancelled` is set by
    /// Ctrl-C.
    pub fn new(
        clock: Arc<dyn Clock>,
        request_timeout: Duration,
        whole: Option<Duration>,
        cancelled: Arc<AtomicBool>,
    ) -> Self {
        let end = whole.map(|whole| clock.instant() + whole);
        Deadline {
            clock,
            request_timeout,
            end,
            passed: "the command's --deadline has passed",
            cancelled,
            insists: false,
            pulse: Arc::default(),
        }
    }

    /// The time that a request sent now may take: `--timeout`, or what is left of `--deadline`.
    ///
    /// # Errors
    /// `INTERRUPTED` after Ctrl-C, `TIMED_OUT` when the deadline has passed.
    pub fn request(&self) -> Result<Duration, KafkaError> {
        self.check()?;
        let left = self
            .end
            .map(|end| end.saturating_duration_since(self.clock.instant()));
        match left {
            Some(Duration::ZERO) => Err(self.passed()),
            Some(left) => Ok(left.min(self.request_timeout)),
            None => Ok(self.request_timeout),
        }
    }

    /// Says of a wait that it was cut short for the command's `--deadline`, if it was: nothing else gives a
    /// request less than `--timeout`, which librdkafka keeps but roughly.
    pub fn cut(&self, waited: Duration) -> &'static str {
        match self.end {
            Some(_) if waited + waited / 10 < self.request_timeout => {
                ", and the command's --deadline left no more"
            }
            _ => "",
        }
    }

    /// Whether there is reason to go on waiting.
    ///
    /// # Errors
    /// As [`Deadline::request`].
    pub fn check(&self) -> Result<(), KafkaError> {
        self.beat();
        if self.cancelled.load(Ordering::SeqCst) {
            return Err(KafkaError::new(ErrorCode::INTERRUPTED, "interrupted"));
        }
        match self.end {
            Some(end) if self.clock.instant() >= end => Err(self.passed()),
            _ => Ok(()),
        }
    }

    /// Notes that the process is running, and returns the [`Clock::uptime`] of that.
    pub fn beat(&self) -> Duration {
        let now = self.clock.uptime();
        self.pulse.beat(now);
        now
    }

    /// Whether the process did not run for longer than [`HELD_UP`] at a time since its last beat before this
    /// uptime.
    pub fn was_held_up_since(&self, began: Duration) -> bool {
        self.beat();
        self.pulse.held_up.load(Ordering::SeqCst) > nanoseconds(began)
    }

    /// The same limits, but with half of what is left of the whole time: for work of which a part is of use
    /// only if more can follow it.
    pub fn first_half(&self) -> Deadline {
        let now = self.clock.instant();
        let half = |end: Instant| now + end.saturating_duration_since(now) / 2;
        Deadline {
            end: self.end.map(half),
            passed: "half of what was left of the command's --deadline has passed",
            ..self.clone()
        }
    }

    /// The same limits, but with no more than this for one request.
    pub fn within(&self, request_timeout: Duration) -> Deadline {
        Deadline {
            request_timeout: request_timeout.min(self.request_timeout),
            ..self.clone()
        }
    }

    /// Whether the end is so near that a request in the first half of what is left gets less than `--timeout`: what
    /// fails then may have failed for that alone.
    pub fn cuts_short(&self) -> bool {
        let request = self.first_half().request();
        request.is_ok_and(|time| time < self.request_timeout)
    }

    /// The same limits for a piece of work that Ctrl-C must not end, such as a commit under way: what is asked
    /// then is worth all its time.
    pub fn uninterruptible(&self) -> Deadline {
        Deadline {
            cancelled: Arc::default(),
            insists: true,
            ..self.clone()
        }
    }

    /// The same limits for work that this flag ends, and Ctrl-C only by way of it.
    pub fn interrupted_by(&self, cancelled: Arc<AtomicBool>) -> Deadline {
        Deadline {
            cancelled,
            ..self.clone()
        }
    }

    /// Whether a broker that seems to be down is waited for nevertheless, since it may be replaced.
    pub fn insists(&self) -> bool {
        self.insists
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn passed(&self) -> KafkaError {
        KafkaError::new(ErrorCode::TIMED_OUT, self.passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wait_that_the_deadline_shortened_is_said_to_be_cut() {
        let [second, ten] = [1, 10].map(Duration::from_secs);
        let of = |whole| Deadline::new(Arc::new(SystemClock), ten, whole, Arc::default());
        assert!(of(Some(second)).cut(second).contains("--deadline"));
        assert_eq!(of(Some(second)).cut(ten), "");
        assert_eq!(of(None).cut(second), "");
    }
}
