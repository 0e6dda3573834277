use std::fs::{self, File};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::koffset::{Run, command};
use super::scene::Scene;
use super::wait;

/// koffset at work. It is killed where the test does not wait for its end.
pub struct Running<'s> {
    scene: &'s Scene,
    process: Child,
    files: tempfile::TempDir,
}

impl<'s> Running<'s> {
    pub fn start(scene: &'s Scene, args: &[String]) -> Self {
        let files = tempfile::tempdir().unwrap();
        let stream = |name| File::create(files.path().join(name)).unwrap();
        let process = command()
            .args(args)
            .stdin(Stdio::null())
            .stdout(stream("stdout"))
            .stderr(stream("stderr"))
            .spawn()
            .unwrap();
        Running {
            scene,
            process,
            files,
        }
    }

    /// Sends a signal, such as `INT` for Ctrl-C.
    pub fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.args([format!("-{name}"), self.process.id().to_string()]);
        assert!(kill.status().unwrap().success(), "{kill:?}");
    }

    /// Waits until stderr holds this.
    pub fn await_says(&self, message: &str) {
        wait::until(
            message,
            || self.text("stderr"),
            |said| said.contains(message),
        );
    }

    /// Waits for the end.
    ///
    /// # Panics
    /// Where it does not come within the time of a wait.
    pub fn ends(mut self) -> Run {
        let status = self.await_end();
        self.scene.told(Run {
            status: status.code().unwrap_or(-1),
            stdout: self.text("stdout"),
            stderr: self.text("stderr"),
        })
    }

    fn await_end(&mut self) -> ExitStatus {
        let process = &mut self.process;
        let ended = wait::until(
            "the end of koffset",
            || process.try_wait().unwrap(),
            Option::is_some,
        );
        ended.unwrap()
    }

    fn text(&self, stream: &str) -> String {
        fs::read_to_string(self.files.path().join(stream)).unwrap()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // Without effect on a process that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
