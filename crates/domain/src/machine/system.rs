//! System, processor, memory and disk.

use super::{Finding, Heard, State, mend, question, shortened, version};

/// Free space of a disk, in GiB, below which a framework with its CUDA libraries and a set of data do not fit.
const DISK_GIB: f64 = 10.0;
/// Memory, in GiB, below which a notebook beside a browser is swapped. A machine sold with 8 GB shows a little less.
const MEMORY_GIB: f64 = 7.0;
/// KiB of a GiB.
const KIB: f64 = 1024.0 * 1024.0;

/// Whose commands mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Debian,
    Ubuntu,
    Other,
    Unknown,
}

pub(super) struct System {
    pub(super) kind: Kind,
    /// Year and month of Ubuntu, number of Debian.
    pub(super) version: Option<(u32, u32)>,
    pretty: Option<String>,
    kernel: Option<String>,
    /// Linux within Windows.
    pub(super) wsl: bool,
    pub(super) secure_boot: Option<bool>,
    arm: bool,
}

impl System {
    pub(super) fn of(heard: &Heard) -> System {
        let release = heard.text(question::SYSTEM).unwrap_or_default();
        let field = |name: &str| {
            let value = release
                .lines()
                .find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='));
            value
                .map(|v| shortened(v.trim().trim_matches(['"', '\''])))
                .filter(|v| !v.is_empty())
        };
        let id = field("ID");
        // Mint and its like say what they are like, and their numbers are their own.
        let kind = match id.as_deref() {
            Some("ubuntu") => Kind::Ubuntu,
            Some("debian") => Kind::Debian,
            Some(_) => Kind::Other,
            None => Kind::Unknown,
        };
        let kernel = heard
            .text(question::KERNEL)
            .map(super::first_line)
            .filter(|k| k != "nothing");
        let wsl = kernel
            .as_deref()
            .is_some_and(|k| k.to_lowercase().contains("microsoft"));
        let secure_boot = match heard.text(question::SECURE_BOOT).map(str::trim) {
            Some("on") => Some(true),
            Some("off") => Some(false),
            _ => None,
        };
        let arm = heard
            .text(question::PROCESSOR)
            .is_some_and(|p| key(p, "Features").is_some() || key(p, "CPU implementer").is_some());
        System {
            kind,
            version: field("VERSION_ID").as_deref().and_then(version),
            pretty: field("PRETTY_NAME").or(id),
            kernel,
            wsl,
            secure_boot,
            arm,
        }
    }

    /// The machine's name in Debian's packages.
    pub(super) fn machine(&self) -> &'static str {
        if self.arm { "arm64" } else { "amd64" }
    }

    pub(super) fn finding(&self) -> Finding {
        let kernel = self.kernel.as_deref().map(|k| format!(", Linux {k}"));
        let wsl = if self.wsl { ", within Windows (WSL)" } else { "" };
        let boot = match self.secure_boot {
            Some(true) => ", Secure Boot on",
            Some(false) => ", Secure Boot off",
            None => "",
        };
        let rest = format!("{}{wsl}{boot}", kernel.unwrap_or_default());
        match (&self.pretty, self.kind) {
            (Some(pretty), Kind::Other) => Finding::new(
                "system",
                State::Well,
                format!("{pretty}{rest}; of the commands below those of Debian and Ubuntu alone are known"),
            ),
            (Some(pretty), _) => Finding::new("system", State::Well, format!("{pretty}{rest}")),
            (None, _) => Finding::new(
                "system",
                State::Unknown,
                format!("it does not say what it is (/etc/os-release){rest}"),
            ),
        }
    }
}

/// The value of a line `key: value`.
fn key<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

pub(super) fn processor(heard: &Heard) -> Finding {
    let about = "processor";
    let Some(text) = heard.text(question::PROCESSOR).filter(|t| !t.trim().is_empty()) else {
        return Finding::new(
            about,
            State::Unknown,
            "it does not say what it is (/proc/cpuinfo)",
        );
    };
    let threads = text
        .lines()
        .filter(|l| l.split(':').next().is_some_and(|k| k.trim() == "processor"))
        .count();
    let model = key(text, "model name").map_or("a processor", |m| m);
    let model = shortened(&model.split_whitespace().collect::<Vec<_>>().join(" "));
    let many = match threads {
        1 => "1 thread".to_owned(),
        n => format!("{n} threads"),
    };
    let seen = format!("{model}, {many}");
    let has = |flags: &str, flag: &str| flags.split_whitespace().any(|f| f == flag);
    match (key(text, "flags"), key(text, "Features")) {
        (Some(flags), _) => {
            let told: Vec<&str> = [
                ("avx2", "AVX2"),
                ("avx512f", "AVX-512"),
                ("avx512_bf16", "bf16"),
                ("amx_bf16", "AMX"),
            ]
            .iter()
            .filter(|(flag, _)| has(flags, flag))
            .map(|(_, name)| *name)
            .collect();
            if has(flags, "avx2") {
                Finding::new(about, State::Well, format!("{seen}, {}", told.join(", ")))
            } else if has(flags, "avx") {
                Finding::new(
                    about,
                    State::Well,
                    format!("{seen}, AVX without AVX2: what is trained on it takes about twice as long"),
                )
            } else {
                Finding::new(
                    about,
                    State::Wrong,
                    format!("{seen}, without AVX: the builds of TensorFlow stop on it with an illegal instruction, others are slow"),
                )
                .mend("No command mends that. Train at Kaggle or Colab, which are free.", Vec::new())
            }
        }
        (None, Some(features)) if has(features, "asimd") => {
            Finding::new(about, State::Well, format!("{seen}, ARM with vectors (asimd)"))
        }
        _ => Finding::new(
            about,
            State::Unknown,
            format!("{seen}; it does not say what it can compute"),
        ),
    }
}

/// The number of `name: 123 kB`.
fn kib(text: &str, name: &str) -> Option<f64> {
    let value = key(text, name)?;
    let number = value.strip_suffix("kB")?.trim();
    number.parse::<u64>().ok().map(|n| n as f64)
}

pub(super) fn memory(heard: &Heard) -> Finding {
    let about = "memory";
    let total = heard.text(question::MEMORY).and_then(|t| kib(t, "MemTotal"));
    let Some(gib) = total.map(|kib| kib / KIB) else {
        return Finding::new(
            about,
            State::Unknown,
            "it does not say how much there is (/proc/meminfo)",
        );
    };
    if gib < MEMORY_GIB {
        return Finding::new(
            about,
            State::Wrong,
            format!("{gib:.1} GiB: with less than 8 a notebook and a browser push each other out"),
        )
        .mend("Put in more memory, or train at Kaggle or Colab.", Vec::new());
    }
    Finding::new(about, State::Well, format!("{gib:.1} GiB"))
}

pub(super) fn disk(heard: &Heard) -> Finding {
    let about = "disk";
    let free = heard.text(question::DISK).and_then(|t| kib(t, "free"));
    let Some(gib) = free.map(|kib| kib / KIB) else {
        return Finding::new(about, State::Unknown, "how much is free cannot be told");
    };
    if gib < DISK_GIB {
        return Finding::new(
            about,
            State::Wrong,
            format!("{gib:.1} GiB are free: a framework with its CUDA libraries and a set of data want {DISK_GIB:.0}"),
        )
        .mend(
            "Make room. These show what takes it, and give back what downloads left:",
            mend::lines(&["du -xh --max-depth=2 ~ | sort -h | tail -n 20", "python3 -m pip cache purge", "sudo apt clean"]),
        );
    }
    Finding::new(about, State::Well, format!("{gib:.0} GiB are free"))
}
