//! The site as a whole: folders in memory, planned and made.
#![allow(clippy::disallowed_methods, reason = "tests read the demo from the disk")]
#![allow(clippy::unwrap_used, reason = "a helper that fails ends its test")]

mod build;
mod demo;
mod faults;
mod feeds;
mod hostile;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::ZonedDateTime;
use pivot_publish::record::Record;
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::site::{Entry, Files, Finding, Index, Input, Names, Plan, SiteSettings, plan};

/// A folder in memory: what is in a file, and when it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    files: BTreeMap<String, (Vec<u8>, i64)>,
    clock: i64,
}

impl Memory {
    pub(crate) fn with(files: &[(&str, &str)]) -> Memory {
        let mut memory = Memory::default();
        for (path, text) in files {
            memory.put(path, text.as_bytes());
        }
        memory
    }

    pub(crate) fn put(&mut self, path: &str, bytes: &[u8]) {
        self.clock += 1;
        self.files.insert(path.to_owned(), (bytes.to_vec(), self.clock));
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.files
            .get(path)
            .map(|(bytes, _)| String::from_utf8_lossy(bytes).into_owned())
    }
}

impl Files for Memory {
    fn list(&self) -> Vec<Entry> {
        let entry = |(path, (bytes, at)): (&String, &(Vec<u8>, i64))| Entry {
            path: path.clone(),
            bytes: bytes.len() as u64,
            modified_ns: *at,
        };
        // In no helpful order.
        self.files.iter().rev().map(entry).collect()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.get(path).ok_or("there is no such file")?;
        Ok(file.0.clone())
    }
}

/// What a site is made of, owned.
pub(crate) struct Case {
    pub(crate) folder: Memory,
    pub(crate) record: Record,
    pub(crate) sheet: Option<Sheet>,
    pub(crate) settings: SiteSettings,
    pub(crate) names: Names,
    pub(crate) now: ZonedDateTime,
    pub(crate) drafts: bool,
    pub(crate) keep_going: bool,
    pub(crate) index: Vec<u8>,
}

impl Case {
    pub(crate) fn of(folder: Memory) -> Case {
        Case {
            folder,
            record: Record::default(),
            sheet: None,
            settings: settings(),
            names: Names::default(),
            now: "2027-02-15T12:00:00+01:00[Europe/Berlin]".parse().unwrap(),
            drafts: false,
            keep_going: false,
            index: Vec::new(),
        }
    }

    /// The demo that browsers see too.
    pub(crate) fn demo() -> Case {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/demo");
        let mut folder = Memory::default();
        for place in ["posts", "posts/seeing", "projects"] {
            let mut entries: Vec<_> = std::fs::read_dir(root.join(place))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries.into_iter().filter(|entry| entry.path().is_file()) {
                let path = format!("{place}/{}", entry.file_name().to_string_lossy());
                folder.put(&path, &std::fs::read(entry.path()).unwrap());
            }
        }
        let read = |name: &str| std::fs::read(root.join(name)).unwrap();
        Case {
            record: serde_json::from_slice(&read("record.json")).unwrap(),
            sheet: Some(serde_json::from_slice(&read("sheet.json")).unwrap()),
            ..Case::of(folder)
        }
    }

    pub(crate) fn plan(&self) -> Plan<'_> {
        let input = Input {
            files: &self.folder,
            record: &self.record,
            settings: &self.settings,
            resume: self.sheet.as_ref(),
            names: &self.names,
            now: &self.now,
            drafts: self.drafts,
            keep_going: self.keep_going,
            program: "test",
        };
        plan(&input, Index::read(&self.index))
    }

    /// All files of the site.
    pub(crate) fn build(&self) -> BTreeMap<String, Vec<u8>> {
        let plan = self.plan();
        made(&plan)
    }
}

pub(crate) fn made(plan: &Plan<'_>) -> BTreeMap<String, Vec<u8>> {
    let files = plan
        .files()
        .unwrap_or_else(|| panic!("not built: {:#?}", told(plan)));
    files
        .map(|file| {
            (
                file.path.to_owned(),
                plan.make(file.path)
                    .unwrap_or_else(|f| panic!("{}: {f:?}", file.path)),
            )
        })
        .collect()
}

pub(crate) fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    let bytes = files
        .get(path)
        .unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

pub(crate) fn one(finding: &Finding) -> String {
    let hint = finding
        .fault
        .hint
        .as_ref()
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default();
    let kind = if finding.grave { "fault" } else { "note" };
    format!(
        "{}:{}:{}: {kind}: {}{hint}",
        finding.path, finding.line, finding.column, finding.fault.what
    )
}

/// All findings, a line each.
pub(crate) fn told(plan: &Plan<'_>) -> Vec<String> {
    plan.findings().iter().map(one).collect()
}

pub(crate) fn settings() -> SiteSettings {
    SiteSettings {
        title: "Ada learns to see".into(),
        description: "What was tried, and what it rests on.".into(),
        base: "https://ada.github.io/repo/".into(),
        author: "Ada Example".into(),
        language: "en".into(),
        theme_color: Some("#17615a".into()),
        domain: None,
    }
}

/// A post without mistakes.
pub(crate) fn post(title: &str, date: &str, more: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = {date}\n{more}\n+++\n{body}\n")
}
