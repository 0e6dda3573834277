//! A TCP proxy in front of a broker, which holds, loses or cuts single requests by their api key.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// The longest that a test waits for a request to arrive.
const LIMIT: Duration = Duration::from_secs(30);

/// What a request asks for, by its api key in Kafka's protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    ListOffsets = 2,
    OffsetCommit = 8,
    OffsetFetch = 9,
    OffsetDelete = 47,
}

/// Which of the requests of an api.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first is 1; counted from when the fault was asked for.
    Nth(usize),
    Every,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It waits in the proxy, and with it all that its connection sends afterwards.
    HoldRequest,
    /// The broker gets it, and its answer waits in the proxy.
    HoldAnswer,
    /// Its connection ends, and the broker never sees it.
    CutBefore,
    /// The broker answers it, and the connection ends before the answer has passed.
    CutAfter,
}

#[derive(Default)]
struct State {
    /// The api keys of all requests, in the order of their arrival.
    requests: Vec<i16>,
    rules: Vec<Rule>,
    /// The number of the last rule.
    last: usize,
}

struct Rule {
    number: usize,
    api: Api,
    which: Which,
    fault: Fault,
    /// Requests of the api so far.
    seen: usize,
    /// How often the fault has happened.
    happened: usize,
    released: bool,
}

#[derive(Default)]
struct Shared {
    upstream: OnceLock<SocketAddr>,
    state: Mutex<State>,
    changed: Condvar,
}

/// The proxy, which serves until the process ends.
pub struct Proxy {
    shared: Arc<Shared>,
    port: u16,
}

/// A fault that was asked for.
pub struct Trap<'p> {
    shared: &'p Shared,
    number: usize,
}

impl Proxy {
    /// Listens on a free port. Connections wait until [`Proxy::forward_to`] was called.
    pub fn listen() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::<Shared>::default();
        let serving = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let serving = serving.clone();
                // A connection that fails is the client's to notice.
                thread::spawn(move || serving.connect(client));
            }
        });
        Ok(Proxy { shared, port })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn forward_to(&self, upstream: SocketAddr) {
        self.shared.upstream.set(upstream).unwrap();
    }

    /// Asks for a fault. The first of several that fit a request happens to it.
    pub fn at(&self, which: Which, api: Api, fault: Fault) -> Trap<'_> {
        let mut state = self.shared.state();
        state.last += 1;
        let number = state.last;
        state.rules.push(Rule {
            number,
            api,
            which,
            fault,
            seen: 0,
            happened: 0,
            released: false,
        });
        Trap {
            shared: &self.shared,
            number,
        }
    }

    /// How many requests of the api have come since [`Proxy::forget`].
    pub fn count(&self, api: Api) -> usize {
        let state = self.shared.state();
        let same = |key: &&i16| **key == api as i16;
        state.requests.iter().filter(same).count()
    }

    /// Lets everything pass that is held, asks for no fault any more, and counts from zero.
    pub fn forget(&self) {
        let mut state = self.shared.state();
        state.requests.clear();
        state.rules.clear();
        self.shared.changed.notify_all();
    }
}

impl Trap<'_> {
    /// Waits until the fault has happened; a held answer has arrived by then.
    ///
    /// # Panics
    /// After 30 seconds.
    pub fn await_happened(&self) {
        let waiting = |state: &mut State| state.rule(self.number).is_none_or(|r| r.happened == 0);
        let state = self.shared.state();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, LIMIT, waiting);
        let (mut state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        let rule = state.rule(self.number).map(|rule| (rule.fault, rule.api));
        assert!(!timeout.timed_out(), "waited in vain for {rule:?}");
    }

    /// How often the fault has happened.
    pub fn happened(&self) -> usize {
        let mut state = self.shared.state();
        state.rule(self.number).map_or(0, |rule| rule.happened)
    }

    /// Lets pass what is held.
    pub fn release(&self) {
        if let Some(rule) = self.shared.state().rule(self.number) {
            rule.released = true;
        }
        self.shared.changed.notify_all();
    }
}

impl State {
    fn rule(&mut self, number: usize) -> Option<&mut Rule> {
        self.rules.iter_mut().find(|rule| rule.number == number)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request and tells which fault, by the number of its rule, is to happen to it.
    fn arrived(&self, key: i16) -> Option<(usize, Fault)> {
        let mut state = self.state();
        state.requests.push(key);
        let mut chosen = None;
        for rule in state.rules.iter_mut().filter(|rule| rule.api as i16 == key) {
            rule.seen += 1;
            if rule.which == Which::Every || rule.which == Which::Nth(rule.seen) {
                chosen = chosen.or(Some((rule.number, rule.fault)));
            }
        }
        chosen
    }

    fn happens(&self, number: usize) {
        if let Some(rule) = self.state().rule(number) {
            rule.happened += 1;
        }
        self.changed.notify_all();
    }

    /// Waits until the rule is released or forgotten.
    fn hold(&self, number: usize) {
        self.happens(number);
        let held = |state: &mut State| state.rule(number).is_some_and(|rule| !rule.released);
        let waited = self.changed.wait_while(self.state(), held);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn connect(self: Arc<Self>, client: TcpStream) -> io::Result<()> {
        let upstream = TcpStream::connect(self.upstream.wait())?;
        client.set_nodelay(true)?;
        upstream.set_nodelay(true)?;
        let awaited = Arc::<Awaited>::default();
        let (requests, answers) = (
            (client.try_clone()?, upstream.try_clone()?),
            (upstream, client),
        );
        let (sending, expected) = (self.clone(), awaited.clone());
        thread::spawn(move || sending.forward_requests(requests, &expected));
        self.forward_answers(answers, &awaited);
        Ok(())
    }

    fn forward_requests(&self, (mut client, mut upstream): (TcpStream, TcpStream), on: &Awaited) {
        while let Ok(request) = read_frame(&mut client) {
            match self.arrived(i16::from_be_bytes([request[4], request[5]])) {
                Some((number, Fault::HoldRequest)) => self.hold(number),
                Some((number, Fault::CutBefore)) => {
                    let _ = client.shutdown(Shutdown::Both);
                    self.happens(number);
                    break;
                }
                Some(fault) => drop(on.faults().insert(request[8..12].to_vec(), fault)),
                None => {}
            }
            if upstream.write_all(&request).is_err() {
                break;
            }
        }
        // What was sent is still answered, so that the broker has no reason to drop it.
        let _ = upstream.shutdown(Shutdown::Write);
    }

    fn forward_answers(&self, (mut upstream, mut client): (TcpStream, TcpStream), on: &Awaited) {
        while let Ok(answer) = read_frame(&mut upstream) {
            let fault = on.faults().remove(&answer[4..8]);
            match fault {
                Some((number, Fault::CutAfter)) => {
                    let _ = client.shutdown(Shutdown::Both);
                    self.happens(number);
                }
                Some((number, _)) => self.hold(number),
                None => {}
            }
            // A client that has gone misses its answers; the broker does what was asked all the same.
            let _ = client.write_all(&answer);
        }
        let _ = client.shutdown(Shutdown::Both);
    }
}

/// The requests of a connection to whose answers something is to happen, by their correlation ids.
#[derive(Default)]
struct Awaited(Mutex<HashMap<Vec<u8>, (usize, Fault)>>);

impl Awaited {
    fn faults(&self) -> MutexGuard<'_, HashMap<Vec<u8>, (usize, Fault)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a request or an answer: its size in four bytes, and so many more.
fn read_frame(from: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut size = [0; 4];
    from.read_exact(&mut size)?;
    let length = usize::try_from(i32::from_be_bytes(size)).map_err(io::Error::other)?;
    let mut frame = size.to_vec();
    frame.resize(4 + length, 0);
    from.read_exact(&mut frame[4..])?;
    Ok(frame)
}
