//! A PDF is read in a process of its own, so that one that asks for all memory or all time ends that process and not this one.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pivot_publish::resume::reading::Reading;

use super::limits::FILE;
use crate::fault::Fault;

/// The argument by which this program reads a file at once: `pivot-typeset --read FILE`.
pub const ARGUMENT: &str = "--read";
/// How long a reading may take.
const SECONDS: u64 = 30;
/// How much memory it may take, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 2 << 30;
/// A reading has at most so many bytes as JSON.
const LONGEST: u64 = 256 << 20;

/// Reads a PDF in a process of its own, which is `program` (this one) once more.
///
/// # Errors
/// The file cannot be read, is no PDF, or asks for too much.
pub fn read(program: &Path, file: &Path) -> Result<String, Fault> {
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|why| Fault::outside(format!("{} cannot be started: {why}", program.display())))?;
    let (to, said) = channel();
    if let Some(stream) = child.stdout.take() {
        thread::spawn(move || {
            let mut text = String::new();
            let whole = stream.take(LONGEST).read_to_string(&mut text);
            let _ = to.send(whole.map(|_| text));
        });
    }
    let said = said.recv_timeout(Duration::from_secs(SECONDS));
    if said.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|why| Fault::outside(why.to_string()))?;
    match (status.code(), said) {
        (Some(0), Ok(Ok(text))) => Ok(text),
        (Some(2), Ok(Ok(text))) => Err(Fault::wrong(text.trim_end())),
        (Some(3), Ok(Ok(text))) => Err(Fault::outside(text.trim_end())),
        (_, Err(RecvTimeoutError::Timeout)) => Err(Fault::wrong(format!(
            "{} cannot be read: it takes longer than {SECONDS} seconds",
            file.display()
        ))),
        _ => Err(Fault::wrong(format!(
            "{} cannot be read: it takes more memory than a reader gives, or breaks its reader",
            file.display()
        ))),
    }
}

/// What the process of its own does: sets its limits, reads, and gives the reading as a line of JSON.
///
/// # Errors
/// As [`read`].
pub fn here(file: &OsStr) -> Result<String, Fault> {
    limit()?;
    let file = Path::new(file);
    let cannot =
        |why: &dyn std::fmt::Display| Fault::wrong(format!("{} cannot be read: {why}", file.display()));
    let kind = fs::metadata(file).map_err(|why| cannot(&why))?;
    if !kind.is_file() {
        return Err(cannot(&"it is no file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(file)
        .and_then(|open| open.take(FILE + 1).read_to_end(&mut bytes))
        .map_err(|why| cannot(&why))?;
    let reading: Reading = super::read(&bytes).map_err(|why| cannot(&why))?;
    serde_json::to_string(&reading).map_err(|why| Fault::outside(why.to_string()))
}

#[cfg(unix)]
fn limit() -> Result<(), Fault> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    for (resource, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Core, 0),
    ] {
        let now = getrlimit(resource);
        let most = Some(now.maximum.map_or(most, |maximum| maximum.min(most)));
        let new = Rlimit {
            current: most,
            maximum: most,
        };
        setrlimit(resource, new).map_err(|why| Fault::outside(format!("its limits cannot be set: {why}")))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn limit() -> Result<(), Fault> {
    Ok(())
}
