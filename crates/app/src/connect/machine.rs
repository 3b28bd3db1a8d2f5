//! Asking the machine that this runs on: files of the system, and programs within limits. A driver that hangs or breaks ends the
//! program that was started for the question, and nothing else. Nothing leaves the machine.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pivot_domain::machine::{FRAMEWORKS, Heard, How, Private, question, reduced, script, scrubbed};

use super::child::{self, Limits};
use super::train;

/// So much of a file is read, in bytes. `/proc/cpuinfo` of a server of 512 threads has a megabyte.
const FILE_MAX: u64 = 4 << 20;
/// Patience with a question of the driver. One that sleeps takes some seconds to wake.
const SHORT: Duration = Duration::from_secs(30);
/// Patience with an import: the first from a slow disk takes a minute.
const LONG: Duration = Duration::from_secs(180);

/// Where the programs are, beside where the shell looks.
const SMI: [&str; 2] = ["nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"];
const NVCC: [&str; 2] = ["nvcc", "/usr/local/cuda/bin/nvcc"];
/// A variable of the firmware: four bytes of attributes, then 1 where only what is signed is started.
const SECURE_BOOT: &str = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

/// Whom to ask.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The Python that frameworks are imported by.
    pub python: &'a str,
    /// A framework that is wanted, beside those that Python finds.
    pub framework: &'a str,
    /// The folder whose disk is meant.
    pub folder: &'a Path,
}

/// Asks everything; `tell` hears what is asked next.
pub fn ask(asking: &Asking<'_>, tell: &mut dyn FnMut(&str)) -> Heard {
    let mut asked = Asked {
        heard: Heard::default(),
        private: Private {
            home: variable("HOME"),
            user: variable("USER").or_else(|| variable("LOGNAME")),
            host: read("/proc/sys/kernel/hostname").map(|h| h.trim().to_owned()),
        },
        folder: asking.folder,
    };
    tell("the system");
    asked.file(question::SYSTEM, "/etc/os-release");
    asked.file(question::KERNEL, "/proc/sys/kernel/osrelease");
    asked.put(question::SECURE_BOOT, secure_boot());
    asked.file(question::PROCESSOR, "/proc/cpuinfo");
    asked.file(question::MEMORY, "/proc/meminfo");
    let free = child::free_bytes(asking.folder).map(|bytes| format!("free: {} kB\n", bytes / 1024));
    asked.put(question::DISK, free);
    asked.put(question::CARDS, on_bus(Path::new("/sys/bus/pci/devices")));
    asked.file(question::MODULE, "/proc/driver/nvidia/version");
    tell("the driver");
    asked.first(question::SMI, &SMI, &[]);
    let table = |fields: &str| vec![format!("--query-gpu={fields}"), "--format=csv".into()];
    asked.first(
        question::SMI_CARDS,
        &SMI,
        &table("name,driver_version,memory.total,compute_cap"),
    );
    // Drivers before 510 do not know the last.
    let refused = |heard: &Heard| {
        let answer = heard.get(question::SMI_CARDS);
        answer.is_some_and(|a| a.text.contains("not a valid field"))
    };
    if refused(&asked.heard) {
        asked.first(
            question::SMI_CARDS,
            &SMI,
            &table("name,driver_version,memory.total"),
        );
    }
    asked.first(question::TOOLKIT, &NVCC, &["--version".into()]);
    tell("Python");
    let import = |name: &str| vec!["-u".to_owned(), "-c".into(), script(name)];
    asked.program(question::PYTHON, asking.python, &import(question::PYTHON), SHORT);
    let found = asked.found();
    // Those that it looked for and did not find are not asked for; one that it did not look for is.
    let mut names: Vec<&str> = FRAMEWORKS
        .into_iter()
        .filter(|f| found.iter().any(|n| n == f))
        .collect();
    if !FRAMEWORKS.contains(&asking.framework) && asked.can_ask() {
        names.push(asking.framework);
    }
    for name in names {
        tell(&format!("import {name}"));
        asked.program(
            &format!("{}{name}", question::IMPORT),
            asking.python,
            &import(name),
            LONG,
        );
    }
    tell("pivot-train");
    match train::find() {
        Ok(program) => {
            let program = program.to_string_lossy().into_owned();
            asked.program(question::COMPANION, &program, &["--probe-gpu".into()], SHORT);
        }
        Err(_) => asked.put(question::COMPANION, None),
    }
    asked.heard
}

struct Asked<'a> {
    heard: Heard,
    private: Private,
    folder: &'a Path,
}

impl Asked<'_> {
    fn keep(&mut self, name: &str, how: How, text: &str) {
        let text = scrubbed(&reduced(name, text), &self.private);
        self.heard.put(name, how, &text);
    }

    fn put(&mut self, name: &str, text: Option<String>) {
        let how = if text.is_some() {
            How::Status(0)
        } else {
            How::Absent
        };
        self.keep(name, how, &text.unwrap_or_default());
    }

    fn file(&mut self, name: &str, path: &str) {
        self.put(name, read(path));
    }

    /// The first of these programs that is there.
    fn first(&mut self, name: &str, programs: &[&str], args: &[String]) {
        for program in programs {
            self.program(name, program, args, SHORT);
            if self.heard.get(name).is_some_and(|a| a.how != How::Absent) {
                return;
            }
        }
    }

    fn program(&mut self, name: &str, program: &str, args: &[String], time: Duration) {
        let limits = Limits {
            time,
            output: 256 * 1024,
            file: 1 << 30,
            disk: 4 << 30,
            processes: 200,
            memory: Some(8 << 30),
        };
        // Another folder is the present one while it runs: a path from here is none from there.
        let whole = match program.contains('/') {
            true => std::path::absolute(program).ok(),
            false => None,
        };
        let mut command = Command::new(whole.unwrap_or_else(|| program.into()));
        // Not from here: a file `torch.py` in the present folder would be taken for PyTorch.
        command.args(args).env("LC_ALL", "C").current_dir("/");
        match child::run(command, self.folder, &limits) {
            Ok(ended) => {
                let text = String::from_utf8_lossy(&ended.output);
                let how = match (ended.stopped, ended.status) {
                    (Some(why), _) => How::Stopped(why),
                    // As a shell says that there is no such program.
                    (None, Some(127)) => How::Absent,
                    (None, Some(status)) => How::Status(status),
                    (None, None) => How::Signal,
                };
                let text = if how == How::Absent { "" } else { &text };
                self.keep(name, how, text);
            }
            Err(_) => self.keep(name, How::Absent, ""),
        }
    }

    fn can_ask(&self) -> bool {
        let python = self.heard.get(question::PYTHON);
        python.is_some_and(|a| a.how == How::Status(0))
    }

    /// The frameworks that Python finds.
    fn found(&self) -> Vec<String> {
        let python = self.heard.get(question::PYTHON).map_or("", |a| &a.text);
        let found = python.lines().find_map(|l| l.strip_prefix("found "));
        found
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn read(path: impl AsRef<Path>) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(FILE_MAX)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn secure_boot() -> Option<String> {
    let bytes = fs::read(SECURE_BOOT).ok()?;
    Some(if bytes.get(4) == Some(&1) { "on\n" } else { "off\n" }.to_owned())
}

/// A line for each device of a class that draws (03) or computes (12): `10de:2504 class 030000 driver nvidia`. Where each sits
/// is not said.
fn on_bus(folder: &Path) -> Option<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|e| e.path()).collect();
    paths.sort();
    let mut lines = String::new();
    for path in paths {
        let hex =
            |file: &str| read(path.join(file)).map(|text| text.trim().trim_start_matches("0x").to_owned());
        let (Some(vendor), Some(device), Some(class)) = (hex("vendor"), hex("device"), hex("class")) else {
            continue;
        };
        if !class.starts_with("03") && !class.starts_with("12") {
            continue;
        }
        let driver = fs::read_link(path.join("driver")).ok();
        let driver = driver
            .as_deref()
            .and_then(Path::file_name)
            .map_or("none".into(), |name| name.to_string_lossy());
        lines += &format!("{vendor}:{device} class {class} driver {driver}\n");
    }
    Some(lines)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn devices_that_draw_are_told_with_their_driver() {
        let dir = tempfile::tempdir().unwrap();
        let drivers = dir.path().join("drivers");
        fs::create_dir_all(drivers.join("nouveau")).unwrap();
        let device = |place: &str, vendor: &str, device: &str, class: &str, driver: Option<&str>| {
            let at = dir.path().join("devices").join(place);
            fs::create_dir_all(&at).unwrap();
            for (file, text) in [("vendor", vendor), ("device", device), ("class", class)] {
                fs::write(at.join(file), format!("{text}\n")).unwrap();
            }
            if let Some(driver) = driver {
                symlink(drivers.join(driver), at.join("driver")).unwrap();
            }
        };
        device("0000:01:00.0", "0x10de", "0x2882", "0x030000", Some("nouveau"));
        device("0000:01:00.1", "0x10de", "0x22be", "0x040300", None);
        device("0000:00:02.0", "0x8086", "0x4680", "0x038000", None);
        fs::create_dir_all(dir.path().join("devices/0000:02:00.0")).unwrap();
        assert_eq!(
            on_bus(&dir.path().join("devices")).unwrap(),
            "8086:4680 class 038000 driver none\n10de:2882 class 030000 driver nouveau\n"
        );
        assert_eq!(on_bus(&dir.path().join("nothing")), None);
    }
}
