//! What the service said is kept: the competition in `competitions/`, its submissions in `kaggle/`, scores in the journal.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pivot_domain::evidence::exported;
use pivot_domain::evidence::submissions::{Listed, listed};
use pivot_domain::fact::{Deed, Event, Recorded, Standing};
use pivot_store::{Folder, of_bytes};

use super::Desk;
use crate::connect::kaggle::{self, Competition, Status, Submission};
use crate::error::Error;
use crate::verbs::record::write;
use crate::watching::Known;

/// Keeps what the service said of a competition that is watched.
pub(super) fn known(folder: &Folder, known: &Known) -> Result<(), Error> {
    let json =
        serde_json::to_string_pretty(known).map_err(|e| Error::Bug(format!("an answer is no JSON: {e}")))?;
    Ok(folder.write_competition(&known.competition.name, &(json + "\n"))?)
}

/// The submissions that are known, newest first; what is wrong with the file that has them, as a sentence.
pub(super) fn submissions(folder: &Folder, name: &str) -> Result<Result<Vec<Submission>, String>, Error> {
    let file = format!("{name}.csv");
    let Some(bytes) = folder.kaggle(&file)? else {
        return Ok(Ok(Vec::new()));
    };
    let read = of_bytes(&format!("kaggle/{file}"), bytes);
    Ok(kaggle::saved(&read).map_err(|why| format!("kaggle/{file} {why}; it was left as it is")))
}

/// Joins submissions to `kaggle/NAME.csv`, where evidence finds them. What was seen once stays. A file that is no such list is left as it
/// is: then why, as a sentence.
pub(super) fn rows(folder: &Folder, name: &str, now: &[Submission]) -> Result<Option<String>, Error> {
    let file = format!("{name}.csv");
    let before = folder.kaggle(&file)?;
    let known = match &before {
        None => Vec::new(),
        Some(bytes) => match listed(&of_bytes(&file, bytes.clone())) {
            Ok(rows) => rows,
            Err(why) => return Ok(Some(format!("kaggle/{file} {why}; it was left as it is"))),
        },
    };
    let now: Vec<Listed> = now.iter().filter_map(row).collect();
    if now.is_empty() {
        return Ok(None);
    }
    let bytes = exported::write(&exported::join(known, now));
    if before.as_ref() != Some(&bytes) {
        folder.write_submissions(name, &bytes)?;
    }
    Ok(None)
}

/// A submission as Kaggle's program lists it; `None` where it has no date.
fn row(submission: &Submission) -> Option<Listed> {
    let status = match submission.status {
        Status::Pending => "SubmissionStatus.PENDING",
        Status::Complete => "SubmissionStatus.COMPLETE",
        Status::Error => "SubmissionStatus.ERROR",
    };
    Some(Listed {
        line: 0,
        file: submission.file.clone(),
        date: exported::date(submission.at?),
        description: submission.description.clone(),
        status: status.into(),
        public: submission.public.clone().unwrap_or_default(),
        private: submission.private.clone().unwrap_or_default(),
    })
}

/// Records each score that the journal does not have, of submissions that the service has numbered. The newest of them gets the rank,
/// which is of this moment.
pub(super) fn scores(
    desk: &Desk<'_>,
    competition: &Competition,
    submissions: &[Submission],
) -> Result<Vec<Recorded>, Error> {
    let (name, now) = (&competition.name, desk.now());
    let task = desk.watching(name).map(|w| w.watched.task.clone());
    let metric = competition.metric.as_deref().unwrap_or("score");
    let mut scored: Vec<(Timestamp, &Submission, f64)> = submissions
        .iter()
        .filter(|s| s.number > 0 && s.status == Status::Complete)
        .filter_map(|s| {
            let value = s
                .public
                .as_deref()?
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|v| v.is_finite())?;
            // A service whose clock is ahead submitted nothing in the future.
            Some((s.at.unwrap_or(now).min(now), s, value))
        })
        .collect();
    scored.sort_by_key(|(at, s, _)| (*at, s.number));
    let newest = scored.last().map(|(_, s, _)| s.number);
    if scored.is_empty() {
        return Ok(Vec::new());
    }
    let number = |n: u64| u32::try_from(n).ok().filter(|n| *n > 0);
    write(desk.folder, desk.situation, |facts, _| {
        // A score that was taken back stays so.
        let known: BTreeSet<u64> = facts.iter().filter_map(|fact| of(fact, name)).collect();
        let new = scored.iter().filter(|(_, s, _)| !known.contains(&s.number));
        let event = |(at, s, value): &(Timestamp, &Submission, f64)| {
            let ranked = newest == Some(s.number);
            let event = Event::Scored {
                deed: Deed {
                    task: task.clone(),
                    what: name.clone(),
                    link: s
                        .url
                        .clone()
                        .or_else(|| Some(format!("https://www.kaggle.com/competitions/{name}"))),
                    note: Some(note(s.number, &s.file, &s.description)),
                },
                metric: metric.to_owned(),
                value: *value,
                attempt: None,
                standing: Some(Standing {
                    submission: s.number,
                    asked: now,
                    rank: competition.rank.filter(|_| ranked).and_then(number),
                    teams: number(competition.teams).filter(|_| ranked),
                }),
            };
            (*at, event)
        };
        Ok(new.map(event).collect())
    })
}

/// The service's number of a score of this competition.
fn of(fact: &Recorded, name: &str) -> Option<u64> {
    match &fact.fact.event {
        Event::Scored {
            deed,
            standing: Some(standing),
            ..
        } if deed.what == *name => Some(standing.submission),
        _ => None,
    }
}

/// What a fact notes of a submission.
pub(super) fn note(number: u64, file: &str, description: &str) -> String {
    let said = if description.is_empty() {
        String::new()
    } else {
        format!(": {description}")
    };
    format!("submission {number}, {file}{said}")
}
