//! koffset as a process of its own: started, watched, signalled, and never waited for without a limit.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::koffset::{Run, command, secluded};
use super::{hints, schema, wait};

/// What no call of koffset in a test may need; it has hung then.
const LIMIT: Duration = Duration::from_secs(60);

/// A call of koffset, in an environment that says nothing to it but what the test does.
pub struct Call(Command);

/// A call that goes on. It is killed where the test lets go of it.
pub struct Running {
    args: Vec<OsString>,
    child: Child,
    out: Stream,
    err: Stream,
}

/// What a pipe holds on Linux, and what it gives out at a time.
const PIPE: usize = 65_536;
const PAGE: usize = 4_096;

/// Keeps a stream from being read until it is dropped.
pub struct Gate(#[expect(dead_code, reason = "its end is what counts")] mpsc::Sender<()>);

struct Gated {
    opened: mpsc::Receiver<()>,
    reader: io::PipeReader,
}

impl Read for Gated {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        // Nothing is ever sent: it ends with the gate.
        let _ = self.opened.recv();
        self.reader.read(part)
    }
}

/// What a process has written to one of its streams so far.
struct Stream {
    text: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

/// Calls koffset on a cluster and waits for its end.
pub fn koffset(bootstrap: &str, args: &[&str]) -> Run {
    Call::on(bootstrap, args).run()
}

impl Call {
    pub fn new(args: &[&str]) -> Self {
        let mut call = command();
        call.args(args);
        Call(call)
    }

    /// A call with `--bootstrap-server` before all else.
    pub fn on(bootstrap: &str, args: &[&str]) -> Self {
        let mut call = command();
        call.args(["--bootstrap-server", bootstrap]).args(args);
        Call(call)
    }

    /// A call of something else that calls koffset.
    pub fn of(command: Command) -> Self {
        Call(secluded(command))
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Starts it with no input and no terminal.
    pub fn start(mut self) -> Running {
        self.0
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self.0.spawn().unwrap();
        let out = Stream::of(child.stdout.take().unwrap());
        let err = Stream::of(child.stderr.take().unwrap());
        let args = self.0.get_args().map(OsStr::to_owned).collect();
        Running {
            args,
            child,
            out,
            err,
        }
    }

    /// Starts it with a stderr that takes so many more bytes, a page of 4,096 at most, and no more until the gate is
    /// opened.
    pub fn start_with_room(mut self, room: usize) -> (Running, Gate) {
        let (reader, mut writer) = io::pipe().unwrap();
        // Only the last page has room; what does not fit there as a whole waits.
        writer.write_all(&[b'\n'; PIPE - PAGE]).unwrap();
        writer.write_all(&vec![b'\n'; PAGE - room]).unwrap();
        self.0
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(writer);
        let mut child = self.0.spawn().unwrap();
        let (gate, opened) = mpsc::channel();
        let out = Stream::of(child.stdout.take().unwrap());
        let err = Stream::of(Gated { opened, reader });
        let args = self.0.get_args().map(OsStr::to_owned).collect();
        let running = Running {
            args,
            child,
            out,
            err,
        };
        (running, Gate(gate))
    }

    pub fn run(self) -> Run {
        self.start().ended()
    }
}

impl Running {
    /// Waits until stderr holds this text.
    pub fn await_err(&self, text: &str) {
        wait::until(text, || self.err.so_far(), |err| err.contains(text));
    }

    /// Waits until stdout holds this text.
    pub fn await_out(&self, text: &str) {
        wait::until(text, || self.out.so_far(), |out| out.contains(text));
    }

    /// Sends a signal to this process, and to no other.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for the end.
    ///
    /// # Panics
    /// Where it does not end within a minute.
    pub fn ended(mut self) -> Run {
        let status = end_of(&mut self.child);
        let (out, err) = (self.out.so_far(), self.err.so_far());
        let status = status.unwrap_or_else(|| panic!("does not end; so far: {out}{err}"));
        // The streams end with the process, so that their readers end too.
        wait::until("the end of its output", || self.is_read(), |read| *read);
        let stdout = self.out.so_far();
        schema::check(self.args.iter().map(OsString::as_os_str), &stdout);
        let stderr = self.err.so_far();
        hints::check(self.args.iter().map(OsString::as_os_str), &stderr);
        Run {
            status: status.code().unwrap_or(-1),
            stdout,
            stderr,
        }
    }

    fn is_read(&self) -> bool {
        self.out.reader.is_finished() && self.err.reader.is_finished()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a process ended; `None` where it does not end in time.
fn end_of(child: &mut Child) -> Option<ExitStatus> {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

impl Stream {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = pipe.read(&mut part) {
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                sink.extend(&part[..read]);
            }
        });
        Stream { text, reader }
    }

    fn so_far(&self) -> String {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text).into_owned()
    }
}
