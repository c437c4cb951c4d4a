//! One worker, as the run sees it: a process with a pipe in and a pipe out.

use std::io::{BufReader, BufWriter, Read};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::run::Fatal;
use crate::run::workers::COMMAND;
use crate::run::workers::ending::{Ending, Lost};
use crate::run::workers::message::{Reply, Request, SETUP, Setup};
use crate::run::workers::wire::{self, Parts};

/// How much of what a worker says is kept: its last words.
const KEPT: usize = 4096;

/// The least time that a worker has to load fonts and templates, whatever a report may take.
// A test of a program that never answers need not sit it out.
const LOADING: Duration = if cfg!(test) { Duration::from_secs(2) } else { Duration::from_mins(1) };

/// Memory is taken as it is needed, since the allocator's habit of taking a gigabyte at once would count
/// against the limit, and given back 20 milliseconds after it was used and not a second.
const ALLOCATOR: [(&str, &str); 2] =
    [("MIMALLOC_ARENA_EAGER_COMMIT", "0"), ("MIMALLOC_PURGE_DELAY", "20")];

/// A worker. Dropped, its process is ended.
#[derive(Debug)]
pub(in crate::run) struct Worker {
    child: Child,
    requests: Sender<Parts>,
    answers: Receiver<Parts>,
    said: Option<JoinHandle<String>>,
    ready: bool,
    number: u64,
}

impl Worker {
    /// Starts the program as a worker and sends it what all reports share; does not wait.
    pub(super) fn start(program: &Path, setup: &Setup) -> Result<Self, Fatal> {
        let fault = |error: std::io::Error| {
            Fatal::Worker(format!(
                "reports are made in processes of their own, and none can be started from {}: {error}",
                program.display()
            ))
        };
        let mut child = command(program).spawn().map_err(fault)?;
        let (Some(input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(fault(std::io::Error::other("it has no pipes")));
        };
        let (requests, to_write) = channel();
        let (answered, answers) = channel();
        thread::Builder::new()
            .spawn(move || talk(input, output, &to_write, &answered))
            .map_err(fault)?;
        let said = thread::Builder::new().spawn(move || last_words(errors)).map_err(fault)?;
        let worker =
            Self { child, requests, answers, said: Some(said), ready: false, number: SETUP };
        // A worker that is gone already is noticed when it is waited for.
        let _gone = worker.requests.send(setup.encode());
        Ok(worker)
    }

    /// Waits until the worker has loaded everything.
    pub(super) fn ready(&mut self, deadline: Duration) -> Result<(), Fatal> {
        if self.ready {
            return Ok(());
        }
        match self.answer(deadline.max(LOADING)) {
            Ok(Reply::Ready) => {
                self.ready = true;
                Ok(())
            }
            Ok(Reply::Failed(why)) => Err(Fatal::Templates(why)),
            Ok(_) => Err(Fatal::Worker("the worker is not one of this program".to_owned())),
            Err(lost) => {
                let said = self.stop();
                Err(Fatal::Worker(match lost {
                    Lost::TooLate => "a worker did not load its templates in time".to_owned(),
                    Lost::Gone => format!(
                        "a worker ended before it was ready; more --max-memory may help: {}",
                        said.1.trim()
                    ),
                }))
            }
        }
    }

    /// Asks for something and waits for it, not longer than the deadline.
    pub(super) fn ask(&mut self, request: Request, deadline: Duration) -> Result<Reply, Lost> {
        self.number += 1;
        self.requests.send(request.encode(self.number)).map_err(|_| Lost::Gone)?;
        self.answer(deadline)
    }

    fn answer(&self, deadline: Duration) -> Result<Reply, Lost> {
        let parts = self.answers.recv_timeout(deadline).map_err(|error| match error {
            RecvTimeoutError::Timeout => Lost::TooLate,
            RecvTimeoutError::Disconnected => Lost::Gone,
        })?;
        match Reply::decode(parts) {
            Ok((number, reply)) if number == self.number => Ok(reply),
            _ => Err(Lost::Gone),
        }
    }

    /// Ends a worker that was lost, and tells how it ended.
    pub(super) fn end(mut self, lost: Lost) -> Ending {
        let (status, said) = self.stop();
        Ending::of(lost, status, &said)
    }

    fn stop(&mut self) -> (Option<std::process::ExitStatus>, String) {
        // One that has ended keeps the status it ended with.
        let _ended = self.child.kill();
        let status = self.child.wait().ok();
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        (status, said)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A report depends on nothing of where it is made. Other systems need some variables to start.
    #[cfg(unix)]
    command.env_clear();
    command.envs(ALLOCATOR);
    command
}

/// Writes requests and reads answers, one for one, until either side is gone.
fn talk(
    input: ChildStdin,
    output: ChildStdout,
    requests: &Receiver<Parts>,
    answers: &Sender<Parts>,
) {
    let mut input = BufWriter::new(input);
    let mut output = BufReader::new(output);
    while let Ok(parts) = requests.recv() {
        if wire::write(&mut input, &parts).is_err() {
            break;
        }
        let Ok(Some(answer)) = wire::read(&mut output) else { break };
        if answers.send(answer).is_err() {
            break;
        }
    }
}

/// The end of what a worker said on standard error.
fn last_words(mut errors: impl Read) -> String {
    let mut said: Vec<u8> = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(read) = errors.read(&mut piece) {
        if read == 0 {
            break;
        }
        said.extend(piece.iter().take(read));
        let over = said.len().saturating_sub(KEPT);
        said.drain(..over);
    }
    String::from_utf8_lossy(&said).into_owned()
}
