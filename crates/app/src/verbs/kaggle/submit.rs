//! `pivot kaggle submit`: a file is held against the sample, shown, sent in three steps, and recorded with the service's number.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use pivot_domain::fact::{Deed, Event, Recorded, standing};
use pivot_store::sha256;

use super::{Desk, keep, name_of, next_day};
use crate::connect::http::Patience;
use crate::connect::kaggle::{self, Competition, Competitions, DataFile, Limits, Sent as File, check, fetch};
use crate::error::Error;
use crate::verbs::record::append;

/// The largest file that is sent, in bytes.
const MOST: u64 = 1 << 30;
/// The longest description, in letters.
const SAID_MAX: usize = 500;

/// What is to be submitted.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The file.
    pub file: &'a Path,
    /// What the person says of it.
    pub description: &'a str,
    /// The sample it is held against; `None`: the one among the competition's files.
    pub sample: Option<&'a Path>,
    /// It is not held against a sample.
    pub unchecked: bool,
}

/// What would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// The competition.
    pub competition: Competition,
    /// The file's name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
    /// What the person says of it.
    pub description: String,
    /// Rows, where it was held against a sample.
    pub rows: Option<u64>,
    /// The tries there are.
    pub limits: Limits,
    /// What is odd about it, in sentences.
    pub notes: Vec<String>,
    modified: Timestamp,
    content: Vec<u8>,
}

/// What was submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The service's number.
    pub number: u64,
    /// The fact.
    pub recorded: Vec<Recorded>,
}

/// Looks at a file and at the tries there are. Nothing is sent.
///
/// # Errors
/// The file does not have the form of the sample (every fault of it), the competition takes no files, or no try is left.
pub fn prepare(desk: &Desk<'_>, name: &str, wish: &Wish<'_>, patience: Patience) -> Result<Sending, Error> {
    let name = name_of(name)?;
    let line = format!("kaggle competitions submit -c {name} -f FILE -m TEXT");
    let service = desk.service(&line)?;
    let (bytes, modified) = read(wish.file)?;
    let told = |trouble| kaggle::told(trouble, Some(name));
    let competition = service.get(name).map_err(told)?;
    let refused = |why: &str, next: &str| Err(Error::wrong(format!("competition `{name}` {why}")).next(next));
    if competition.notebooks_only {
        return refused(
            "takes notebooks and no files",
            "submit a notebook on its page in a browser",
        );
    }
    if competition.closed
        || competition
            .deadline
            .is_some_and(|deadline| deadline <= desk.now())
    {
        return refused("takes no submissions any more", "pivot kaggle list shows others");
    }
    let mut notes = Vec::new();
    let rows = if wish.unchecked {
        notes.push("it was not held against the sample".into());
        None
    } else {
        let sample = match wish.sample {
            Some(path) => path.to_owned(),
            None => sample(desk, service, name, patience)?,
        };
        let (fits, odd) = check(&sample, wish.file, competition.metric.as_deref())?;
        notes.extend(odd);
        Some(fits.rows)
    };
    let limits = service.limits(name).map_err(told)?;
    if limits.allowed == 0 {
        let zones = &desk.situation.settings.zones;
        let next = zones.local(next_day(desk.now())).strftime("%a %-d %b %H:%M");
        let what = format!(
            "no try is left today: {} were made since midnight UTC",
            limits.today
        );
        return Err(if limits.by_total {
            Error::wrong(format!("no try is left: {} were made in all", limits.total))
        } else {
            Error::wrong(what).next(format!("the file is right; submit it after {next} by your clock"))
        });
    }
    let hash = sha256(&[&bytes]);
    notes.extend(sent_before(desk, name, &hash));
    let said: Vec<&str> = wish.description.split_whitespace().collect();
    Ok(Sending {
        competition,
        file: wish
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        bytes: bytes.len() as u64,
        sha256: hash,
        description: said
            .join(" ")
            .chars()
            .filter(|c| !c.is_control())
            .take(SAID_MAX)
            .collect(),
        rows,
        limits,
        notes,
        modified,
        content: bytes,
    })
}

fn read(path: &Path) -> Result<(Vec<u8>, Timestamp), Error> {
    let wrong = |e: std::io::Error| {
        Error::wrong(format!("could not read {}: {e}", path.display()))
            .next("name the file that you want to submit")
    };
    let about = fs::metadata(path).map_err(wrong)?;
    if !about.is_file() {
        return Err(Error::wrong(format!("{} is no file", path.display()))
            .next("name the file that you want to submit"));
    }
    if about.len() > MOST {
        return Err(Error::wrong(format!("{} is larger than 1 GiB", path.display()))
            .next("Kaggle takes no such file"));
    }
    let bytes = fs::read(path).map_err(wrong)?;
    let modified = about.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    Ok((bytes, modified.unwrap_or(Timestamp::UNIX_EPOCH)))
}

/// The competition's sample: the one that was fetched, else it is fetched now.
fn sample(
    desk: &Desk<'_>,
    service: &dyn Competitions,
    name: &str,
    patience: Patience,
) -> Result<PathBuf, Error> {
    let files = service
        .files(name)
        .map_err(|trouble| kaggle::told(trouble, Some(name)))?;
    let is_sample = |file: &&DataFile| {
        let last = file.name.rsplit('/').next().unwrap_or_default().to_lowercase();
        let letters: String = last.chars().filter(|c| c.is_alphanumeric()).collect();
        last.ends_with(".csv") && (letters.contains("samplesub") || letters == "gendersubmissioncsv")
    };
    let Some(file) = files.rows.iter().find(is_sample) else {
        return Err(Error::wrong(format!(
            "no sample of a submission is among the files of `{name}`, so that yours cannot be checked"
        ))
        .next("name a file of the right form: --sample FILE; or send it as it is: --unchecked"));
    };
    let fetched = fetch(
        service,
        name,
        Some(file),
        &desk.folder.data_path(name),
        patience,
        &mut |_| {},
    )?;
    if fetched.path.extension().is_some_and(|ending| ending == "zip") {
        return Err(
            Error::wrong(format!("the sample came packed: {}", fetched.path.display()))
                .next("unpack it, and name it: --sample FILE"),
        );
    }
    Ok(fetched.path)
}

/// Whether this very file was submitted before.
fn sent_before(desk: &Desk<'_>, name: &str, hash: &str) -> Option<String> {
    standing(&desk.situation.facts).find_map(|fact| match &fact.fact.event {
        Event::Submitted(deed) if deed.what == name => {
            let note = deed.note.as_deref()?;
            let number = note.strip_prefix("submission ")?.split(',').next()?;
            note.contains(hash)
                .then(|| format!("this very file was submitted before, as {number}: it will score the same"))
        }
        _ => None,
    })
}

/// Sends it, and records it with the service's number. That spends a try.
///
/// # Errors
/// It was not submitted, or nobody knows: then that is said, and nothing recorded.
pub fn send(desk: &Desk<'_>, sending: &Sending) -> Result<Sent, Error> {
    let name = &sending.competition.name;
    let service = desk.service("kaggle competitions submit")?;
    let sent = File {
        file: &sending.file,
        bytes: &sending.content,
        modified: sending.modified,
        description: &sending.description,
    };
    let number = service.submit(name, &sent).map_err(|unsent| unsent.told(name))?;
    let note = keep::note(number, &sending.file, &sending.description);
    let deed = Deed {
        task: desk.watching(name).map(|w| w.watched.task.clone()),
        what: name.clone(),
        link: Some(format!("https://www.kaggle.com/competitions/{name}/submissions")),
        note: Some(format!("{note} (SHA-256 {})", sending.sha256)),
    };
    let recorded =
        append(desk.folder, desk.situation, Event::Submitted(deed)).map_err(|error| match error {
            // It has left, and the person must know so whatever the disk does.
            Error::Outside { what, .. } => Error::Outside {
                what: format!("the file was submitted as {number}, and that could not be recorded: {what}"),
                next: Some(format!(
                    "do not submit it again; pivot kaggle status {name} reads its score"
                )),
            },
            other => other,
        })?;
    Ok(Sent { number, recorded })
}
