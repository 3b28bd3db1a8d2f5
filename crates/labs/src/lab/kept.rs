//! `set.toml`: which set of data lies in a lab's folder, and what each of its files was when it was written.

use std::fmt::Write as _;

use pivot_domain::Fault;
use pivot_domain::read::{Table, document, integer};

/// What stands in the file's `format`.
pub const FORMAT: &str = "pivot.lab-set/1";
/// Where the hidden answers lie.
pub const ANSWERS: &str = ".held/truth";
/// The file itself.
pub const FILE: &str = "set.toml";

/// What lies in a lab's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The lab.
    pub lab: String,
    /// The set.
    pub set: String,
    /// The seed that it was made by; `None` where no seed took part.
    pub seed: Option<u64>,
    /// SHA-256 of the answers: scores against the same answers compare.
    pub data: String,
    /// The files that Pivot wrote, by name.
    pub files: Vec<KeptFile>,
}

/// A file that Pivot wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name in the lab's folder, `/` between its parts.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

impl Kept {
    /// The file of a name.
    pub fn file(&self, path: &str) -> Option<&KeptFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// As it is written.
    pub fn text(&self) -> String {
        let mut text = format!(
            "# What `pivot lab get` wrote here. It is written anew each time.\nformat = \"{FORMAT}\"\nlab = \"{}\"\nset = \"{}\"\n",
            self.lab, self.set
        );
        if let Some(seed) = self.seed {
            // TOML's numbers end at 2⁶³.
            let _ = writeln!(text, "seed = \"{seed}\"");
        }
        let _ = writeln!(text, "data = \"{}\"", self.data);
        for file in &self.files {
            let _ = write!(
                text,
                "\n[[file]]\npath = \"{}\"\nbytes = {}\nsha256 = \"{}\"\n",
                file.path, file.bytes, file.sha256
            );
        }
        text
    }
}

/// Reads `set.toml`: what it says, or every fault there is.
pub fn parse(text: &str) -> (Option<Kept>, Vec<Fault>) {
    let (root, mut faults) = document(text);
    let mut root = Table::new("set.toml", root.get_ref(), 0..0);
    let faults_of = &mut faults;
    root.read("format", faults_of, |v| {
        let said = v.get_ref().as_str().filter(|s| *s == FORMAT);
        said.map(|_| ())
            .ok_or_else(|| format!("\"{FORMAT}\", the only format there is"))
    });
    let lab = root.need_string("lab", "the lab's name", faults_of);
    let set = root.need_string("set", "the set's name", faults_of);
    let seed = root.read("seed", faults_of, |v| {
        let seed = v.get_ref().as_str().and_then(|s| s.parse().ok());
        seed.ok_or_else(|| "a whole number in quotes".into())
    });
    let data = root.need_string("data", "SHA-256 of the answers", faults_of);
    let mut files = Vec::new();
    for mut table in root.tables("file", "a file", faults_of) {
        let path = table.need_string("path", "its name", faults_of);
        let bytes = table.read("bytes", faults_of, |v| {
            let bytes = integer(v).and_then(|n| u64::try_from(n).ok());
            bytes.ok_or_else(|| "its size in bytes".into())
        });
        let sha256 = table.need_string("sha256", "its SHA-256", faults_of);
        table.close(faults_of);
        if let (Some((path, _)), Some((bytes, _)), Some((sha256, _))) = (path, bytes, sha256) {
            files.push(KeptFile { path, bytes, sha256 });
        }
    }
    root.close(&mut faults);
    let kept = (|| {
        Some(Kept {
            lab: lab?.0,
            set: set?.0,
            seed: seed.map(|(seed, _)| seed),
            data: data?.0,
            files,
        })
    })();
    (kept.filter(|_| faults.is_empty()), faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let kept = Kept {
            lab: "garments".into(),
            set: "made".into(),
            seed: Some(u64::MAX),
            data: "ab".into(),
            files: vec![KeptFile {
                path: ANSWERS.into(),
                bytes: 12,
                sha256: "cd".into(),
            }],
        };
        assert_eq!(parse(&kept.text()), (Some(kept.clone()), Vec::new()));
        let without = Kept { seed: None, ..kept };
        assert_eq!(parse(&without.text()).0, Some(without));
        let (none, faults) = parse("format = \"pivot.lab-set/1\"\nlap = 1\n");
        assert!(none.is_none() && faults.len() >= 3, "{faults:?}");
    }
}
