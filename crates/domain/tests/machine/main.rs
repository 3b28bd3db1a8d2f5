//! What the answers of machines mean: each machine's verdict by hand. The answers of `here` and `tensorflow` were given by a server without a
//! card; the others have the forms in which these programs are known to answer.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use pivot_domain::machine::{
    FRAMEWORKS, Finding, Heard, How, Report, State, Wanted, can_be_imported, judge, question, script,
};
use proptest::prelude::*;

use State::{Missing, Unknown, Well, Wrong};

const MACHINES: [(&str, &str); 18] = [
    ("asleep", include_str!("machines/asleep.txt")),
    ("crash", include_str!("machines/crash.txt")),
    ("cut-table", include_str!("machines/cut-table.txt")),
    ("fedora", include_str!("machines/fedora.txt")),
    ("garbled", include_str!("machines/garbled.txt")),
    ("gtx-1060", include_str!("machines/gtx-1060.txt")),
    ("h200", include_str!("machines/h200.txt")),
    ("here", include_str!("machines/here.txt")),
    ("laptop", include_str!("machines/laptop.txt")),
    ("mismatch", include_str!("machines/mismatch.txt")),
    ("no-driver", include_str!("machines/no-driver.txt")),
    ("no-kernels", include_str!("machines/no-kernels.txt")),
    ("old-driver", include_str!("machines/old-driver.txt")),
    ("processor-build", include_str!("machines/processor-build.txt")),
    ("rtx-3060", include_str!("machines/rtx-3060.txt")),
    ("tensorflow", include_str!("machines/tensorflow.txt")),
    ("wsl2", include_str!("machines/wsl2.txt")),
    ("wsl2-bare", include_str!("machines/wsl2-bare.txt")),
];

fn heard(name: &str) -> Heard {
    let (_, text) = MACHINES.iter().find(|(n, _)| *n == name).unwrap();
    let (heard, faults) = Heard::read(text);
    assert_eq!(faults, [], "{name}");
    heard
}

fn wanted(framework: &str, cuda: bool) -> Wanted {
    Wanted {
        framework: framework.into(),
        cuda,
        memory_gb: None,
    }
}

fn report(name: &str) -> Report {
    judge(&heard(name), &Wanted::default())
}

fn of<'r>(report: &'r Report, about: &str) -> &'r Finding {
    let found = report.findings.iter().find(|f| f.about == about);
    found.unwrap_or_else(|| panic!("nothing of {about}: {report:?}"))
}

/// By hand: each part's state, whether all is well, and of what is not the words that must stand in what was seen.
#[test]
fn verdicts() {
    type Row = (&'static str, &'static [(&'static str, State, &'static str)], bool);
    let good = [
        ("system", Well),
        ("processor", Well),
        ("memory", Well),
        ("disk", Well),
    ];
    let table: &[Row] = &[
        // No card is no fault where none is wanted; nvcc and the companion for GPUs neither.
        (
            "laptop",
            &[
                (
                    "card",
                    Missing,
                    "none of NVIDIA; what draws here is Intel (8086:5917)",
                ),
                ("toolkit", Missing, "no nvcc"),
                ("python", Well, "Python 3.11.2"),
                ("torch", Well, "PyTorch 2.6.0+cpu; it computes on the processor"),
                ("pivot-train", Well, "it computes on the processor"),
            ],
            true,
        ),
        // 12288 MiB / 1024 = 12.0 GiB. The toolkit 12.4 is no newer than the driver's 12.4.
        (
            "rtx-3060",
            &[
                (
                    "card",
                    Well,
                    "NVIDIA GeForce RTX 3060, 12.0 GiB, compute capability 8.6",
                ),
                ("driver", Well, "NVIDIA 550.54.14, good for CUDA up to 12.4"),
                ("toolkit", Well, "CUDA 12.4"),
                ("python", Well, "Python 3.10.12"),
                ("torch", Well, "PyTorch 2.6.0+cu124 computes on the card"),
                ("pivot-train", Well, "it computes on a GPU"),
            ],
            true,
        ),
        // The card is on the bus, nouveau draws with it; Python has no framework.
        (
            "no-driver",
            &[
                ("card", Well, "a card of NVIDIA (10de:2882), driven by nouveau"),
                ("driver", Missing, "no driver of NVIDIA"),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                ("torch", Missing, "Python does not find it"),
                ("pivot-train", Missing, ""),
            ],
            false,
        ),
        // The module 550.54.14 is loaded, the libraries are 550.90: PyTorch's `False` follows from that and is no second fault.
        (
            "mismatch",
            &[
                ("card", Well, "driven by nvidia"),
                ("driver", Wrong, "the module that is loaded is 550.54.14"),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                ("torch", Well, "until the card's driver works"),
                ("pivot-train", Well, ""),
            ],
            false,
        ),
        // PyTorch is missing here (it is what is wanted by default); 6072 MiB / 1024 = 5.9 GiB.
        (
            "gtx-1060",
            &[
                ("card", Well, "GeForce GTX 1060 6GB, 5.9 GiB"),
                ("driver", Well, "NVIDIA 384.130"),
                ("toolkit", Well, "CUDA 8.0"),
                ("python", Well, "Python 2.7.12"),
                ("torch", Missing, ""),
                ("theano", Well, "theano 0.9.0, on cuda"),
                ("keras", Well, "keras 1.2.2, on theano"),
                ("pivot-train", Missing, ""),
            ],
            false,
        ),
        (
            "wsl2",
            &[
                (
                    "card",
                    Well,
                    "NVIDIA GeForce RTX 2070, 8.0 GiB, compute capability 7.5",
                ),
                ("driver", Well, "NVIDIA 551.61"),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                ("torch", Well, "computes on the card"),
                ("pivot-train", Missing, ""),
            ],
            true,
        ),
        // 7800000 kB / 1048576 = 7.4 GiB, a machine sold with 8; Python is missing, and so nobody knows of PyTorch.
        (
            "wsl2-bare",
            &[
                ("card", Unknown, "cannot be seen from here"),
                ("toolkit", Missing, ""),
                ("python", Missing, ""),
                ("torch", Unknown, "Python could not be asked"),
                ("pivot-train", Missing, ""),
            ],
            false,
        ),
        (
            "processor-build",
            &[
                ("card", Well, ""),
                ("driver", Well, ""),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                (
                    "torch",
                    Wrong,
                    "was built for the processor alone, and there is a card",
                ),
                ("pivot-train", Well, "there is a card that it could use"),
            ],
            false,
        ),
        // 143771 MiB / 1024 = 140.4 GiB. nvcc 12.9 is newer than the driver's 12.8, and of the same major version: it runs.
        (
            "h200",
            &[
                ("card", Well, "2 x NVIDIA H200, 140.4 GiB, compute capability 9.0"),
                ("driver", Well, "good for CUDA up to 12.8"),
                ("toolkit", Well, "CUDA 12.9"),
                ("python", Well, ""),
                ("torch", Well, "computes on the card"),
                ("pivot-train", Well, "it computes on a GPU"),
            ],
            true,
        ),
        // TensorFlow sees no card though the driver does; the companion's try hung.
        (
            "crash",
            &[
                ("card", Well, ""),
                ("driver", Well, ""),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                ("torch", Wrong, "a signal ended the import"),
                ("tensorflow", Wrong, "tensorflow 2.16.1 sees no card"),
                ("pivot-train", Wrong, "longer than 40 seconds"),
            ],
            false,
        ),
        // The driver's 11.4 is of another major version than the toolkit's 12.0 and PyTorch's 12.8.
        (
            "old-driver",
            &[
                ("card", Well, "NVIDIA GeForce GTX 1060 6GB, 5.9 GiB"),
                ("driver", Well, "good for CUDA up to 11.4"),
                (
                    "toolkit",
                    Wrong,
                    "CUDA 12.0, and the driver is good for 11.4 only",
                ),
                ("python", Well, ""),
                (
                    "torch",
                    Wrong,
                    "was built for CUDA 12.8, and the driver is good for 11.4 only",
                ),
                ("pivot-train", Well, ""),
            ],
            false,
        ),
        // Kernels from sm_70 on, and the card is 6.1.
        (
            "no-kernels",
            &[
                ("card", Well, "compute capability 6.1"),
                ("driver", Well, ""),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                (
                    "torch",
                    Wrong,
                    "was built for other cards than this one: torch.AcceleratorError: CUDA error: no kernel image",
                ),
                ("pivot-train", Well, ""),
            ],
            false,
        ),
        // The same server with TensorFlow and Keras, whose own words stand before their versions.
        (
            "tensorflow",
            &[
                ("card", Missing, "none of NVIDIA"),
                ("toolkit", Missing, ""),
                ("python", Well, "Python 3.11.7"),
                ("torch", Missing, "Python does not find it"),
                (
                    "tensorflow",
                    Well,
                    "tensorflow 2.21.0; it computes on the processor",
                ),
                ("keras", Well, "keras 3.15.1, on tensorflow"),
                ("pivot-train", Well, "it computes on the processor"),
            ],
            false,
        ),
        (
            "here",
            &[
                ("card", Missing, "none of NVIDIA"),
                ("toolkit", Missing, ""),
                ("python", Well, ""),
                ("torch", Missing, ""),
                ("pivot-train", Missing, ""),
            ],
            false,
        ),
    ];
    for (name, rows, well) in table {
        let report = report(name);
        let all: Vec<(&str, State)> = report
            .findings
            .iter()
            .map(|f| (f.about.as_str(), f.state))
            .collect();
        let expected: Vec<(&str, State)> = good
            .into_iter()
            .chain(rows.iter().map(|(about, state, _)| (*about, *state)))
            .collect();
        assert_eq!(all, expected, "{name}");
        for (about, _, says) in *rows {
            let finding = of(&report, about);
            assert!(finding.seen.contains(says), "{name}: {about}: {}", finding.seen);
        }
        assert_eq!(report.is_well(), *well, "{name}");
    }
}

/// Three machines on which the system itself is not well.
#[test]
fn old_and_garbled_machines() {
    let states = |name: &str| -> Vec<(String, State)> {
        let findings = report(name).findings;
        findings.into_iter().map(|f| (f.about, f.state)).collect()
    };
    let named = |rows: &[(&str, State)]| -> Vec<(String, State)> {
        rows.iter()
            .map(|(about, state)| ((*about).to_owned(), *state))
            .collect()
    };
    // 5000000 kB / 1048576 = 4.8 GiB free, and AVX alone. Python 3.9 is too old for today's PyTorch.
    assert_eq!(
        states("asleep"),
        named(&[
            ("system", Well),
            ("processor", Well),
            ("memory", Well),
            ("disk", Wrong),
            ("card", Well),
            ("driver", Wrong),
            ("toolkit", Well),
            ("python", Well),
            ("torch", Missing),
            ("pivot-train", Well),
        ])
    );
    let asleep = report("asleep");
    assert!(of(&asleep, "disk").seen.contains("4.8 GiB"));
    assert!(of(&asleep, "processor").seen.contains("AVX without AVX2"));
    // 4000000 kB are 3.8 GiB; the processor knows no AVX.
    assert_eq!(
        states("fedora"),
        named(&[
            ("system", Well),
            ("processor", Wrong),
            ("memory", Wrong),
            ("disk", Well),
            ("card", Well),
            ("driver", Missing),
            ("toolkit", Missing),
            ("python", Well),
            ("torch", Missing),
            ("pivot-train", Missing),
        ])
    );
    // Of what cannot be read nothing is claimed.
    assert_eq!(
        states("garbled"),
        named(&[
            ("system", Unknown),
            ("processor", Unknown),
            ("memory", Unknown),
            ("disk", Unknown),
            ("card", Unknown),
            ("driver", Unknown),
            ("toolkit", Unknown),
            ("python", Unknown),
            ("torch", Unknown),
            ("pivot-train", Unknown),
        ])
    );
    assert!(report("garbled").is_well(), "what is not known is no fault");
    let cut = report("cut-table");
    assert_eq!(of(&cut, "driver").state, Unknown);
    assert_eq!(of(&cut, "card").state, Well, "the bus has it");
}

/// What mends, on which system.
#[test]
fn commands_are_those_of_the_system() {
    let mend = |name: &str, about: &str| of(&report(name), about).mend.clone().unwrap();
    let driver = mend("no-driver", "driver");
    assert_eq!(
        driver.commands,
        [
            "sudo apt update",
            "sudo apt install ubuntu-drivers-common",
            "sudo ubuntu-drivers install",
            "sudo reboot"
        ]
    );
    assert!(driver.say.contains("Secure Boot is on"), "{}", driver.say);
    // Debian's key, since Secure Boot is on.
    let driver = mend("asleep", "driver");
    assert_eq!(
        driver.commands,
        [
            "sudo apt install linux-headers-$(uname -r)",
            "sudo dkms autoinstall",
            "sudo modprobe nvidia",
            "sudo mokutil --import /var/lib/dkms/mok.pub"
        ]
    );
    let torch = mend("asleep", "torch");
    assert!(
        torch.say.contains("want Python 3.10 or newer, and here is 3.9"),
        "{}",
        torch.say
    );
    assert_eq!(mend("mismatch", "driver").commands, ["sudo reboot"]);
    // Of Fedora the words alone.
    let driver = mend("fedora", "driver");
    assert_eq!(driver.commands, [""; 0]);
    assert!(driver.say.contains("Debian and Ubuntu only"), "{}", driver.say);
    // A card: the build with CUDA; none: the small one.
    let torch = mend("no-driver", "torch").commands;
    assert_eq!(
        torch.last().unwrap(),
        "~/.venvs/pivot/bin/pip install torch torchvision"
    );
    let torch = mend("here", "torch").commands;
    assert!(
        torch
            .last()
            .unwrap()
            .ends_with("https://download.pytorch.org/whl/cpu")
    );
    assert_eq!(
        mend("processor-build", "torch").commands,
        ["python3 -m pip install --force-reinstall torch torchvision"]
    );
    assert!(mend("wsl2-bare", "card").say.contains("in Windows and none here"));
    // Nothing is told to be run as the superuser that takes anything away unasked, and every command is one line.
    for (name, _) in MACHINES {
        for finding in report(name).findings {
            if finding.is_trouble() && finding.about != "python" {
                assert!(finding.mend.is_some(), "{name}: {finding:?}");
            }
            for command in finding.mend.unwrap_or_default().commands {
                assert!(
                    !command.contains('\n') && !command.contains("rm "),
                    "{name}: {command}"
                );
            }
        }
    }
}

/// What a task wants decides what is missing.
#[test]
fn what_is_wanted_counts() {
    // The curriculum of 2017 on its machine.
    let theano = judge(&heard("gtx-1060"), &wanted("theano", true));
    assert!(theano.is_well(), "{theano:?}");
    assert!(theano.findings.iter().all(|f| f.about != "torch"));
    // Without nvcc Theano compiles nothing for the card; PyTorch does without.
    let mut bare = heard("gtx-1060");
    bare.put(question::TOOLKIT, How::Absent, "");
    assert!(!judge(&bare, &wanted("theano", true)).is_well());
    let mut bare = heard("rtx-3060");
    bare.put(question::TOOLKIT, How::Absent, "");
    assert!(judge(&bare, &wanted("torch", true)).is_well());
    assert!(judge(&heard("tensorflow"), &wanted("tensorflow", false)).is_well());
    // A laptop without a card is well until a task wants one.
    assert!(judge(&heard("laptop"), &wanted("torch", false)).is_well());
    assert!(!judge(&heard("laptop"), &wanted("torch", true)).is_well());
    // 12 GiB are enough for 12 and not for 16.
    for (least, state) in [(12.0, Well), (16.0, Wrong)] {
        let wanted = Wanted {
            memory_gb: Some(least),
            ..wanted("torch", true)
        };
        assert_eq!(of(&judge(&heard("rtx-3060"), &wanted), "card").state, state);
    }
    // A framework that was found and asked for nothing says nothing of one that was not.
    let missing = judge(&heard("rtx-3060"), &wanted("fastai", false));
    assert_eq!(of(&missing, "fastai").state, Missing);
    assert_eq!(of(&missing, "torch").state, Well);
}

/// A card that computes wrong, and one of which only half is said.
#[test]
fn what_pytorch_said_after_its_version() {
    let torch = |how: How, text: &str| {
        let mut heard = heard("rtx-3060");
        heard.put("import torch", how, text);
        of(&judge(&heard, &Wanted::default()), "torch").clone()
    };
    let said = "torch 2.6.0 cuda True\nbuilt for 12.4\n";
    for (how, text, state, says) in [
        (
            How::Status(0),
            format!("{said}computed 16777215\n"),
            Wrong,
            "computes on the card, and wrong",
        ),
        (
            How::Status(0),
            said.to_owned(),
            Unknown,
            "whether it computes there was not said",
        ),
        (How::Signal, said.to_owned(), Wrong, "a signal ended it"),
        (
            How::Stopped("it ran for longer than 2 minutes".into()),
            said.to_owned(),
            Wrong,
            "longer than 2 minutes",
        ),
        (
            How::Status(0),
            "torch 2.6.0 cuda False\nbuilt for 12.4\n".into(),
            Wrong,
            "sees no card, and the driver does",
        ),
        (How::Status(0), "torch 2.6.0".into(), Unknown, "was not said"),
        (How::Status(0), "Torch is fine".into(), Unknown, "and no version"),
        (
            How::Status(1),
            "ImportError: libcudnn.so.9: cannot open shared object file".into(),
            Wrong,
            "libcudnn",
        ),
        (
            How::Status(1),
            "ModuleNotFoundError: No module named 'torch'".into(),
            Missing,
            "does not find it",
        ),
        // A part of it is missing, not it itself.
        (
            How::Status(1),
            "ModuleNotFoundError: No module named 'torch._C'".into(),
            Wrong,
            "torch._C",
        ),
        (How::Status(1), String::new(), Unknown, "said nothing"),
    ] {
        let finding = torch(how, &text);
        assert_eq!(finding.state, state, "{text}: {finding:?}");
        assert!(finding.seen.contains(says), "{text}: {}", finding.seen);
    }
}

#[test]
fn driver_troubles() {
    let driver = |how: How, text: &str| {
        let mut heard = heard("rtx-3060");
        heard.put(question::SMI, how, text);
        of(&judge(&heard, &Wanted::default()), "driver").clone()
    };
    for (how, text, state, says) in [
        (How::Status(6), "No devices were found", Wrong, "finds no card"),
        (
            How::Status(15),
            "Unable to determine the device handle for GPU 0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU",
            Wrong,
            "does not answer",
        ),
        (
            How::Status(4),
            "Failed to initialize NVML: Insufficient Permissions",
            Wrong,
            "permissions",
        ),
        (
            How::Stopped("it ran for longer than 30 seconds".into()),
            "",
            Wrong,
            "longer than 30 seconds",
        ),
        (How::Signal, "", Wrong, "a signal ended"),
        (How::Status(0), "", Unknown, "`nothing`"),
        (
            How::Status(127),
            "sh: 1: exec: nvidia-smi: Permission denied",
            Unknown,
            "Permission denied",
        ),
        (
            How::Status(0),
            "Driver Version: N/A",
            Unknown,
            "which says nothing here",
        ),
    ] {
        let finding = driver(how, text);
        assert_eq!(finding.state, state, "{text}: {finding:?}");
        assert!(finding.seen.contains(says), "{text}: {}", finding.seen);
    }
    // Installed on a machine without a card.
    let mut laptop = heard("laptop");
    laptop.put(
        question::SMI,
        How::Status(9),
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
    );
    let report = judge(&laptop, &Wanted::default());
    assert!(
        of(&report, "driver").seen.contains("there is no card"),
        "{report:?}"
    );
    // The module is there, its program is not.
    let mut container = heard("rtx-3060");
    container.put(question::SMI, How::Absent, "");
    container.put(question::SMI_CARDS, How::Absent, "");
    let report = judge(&container, &Wanted::default());
    assert!(
        of(&report, "driver")
            .seen
            .contains("no nvidia-smi; the module that is loaded is 550.54.14")
    );
}

/// What is written is read again, and what nobody wrote is refused with its line.
#[test]
fn the_text_of_answers() {
    for (name, text) in MACHINES {
        let once = heard(name);
        let (again, faults) = Heard::read(&once.write());
        assert_eq!((again, faults), (once, vec![]), "{name}");
        assert!(text.starts_with("pivot.machine/1\n"));
    }
    // A line that looks like a head stays the text of its answer.
    let mut odd = Heard::default();
    odd.put(
        question::SMI,
        How::Stopped("a\nb".into()),
        "== nvcc: absent\n\n  x",
    );
    let (again, faults) = Heard::read(&odd.write());
    assert_eq!(faults, []);
    assert_eq!(again.get(question::SMI).unwrap().text, "== nvcc: absent\n\n  x\n");
    assert_eq!(again.get(question::SMI).unwrap().how, How::Stopped("a b".into()));
    for (text, says, line) in [
        ("", "empty", 1),
        ("Linux tower 6.1", "begins with `Linux tower 6.1`", 1),
        (
            "pivot.machine/1\n== nvidia-smy: absent\n",
            "nobody asks `nvidia-smy`",
            2,
        ),
        ("pivot.machine/1\n== nvcc: gone\n", "came in no way", 2),
        ("pivot.machine/1\n== nvcc: status x\n", "no number", 2),
        ("pivot.machine/1\n== nvcc\n", "without how", 2),
        ("pivot.machine/1\nhello\n", "before the first", 2),
        ("pivot.machine/1\n== import os; x: absent\n", "nobody asks", 2),
    ] {
        let (_, faults) = Heard::read(text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(faults[0].what.contains(says), "{text}: {faults:?}");
        assert_eq!(faults[0].place(text).0, line, "{text}");
    }
}

/// Scripts are of ASCII, and name what they print; only names can be imported.
#[test]
fn scripts_import_what_they_are_named_for() {
    for name in FRAMEWORKS {
        assert!(script(name).starts_with(&format!("import {name}")));
        assert!(can_be_imported(name));
    }
    for name in ["os; x", "", "1x", "a.b", "a b", "é"] {
        assert!(!can_be_imported(name), "{name}");
    }
}

proptest! {
    /// Whatever a machine says, there is an answer: each part once, and something said of it.
    #[test]
    fn any_answer_has_findings(machine in 0..MACHINES.len(), cut in any::<prop::sample::Index>(), wild in "[ -~\n]{0,80}", at in 0..13usize) {
        let text = MACHINES[machine].1;
        let mut end = cut.index(text.len());
        while !text.is_char_boundary(end) { end -= 1; }
        let (mut heard, _) = Heard::read(&text[..end]);
        let names = ["os-release", "kernel", "cpuinfo", "meminfo", "disk", "pci", "nvidia-module", "nvidia-smi", "nvidia-smi-cards", "nvcc", "python", "import torch", "pivot-train"];
        for twice in [false, true] {
            if twice { heard.put(names[at], How::Status(0), &wild); }
            let report = judge(&heard, &Wanted::default());
            let mut about: Vec<&str> = report.findings.iter().map(|f| f.about.as_str()).collect();
            prop_assert!(report.findings.iter().all(|f| !f.seen.is_empty() && f.seen.len() < 700));
            let many = about.len();
            about.sort_unstable();
            about.dedup();
            prop_assert_eq!(about.len(), many);
        }
    }

    #[test]
    fn any_text_is_read(text in "(pivot.machine/1\n)?[ -~\n=é]{0,200}") {
        let (heard, _) = Heard::read(&text);
        let _ = heard.write();
        let _ = judge(&heard, &Wanted::default());
    }
}
