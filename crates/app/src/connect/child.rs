//! Running another program within limits: time, memory, what it prints, files, disk, processes. It is stopped with all that it
//! started, as far as they stay in its group or keep the mark of the run in their environment.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What a program may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long it may run.
    pub time: Duration,
    /// Bytes that it may print, on both streams together.
    pub output: usize,
    /// The largest file that it may write, in bytes.
    pub file: u64,
    /// By so many bytes the free space of the disk may fall while it runs.
    pub disk: u64,
    /// Processes that it may have at a time.
    pub processes: usize,
    /// Bytes of memory that they may have together, where the system tells; `None`: as many as there are.
    pub memory: Option<u64>,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    /// Why it was stopped, as the end of "it was stopped: ".
    pub stopped: Option<String>,
    /// What it printed, on both streams, as it came.
    pub output: Vec<u8>,
    /// How long it ran.
    pub took: Duration,
    /// The most memory that was seen, in bytes; `None` where the system does not tell.
    pub peak: Option<u64>,
}

/// The variable by which the processes of a run are known.
const MARK: &str = "PIVOT_RUN";
/// How often limits are looked at.
const BEAT: Duration = Duration::from_millis(20);

/// Runs a program in `folder`, which limits its disk, to its end or its limits. One that cannot be started ends with status 126
/// or 127, as in a shell.
pub fn run(command: Command, folder: &Path, limits: &Limits) -> io::Result<Ended> {
    run_telling(command, folder, limits, &mut |_| {})
}

/// The same; `tell` gets what it prints while it runs.
pub fn run_telling(
    command: Command,
    folder: &Path,
    limits: &Limits,
    tell: &mut dyn FnMut(&[u8]),
) -> io::Result<Ended> {
    let mut command = system::limited(command, limits);
    let begun = Instant::now();
    let mark =
        format!("{}-{:?}", std::process::id(), begun).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    command
        .env(MARK, &mark)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let free = system::free_bytes(folder);
    let mut child = command.spawn()?;
    let printed = Arc::new(Mutex::new(Vec::new()));
    let readers = [
        child.stdout.take().map(|s| reader(s, &printed, limits.output)),
        child.stderr.take().map(|s| reader(s, &printed, limits.output)),
    ];
    let mut beats: u32 = 0;
    let mut told = 0;
    let mut peak: Option<u64> = None;
    let mut tell_new = |told: &mut usize| {
        let new = {
            let all = printed.lock().unwrap_or_else(PoisonError::into_inner);
            let end = all.len().min(limits.output);
            let new = all.get(*told..end).map(<[u8]>::to_vec).unwrap_or_default();
            *told = end;
            new
        };
        if !new.is_empty() {
            tell(&new);
        }
    };
    let stopped = loop {
        tell_new(&mut told);
        if system::has_ended(&mut child)? {
            break None;
        }
        if begun.elapsed() > limits.time {
            break Some(format!("it ran for longer than {}", long(limits.time)));
        }
        if printed.lock().unwrap_or_else(PoisonError::into_inner).len() > limits.output {
            break Some(format!("it printed more than {}", large(limits.output as u64)));
        }
        // The dearer looks, more seldom.
        if beats.is_multiple_of(4) {
            let group = system::group(&child);
            peak = peak.max(group.memory.max(group.peak));
            if group.processes > limits.processes {
                break Some(format!("it had more than {} processes at once", limits.processes));
            }
            if let (Some(most), Some(now)) = (limits.memory, group.memory)
                && now > most
            {
                break Some(format!("it took more than {} of memory", large(most)));
            }
            let now = system::free_bytes(folder);
            if let (Some(before), Some(now)) = (free, now)
                && before.saturating_sub(now) > limits.disk
            {
                break Some(format!(
                    "the disk lost more than {} while it ran",
                    large(limits.disk)
                ));
            }
        }
        beats += 1;
        thread::sleep(BEAT);
    };
    // What it left running goes with it, before its number can belong to another.
    system::stop(&mut child, &mark);
    let status = child.wait()?;
    let took = begun.elapsed();
    // A process that got away may hold a stream open: nobody waits for it.
    let patience = Instant::now();
    for reader in readers.into_iter().flatten() {
        while !reader.is_finished() && patience.elapsed() < Duration::from_secs(1) {
            thread::sleep(Duration::from_millis(5));
        }
    }
    tell_new(&mut told);
    let mut output = printed.lock().unwrap_or_else(PoisonError::into_inner).clone();
    output.truncate(limits.output);
    let by_size = system::ended_by_file_size(status);
    Ok(Ended {
        status: status.code(),
        stopped: stopped
            .or_else(|| by_size.then(|| format!("it wrote a file of more than {}", large(limits.file)))),
        output,
        took,
        peak,
    })
}

/// Free bytes of the disk that a folder is on; `None` where the system does not tell.
pub(super) fn free_bytes(folder: &Path) -> Option<u64> {
    system::free_bytes(folder)
}

/// What the processes of a run have.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    processes: usize,
    /// Bytes of memory of all of them now.
    memory: Option<u64>,
    /// The most that one of them ever had.
    peak: Option<u64>,
}

/// Gathers what a stream brings; beyond the limit it is thrown away.
fn reader(
    mut stream: impl Read + Send + 'static,
    printed: &Arc<Mutex<Vec<u8>>>,
    most: usize,
) -> thread::JoinHandle<()> {
    let printed = printed.clone();
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(n @ 1..) = stream.read(&mut buffer) {
            let mut all = printed.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() <= most {
                all.extend_from_slice(&buffer[..n]);
            }
        }
    })
}

fn long(time: Duration) -> String {
    match time.as_secs() {
        s if s >= 120 && s.is_multiple_of(60) => format!("{} minutes", s / 60),
        60 => "1 minute".into(),
        1 => "1 second".into(),
        s => format!("{s} seconds"),
    }
}

fn large(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    match bytes {
        b if b >= 1024 * MIB && b.is_multiple_of(1024 * MIB) => format!("{} GiB", b / 1024 / MIB),
        b if b >= MIB => format!("{} MiB", b / MIB),
        b => format!("{b} bytes"),
    }
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::ExitStatusExt;
    use std::path::Path;
    use std::process::{Child, Command, ExitStatus};
    use std::{fs, io, thread, time::Duration};

    use rustix::process::{self, Pid, Signal, WaitId, WaitIdOptions};

    use super::{Group, Limits, MARK};

    /// Whether it ended; it stays to be waited for, so that its number is not given to another.
    pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
        let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(process::waitid(WaitId::Pid(Pid::from_child(child)), how)?.is_some())
    }

    /// The same program, begun by a shell that sets the limits of the system and then becomes it: set from outside, they would
    /// come too late for what it starts at once. The shell reads nothing of the program's line.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "where there is no such shell, the same is handed back"
    )]
    pub(super) fn limited(command: Command, limits: &Limits) -> Command {
        let mut outer = Command::new("sh");
        // POSIX counts blocks of 512 bytes. Where a limit may not be set, time and disk are watched all the same.
        let blocks = limits.file / 512;
        let script = format!("ulimit -f {blocks} 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$@\"");
        outer
            .args(["-c", &script, "sh"])
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => outer.env(name, value),
                None => outer.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            outer.current_dir(folder);
        }
        outer
    }

    pub(super) fn free_bytes(folder: &Path) -> Option<u64> {
        let about = rustix::fs::statvfs(folder).ok()?;
        about.f_bavail.checked_mul(about.f_frsize)
    }

    /// What the processes of its group have, as far as the system tells.
    pub(super) fn group(child: &Child) -> Group {
        let group = child.id().to_string();
        let of_group = |stat: String| {
            // After the name, which may hold anything: state, parent, group.
            let rest = stat.rsplit_once(')').map(|(_, rest)| rest.to_owned())?;
            rest.split_whitespace().nth(2).map(|g| g == group)
        };
        let each = fs::read_dir("/proc").into_iter().flatten().flatten();
        let mut found = Group::default();
        for entry in each {
            let is_process =
                |name: &std::ffi::OsStr| name.as_encoded_bytes().first().is_some_and(u8::is_ascii_digit);
            let of = |file: &str| fs::read_to_string(entry.path().join(file)).ok();
            if !is_process(&entry.file_name()) || of("stat").and_then(of_group) != Some(true) {
                continue;
            }
            found.processes += 1;
            let status = of("status").unwrap_or_default();
            // `VmRSS:     1234 kB`; one that ended has no such line.
            let kib = |name: &str| {
                let line = status.lines().find_map(|line| line.strip_prefix(name))?;
                line.split_whitespace().next()?.parse::<u64>().ok()
            };
            if let Some(now) = kib("VmRSS:") {
                found.memory = Some(found.memory.unwrap_or(0) + 1024 * now);
            }
            found.peak = found.peak.max(kib("VmHWM:").map(|kib| 1024 * kib));
        }
        found
    }

    /// Ends the whole group, and what left it but keeps the mark.
    pub(super) fn stop(child: &mut Child, mark: &str) {
        let group = Pid::from_child(child);
        for _ in 0..50 {
            let _ = process::kill_process_group(group, Signal::KILL);
            let marked = marked(mark);
            for pid in &marked {
                let _ = process::kill_process(*pid, Signal::KILL);
            }
            if marked.is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Processes whose environment has the mark of the run, but those that ended and wait to be reaped.
    fn marked(mark: &str) -> Vec<Pid> {
        let wanted = format!("{MARK}={mark}");
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(pid) = name.to_str().and_then(|n| n.parse().ok()).and_then(Pid::from_raw) else {
                continue;
            };
            // An ended process has no environment any more.
            let Ok(environment) = fs::read(entry.path().join("environ")) else {
                continue;
            };
            if environment.split(|b| *b == 0).any(|e| e == wanted.as_bytes()) {
                found.push(pid);
            }
        }
        found
    }

    pub(super) fn ended_by_file_size(status: ExitStatus) -> bool {
        status.signal() == Some(Signal::XFSZ.as_raw())
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;
    use std::path::Path;
    use std::process::{Child, Command, ExitStatus};

    use super::{Group, Limits};

    pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
        Ok(child.try_wait()?.is_some())
    }

    pub(super) fn limited(command: Command, _: &Limits) -> Command {
        command
    }

    pub(super) fn free_bytes(_: &Path) -> Option<u64> {
        None
    }

    pub(super) fn group(_: &Child) -> Group {
        Group::default()
    }

    pub(super) fn stop(child: &mut Child, _: &str) {
        let _ = child.kill();
    }

    pub(super) fn ended_by_file_size(_: ExitStatus) -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn limits() -> Limits {
        Limits {
            time: Duration::from_secs(20),
            output: 1024 * 1024,
            file: 8 * MIB,
            disk: 4 * 1024 * MIB,
            processes: 40,
            memory: None,
        }
    }

    /// Runs a script in a folder of its own; what it wrote goes with the folder.
    fn script(text: &str, limits: &Limits) -> (Ended, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", text]).current_dir(dir.path());
        let ended = run(command, dir.path(), limits).unwrap();
        let mut names: Vec<String> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        (ended, names)
    }

    /// Processes that carry a mark of their own in their command line.
    fn alive(mark: &str) -> usize {
        let each = std::fs::read_dir("/proc").unwrap().flatten();
        each.filter_map(|e| std::fs::read(e.path().join("cmdline")).ok())
            .filter(|c| String::from_utf8_lossy(c).contains(mark))
            .count()
    }

    #[test]
    fn what_ends_well_says_so() {
        let (ended, _) = script("echo out; echo err >&2; exit 3", &limits());
        assert_eq!((ended.status, &ended.stopped), (Some(3), &None));
        let text = String::from_utf8(ended.output).unwrap();
        assert!(text.contains("out") && text.contains("err"), "{text}");
    }

    #[test]
    fn what_takes_too_long_is_stopped_with_its_children() {
        let time = Duration::from_millis(300);
        let begun = Instant::now();
        let (ended, _) = script("sleep 71.25 & sleep 71.25; wait", &Limits { time, ..limits() });
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert!(ended.stopped.unwrap().contains("longer"), "it was stopped");
        assert_eq!(alive("71.25"), 0);
    }

    /// It starts more and more; a hundred at most, so that a fault of ours does not cost the machine.
    #[test]
    fn what_forks_for_ever_is_stopped() {
        let text = "i=0; while [ $i -lt 100 ]; do sleep 72.5 & i=$((i+1)); done; wait";
        let (ended, _) = script(text, &limits());
        assert_eq!(ended.stopped.unwrap(), "it had more than 40 processes at once");
        assert_eq!(alive("72.5"), 0);
    }

    /// `setsid` leaves the group; the mark stays.
    #[test]
    fn what_leaves_its_group_ends_too() {
        let (ended, _) = script("setsid sleep 73.75 & sleep 0.2", &limits());
        assert_eq!((ended.status, ended.stopped), (Some(0), None));
        assert_eq!(alive("73.75"), 0);
    }

    #[test]
    fn what_fills_the_disk_is_stopped() {
        let (ended, _) = script("head -c 50000000 /dev/zero > big", &limits());
        assert_ne!(ended.status, Some(0), "the file is as long as allowed");
        // `exec`: then the signal is its own end.
        let (ended, _) = script("exec head -c 50000000 /dev/zero > big", &limits());
        assert_eq!(ended.stopped.unwrap(), "it wrote a file of more than 8 MiB");
        let small = Limits {
            disk: 20 * MIB,
            ..limits()
        };
        let many = "for i in $(seq 1 100); do head -c 7000000 /dev/zero > f$i; sleep 0.02; done; sleep 5";
        let (ended, names) = script(many, &small);
        assert_eq!(
            ended.stopped.unwrap(),
            "the disk lost more than 20 MiB while it ran"
        );
        assert!(names.len() < 100, "{}", names.len());
    }

    /// The shell itself keeps a line of 64 MiB.
    #[test]
    fn what_takes_too_much_memory_is_stopped() {
        let small = Limits {
            memory: Some(32 * MIB),
            ..limits()
        };
        let text = "x=$(head -c 67108864 /dev/zero | tr '\\0' a); sleep 5; echo ${#x}";
        let (ended, _) = script(text, &small);
        assert_eq!(ended.stopped.unwrap(), "it took more than 32 MiB of memory");
        let (ended, _) = script("sleep 0.2", &small);
        assert_eq!(ended.stopped, None);
        let peak = ended.peak.unwrap();
        assert!((100_000..32 * MIB).contains(&peak), "{peak}");
    }

    /// It waits for a file that is made when its first line is told.
    #[test]
    fn what_is_printed_is_told_as_it_comes() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        let text = "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two";
        command.args(["-c", text]).current_dir(dir.path());
        let mut told = Vec::new();
        let mut tell = |new: &[u8]| {
            told.extend_from_slice(new);
            std::fs::write(dir.path().join("go"), "").unwrap();
        };
        let ended = run_telling(command, dir.path(), &limits(), &mut tell).unwrap();
        assert_eq!((ended.stopped, &told), (None, &b"one\ntwo\n".to_vec()));
        assert_eq!(ended.output, told);
    }

    #[test]
    fn what_prints_for_ever_is_stopped() {
        let (ended, _) = script("yes", &limits());
        assert_eq!(ended.stopped.unwrap(), "it printed more than 1 MiB");
        assert_eq!(ended.output.len(), 1024 * 1024);
    }
}
