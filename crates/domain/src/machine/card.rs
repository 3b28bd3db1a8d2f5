//! Cards, their driver and the CUDA toolkit.

use super::system::System;
use super::{Finding, Heard, How, State, Wanted, first_line, mend, question, shortened, version};

const NVIDIA: &str = "10de";

/// A card that the driver tells of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Card {
    pub(super) name: String,
    /// In MiB; `None` where the driver does not tell.
    memory: Option<f64>,
    capability: Option<(u32, u32)>,
}

/// What the driver is like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Driver {
    /// It answers: its version, and the newest CUDA that it can do.
    Works(String, Option<(u32, u32)>),
    /// There is no `nvidia-smi`.
    Absent,
    /// Its module and its libraries are of different versions.
    Mismatch,
    /// It is installed and not loaded.
    Asleep,
    /// It is loaded and finds no card.
    NoCard,
    /// A card does not answer it any more.
    Lost,
    /// It broke, in words.
    Broken(String),
    /// What it said makes no sense here: the beginning of that.
    Garbled(String),
}

/// Cards and driver.
pub(super) struct Cards {
    pub(super) driver: Driver,
    pub(super) cards: Vec<Card>,
    /// Cards of NVIDIA on the bus, and who drives them; `None` where the bus cannot be seen.
    on_bus: Option<Vec<(String, String)>>,
    /// Other devices that draw.
    others: Vec<String>,
    /// The version of the module that is loaded.
    module: Option<String>,
}

impl Cards {
    pub(super) fn of(heard: &Heard) -> Cards {
        let mut on_bus = heard.text(question::CARDS).map(|_| Vec::new());
        let (mut others, mut garbled) = (Vec::new(), false);
        for line in heard.text(question::CARDS).unwrap_or_default().lines() {
            // `10de:2504 class 030000 driver nvidia`: classes 03 draw, and servers' cards are of class 0302.
            let words: Vec<&str> = line.split_whitespace().collect();
            let ([id, "class", class, "driver", driver], Some((vendor, _))) =
                (&words[..], words.first().and_then(|id| id.split_once(':')))
            else {
                garbled |= !words.is_empty();
                continue;
            };
            if !class.starts_with("03") {
                continue;
            }
            if vendor == NVIDIA {
                if let Some(on_bus) = &mut on_bus {
                    on_bus.push(((*id).to_owned(), (*driver).to_owned()));
                }
            } else {
                let maker = match vendor {
                    "1002" => "AMD",
                    "8086" => "Intel",
                    "1414" => "Microsoft",
                    "1234" | "1af4" | "1b36" | "15ad" => "a virtual machine's",
                    _ => "another maker's",
                };
                others.push(format!("{maker} ({})", shortened(id)));
            }
        }
        // Of a list that cannot be read whole nobody knows what is not on it.
        let on_bus = on_bus.filter(|found| !garbled || !found.is_empty());
        let driver = driver(heard);
        let cards = match (&driver, heard.text(question::SMI_CARDS)) {
            (Driver::Works(..), Some(table)) => table_of(table),
            _ => Vec::new(),
        };
        // `NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  …`
        let module = heard.text(question::MODULE).and_then(|text| {
            let line = text.lines().find(|l| l.starts_with("NVRM version"))?;
            let number = |w: &&str| w.contains('.') && w.starts_with(|c: char| c.is_ascii_digit());
            line.split_whitespace().find(number).map(shortened)
        });
        Cards {
            driver,
            cards,
            on_bus,
            others,
            module,
        }
    }

    /// Whether there is a card of NVIDIA; `None` where that cannot be told.
    pub(super) fn any(&self) -> Option<bool> {
        let answers = matches!(self.driver, Driver::Mismatch | Driver::Lost);
        if !self.cards.is_empty() || answers {
            return Some(true);
        }
        self.on_bus.as_ref().map(|on_bus| !on_bus.is_empty())
    }

    /// Whether the driver answers and tells of a card.
    pub(super) fn work(&self) -> bool {
        !self.cards.is_empty()
    }

    pub(super) fn finding(&self, system: &System, wanted: &Wanted) -> Finding {
        let about = "card";
        if let Some(best) = self.best() {
            let seen = self.said();
            return match (wanted.memory_gb, best.memory) {
                (Some(least), Some(has)) if has / 1024.0 < least => Finding::new(
                    about,
                    State::Wrong,
                    format!("{seen}, of which the task wants {least} GiB"),
                )
                .mend(
                    "Train where a card has as much: at Kaggle 16 GB are free.",
                    Vec::new(),
                ),
                _ => Finding::new(about, State::Well, seen),
            }
            .needed(wanted.cuda);
        }
        let on_bus = self.on_bus.as_deref().unwrap_or_default();
        if let [(id, driver), rest @ ..] = on_bus {
            let more = match rest.len() {
                0 => String::new(),
                n => format!(", and {n} more"),
            };
            let seen = format!("a card of NVIDIA ({id}{more}), driven by {driver}");
            return Finding::new(about, State::Well, shortened(&seen)).needed(wanted.cuda);
        }
        if self.any() == Some(true) {
            return Finding::new(
                about,
                State::Unknown,
                "there is one, which its driver does not tell of",
            )
            .needed(wanted.cuda);
        }
        if self.on_bus.is_none() || system.wsl {
            let seen = if system.wsl {
                "none that Linux within Windows can use; what Windows has cannot be seen from here"
            } else {
                "whether there is one cannot be told"
            };
            let finding = Finding::new(about, State::Unknown, seen).needed(wanted.cuda);
            if system.wsl {
                let (say, commands) = mend::in_windows();
                return finding.mend(format!("If Windows has a card of NVIDIA: {say}"), commands);
            }
            return finding;
        }
        let others = if self.others.is_empty() {
            String::new()
        } else {
            format!("; what draws here is {}", self.others.join(", "))
        };
        Finding::new(about, State::Missing, format!("none of NVIDIA{others}"))
            .needed(wanted.cuda)
            .mend(
                "Train on the processor, or free at Kaggle or Colab. Before you buy a card, `pivot rig check` holds it against the rest.",
                Vec::new(),
            )
    }

    /// The card with most memory.
    fn best(&self) -> Option<&Card> {
        self.cards
            .iter()
            .max_by(|a, b| a.memory.unwrap_or(0.0).total_cmp(&b.memory.unwrap_or(0.0)))
    }

    /// `2 x NVIDIA H200, 140.4 GiB, compute capability 9.0`.
    fn said(&self) -> String {
        let mut groups: Vec<(&Card, usize)> = Vec::new();
        for card in &self.cards {
            match groups.iter_mut().find(|(c, _)| *c == card) {
                Some((_, n)) => *n += 1,
                None => groups.push((card, 1)),
            }
        }
        let said = groups.iter().map(|(card, n)| {
            let many = match n {
                1 => String::new(),
                n => format!("{n} x "),
            };
            let memory = card
                .memory
                .map_or(", memory not told".into(), |m| format!(", {:.1} GiB", m / 1024.0));
            let capability = card
                .capability
                .map(|(major, minor)| format!(", compute capability {major}.{minor}"));
            format!("{many}{}{memory}{}", card.name, capability.unwrap_or_default())
        });
        said.collect::<Vec<_>>().join("; ")
    }

    /// What is said of the driver; `None` where there is nothing to drive.
    pub(super) fn driver_finding(&self, system: &System, wanted: &Wanted) -> Option<Finding> {
        let about = "driver";
        let module = self
            .module
            .as_deref()
            .map(|m| format!("; the module that is loaded is {m}"))
            .unwrap_or_default();
        let wrong = |seen: String, (say, commands): (String, Vec<String>)| {
            Finding::new(about, State::Wrong, seen).mend(say, commands)
        };
        Some(match &self.driver {
            Driver::Works(version, cuda) => {
                let cuda = cuda
                    .map(|(major, minor)| format!(", good for CUDA up to {major}.{minor}"))
                    .unwrap_or_default();
                let finding = Finding::new(about, State::Well, format!("NVIDIA {version}{cuda}"));
                if self.cards.is_empty() {
                    Finding {
                        state: State::Unknown,
                        seen: format!("{}; which cards it drives cannot be read", finding.seen),
                        ..finding
                    }
                } else {
                    finding.needed(wanted.cuda)
                }
            }
            Driver::Absent => {
                if self.any() != Some(true) {
                    return None;
                }
                if self.module.is_some() && !system.wsl {
                    let (say, commands) = mend::apt(
                        system,
                        "The driver is loaded and nvidia-smi is not there. In a container it comes with `--gpus all`; on the machine itself it is a package:",
                        match system.kind {
                            super::system::Kind::Debian => &["sudo apt install nvidia-smi"],
                            _ => &[
                                "sudo apt install ubuntu-drivers-common",
                                "sudo ubuntu-drivers install",
                            ],
                        },
                    );
                    return Some(
                        Finding::new(about, State::Missing, format!("no nvidia-smi{module}"))
                            .mend(say, commands),
                    );
                }
                let (say, commands) = mend::install_driver(system);
                Finding::new(
                    about,
                    State::Missing,
                    "there is a card, and no driver of NVIDIA for it",
                )
                .mend(say, commands)
            }
            Driver::Mismatch => wrong(
                format!("its libraries are of another version than its module{module}"),
                mend::start_anew(
                    "The driver was brought up to date while it was in use. A new start loads the new one.",
                ),
            ),
            Driver::Asleep if self.any() == Some(false) => wrong(
                "it is installed, and there is no card of NVIDIA".into(),
                mend::apt(
                    system,
                    "If a card is in the machine, its seat and its power cables are the first to look at. If none is meant to be there, the driver can go:",
                    &["sudo apt purge '^nvidia-.*'"],
                ),
            ),
            Driver::Asleep => wrong(
                format!("it is installed, and cannot be spoken with{module}"),
                mend::load_driver(system),
            ),
            Driver::NoCard => wrong(
                format!("it is loaded, and finds no card that it can drive{module}"),
                mend::apt(
                    system,
                    "The card is too old or too new for this driver, or has no power. What the kernel says of it:",
                    &["sudo dmesg | grep -i nvrm"],
                ),
            ),
            Driver::Lost => wrong(
                "a card does not answer it any more".into(),
                mend::start_anew(
                    "A new start brings the card back. Where that happens again, its power cables, its heat and its seat are to be looked at.",
                ),
            ),
            Driver::Broken(why) => wrong(
                why.clone(),
                mend::start_anew("A new start helps where the driver hangs; else install it anew."),
            ),
            Driver::Garbled(start) => Finding::new(
                about,
                State::Unknown,
                format!("nvidia-smi said `{start}`, which says nothing here{module}"),
            ),
        })
    }

    /// The newest CUDA that the driver can do.
    pub(super) fn cuda(&self) -> Option<(u32, u32)> {
        match self.driver {
            Driver::Works(_, cuda) => cuda,
            _ => None,
        }
    }
}

fn driver(heard: &Heard) -> Driver {
    let Some(answer) = heard.get(question::SMI) else {
        return Driver::Absent;
    };
    let text = answer.text.as_str();
    match &answer.how {
        How::Absent => return Driver::Absent,
        How::Signal => return Driver::Broken("a signal ended nvidia-smi".into()),
        How::Stopped(why) => return Driver::Broken(format!("nvidia-smi was stopped: {why}")),
        How::Status(_) => {}
    }
    for (said, driver) in [
        ("Driver/library version mismatch", Driver::Mismatch),
        ("couldn't communicate with the NVIDIA driver", Driver::Asleep),
        ("No devices were found", Driver::NoCard),
        ("GPU is lost", Driver::Lost),
        ("Unable to determine the device handle", Driver::Lost),
    ] {
        if text.contains(said) {
            return driver;
        }
    }
    if text.to_lowercase().contains("insufficient permissions") {
        return Driver::Broken("it may not be used: the permissions are insufficient".into());
    }
    let after = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        rest.split_whitespace().next()
    };
    match after("Driver Version:").filter(|v| version(v).is_some()) {
        Some(number) if answer.how == How::Status(0) => Driver::Works(
            shortened(number),
            // Told since driver 410; newer ones may say `N/A`.
            after("CUDA Version:").and_then(version),
        ),
        _ => Driver::Garbled(first_line(text)),
    }
}

/// The rows of nvidia-smi's CSV, by the names in its head; those that are cut or garbled are left out.
fn table_of(table: &str) -> Vec<Card> {
    let mut rows = table
        .lines()
        .map(|l| l.split(',').map(str::trim).collect::<Vec<_>>());
    let Some(head) = rows.next() else {
        return Vec::new();
    };
    let column = |name: &str| {
        head.iter()
            .position(|h| h.split_whitespace().next() == Some(name))
    };
    let Some(name) = column("name") else {
        return Vec::new();
    };
    let (memory, capability) = (column("memory.total"), column("compute_cap"));
    let card = |row: Vec<&str>| {
        if row.len() != head.len() || row[name].is_empty() {
            return None;
        }
        let memory = memory.and_then(|at| row[at].strip_suffix("MiB")?.trim().parse::<u32>().ok());
        let capability = capability.and_then(|at| version(row[at]));
        Some(Card {
            name: shortened(row[name]),
            memory: memory.map(f64::from),
            capability,
        })
    };
    rows.filter_map(card).collect()
}

/// `nvcc`, beside what the driver can do.
pub(super) fn toolkit(heard: &Heard, cards: &Cards, system: &System, wanted: &Wanted) -> Finding {
    let about = "toolkit";
    // Theano compiles for the card as it goes; the others bring what they need.
    let needed = wanted.cuda && wanted.framework == "theano";
    let answer = heard.get(question::TOOLKIT);
    match answer.map(|a| &a.how) {
        None | Some(How::Absent) => {
            let (say, commands) = mend::apt(
                system,
                "Needed only to compile CUDA code of your own, and by Theano: PyTorch, TensorFlow and Keras bring theirs.",
                &["sudo apt install nvidia-cuda-toolkit"],
            );
            return Finding::new(about, State::Missing, "no nvcc")
                .needed(needed)
                .mend(say, commands);
        }
        Some(How::Status(0)) => {}
        Some(_) => {
            return Finding::new(about, State::Unknown, "nvcc broke").needed(needed);
        }
    }
    // `Cuda compilation tools, release 12.4, V12.4.131`
    let text = answer.map_or("", |a| &a.text);
    let release = text.split_once("release ").and_then(|(_, rest)| version(rest));
    let Some((major, minor)) = release else {
        return Finding::new(
            about,
            State::Unknown,
            format!("nvcc said `{}`, and no release", first_line(text)),
        )
        .needed(needed);
    };
    let seen = format!("CUDA {major}.{minor}");
    match cards.cuda() {
        // From 11 on what was compiled runs with every driver of its major version.
        Some(driver) if (major, minor) > driver && (major > driver.0 || major < 11) => {
            let (say, commands) = if system.wsl {
                mend::in_windows()
            } else {
                mend::apt(
                    system,
                    "What it compiles does not run. Bring the driver up to date, or take an older toolkit:",
                    match system.kind {
                        super::system::Kind::Debian => {
                            &["sudo apt update", "sudo apt install nvidia-driver", "sudo reboot"]
                        }
                        _ => &["sudo apt update", "sudo ubuntu-drivers install", "sudo reboot"],
                    },
                )
            };
            let seen = format!(
                "{seen}, and the driver is good for {}.{} only",
                driver.0, driver.1
            );
            Finding::new(about, State::Wrong, seen).mend(say, commands)
        }
        _ => Finding::new(about, State::Well, seen),
    }
    .needed(needed)
}
