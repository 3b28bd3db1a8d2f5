//! Python, and the frameworks that it imports.

use super::card::Cards;
use super::system::System;
use super::{Finding, Heard, How, State, Wanted, first_line, last_line, mend, question, version};

/// The frameworks that are looked for.
pub const FRAMEWORKS: [&str; 4] = ["torch", "tensorflow", "keras", "theano"];
/// What the product of two matrices of 256 ones sums to: 256 x 256 numbers, each 256.
const SUM: &str = "16777216";
/// The oldest Python that today's builds of PyTorch are made for.
const PYTHON: (u32, u32) = (3, 10);

/// Whether a name can stand after `import`.
pub fn can_be_imported(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What Python runs to answer a question: [`question::PYTHON`], or the import of a framework by its name.
///
/// The first line of an import is its name and version, so that it stands even where what comes after breaks.
pub fn script(name: &str) -> String {
    match name {
        question::PYTHON => format!(
            "import sys\ntry:\n    from importlib.util import find_spec as find\nexcept ImportError:\n    from pkgutil import find_loader as find\n\
             print('python ' + '.'.join(str(n) for n in sys.version_info[:3]))\n\
             print('found ' + ' '.join(n for n in {FRAMEWORKS:?} if find(n)))"
        ),
        "torch" => "import torch\n\
             print('torch ' + torch.__version__ + ' cuda ' + str(torch.cuda.is_available()))\n\
             print('built for ' + str(torch.version.cuda))\n\
             if torch.cuda.is_available():\n    \
                 print('kernels ' + ' '.join(torch.cuda.get_arch_list()))\n    \
                 x = torch.ones(256, 256, device='cuda')\n    \
                 print('computed ' + str(int((x @ x).sum().item())))"
            .into(),
        "tensorflow" => "import tensorflow as t\n\
             print('tensorflow ' + t.__version__)\n\
             print('gpus ' + str(len(t.config.list_physical_devices('GPU'))))"
            .into(),
        "keras" => {
            "import keras\nprint('keras ' + keras.__version__)\nprint('backend ' + keras.backend.backend())"
                .into()
        }
        "theano" => {
            "import theano\nprint('theano ' + theano.__version__ + ' device ' + theano.config.device)".into()
        }
        name => format!("import {name}\nprint('{name} ' + str({name}.__version__))"),
    }
}

pub(super) fn python(heard: &Heard, system: &System) -> Finding {
    let about = "python";
    let Some(answer) = heard.get(question::PYTHON) else {
        return Finding::new(about, State::Unknown, "it was not asked");
    };
    match &answer.how {
        How::Absent => {
            let (say, commands) = mend::apt(
                system,
                "Frameworks are used from it.",
                &["sudo apt install python3 python3-venv"],
            );
            return Finding::new(about, State::Missing, "there is none").mend(say, commands);
        }
        How::Signal => return Finding::new(about, State::Wrong, "a signal ended it"),
        How::Stopped(why) => return Finding::new(about, State::Wrong, format!("it was stopped: {why}")),
        How::Status(_) => {}
    }
    let number = answer.text.lines().find_map(|l| l.strip_prefix("python "));
    match number.filter(|n| version(n).is_some()) {
        Some(number) => Finding::new(about, State::Well, format!("Python {}", first_line(number))),
        None => Finding::new(
            about,
            State::Unknown,
            format!("it said `{}`, and no version", last_line(&answer.text)),
        ),
    }
}

/// Which frameworks to speak of: the one that is wanted, then those that are there.
pub(super) fn spoken_of(heard: &Heard, wanted: &Wanted) -> Vec<String> {
    let mut names = vec![wanted.framework.clone()];
    names.extend(
        heard
            .imported()
            .filter(|n| *n != wanted.framework)
            .map(str::to_owned),
    );
    names
}

/// How a framework is installed, in an environment of its own: Debian 12 and Ubuntu 23.04 refuse anything else.
fn install(heard: &Heard, system: &System, cards: &Cards, name: &str) -> (String, Vec<String>) {
    if name == "theano" {
        return (
            "Nobody maintains Theano any more; its last release wants Python 3.5 to 3.9.".into(),
            mend::lines(&[
                "python3 -m venv ~/.venvs/theano",
                "~/.venvs/theano/bin/pip install Theano==1.0.5 'numpy<1.20'",
            ]),
        );
    }
    let python = heard.text(question::PYTHON).and_then(|t| {
        t.lines()
            .find_map(|l| l.strip_prefix("python "))
            .and_then(version)
    });
    if let Some(has) = python.filter(|has| name == "torch" && *has < PYTHON) {
        let say = format!(
            "Today's builds want Python {}.{} or newer, and here is {}.{}: bring the system up to date first.",
            PYTHON.0, PYTHON.1, has.0, has.1
        );
        let upgrade: &[&str] = match system.kind {
            super::system::Kind::Ubuntu => &[
                "sudo apt update",
                "sudo apt full-upgrade",
                "sudo do-release-upgrade",
            ],
            // A release of Debian is a change of several files: its release notes have them.
            _ => &[],
        };
        return mend::apt(system, &say, upgrade);
    }
    let package = match name {
        // Keras is nothing without one that computes.
        "torch" if cards.any() == Some(true) => "torch torchvision".to_owned(),
        "torch" => "torch torchvision --index-url https://download.pytorch.org/whl/cpu".to_owned(),
        "tensorflow" if cards.any() == Some(true) => "'tensorflow[and-cuda]'".to_owned(),
        "keras" => "keras tensorflow".to_owned(),
        other => other.to_owned(),
    };
    let (say, mut commands) = mend::apt(
        system,
        "In an environment of its own, since the system's Python is the system's. Then ask again with --python ~/.venvs/pivot/bin/python.",
        &["sudo apt install python3-venv"],
    );
    commands.push("python3 -m venv ~/.venvs/pivot".into());
    commands.push(format!("~/.venvs/pivot/bin/pip install {package}"));
    (say, commands)
}

pub(super) fn framework(
    heard: &Heard,
    system: &System,
    cards: &Cards,
    wanted: &Wanted,
    name: &str,
) -> Finding {
    let needed = name == wanted.framework;
    let finding = |state, seen: String| Finding::new(name, state, seen).needed(needed);
    let Some(answer) = heard.get(&format!("{}{name}", question::IMPORT)) else {
        // Where Python is not there or broke, nobody could ask.
        let looked = heard
            .text(question::PYTHON)
            .is_some_and(|t| t.lines().any(|l| l.starts_with("found")));
        if !looked {
            return finding(State::Unknown, "Python could not be asked for it".into());
        }
        let (say, commands) = install(heard, system, cards, name);
        return finding(State::Missing, "Python does not find it".into()).mend(say, commands);
    };
    let text = answer.text.as_str();
    let lower = text.to_lowercase();
    if answer.how == How::Absent
        || lower.contains(&format!("no module named '{name}'"))
        || lower.contains(&format!("no module named {name}\n"))
    {
        let (say, commands) = install(heard, system, cards, name);
        return finding(State::Missing, "Python does not find it".into()).mend(say, commands);
    }
    // The first word is the name, the second the version: warnings may stand before.
    let said = text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next()? == name).then_some(())?;
        words.next().filter(|w| version(w).is_some())
    });
    let anew = |say: &str| {
        let package = if name == "torch" {
            "torch torchvision"
        } else {
            name
        };
        (
            say.to_owned(),
            vec![format!("python3 -m pip install --force-reinstall {package}")],
        )
    };
    let wrong = |seen: String, (say, commands): (String, Vec<String>)| {
        finding(State::Wrong, seen).mend(say, commands)
    };
    let Some(number) = said else {
        return match &answer.how {
            How::Signal => wrong(
                "a signal ended the import: a fault in it, or in the driver that it wakes".into(),
                anew(
                    "Mend the driver first, where something is wrong with it; else install the framework anew, with the Python that was asked:",
                ),
            ),
            How::Stopped(why) => wrong(
                format!("the import was stopped: {why}"),
                anew(
                    "A driver that hangs is mended by a new start; else install the framework anew, with the Python that was asked:",
                ),
            ),
            How::Status(0) => finding(
                State::Unknown,
                format!("the import said `{}`, and no version", first_line(text)),
            ),
            _ if text.trim().is_empty() => {
                finding(State::Unknown, "the import failed and said nothing".into())
            }
            _ => wrong(
                format!("the import failed: {}", last_line(text)),
                anew("Install it anew, with the Python that was asked:"),
            ),
        };
    };
    let after = match &answer.how {
        How::Status(0) => None,
        How::Signal | How::Absent => Some("a signal ended it".to_owned()),
        How::Stopped(why) => Some(format!("it was stopped: {why}")),
        How::Status(_) => Some(last_line(text)),
    };
    match name {
        "torch" => torch(number, text, after.as_deref(), cards, system, finding),
        _ => other(name, number, text, after.as_deref(), cards, finding),
    }
}

/// PyTorch that was imported: whether it computes on the card, where there is one.
fn torch(
    number: &str,
    text: &str,
    after: Option<&str>,
    cards: &Cards,
    system: &System,
    finding: impl Fn(State, String) -> Finding,
) -> Finding {
    let seen = format!("PyTorch {number}");
    let sees = text.lines().find_map(|l| {
        let (_, said) = l.trim().strip_prefix("torch ")?.split_once(" cuda ")?;
        match said {
            "True" => Some(true),
            "False" => Some(false),
            _ => None,
        }
    });
    let built = text
        .lines()
        .find_map(|l| l.trim().strip_prefix("built for "))
        .map(str::trim);
    let reinstall = |index: &str| {
        vec![format!(
            "python3 -m pip install --force-reinstall torch torchvision{index}"
        )]
    };
    match sees {
        Some(true) => {
            let computed = text.lines().find_map(|l| l.trim().strip_prefix("computed "));
            match (computed.map(str::trim), after) {
                (Some(SUM), None) => finding(State::Well, format!("{seen} computes on the card")),
                (Some(other), _) if other != SUM => finding(
                    State::Wrong,
                    format!("{seen} computes on the card, and wrong: {} where {SUM} is right", first_line(other)),
                )
                .mend("The card or its memory is damaged, or overclocked. What the kernel says of it:", mend::lines(&["sudo dmesg | grep -i nvrm"])),
                (_, Some(why)) if why.contains("no kernel image") || why.contains("not compatible") => finding(
                    State::Wrong,
                    format!("{seen} was built for other cards than this one: {why}"),
                )
                .mend(
                    "Take a build that has the card's compute capability. Those for CUDA 12.6 have the cards from 2014 on:",
                    reinstall(" --index-url https://download.pytorch.org/whl/cu126"),
                ),
                (_, Some(why)) => finding(State::Wrong, format!("{seen} sees a card and cannot compute on it: {why}"))
                    .mend("Mend the driver first, where something is wrong with it; else start anew.", mend::lines(&["sudo reboot"])),
                (_, None) => finding(
                    State::Unknown,
                    format!("{seen} sees a card; whether it computes there was not said"),
                ),
            }
        }
        Some(false) if !cards.work() => finding(
            State::Well,
            match cards.any() {
                Some(true) => format!("{seen}; it computes on the processor until the card's driver works"),
                _ => format!("{seen}; it computes on the processor"),
            },
        ),
        Some(false) if built == Some("None") || number.ends_with("+cpu") => finding(
            State::Wrong,
            format!("{seen} was built for the processor alone, and there is a card"),
        )
        .mend(
            "Install the build for cards, with the Python that was asked:",
            reinstall(""),
        ),
        Some(false) => {
            let (needs, has) = (built.and_then(version), cards.cuda());
            match (needs, has) {
                // From 11 on a driver serves every build of its major version.
                (Some(needs), Some(has)) if needs > has && (needs.0 > has.0 || needs.0 < 11) => {
                    let (say, commands) = mend::install_driver(system);
                    finding(
                        State::Wrong,
                        format!(
                            "{seen} was built for CUDA {}.{}, and the driver is good for {}.{} only",
                            needs.0, needs.1, has.0, has.1
                        ),
                    )
                    .mend(say, commands)
                }
                _ => finding(State::Wrong, format!("{seen} sees no card, and the driver does")).mend(
                    "Look whether CUDA_VISIBLE_DEVICES hides it, and whether another version of CUDA's libraries stands in LD_LIBRARY_PATH:",
                    mend::lines(&["env | grep -E 'CUDA_VISIBLE_DEVICES|LD_LIBRARY_PATH'"]),
                ),
            }
        }
        None => finding(
            State::Unknown,
            format!("{seen}; whether it sees a card was not said"),
        ),
    }
}

/// Another framework that was imported.
fn other(
    name: &str,
    number: &str,
    text: &str,
    after: Option<&str>,
    cards: &Cards,
    finding: impl Fn(State, String) -> Finding,
) -> Finding {
    let seen = format!("{name} {number}");
    let value = |key: &str| {
        text.lines()
            .find_map(|l| l.trim().strip_prefix(key))
            .map(str::trim)
    };
    let device = text
        .lines()
        .find_map(|l| l.trim().strip_prefix("theano ")?.split_once(" device "))
        .map(|(_, device)| device.trim());
    if let Some(why) = after {
        // The import itself went well: an old version may lack what was asked after it.
        return finding(
            State::Unknown,
            format!("{seen}; what was asked after the import failed: {why}"),
        );
    }
    let on_processor = matches!((value("gpus "), device), (Some("0"), _) | (_, Some("cpu")));
    match (on_processor && cards.work(), name) {
        (true, "tensorflow") => finding(State::Wrong, format!("{seen} sees no card, and the driver does"))
            .mend(
                "Install the build that brings CUDA's libraries, with the Python that was asked:",
                mend::lines(&["python3 -m pip install 'tensorflow[and-cuda]'"]),
            ),
        (true, "theano") => finding(
            State::Wrong,
            format!("{seen} computes on the processor, and there is a card"),
        )
        .mend(
            "Say so in ~/.theanorc, and ask again:",
            mend::lines(&["printf '[global]\\ndevice = cuda\\nfloatX = float32\\n' >> ~/.theanorc"]),
        ),
        _ if on_processor => finding(State::Well, format!("{seen}; it computes on the processor")),
        _ => {
            let backend = value("backend ").map(|b| format!(", on {}", first_line(b)));
            let device = device.map(|d| format!(", on {}", first_line(d)));
            finding(
                State::Well,
                format!("{seen}{}", backend.or(device).unwrap_or_default()),
            )
        }
    }
}

/// The companion, and whether it computes on a GPU.
pub(super) fn companion(heard: &Heard, cards: &Cards) -> Finding {
    let about = "pivot-train";
    let build = "in Pivot's repository:";
    let Some(answer) = heard.get(question::COMPANION).filter(|a| a.how != How::Absent) else {
        return Finding::new(
            about,
            State::Missing,
            "it is not there: networks of labs and `pivot rig bench` want it",
        )
        .needed(false)
        .mend(
            format!("Build it, {build}"),
            mend::lines(&["cargo build --release -p pivot-train"]),
        );
    };
    match &answer.how {
        How::Status(0) => Finding::new(about, State::Well, "it computes on a GPU"),
        How::Status(1) if cards.work() => Finding::new(
            about,
            State::Well,
            "it computes on the processor; there is a card that it could use",
        )
        .mend(
            format!("A build for GPUs, {build}"),
            mend::lines(&["cargo build --release -p pivot-train --features wgpu"]),
        ),
        How::Status(1) => Finding::new(about, State::Well, "it computes on the processor"),
        How::Status(n) => Finding::new(about, State::Unknown, format!("its try ended with status {n}")),
        How::Absent | How::Signal => Finding::new(about, State::Wrong, "a signal ended its try of a GPU")
            .mend(
                "Until the driver is mended, train on the processor:",
                mend::lines(&["export PIVOT_TRAIN_DEVICE=cpu"]),
            ),
        How::Stopped(why) => Finding::new(
            about,
            State::Wrong,
            format!("its try of a GPU was stopped: {why}"),
        )
        .mend(
            "Until the driver is mended, train on the processor:",
            mend::lines(&["export PIVOT_TRAIN_DEVICE=cpu"]),
        ),
    }
    .needed(false)
}
