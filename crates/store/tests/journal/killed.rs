//! Programs that are killed, that are many, and whose writes fail.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::*;

/// What a writing program is told by its environment: the journal, and the number to begin with.
const PATH: &str = "PIVOT_TEST_JOURNAL";
const FROM: &str = "PIVOT_TEST_FROM";
const COUNT: &str = "PIVOT_TEST_COUNT";

/// Not a test of its own: this binary, started again by [`Writer`], appends facts about the tasks n, n + 1, … and says of
/// each, once it is recorded, `ack n`; or `no n` and why.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(PATH) else {
        return;
    };
    let number = |name| std::env::var(name).ok().and_then(|n| n.parse::<usize>().ok());
    let from = number(FROM).unwrap_or(0);
    let mut refused = 0;
    for n in from..from + number(COUNT).unwrap_or(1_000_000) {
        // Each as its own command: open, append, close.
        let appended = Journal::open(Path::new(&path))
            .and_then(|mut journal| journal.append(now(), &author("child"), &[done(&n.to_string())]));
        let line = match appended {
            Ok(_) => format!("ack {n}\n"),
            Err(error) => {
                refused += 1;
                format!("no {n} {error}\n")
            }
        };
        if std::io::stderr().write_all(line.as_bytes()).is_err() || refused > 3 {
            return;
        }
    }
}

/// A program that writes until it is killed.
pub(crate) struct Writer {
    child: Child,
    lines: BufReader<ChildStderr>,
    acks: BTreeSet<usize>,
    refused: Vec<String>,
}

impl Writer {
    /// Starts one, with the number of its first fact and, where it is told, how many it writes.
    pub(crate) fn start(path: &Path, from: usize, count: Option<usize>) -> Writer {
        Writer::spawn(Command::new(std::env::current_exe().unwrap()), path, from, count)
    }

    /// Starts one whose files may not grow over so many blocks of 512 bytes.
    #[cfg(unix)]
    fn limited(path: &Path, blocks: usize) -> Writer {
        let mut shell = Command::new("sh");
        // The signal is ignored: the write itself fails, as it does on a full disk.
        shell
            .arg("-c")
            .arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
        shell.arg(std::env::current_exe().unwrap());
        Writer::spawn(shell, path, 0, Some(200))
    }

    fn spawn(mut command: Command, path: &Path, from: usize, count: Option<usize>) -> Writer {
        command.args(["--exact", "killed::writer", "--nocapture"]);
        command.env(PATH, path).env(FROM, from.to_string());
        if let Some(count) = count {
            command.env(COUNT, count.to_string());
        }
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        Writer {
            child,
            lines,
            acks: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    /// Waits for so many more facts; gives how many there are in all.
    pub(crate) fn read_acks(&mut self, more: usize) -> usize {
        let wanted = self.acks.len() + more;
        while self.acks.len() < wanted && self.read_line() {}
        self.acks.len()
    }

    fn read_line(&mut self) -> bool {
        let mut line = String::new();
        if self.lines.read_line(&mut line).unwrap() == 0 {
            return false;
        }
        // A line that the kill has cut was not said.
        if let Some(line) = line.strip_suffix('\n') {
            if let Some(n) = line.strip_prefix("ack ") {
                self.acks.insert(n.parse().unwrap());
            } else if let Some(rest) = line.strip_prefix("no ") {
                self.refused.push(rest.to_owned());
            }
        }
        true
    }

    /// Kills it, wherever it is; gives what it had said.
    pub(crate) fn kill(mut self) -> BTreeSet<usize> {
        self.child.kill().unwrap();
        self.finish().0
    }

    /// Waits until it has ended; gives what it has said: numbers recorded, and refusals with their reasons.
    fn finish(mut self) -> (BTreeSet<usize>, Vec<String>) {
        while self.read_line() {}
        self.child.wait().unwrap();
        (self.acks, self.refused)
    }
}

/// Numbers that repeat, so that a failure can be looked at again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        // xorshift64 (G. Marsaglia, 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Every fact that a killed program had acknowledged is found; what it was killed over is there whole or not at all.
#[test]
fn what_a_killed_program_acknowledged_is_found() {
    let mut random = Random(0x5EED);
    let mut all = 0;
    for round in 0..14 {
        // Some on the disk, where a program is killed while it waits for that; most where it does not wait.
        let (_folder, path) = if round < 2 { folder() } else { quick() };
        let mut acknowledged = BTreeSet::new();
        let mut next = 0;
        for _ in 0..6 {
            let mut writer = Writer::start(&path, next, None);
            writer.read_acks(usize::try_from(10 + random.below(40)).unwrap());
            // Somewhere within the next writes.
            std::thread::sleep(std::time::Duration::from_micros(random.below(6000)));
            let acks = writer.kill();
            next = acks.last().unwrap() + 1;
            acknowledged.extend(acks);
            assert_eq!(faults(&path), Vec::<String>::new());
            let there = tasks(&path);
            let numbers: BTreeSet<usize> = there.iter().map(|t| t.parse().unwrap()).collect();
            assert!(
                acknowledged.is_subset(&numbers),
                "lost: {:?}",
                acknowledged.difference(&numbers)
            );
            // At most one more: recorded, and killed before it could say so. The next program begins with its number again.
            assert!(numbers.len() <= next + 1, "{} of {next}", numbers.len());
        }
        all += acknowledged.len();
    }
    assert!(all > 2000, "{all} facts were acknowledged");
}

/// Four programs write at once: each fact is there once, in one order.
#[test]
fn many_programs_write_at_once() {
    let (_folder, path) = folder();
    let writers: Vec<Writer> = (0..4).map(|n| Writer::start(&path, n * 1000, Some(40))).collect();
    let mut acknowledged = BTreeSet::new();
    for writer in writers {
        let (acks, refused) = writer.finish();
        assert_eq!(refused, Vec::<String>::new());
        acknowledged.extend(acks);
    }
    assert_eq!(acknowledged.len(), 160);
    let facts = Journal::read(&path).unwrap();
    assert!(facts.is_sorted_by(|a, b| a.recorded < b.recorded));
    let numbers: BTreeSet<usize> = tasks(&path).iter().map(|t| t.parse().unwrap()).collect();
    assert_eq!((numbers, facts.len()), (acknowledged, 160));
    assert_eq!(faults(&path), Vec::<String>::new());
}

/// Writes fail at every size that the files may have: what was acknowledged is there, what was refused is not, and the
/// journal goes on once it may grow. The system refuses the write itself, as it does on a full disk.
#[cfg(unix)]
#[test]
fn failing_writes_lose_nothing() {
    let (mut refusals, mut all) = (BTreeSet::new(), 0);
    for blocks in (0..200).step_by(9) {
        let (_folder, path) = quick();
        let (acks, refused) = Writer::limited(&path, blocks).finish();
        assert!(!refused.is_empty() || acks.len() == 200, "{blocks}: {refused:?}");
        let begun = std::fs::metadata(&path).map_or(0, |file| file.len()) > 0;
        // A file without a byte is found as one: a first write that was refused leaves it.
        assert!(begun || acks.is_empty() && (!path.exists() || faults(&path).len() == 1));
        let there: BTreeSet<usize> = if begun {
            assert_eq!(faults(&path), Vec::<String>::new(), "{blocks} blocks");
            tasks(&path).iter().map(|t| t.parse().unwrap()).collect()
        } else {
            BTreeSet::new()
        };
        assert_eq!(there, acks, "{blocks} blocks");
        all += acks.len();
        refusals.extend(
            refused
                .iter()
                .filter_map(|r| r.split(": ").last())
                .map(str::to_owned),
        );
        Journal::open(&path)
            .unwrap()
            .append(now(), &author("here"), &[done("999")])
            .unwrap();
        assert_eq!(tasks(&path).len(), acks.len() + 1);
        assert_eq!(faults(&path), Vec::<String>::new());
    }
    assert!(all > 100, "{all} were acknowledged before the limit was met");
    assert!(
        refusals
            .iter()
            .any(|r| r.contains("disk I/O error") || r.contains("full")),
        "{refusals:?}"
    );
}
