use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::WatchArgs;
use super::browse::{Browse, Leave};
use crate::commands::Session;
use crate::commands::session::hidden_commits;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::Reading;
use crate::observe::{Observer, Silent, Start, Turn, read_watched};
use crate::ui::{Key, Screen};
use crate::watch::Watched;

/// How long a key, a reading or a signal may go unnoticed.
const TICK: Duration = Duration::from_millis(50);

/// How often times that pass by themselves are drawn anew.
const REDRAW: Duration = Duration::from_secs(1);

/// Shows all on a screen until somebody leaves it, or the time is over. The cluster is read by another thread,
/// so that keys do not wait for it.
///
/// # Errors
/// As the first reading, or the terminal has gone.
pub(super) fn on_screen(args: &WatchArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let view = args.view.view()?;
    let began = session.begin();
    let start = Start::new(began);
    let watched = Watched::begin(read_watched(
        &view,
        Turn::First,
        &start,
        session.observer(),
    )?);
    let sees_part = args.view.topics.is_empty();
    let hidden = sees_part.then(|| hidden_commits(session)).flatten();
    let stop = Arc::new(AtomicBool::new(false));
    let (cluster, deadline) = (
        session.cluster,
        session.deadline.interrupted_by(Arc::clone(&stop)),
    );
    let (orders, ordered) = channel();
    let (answers, answered) = channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            let observer = Observer {
                cluster,
                deadline: &deadline,
                notices: &Silent,
            };
            let reading = || read_watched(&view, Turn::Later, &start, observer);
            read_on_demand(reading, &ordered, &answers);
        });
        let mut looking = Looking {
            args,
            watched,
            browse: Browse::hiding(hidden),
            orders,
            answered,
            began,
            is_under_way: false,
        };
        let ended = looking.on(session);
        stop.store(true, Ordering::SeqCst);
        ended
    })
}

/// Reads once for each order, until nobody gives any more.
fn read_on_demand(
    reading: impl Fn() -> Result<Reading, Error>,
    ordered: &Receiver<()>,
    answers: &Sender<Result<Reading, Error>>,
) {
    while ordered.recv().is_ok() {
        if answers.send(reading()).is_err() {
            return;
        }
    }
}

/// Somebody who looks at a screen.
struct Looking<'a> {
    args: &'a WatchArgs,
    watched: Watched,
    browse: Browse,
    orders: Sender<()>,
    answered: Receiver<Result<Reading, Error>>,
    /// When the last reading began.
    began: Instant,
    is_under_way: bool,
}

impl Looking<'_> {
    fn on(&mut self, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
        let mut screen = session.ui.screen()?;
        let left = self.until_left(&mut screen, session);
        let is_gone = screen.is_gone();
        drop(screen);
        match left {
            Ok(Some(Leave::Quit)) => Ok(ExitStatus::Done),
            Ok(Some(Leave::Interrupted)) => Ok(ExitStatus::Interrupted),
            Ok(None) => self.args.ended(&self.watched, session),
            Err(_) if is_gone => Ok(ExitStatus::Interrupted),
            Err(error) => Err(error),
        }
    }

    /// `None` where the time is over, or a signal says so.
    fn until_left(
        &mut self,
        screen: &mut Screen,
        session: &Session<'_>,
    ) -> Result<Option<Leave>, Error> {
        let mut drawn: Option<Instant> = None;
        while session.deadline.check().is_ok() {
            if self.receive()? {
                drawn = None;
            }
            self.order(session);
            let is_old = |drawn: Instant| session.begin() - drawn >= REDRAW;
            if drawn.is_none_or(is_old) {
                self.draw(screen, session)?;
                drawn = Some(session.begin());
            }
            if let Some(key) = screen.key(TICK)? {
                drawn = None;
                if let Some(leave) = self.press(key) {
                    return Ok(Some(leave));
                }
            }
        }
        Ok(None)
    }

    fn press(&mut self, key: Key) -> Option<Leave> {
        let was_paused = self.browse.is_paused;
        let leave = self.browse.press(key, &self.watched);
        if was_paused && !self.browse.is_paused {
            self.watched.interrupt();
        }
        leave
    }

    /// Takes what was read meanwhile. Tells whether there is something new.
    fn receive(&mut self) -> Result<bool, Error> {
        let reading = match self.answered.try_recv() {
            Ok(reading) => reading,
            Err(TryRecvError::Empty) => return Ok(false),
            Err(TryRecvError::Disconnected) => {
                return Err(Error::failed("the thread that reads the cluster has ended"));
            }
        };
        self.is_under_way = false;
        match reading {
            Ok(reading) => drop(self.watched.take(reading)),
            Err(error) => drop(self.watched.fail(error.to_string())),
        }
        Ok(true)
    }

    /// Asks for the next reading where it is time.
    fn order(&mut self, session: &Session<'_>) {
        let passed = session.begin().saturating_duration_since(self.began);
        if self.is_under_way || self.browse.is_paused || passed < self.args.interval {
            return;
        }
        self.began = session.begin();
        // A thread that has ended is told of where its answer is missed.
        self.is_under_way = self.orders.send(()).is_ok();
    }

    fn draw(&self, screen: &mut Screen, session: &Session<'_>) -> Result<(), Error> {
        let now = session.deadline.clock().now();
        let picture = self.browse.picture(&self.watched, self.args.interval, now);
        screen.show(&picture)
    }
}
