//! Measuring this machine: its disk here, all else by the companion `pivot-train`, whose lines are of the form `pivot.bench/1`
//! (crates/train/src/bench).

use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::planning::bench::Measure;
use serde::Deserialize;
use serde_json::json;

use super::child;
use super::companion::{self, Talk};
use super::train::{Trouble, ended};

/// A line has at most so many bytes.
const LONGEST: usize = 64 * 1024;
/// How often the time is looked at.
const BEAT: Duration = Duration::from_millis(50);
/// So much is read at a time, in bytes.
const PIECE: usize = 1 << 20;

/// What the companion measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Each thing.
    pub measures: Vec<Measure>,
    /// What a device cannot do, in words.
    pub skipped: Vec<String>,
    /// Threads that computed.
    pub threads: u64,
    /// Whether the companion was built to be quick.
    pub release: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Done {
        done: bool,
        threads: u64,
        release: bool,
    },
    Skipped {
        skipped: String,
        device: String,
        number: String,
        why: String,
    },
    Measure(Measure),
}

/// Has the companion measure; `tell` hears each thing when it is done. It is stopped after `limit`.
///
/// # Errors
/// It cannot be started, refused the order (one of another version does), was stopped, or broke.
pub fn measure(
    program: &Path,
    quick: bool,
    limit: Duration,
    tell: &mut dyn FnMut(&Measure),
) -> Result<Measured, Trouble> {
    let begun = Instant::now();
    let order = json!({ "format": "pivot.bench/1", "quick": quick });
    let Talk {
        mut running,
        lines,
        said,
    } = companion::start(program, &order, LONGEST).map_err(Trouble::Start)?;
    let mut found = Measured::default();
    let mut whole = false;
    loop {
        match lines.recv_timeout(BEAT) {
            Ok(Ok(line)) => match serde_json::from_str(&line) {
                Ok(Line::Measure(measure)) => {
                    tell(&measure);
                    found.measures.push(measure);
                }
                Ok(Line::Skipped {
                    skipped,
                    device,
                    number,
                    why,
                }) => {
                    found
                        .skipped
                        .push(format!("{skipped} on the {device} in {number}: {why}"));
                }
                Ok(Line::Done {
                    done,
                    threads,
                    release,
                }) => {
                    whole = done;
                    found.threads = threads;
                    found.release = release;
                }
                Err(_) => {
                    let start = line.chars().take(80).collect::<String>();
                    return Err(Trouble::Broke(format!(
                        "it said `{start}`, which is not of `pivot.bench/1`"
                    )));
                }
            },
            Ok(Err(why)) => return Err(Trouble::Broke(why)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if begun.elapsed() > limit {
            return Err(Trouble::Stopped(format!(
                "it took longer than {} seconds",
                limit.as_secs()
            )));
        }
    }
    let status = running.wait(Duration::from_secs(10)).map_err(Trouble::Broke)?;
    let said = said.join().unwrap_or_default();
    ended(status, &said, whole.then_some(found))
}

/// Writes a file of `bytes` to the disk of `folder` and reads it, `times` times; the file has no name and goes with the program.
/// Before each time the system is asked to forget what it holds of it; `number` of the measure says whether it could be asked.
///
/// # Errors
/// What the disk says.
pub fn disk(folder: &Path, bytes: u64, times: usize) -> io::Result<Measure> {
    let mut file = tempfile::tempfile_in(folder)?;
    // Not all the same: some disks keep what is equal once.
    let mut piece = vec![0u8; PIECE];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut left = bytes;
    while left > 0 {
        for eight in piece.chunks_exact_mut(8) {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            eight.copy_from_slice(&state.to_le_bytes());
        }
        let now = left.min(PIECE as u64) as usize;
        file.write_all(&piece[..now])?;
        left -= now as u64;
    }
    file.sync_all()?;
    let mut seconds = Vec::with_capacity(times);
    let mut forgot = true;
    for _ in 0..times {
        forgot &= forget(&file, folder);
        file.rewind()?;
        let begun = Instant::now();
        let mut read = 0;
        loop {
            match file.read(&mut piece)? {
                0 => break,
                n => read += n as u64,
            }
        }
        seconds.push(begun.elapsed().as_secs_f64());
        if read != bytes {
            return Err(io::Error::other(format!("{read} bytes came back of {bytes}")));
        }
    }
    Ok(Measure {
        kind: "disk".into(),
        device: "disk".into(),
        number: if forgot { "cache dropped" } else { "from cache" }.into(),
        size: bytes,
        work: bytes,
        unit: "byte".into(),
        seconds,
    })
}

/// Asks the system to forget what it holds of a file; whether it took the wish. A file in memory cannot be forgotten.
#[cfg(target_os = "linux")]
fn forget(file: &File, folder: &Path) -> bool {
    /// `TMPFS_MAGIC` and `RAMFS_MAGIC` of Linux.
    const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];
    let in_memory = rustix::fs::statfs(folder).is_ok_and(|about| IN_MEMORY.contains(&(about.f_type as u64)));
    !in_memory && rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &File, _: &Path) -> bool {
    false
}

/// Bytes of the file that the disk is measured by: at most this, and less where the disk has little room; `None`: too little.
pub fn file_of(folder: &Path, most: u64) -> Option<u64> {
    let Some(free) = child::free_bytes(folder) else {
        return Some(most);
    };
    let bytes = most.min(free / 8);
    (bytes >= 1 << 20).then_some(bytes)
}

/// How many waited for a processor in the last minute; `None` where the system does not tell.
pub fn load() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    const LINE: &str = r#"{"kind":"matmul","device":"cpu","number":"f32","size":64,"work":524288,"unit":"flop","seconds":[0.5,0.25]}"#;

    /// Runs a shell script as the companion.
    fn run(script: &str) -> Result<Measured, Trouble> {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("pivot-train");
        fs::write(
            &program,
            format!("#!/bin/sh\nOUT='{}'\n{script}\n", dir.path().display()),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        loop {
            let result = measure(&program, true, Duration::from_secs(60), &mut |_| {});
            // Another test may be starting a program just now and hold the script open for a moment.
            if !matches!(&result, Err(Trouble::Start(why)) if why.contains("busy")) {
                return result;
            }
        }
    }

    #[test]
    fn lines_become_measures() {
        let script = format!(
            r#"cat > "$OUT/order"
grep -q '"quick":true' "$OUT/order" || exit 2
echo '{LINE}'
echo '{{"skipped":"matmul","device":"gpu","number":"bf16","why":"it cannot"}}'
echo '{{"done":true,"threads":2,"gpu":false,"release":true}}'"#
        );
        let found = run(&script).unwrap();
        assert_eq!((found.measures.len(), found.threads, found.release), (1, 2, true));
        assert_eq!(found.skipped, ["matmul on the gpu in bf16: it cannot"]);
        // Of two times the middle is their mean: 524288 / 0.375.
        assert_eq!(found.measures[0].rate(), Some(524_288.0 / 0.375));
    }

    #[test]
    fn what_breaks_is_said() {
        for (script, expected) in [
            (
                "echo '{\"done\":true}'",
                Trouble::Broke("it said `{\"done\":true}`, which is not of `pivot.bench/1`".into()),
            ),
            (
                "echo 'pivot-train: another version' >&2; exit 2",
                Trouble::Refused("another version".into()),
            ),
            (
                "cat > /dev/null; exit 0",
                Trouble::Broke("it ended without a result".into()),
            ),
            ("kill -SEGV $$", Trouble::Broke("a signal ended it".into())),
        ] {
            assert_eq!(run(script).unwrap_err(), expected, "{script}");
        }
    }

    /// A file that is no multiple of what is read at a time comes back whole, so often.
    #[test]
    fn a_file_is_read_so_often() {
        let dir = tempfile::tempdir().unwrap();
        let measure = disk(dir.path(), PIECE as u64 + 17, 3).unwrap();
        assert_eq!((measure.work, measure.seconds.len()), (PIECE as u64 + 17, 3));
        assert!(["cache dropped", "from cache"].contains(&measure.number.as_str()));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left");
        assert!(disk(&dir.path().join("nothing"), 1, 1).is_err());
        assert_eq!(file_of(dir.path(), 1 << 20), Some(1 << 20));
    }
}
