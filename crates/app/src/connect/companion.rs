//! Programs of our own that stand beside `pivot` and do the heavy trades: found, handed a document on standard input, followed by their lines.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// So much is kept of what a companion says of its faults, in bytes.
const KEPT: u64 = 64 * 1024;

/// The companion of a name: what a variable names, else the program beside this one; an error is where it was looked for.
pub(super) fn find(name: &str, variable: &str) -> Result<PathBuf, PathBuf> {
    let named = env::var_os(variable)
        .filter(|name| !name.is_empty())
        .map(PathBuf::from);
    let here = env::current_exe().ok();
    let beside = here.as_deref().and_then(Path::parent);
    find_in(name, named, beside)
}

pub(super) fn find_in(name: &str, named: Option<PathBuf>, beside: Option<&Path>) -> Result<PathBuf, PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let looked = named.unwrap_or_else(|| beside.unwrap_or(Path::new("")).join(name));
    if looked.is_file() { Ok(looked) } else { Err(looked) }
}

/// A companion that was started.
pub(super) struct Talk {
    /// The program.
    pub(super) running: Running,
    /// Its lines as they come.
    pub(super) lines: Receiver<Result<String, String>>,
    /// The beginning of what it says of its faults.
    pub(super) said: thread::JoinHandle<String>,
}

/// Starts a companion and hands it a document; a line of it has at most `longest` bytes. The error says why it cannot be started.
pub(super) fn start(program: &Path, document: &Value, longest: usize) -> Result<Talk, String> {
    let child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| format!("{} ({why})", program.display()))?;
    let mut running = Running { child, ended: false };
    let said = collect(running.child.stderr.take());
    let lines = follow(running.child.stdout.take(), longest);
    // One that does not read it says why by itself.
    if let Some(mut to) = running.child.stdin.take() {
        let _ = to.write_all(document.to_string().as_bytes());
    }
    Ok(Talk { running, lines, said })
}

/// A program that ends when nobody holds it any more.
pub(super) struct Running {
    child: Child,
    ended: bool,
}

impl Running {
    /// Its exit status; `None` where a signal ended it.
    pub(super) fn wait(&mut self, patience: Duration) -> Result<Option<i32>, String> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    self.ended = true;
                    return Ok(status.code());
                }
                Ok(None) => thread::sleep(Duration::from_millis(5)),
                Err(why) => return Err(why.to_string()),
            }
        }
        Err("it does not end".into())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Sends the lines of a stream on, each at most `longest` bytes.
fn follow(stream: Option<impl Read + Send + 'static>, longest: usize) -> Receiver<Result<String, String>> {
    let (to, lines) = sync_channel(16);
    if let Some(stream) = stream {
        thread::spawn(move || follow_to(BufReader::new(stream), &to, longest));
    }
    lines
}

fn follow_to(mut stream: impl BufRead, to: &SyncSender<Result<String, String>>, longest: usize) {
    loop {
        let mut line = Vec::new();
        let read = (&mut stream).take(longest as u64).read_until(b'\n', &mut line);
        let sent = match read {
            Ok(0) => return,
            Ok(_) if line.len() == longest => Err(format!("it said a line of more than {longest} bytes")),
            Ok(_) => Ok(String::from_utf8_lossy(&line).trim().to_owned()),
            Err(why) => Err(why.to_string()),
        };
        let over = sent.is_err();
        if to.send(sent).is_err() || over {
            return;
        }
    }
}

/// Gathers the beginning of a stream; what comes after it is thrown away.
fn collect(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        if let Some(mut stream) = stream {
            let _ = (&mut stream).take(KEPT).read_to_end(&mut kept);
            let _ = io::copy(&mut stream, &mut io::sink());
        }
        String::from_utf8_lossy(&kept).into_owned()
    })
}
