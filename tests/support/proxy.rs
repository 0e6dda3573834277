//! A loopback proxy between koffset and a broker that spoils the exchange at a chosen request.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::wait;

/// The api keys of Kafka's protocol that a change is made of.
pub const FETCH: i16 = 1;
pub const LIST_OFFSETS: i16 = 2;
pub const OFFSET_COMMIT: i16 = 8;
pub const OFFSET_FETCH: i16 = 9;
pub const FIND_COORDINATOR: i16 = 10;
pub const DELETE_GROUPS: i16 = 42;
pub const OFFSET_DELETE: i16 = 47;

/// A broker's answer to what is for another one.
const NOT_COORDINATOR: i16 = 16;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing does, and the next one has its turn.
    Pass,
    /// It waits until [`Proxy::release`], and then goes on to the broker.
    Hold,
    /// It never reaches the broker, and its connection is cut.
    CutBefore,
    /// Its connection is cut, and it goes on to the broker at [`Proxy::release`].
    CutAndHold,
    /// The broker does it, and the connection is cut in the place of the answer.
    CutAnswer,
    /// The broker does it, and the answer never comes.
    LoseAnswer,
    /// The broker does it, and the answer waits until [`Proxy::release`].
    HoldAnswer,
    /// The broker does it, and the answer to an `OffsetFetch` of version 8 or 9 says that it was the wrong broker.
    DenyCoordinator,
}

/// Passes everything on but what it was told to spoil.
pub struct Proxy {
    port: u16,
    listener: Option<TcpListener>,
    plan: Arc<Mutex<Plan>>,
}

#[derive(Default)]
struct Plan {
    /// By api key.
    rules: BTreeMap<i16, Rule>,
    /// Opens for what is held.
    gate: Arc<AtomicBool>,
    /// All requests, by api key.
    seen: BTreeMap<i16, usize>,
}

/// A request that is spoilt.
struct Spoilt {
    api: i16,
    fault: Fault,
    gate: Arc<AtomicBool>,
}

#[derive(Default)]
struct Rule {
    /// What becomes of the next requests.
    script: VecDeque<Fault>,
    /// What becomes of those after them.
    then: Option<Fault>,
    met: usize,
}

impl Proxy {
    /// Takes a free port; connections wait until [`Proxy::serve`].
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Proxy {
            port: listener.local_addr().unwrap().port(),
            listener: Some(listener),
            plan: Arc::default(),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Passes connections on to this address from here on.
    pub fn serve(&mut self, upstream: &str) {
        let (listener, upstream) = (self.listener.take().unwrap(), upstream.to_owned());
        let plan = Arc::clone(&self.plan);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                match TcpStream::connect(&upstream) {
                    Ok(broker) => join(client, broker, &plan),
                    Err(_) => drop(client.shutdown(Shutdown::Both)),
                }
            }
        });
    }

    /// Spoils the next requests with this api key, each in its own way.
    pub fn spoil(&self, api: i16, script: &[Fault]) {
        self.set(api, script.to_vec().into(), None);
    }

    /// Spoils every request with this api key until [`Proxy::behave`].
    pub fn spoil_all(&self, api: i16, fault: Fault) {
        self.set(api, VecDeque::new(), Some(fault));
    }

    /// Lets so many requests with this api key pass, and spoils every other until [`Proxy::behave`].
    pub fn spoil_after(&self, api: i16, passed: usize, fault: Fault) {
        self.set(api, vec![Fault::Pass; passed].into(), Some(fault));
    }

    fn set(&self, api: i16, script: VecDeque<Fault>, then: Option<Fault>) {
        let mut plan = lock(&self.plan);
        let holds = [Fault::Hold, Fault::CutAndHold, Fault::HoldAnswer];
        if script.iter().any(|fault| holds.contains(fault)) {
            plan.gate = Arc::default();
        }
        let rule = Rule {
            script,
            then,
            met: 0,
        };
        plan.rules.insert(api, rule);
    }

    /// Waits until so many requests with this api key have been spoilt; of held answers, until they are there.
    pub fn await_met(&self, api: i16, count: usize) {
        wait::until("the request", || self.met(api), |met| *met >= count);
    }

    /// How many requests with this api key have been spoilt.
    pub fn met(&self, api: i16) -> usize {
        lock(&self.plan).rules[&api].met
    }

    /// How many requests with this api key have come since the start or [`Proxy::behave`].
    pub fn count(&self, api: i16) -> usize {
        lock(&self.plan).seen.get(&api).copied().unwrap_or_default()
    }

    /// Lets go of what is held.
    pub fn release(&self) {
        lock(&self.plan).gate.store(true, Ordering::SeqCst);
    }

    /// Passes everything on again.
    pub fn behave(&self) {
        self.release();
        *lock(&self.plan) = Plan::default();
    }
}

impl Plan {
    /// What becomes of a request that has arrived.
    fn meets(&mut self, api: i16) -> Option<Spoilt> {
        *self.seen.entry(api).or_default() += 1;
        let rule = self.rules.get_mut(&api)?;
        let fault = rule.script.pop_front().or(rule.then)?;
        if !matches!(fault, Fault::Pass | Fault::HoldAnswer) {
            rule.met += 1;
        }
        let gate = Arc::clone(&self.gate);
        Some(Spoilt { api, fault, gate })
    }

    fn answer_came(&mut self, api: i16) {
        if let Some(rule) = self.rules.get_mut(&api) {
            rule.met += 1;
        }
    }
}

impl Spoilt {
    fn await_release(&self) {
        let open = || self.gate.load(Ordering::SeqCst);
        wait::until("a release", open, |open| *open);
    }
}

fn lock(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The requests of one connection whose answers are spoilt, by their correlation ids.
type Answers = Mutex<BTreeMap<[u8; 4], Spoilt>>;

/// Carries requests one way and answers the other, each on a thread.
fn join(client: TcpStream, broker: TcpStream, plan: &Arc<Mutex<Plan>>) {
    let spoilt = Arc::<Answers>::default();
    let (from, to) = (client.try_clone().unwrap(), broker.try_clone().unwrap());
    let (plans, noted) = (Arc::clone(plan), Arc::clone(&spoilt));
    thread::spawn(move || match carry_requests(&from, &to, &plans, &noted) {
        Ok(()) => close(&from, &to),
        // The client has gone. What it sent is still done and answered, and then the broker goes too.
        Err(_) => drop(to.shutdown(Shutdown::Write)),
    });
    let plan = Arc::clone(plan);
    thread::spawn(move || {
        let _ = carry_answers(&broker, &client, &plan, &spoilt);
        close(&broker, &client);
    });
}

fn close(one: &TcpStream, other: &TcpStream) {
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}

/// Ends where the connection is to be cut. A request begins with its api key and version, two bytes each,
/// and its correlation id, four.
fn carry_requests(
    mut client: &TcpStream,
    mut broker: &TcpStream,
    plan: &Mutex<Plan>,
    spoilt: &Answers,
) -> io::Result<()> {
    loop {
        let frame = frame(&mut client)?;
        let api = i16::from_be_bytes([frame[4], frame[5]]);
        let id = [frame[8], frame[9], frame[10], frame[11]];
        let met = lock(plan).meets(api);
        if let Some(met) = met {
            match met.fault {
                Fault::Pass => {}
                Fault::Hold => met.await_release(),
                Fault::CutBefore => return Ok(()),
                Fault::CutAndHold => {
                    let _ = client.shutdown(Shutdown::Both);
                    met.await_release();
                }
                Fault::CutAnswer
                | Fault::LoseAnswer
                | Fault::HoldAnswer
                | Fault::DenyCoordinator => {
                    spoilt.lock().unwrap().insert(id, met);
                }
            }
        }
        broker.write_all(&frame)?;
    }
}

/// An answer begins with the correlation id of its request.
fn carry_answers(
    mut broker: &TcpStream,
    mut client: &TcpStream,
    plan: &Mutex<Plan>,
    spoilt: &Answers,
) -> io::Result<()> {
    loop {
        let mut frame = frame(&mut broker)?;
        let id = [frame[4], frame[5], frame[6], frame[7]];
        let met = spoilt.lock().unwrap().remove(&id);
        match met.as_ref().map(|met| (met, met.fault)) {
            Some((_, Fault::CutAnswer)) => return Ok(()),
            Some((_, Fault::LoseAnswer)) => continue,
            Some((met, Fault::HoldAnswer)) => {
                lock(plan).answer_came(met.api);
                met.await_release();
            }
            Some((_, Fault::DenyCoordinator)) => deny_coordinator(&mut frame),
            _ => {}
        }
        // A client that has gone has no use for it, and the broker goes on.
        let _ = client.write_all(&frame);
    }
}

/// An answer for one group ends with its error code, of two bytes, and twice with no tagged fields.
fn deny_coordinator(frame: &mut [u8]) {
    let end = frame.len() - 2;
    frame[end - 2..end].copy_from_slice(&NOT_COORDINATOR.to_be_bytes());
}

/// Reads one message with the four bytes of its length in front.
fn frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut frame = length.to_vec();
    frame.resize(4 + usize::try_from(u32::from_be_bytes(length)).unwrap(), 0);
    from.read_exact(&mut frame[4..])?;
    Ok(frame)
}
