//! koffset on a pseudo-terminal of its own, typed at and looked at as an operator would.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::koffset::{journal, no_contexts};
use super::wait;

/// Wide enough for every table, so that no line is broken.
const SIZE: PtySize = PtySize {
    rows: 60,
    cols: 250,
    pixel_width: 0,
    pixel_height: 0,
};

pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";

/// A terminal and what runs on it.
pub struct Terminal {
    process: Process,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    /// Keeps the terminal after the child has left it.
    _slave: Box<dyn SlavePty + Send>,
    screen: Arc<Mutex<Screen>>,
    leave: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

/// Is killed where the test lets go of it.
pub struct Process(Box<dyn Child + Send + Sync>);

struct Screen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts koffset with these arguments as the terminal's foreground process.
    pub fn start(args: &[&str], environment: &[(&str, &str)]) -> Self {
        Terminal::start_wide(SIZE.cols, args, environment)
    }

    /// As [`Terminal::start`], on a terminal of so many columns.
    pub fn start_wide(columns: u16, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_koffset"));
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("KOFFSET_JOURNAL_DIR", journal());
        command.env("KOFFSET_CONFIG", no_contexts());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            command.env_remove(name);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        Terminal::of(columns, command)
    }

    /// Starts something else as the foreground process of a terminal of so many columns.
    pub fn of(columns: u16, command: CommandBuilder) -> Self {
        let size = PtySize {
            cols: columns,
            ..SIZE
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(Screen {
            parser: vt100::Parser::new(
                size.rows.try_into().unwrap(),
                size.cols.try_into().unwrap(),
                0,
            ),
            bytes: Vec::new(),
        }));
        let leave = Arc::new(AtomicBool::new(false));
        let output = pair.master.try_clone_reader().unwrap();
        let reader = watch(output, Arc::clone(&screen), Arc::clone(&leave));
        Terminal {
            process: Process(child),
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            _slave: pair.slave,
            screen,
            leave,
            reader,
        }
    }

    pub fn type_in(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Makes the terminal larger or smaller, as who drags a window's corner does.
    pub fn resize(&self, rows: u16, columns: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            ..SIZE
        };
        let mut screen = self.screen();
        let (high, wide) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        screen.parser.screen_mut().set_size(high, wide);
        self.master.resize(size).unwrap();
    }

    /// Whether the screen is one that hides what stood there before, as of a full-screen program.
    pub fn is_taken_over(&self) -> bool {
        self.screen().parser.screen().alternate_screen()
    }

    /// All lines that are on the screen.
    pub fn text(&self) -> String {
        self.screen().parser.screen().contents()
    }

    /// Everything that was ever written to the terminal, escape codes included.
    pub fn bytes(&self) -> String {
        String::from_utf8_lossy(&self.screen().bytes).into_owned()
    }

    /// Waits until the screen holds this text.
    pub fn await_text(&self, text: &str) {
        wait::until(text, || self.text(), |screen| screen.contains(text));
    }

    pub fn signal(&self, signal: Signal) {
        let id = self.process.0.process_id().unwrap();
        let pid = Pid::from_raw(id.try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Whether it goes on.
    pub fn is_running(&mut self) -> bool {
        self.process.0.try_wait().unwrap().is_none()
    }

    /// Waits for the end, and then for the terminal to be as a shell wants to find it: with a cursor, and
    /// showing what is typed.
    pub fn exit_code(&mut self) -> u32 {
        let code = self.process.exit_code();
        self.type_in("typed afterwards");
        self.await_text("typed afterwards");
        let hidden = self.screen().parser.screen().hide_cursor();
        assert!(!hidden, "the cursor is hidden: {:?}", self.bytes());
        code
    }

    /// Takes the terminal away, as a closed window or a lost connection does.
    pub fn hangs_up(self) -> Process {
        let Terminal {
            process,
            mut keyboard,
            master,
            leave,
            reader,
            ..
        } = self;
        leave.store(true, Ordering::SeqCst);
        // Its echo wakes the reader, whose side of the terminal is then closed too.
        keyboard.write_all(b"x").unwrap();
        reader.join().unwrap();
        let tty = master.tty_name().unwrap();
        // Without a character for it, a keyboard that goes does not first type Enter and Ctrl-D.
        let stty = Command::new("stty")
            .arg("-F")
            .arg(tty)
            .args(["eof", "undef"])
            .status();
        assert!(stty.unwrap().success());
        drop(keyboard);
        drop(master);
        process
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Process {
    /// Waits for the end.
    pub fn exit_code(&mut self) -> u32 {
        let child = Mutex::new(&mut self.0);
        let look = || child.lock().unwrap().try_wait().unwrap();
        let status = wait::until("its end", look, Option::is_some);
        status.unwrap().exit_code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn watch(
    mut output: Box<dyn Read + Send>,
    screen: Arc<Mutex<Screen>>,
    leave: Arc<AtomicBool>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(read @ 1..) = output.read(&mut part) {
            let mut screen = screen.lock().unwrap_or_else(PoisonError::into_inner);
            screen.parser.process(&part[..read]);
            screen.bytes.extend(&part[..read]);
            if leave.load(Ordering::SeqCst) {
                return;
            }
        }
    })
}
