//! Other programs, for no longer than they may take.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getpgid, kill_process_group};
use wait_timeout::ChildExt;

use crate::clock::{Clock, SystemClock};

/// Runs a program to its end, in a process group of its own, and collects what it writes to the streams that are
/// piped. `None` where it, or what it has started there, is not done in time, and was ended for it.
///
/// # Errors
/// It cannot be run, or not be read.
pub fn run_alone(command: &mut Command, time: Duration) -> io::Result<Option<Output>> {
    run(command.process_group(0), time)
}

/// The same, but in koffset's own process group, where it may ask at the terminal. What it has started there is
/// not ended.
pub fn run(command: &mut Command, time: Duration) -> io::Result<Option<Output>> {
    let mut child = command.spawn()?;
    let end = SystemClock.instant() + time;
    let output = collect(&mut child, end);
    if !matches!(output, Ok(Some(_))) {
        end_group(&mut child)?;
        child.wait()?;
    }
    output
}

fn collect(child: &mut Child, end: Instant) -> io::Result<Option<Output>> {
    let stdout = read(child.stdout.take());
    let stderr = read(child.stderr.take());
    let left = || end.saturating_duration_since(SystemClock.instant());
    // Before the end is waited for: until then nobody else can have the process's number.
    let Ok(stdout) = stdout.recv_timeout(left()) else {
        return Ok(None);
    };
    let Ok(stderr) = stderr.recv_timeout(left()) else {
        return Ok(None);
    };
    let (stdout, stderr) = (stdout?, stderr?);
    let status = child.wait_timeout(left())?;
    Ok(status.map(|status| Output {
        status,
        stdout,
        stderr,
    }))
}

/// Reads a stream to its end on a thread of its own, since nothing else bounds the time that this takes.
fn read(stream: Option<impl Read + Send + 'static>) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, text) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = stream.map_or(Ok(0), |mut stream| stream.read_to_end(&mut text));
        // Nobody listens any more once it has taken too long.
        let _ = sender.send(read.map(|_| text));
    });
    text
}

/// Ends a child that has not been waited for, and its process group where it leads one.
fn end_group(child: &mut Child) -> io::Result<()> {
    let pid = Pid::from_child(child);
    if getpgid(Some(pid)) == Ok(pid) {
        Ok(kill_process_group(pid, Signal::KILL)?)
    } else {
        child.kill()
    }
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    fn shell(line: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).stdin(Stdio::null());
        shell.stdout(Stdio::piped()).stderr(Stdio::piped());
        shell
    }

    #[test]
    fn what_ends_in_time_gives_what_it_wrote() {
        let minute = Duration::from_secs(60);
        for run in [run, run_alone] {
            let ended = run(&mut shell("echo a; echo b >&2; exit 3"), minute);
            let ended = ended.unwrap().unwrap();
            assert_eq!((ended.stdout, ended.stderr), (b"a\n".into(), b"b\n".into()));
            assert_eq!(ended.status.code(), Some(3));
        }
    }

    #[test]
    fn what_does_not_end_in_time_is_ended_with_all_that_it_has_started() {
        let folder = tempfile::tempdir().unwrap();
        let started = folder.path().join("started");
        let line = format!("sleep 600 & echo $! > {}; wait", started.display());
        for line in [&line, &format!("exec >&- 2>&-; {line}")] {
            let ended = run_alone(&mut shell(line), Duration::from_millis(500));
            assert!(ended.unwrap().is_none(), "{line}");
            let sleeper = std::fs::read_to_string(&started).unwrap();
            let state = format!("/proc/{}/stat", sleeper.trim());
            let is_over = || match std::fs::read_to_string(&state) {
                Ok(stat) => stat.contains(") Z "),
                Err(_) => true,
            };
            let end = SystemClock.instant() + Duration::from_secs(30);
            while !is_over() {
                assert!(SystemClock.instant() < end, "{sleeper} is still there");
                thread::yield_now();
            }
        }
    }
}
