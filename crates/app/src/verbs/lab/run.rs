//! `pivot lab run`: a command in a folder of its own, within the lab's limits, with what it took recorded.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pivot_store::Folder;
use serde_json::json;

use super::find::Definition;
use super::{MIB, RUNS};
use crate::connect::child::{Limits, run as run_child, run_telling};
use crate::error::Error;
use crate::situation::Situation;
use crate::wire;

/// What a run may take beside the lab's limits.
const OUTPUT_MAX: usize = 16 * 1024 * 1024;
const FILE_MAX: u64 = 4 * 1024 * MIB;
const DISK_MAX: u64 = 16 * 1024 * MIB;
const PROCESSES_MAX: usize = 500;
/// The variable that tells a run where the data are.
pub(super) const DATA: &str = "PIVOT_LAB";
/// The log and the record of a run.
const LOG: &str = "log.txt";
const RECORD: &str = "run.json";
/// What a run writes that can be submitted.
pub(super) const SUBMISSION: &str = "submission.csv";

/// Variables that change what a program computes or how fast, and hold no secret.
const VARIABLES: [&str; 12] = [
    "CUBLAS_WORKSPACE_CONFIG",
    "CUDA_VISIBLE_DEVICES",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED",
    "PYTORCH_CUDA_ALLOC_CONF",
    "RAYON_NUM_THREADS",
    "RUSTFLAGS",
    "TF_DETERMINISTIC_OPS",
    "TZ",
    "XLA_FLAGS",
];
/// Programs that answer `--version`.
const INTERPRETERS: [&str; 10] = [
    "Rscript", "bash", "cargo", "deno", "go", "java", "julia", "node", "python", "python3",
];
/// Packages of Python whose versions decide a result.
const PACKAGES: &str = "import importlib.metadata as m\nfor n in ('jax','lightgbm','numpy','pandas','scikit-learn','scipy','tensorflow','torch','torchvision','transformers','xgboost'):\n try: print(n, m.version(n))\n except Exception: pass";

/// A run that ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// The lab's name.
    pub lab: String,
    /// The run's number.
    pub number: u32,
    /// Its folder.
    pub folder: PathBuf,
    /// What was run.
    pub command: Vec<String>,
    /// Its exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    /// Why it was stopped, as the end of "it was stopped: ".
    pub stopped: Option<String>,
    /// How long it ran.
    pub took: Duration,
    /// The most memory that it had, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// Bytes that it printed.
    pub printed: usize,
    /// What it wrote to be submitted.
    pub submission: Option<PathBuf>,
    /// Where it ran: system, processor, versions.
    pub environment: BTreeMap<String, String>,
}

impl Ran {
    /// Whether it ended well.
    pub fn is_well(&self) -> bool {
        self.status == Some(0) && self.stopped.is_none()
    }
}

/// Runs a command in a new folder within `runs/`. Words that name a file from where the person stands (`here`) name the same file
/// there. `tell` gets what it prints.
///
/// # Errors
/// An empty command, a program that cannot be started, or what the disk says.
pub fn run(
    folder: &Folder,
    situation: &Situation,
    found: &Definition,
    words: &[String],
    here: &Path,
    tell: &mut dyn FnMut(&[u8]),
) -> Result<Ran, Error> {
    let lab = &found.lab;
    let at = folder.lab(&lab.id)?;
    if words.is_empty() {
        return Err(Error::wrong("there is no command to run")
            .next(format!("pivot lab run {} -- python3 train.py", lab.id)));
    }
    let data = at.path().to_owned();
    let (number, own) = at.make_numbered(RUNS)?;
    let failed = |what: &str, error: std::io::Error| Error::Outside {
        what: format!("could not {what} in {}: {error}", own.display()),
        next: None,
    };
    let mut log = fs::File::create(own.join(LOG)).map_err(|e| failed("write the log", e))?;
    let located = located(words, here);
    let mut command = Command::new(&located[0]);
    command.args(&located[1..]).current_dir(&own).env(DATA, &data);
    let limits = limits(lab.limits.minutes, lab.limits.memory_mib);
    let mut lost = None;
    let ended = run_telling(command, &own, &limits, &mut |new| {
        if let Err(error) = log.write_all(new) {
            lost.get_or_insert(error);
        }
        tell(new);
    })
    .map_err(|e| failed(&format!("run `{}`", words[0]), e))?;
    let submission = own.join(SUBMISSION);
    let ran = Ran {
        lab: lab.id.clone(),
        number,
        folder: own.clone(),
        command: words.to_vec(),
        status: ended.status,
        stopped: ended.stopped,
        took: ended.took,
        peak: ended.peak,
        printed: ended.output.len(),
        submission: submission.is_file().then_some(submission),
        environment: environment(&located[0]),
    };
    let record = record(&ran, situation);
    at.write(&format!("{RUNS}/{number}/{RECORD}"), record.as_bytes())?;
    match lost {
        Some(error) => Err(failed("write the log", error)),
        None => Ok(ran),
    }
}

/// Limits of a run of so many minutes and so much memory.
pub(super) fn limits(minutes: u32, memory_mib: u32) -> Limits {
    Limits {
        time: Duration::from_secs(60 * u64::from(minutes)),
        output: OUTPUT_MAX,
        file: FILE_MAX,
        disk: DISK_MAX,
        processes: PROCESSES_MAX,
        memory: Some(u64::from(memory_mib) * MIB),
    }
}

/// The words with those made whole that name a file, or a place by its path, from where the person stands.
pub(super) fn located(words: &[String], here: &Path) -> Vec<String> {
    let whole = |(number, word): (usize, &String)| {
        let there = here.join(word);
        let is_path = word.contains('/') || word == "." || word == "..";
        // A program without a path is looked for among the programs.
        let names = if number == 0 {
            is_path
        } else {
            is_path || there.is_file()
        };
        match there.to_str() {
            Some(path) if names && !word.starts_with('-') && there.exists() => path.to_owned(),
            _ => word.clone(),
        }
    };
    words.iter().enumerate().map(whole).collect()
}

fn record(ran: &Ran, situation: &Situation) -> String {
    let record = json!({
        "format": "pivot.lab-run/1",
        "lab": ran.lab,
        "run": ran.number,
        "command": ran.command,
        "started": wire::instant(situation.now, &situation.settings.zones),
        "seconds": (ran.took.as_secs_f64() * 1000.0).round() / 1000.0,
        "status": ran.status,
        "stopped": ran.stopped,
        "peak_bytes": ran.peak,
        "printed_bytes": ran.printed,
        "environment": ran.environment,
    });
    serde_json::to_string_pretty(&record).unwrap_or_default() + "\n"
}

/// Where something runs: system, processor, memory, versions, and a few variables. Nothing else of the environment is kept.
fn environment(program: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()) {
            found.insert(name.to_owned(), value);
        }
    };
    put(
        "system",
        Some(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
    );
    put("kernel", fs::read_to_string("/proc/sys/kernel/osrelease").ok());
    let line = |path: &str, name: &str| {
        let text = fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?.to_owned();
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    put("processor", line("/proc/cpuinfo", "model name"));
    put("memory", line("/proc/meminfo", "MemTotal"));
    put(
        "threads",
        std::thread::available_parallelism().ok().map(|n| n.to_string()),
    );
    put("pivot", Some(env!("CARGO_PKG_VERSION").to_owned()));
    for name in VARIABLES {
        put(name, std::env::var(name).ok());
    }
    let name = Path::new(program)
        .file_name()
        .map(|n| n.to_string_lossy().into_owned());
    if let Some(name) = name.filter(|name| INTERPRETERS.contains(&name.as_str())) {
        put(
            &name,
            said(program, &[if name == "go" { "version" } else { "--version" }]),
        );
        if name.starts_with("python") {
            let packages = said(program, &["-c", PACKAGES]).unwrap_or_default();
            for (package, version) in packages.lines().filter_map(|l| l.split_once(' ')) {
                put(package, Some(version.to_owned()));
            }
        }
    }
    found
}

/// What a program says of itself, in a few seconds and a few lines.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(args);
    let limits = Limits {
        time: Duration::from_secs(10),
        output: 64 * 1024,
        ..limits(1, 4096)
    };
    let ended = run_child(command, &std::env::temp_dir(), &limits).ok()?;
    let text = String::from_utf8_lossy(&ended.output).into_owned();
    (ended.status == Some(0) && ended.stopped.is_none()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;

    #[test]
    fn words_that_name_files_name_them_elsewhere_too() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("train.py"), "").unwrap();
        fs::create_dir(dir.path().join("data")).unwrap();
        let words: Vec<String> = ["python3", "train.py", "data", "data/", "--x", "nothing.py"]
            .map(str::to_owned)
            .into();
        let whole = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        assert_eq!(
            located(&words, dir.path()),
            [
                "python3",
                &whole("train.py"),
                "data",
                &whole("data/"),
                "--x",
                "nothing.py"
            ]
        );
        let script = vec!["train.py".to_owned()];
        assert_eq!(located(&script, dir.path()), ["train.py"], "as in a shell");
    }

    #[test]
    fn the_environment_has_versions_and_no_secret() {
        let found = environment("cargo");
        assert!(
            found.contains_key("system") && found.contains_key("pivot"),
            "{found:?}"
        );
        assert!(
            !found.contains_key("PATH") && !found.contains_key("HOME"),
            "{found:?}"
        );
    }
}
