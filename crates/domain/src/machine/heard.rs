//! The answers of a machine, and the text in which they are kept.

use crate::fault::{Fault, nearest};

/// The first line of a text of answers.
pub const FORMAT: &str = "pivot.machine/1";

/// The names of what is asked. `import NAME` stands for each framework.
pub mod question {
    /// `/etc/os-release`.
    pub const SYSTEM: &str = "os-release";
    /// The kernel's version: `/proc/sys/kernel/osrelease`.
    pub const KERNEL: &str = "kernel";
    /// Whether the firmware starts only what is signed: `on` or `off`.
    pub const SECURE_BOOT: &str = "secure-boot";
    /// `/proc/cpuinfo`.
    pub const PROCESSOR: &str = "cpuinfo";
    /// `/proc/meminfo`.
    pub const MEMORY: &str = "meminfo";
    /// `free: 123 kB`, of the disk with the folder.
    pub const DISK: &str = "disk";
    /// A line for each device that draws or computes: `10de:2504 class 030000 driver nvidia`.
    pub const CARDS: &str = "pci";
    /// `/proc/driver/nvidia/version`.
    pub const MODULE: &str = "nvidia-module";
    /// `nvidia-smi`.
    pub const SMI: &str = "nvidia-smi";
    /// Its table of cards, as CSV.
    pub const SMI_CARDS: &str = "nvidia-smi-cards";
    /// `nvcc --version`.
    pub const TOOLKIT: &str = "nvcc";
    /// The version of Python, and which frameworks it finds.
    pub const PYTHON: &str = "python";
    /// Whether the companion computes on a GPU: its exit status.
    pub const COMPANION: &str = "pivot-train";
    /// What frameworks are asked by: `import torch`.
    pub const IMPORT: &str = "import ";
}

const NAMES: [&str; 13] = [
    question::SYSTEM,
    question::KERNEL,
    question::SECURE_BOOT,
    question::PROCESSOR,
    question::MEMORY,
    question::DISK,
    question::CARDS,
    question::MODULE,
    question::SMI,
    question::SMI_CARDS,
    question::TOOLKIT,
    question::PYTHON,
    question::COMPANION,
];

/// How an answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// A program ended with this status; a file that was read counts as 0.
    Status(i32),
    /// There is no such file or program.
    Absent,
    /// A signal ended the program.
    Signal,
    /// The program was stopped: why, as the end of "it was stopped: ".
    Stopped(String),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it came.
    pub how: How,
    /// What was read or printed.
    pub text: String,
}

/// What a machine said, by the names of what was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    answers: Vec<(String, Answer)>,
}

impl Heard {
    /// Keeps an answer; one of the same name goes.
    pub fn put(&mut self, name: &str, how: How, text: &str) {
        self.answers.retain(|(n, _)| n != name);
        let text = text.to_owned();
        self.answers.push((name.to_owned(), Answer { how, text }));
    }

    /// The answer of a name; `None` where it was not asked.
    pub fn get(&self, name: &str) -> Option<&Answer> {
        self.answers.iter().find(|(n, _)| n == name).map(|(_, a)| a)
    }

    /// The text of an answer that came as it should.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let answer = self.get(name)?;
        (answer.how == How::Status(0)).then_some(answer.text.as_str())
    }

    /// The frameworks that were asked, by name.
    pub fn imported(&self) -> impl Iterator<Item = &str> {
        self.answers
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(question::IMPORT))
    }

    /// All answers as a text that [`Heard::read`] reads: a line `== NAME: status 0` for each, its text below by two spaces.
    pub fn write(&self) -> String {
        let mut text = format!("{FORMAT}\n");
        for (name, answer) in &self.answers {
            let how = match &answer.how {
                How::Status(status) => format!("status {status}"),
                How::Absent => "absent".into(),
                How::Signal => "signal".into(),
                How::Stopped(why) => format!("stopped: {}", why.replace(['\n', '\r'], " ").trim()),
            };
            text += &format!("== {name}: {how}\n");
            for line in answer.text.lines() {
                text += &format!("  {line}\n");
            }
        }
        text
    }

    /// Reads what [`Heard::write`] wrote, to its last fault.
    pub fn read(text: &str) -> (Heard, Vec<Fault>) {
        let (mut heard, mut faults) = (Heard::default(), Vec::new());
        let mut at = 0;
        let mut open: Option<(String, How, String)> = None;
        let mut close = |open: Option<(String, How, String)>| {
            if let Some((name, how, text)) = open {
                heard.put(&name, how, &text);
            }
        };
        for (number, whole) in text.split_inclusive('\n').enumerate() {
            let line = whole.trim_end_matches(['\n', '\r']);
            let place = at..at + line.len();
            at += whole.len();
            if number == 0 {
                if line != FORMAT {
                    let what = format!(
                        "this is no text of a machine's answers: it begins with `{}`",
                        super::shortened(line)
                    );
                    faults.push(
                        Fault::new(place, what, format!("`{FORMAT}`"))
                            .hint("pivot rig doctor --answers prints one"),
                    );
                    break;
                }
                continue;
            }
            if let Some(head) = line.strip_prefix("== ") {
                close(open.take());
                match self::head(head, place) {
                    Ok((name, how)) => open = Some((name, how, String::new())),
                    Err(fault) => faults.push(fault),
                }
                continue;
            }
            match &mut open {
                Some((_, _, text)) => {
                    text.push_str(line.strip_prefix("  ").unwrap_or(line));
                    text.push('\n');
                }
                None if line.trim().is_empty() || !faults.is_empty() => {}
                None => faults.push(Fault::new(
                    place,
                    "a line before the first answer",
                    "`== NAME: status 0`",
                )),
            }
        }
        close(open);
        if text.is_empty() {
            faults.push(Fault::new(0..0, "the file is empty", format!("`{FORMAT}`")));
        }
        (heard, faults)
    }
}

/// `NAME: status 0`.
fn head(head: &str, place: std::ops::Range<usize>) -> Result<(String, How), Fault> {
    let expected = "a name and `status NUMBER`, `absent`, `signal` or `stopped: WHY`";
    let Some((name, how)) = head.split_once(": ") else {
        return Err(Fault::new(place, "an answer without how it came", expected));
    };
    let framework = name
        .strip_prefix(question::IMPORT)
        .is_some_and(super::can_be_imported);
    if !framework && !NAMES.contains(&name) {
        let fault = Fault::new(
            place,
            format!("nobody asks `{}`", super::shortened(name)),
            NAMES.join(", "),
        );
        return Err(match nearest(name, NAMES) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        });
    }
    let how = match how.split_once(' ') {
        None if how == "absent" => How::Absent,
        None if how == "signal" => How::Signal,
        Some(("status", status)) => match status.parse() {
            Ok(status) => How::Status(status),
            Err(_) => return Err(Fault::new(place, "a status that is no number", expected)),
        },
        Some(("stopped:", why)) => How::Stopped(why.to_owned()),
        _ => return Err(Fault::new(place, "an answer that came in no way", expected)),
    };
    Ok((name.to_owned(), how))
}
