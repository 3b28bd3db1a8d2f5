//! The commands that mend, for the systems that Pivot knows them of.

use super::system::{Kind, System};

/// What is said where the commands of a system are not known.
const OTHERS: &str =
    "Pivot knows the commands of Debian and Ubuntu only; your system's documentation has its own.";

pub(super) fn lines(commands: &[&str]) -> Vec<String> {
    commands.iter().map(|&c| c.to_owned()).collect()
}

/// Words and commands by `apt`; of other systems the words, and that their commands are not known.
pub(super) fn apt(system: &System, say: &str, commands: &[&str]) -> (String, Vec<String>) {
    match system.kind {
        Kind::Debian | Kind::Ubuntu => (say.to_owned(), lines(commands)),
        Kind::Other | Kind::Unknown => (format!("{say} {OTHERS}"), Vec::new()),
    }
}

/// How the driver of NVIDIA comes onto the machine.
pub(super) fn install_driver(system: &System) -> (String, Vec<String>) {
    if system.wsl {
        return in_windows();
    }
    match system.kind {
        Kind::Ubuntu => {
            // Named `autoinstall` until 20.04.
            let install = match system.version {
                Some((year, _)) if year < 20 => "sudo ubuntu-drivers autoinstall",
                _ => "sudo ubuntu-drivers install",
            };
            let signed = match system.secure_boot {
                Some(true) => {
                    " Secure Boot is on: it asks for a password, and the next start wants it again under \"Enroll MOK\"."
                }
                _ => "",
            };
            (
                format!("Install the driver that Ubuntu has for this card, then start anew.{signed}"),
                lines(&[
                    "sudo apt update",
                    "sudo apt install ubuntu-drivers-common",
                    install,
                    "sudo reboot",
                ]),
            )
        }
        Kind::Debian => {
            let parts = match system.version {
                Some((major, _)) if major < 12 => "contrib non-free",
                _ => "contrib non-free non-free-firmware",
            };
            let headers = format!(
                "sudo apt install linux-headers-{} nvidia-driver",
                system.machine()
            );
            let mut commands = lines(&["sudo apt update", &headers]);
            let signed = sign(system, &mut commands);
            commands.push("sudo reboot".into());
            (
                format!(
                    "Let apt know the parts `{parts}`: they stand behind `main` in the files of /etc/apt. Then install the driver.{signed}"
                ),
                commands,
            )
        }
        Kind::Other | Kind::Unknown => apt(system, "Install NVIDIA's driver, then start anew.", &[]),
    }
}

/// A driver that is installed and was not loaded.
pub(super) fn load_driver(system: &System) -> (String, Vec<String>) {
    if system.wsl {
        return in_windows();
    }
    let say =
        "The driver's module is not loaded. Mostly a new kernel came and the module was not built for it.";
    let (say, mut commands) = apt(
        system,
        say,
        &[
            "sudo apt install linux-headers-$(uname -r)",
            "sudo dkms autoinstall",
            "sudo modprobe nvidia",
        ],
    );
    let signed = sign(system, &mut commands);
    (say + &signed, commands)
}

/// What the key of self-built modules asks for where only what is signed starts.
fn sign(system: &System, commands: &mut Vec<String>) -> String {
    let key = match system.kind {
        Kind::Ubuntu => "/var/lib/shim-signed/mok/MOK.der",
        Kind::Debian => "/var/lib/dkms/mok.pub",
        Kind::Other | Kind::Unknown => return String::new(),
    };
    if system.secure_boot != Some(true) {
        return String::new();
    }
    commands.push(format!("sudo mokutil --import {key}"));
    " Secure Boot is on, and refuses modules that nobody signed: enter their key with a password, which the next start wants again under \"Enroll MOK\"."
        .into()
}

pub(super) fn start_anew(say: &str) -> (String, Vec<String>) {
    (say.to_owned(), lines(&["sudo reboot"]))
}

pub(super) fn in_windows() -> (String, Vec<String>) {
    (
        "This is Linux within Windows: install NVIDIA's driver in Windows and none here. Then, in Windows:"
            .into(),
        lines(&["wsl --update", "wsl --shutdown"]),
    )
}
