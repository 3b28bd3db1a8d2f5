//! Builds a site from a folder: `site FOLDER OUT [--drafts] [--keep-going] [--now 2027-02-01T12:00:00+01:00[Europe/Berlin]]
//! [--base https://…/]`. The folder has `posts/`, `projects/`, `theme/`, `cards/` and may have `record.json` and `sheet.json`
//! (the types of this crate). What was built is remembered beside OUT, so that the next build writes only what changed.
#![allow(
    clippy::disallowed_methods,
    clippy::result_large_err,
    reason = "an example stands at the edge: it reads a folder and writes one"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;

use jiff::ZonedDateTime;
use pivot_publish::record::Record;
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::site::{Entry, Files, Finding, Index, Input, Names, SiteSettings, plan};

struct Folder(PathBuf);

impl Files for Folder {
    fn list(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        for place in ["posts", "projects", "theme", "cards"] {
            walk(&self.0, place, &mut all);
        }
        all
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        fs::read(self.0.join(path)).map_err(|e| e.to_string())
    }
}

fn walk(root: &Path, place: &str, all: &mut Vec<Entry>) {
    let Ok(entries) = fs::read_dir(root.join(place)) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{place}/{name}");
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() {
            walk(root, &path, all);
        } else if about.is_file() {
            let since = about
                .modified()
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            all.push(Entry {
                path,
                bytes: about.len(),
                modified_ns: since
                    .and_then(|since| i64::try_from(since.as_nanos()).ok())
                    .unwrap_or(0),
            });
        }
    }
}

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode, String> {
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    let after = |flag: &str| {
        args.iter()
            .position(|arg| arg == flag)
            .and_then(|at| args.get(at + 1))
    };
    let [folder, out, ..] = args else {
        return Err("site FOLDER OUT [--drafts] [--keep-going] [--now …] [--base …]".into());
    };
    let (folder, out) = (Folder(folder.into()), PathBuf::from(out));
    let now: ZonedDateTime = after("--now")
        .map_or("2027-02-15T12:00:00+01:00[Europe/Berlin]", String::as_str)
        .parse()
        .map_err(|e| format!("--now: {e}"))?;
    let record: Record = json(&folder.0.join("record.json"))?.unwrap_or_default();
    let sheet: Option<Sheet> = json(&folder.0.join("sheet.json"))?;
    let settings = SiteSettings {
        title: "Ada learns to see".into(),
        description: "Notes of a web developer on the way into deep learning: what was tried, what came of it, and what it rests on.".into(),
        base: after("--base").cloned().unwrap_or_else(|| "https://ada.example.org/repo/".into()),
        author: "Ada Example".into(),
        language: "en".into(),
        theme_color: Some("#17615a".into()),
        domain: None,
    };
    let beside = |ending: &str| PathBuf::from(format!("{}.{ending}", out.display()));
    let index = fs::read(beside("index")).unwrap_or_default();
    let names = Names::default();
    let input = Input {
        files: &folder,
        record: &record,
        settings: &settings,
        resume: sheet.as_ref(),
        names: &names,
        now: &now,
        drafts: has("--drafts"),
        keep_going: has("--keep-going"),
        program: "example",
    };
    let plan = plan(&input, Index::read(&index));
    for finding in plan.findings() {
        tell(finding);
    }
    let Some(files) = plan.files() else {
        return Ok(ExitCode::from(1));
    };
    let before: BTreeMap<String, String> = json(&beside("manifest"))?.unwrap_or_default();
    let all: BTreeMap<String, String> = files
        .map(|file| (file.path.to_owned(), file.key.to_owned()))
        .collect();
    let new: Vec<&String> = all
        .iter()
        .filter(|(path, key)| before.get(*path) != Some(key))
        .map(|(path, _)| path)
        .collect();
    // The folders first, each once; then the files, on all processors.
    let folders: std::collections::BTreeSet<PathBuf> = new
        .iter()
        .filter_map(|path| out.join(path).parent().map(Path::to_path_buf))
        .collect();
    for folder in folders {
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(path) = new.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let written = plan
                        .make(path)
                        .and_then(|bytes| fs::write(out.join(path), bytes).map_err(|e| failed(path, &e)));
                    if let (Err(finding), Ok(mut faults)) = (written, faults.lock()) {
                        faults.push(finding);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap_or_default();
    faults.iter().for_each(tell);
    if !faults.is_empty() {
        return Ok(ExitCode::from(1));
    }
    let old = before.keys().filter(|path| !all.contains_key(*path));
    for path in old.clone() {
        let _ = fs::remove_file(out.join(path));
    }
    let manifest = serde_json::to_vec(&all).map_err(|e| e.to_string())?;
    for (ending, bytes) in [("manifest", manifest.as_slice()), ("index", plan.index())] {
        fs::write(beside(ending), bytes).map_err(|e| e.to_string())?;
    }
    let (posts, projects) = plan.counts();
    println!(
        "{posts} posts, {projects} projects, {} files: {} written, {} removed",
        all.len(),
        new.len(),
        old.count()
    );
    // The process ends here: nothing needs to be put away.
    std::mem::forget(plan);
    Ok(ExitCode::SUCCESS)
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, String> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(None),
    }
}

fn failed(path: &str, e: &std::io::Error) -> Finding {
    Finding {
        path: path.to_owned(),
        line: 0,
        column: 0,
        fault: pivot_domain::Fault::new(0..0, e.to_string(), "a place to write to"),
        grave: true,
    }
}

fn tell(finding: &Finding) {
    let kind = if finding.grave { "fault" } else { "note" };
    let hint = finding
        .fault
        .hint
        .as_ref()
        .map(|hint| format!(" ({hint})"))
        .unwrap_or_default();
    eprintln!(
        "{}:{}:{}: {kind}: {}{hint}",
        finding.path, finding.line, finding.column, finding.fault.what
    );
}
