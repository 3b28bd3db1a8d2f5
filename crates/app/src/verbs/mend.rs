//! A repair of `pivot fit`, or another life of `pivot what-if`, done: changes of the files that keep comments and order, and facts
//! in the journal.
//!
//! What is left out or shortened of the work is a fact, as a person may say it any day; all else stands in the files. The
//! files as they would be are read again and held against what the repair was solved for: where they say anything else, nothing
//! is offered but the lines to write by hand.

mod lines;

use jiff::civil::Date;
use pivot_domain::curriculum::{self, Curriculum, Effort, Task};
use pivot_domain::fact::{Event, Fact, Recorded};
use pivot_domain::settings::{self, Settings};
use pivot_store::{Change, Folder, Place, Written, change};

use lines::{of_hours, of_settings, of_task, set};

use super::record::{Outcome, write};
use crate::error::Error;
use crate::planning::fit::{Bend, Edit, Files, Repair, bent};
use crate::planning::forecast;
use crate::situation::{Situation, read_files};

/// What a repair comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// The files that change.
    pub files: Vec<Rewritten>,
    /// What is recorded.
    pub events: Vec<Event>,
    /// What a person has to write: the whole repair, where a program cannot do all of it.
    pub by_hand: Vec<Edit>,
}

/// A file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// `pivot.toml` or `curriculum.toml`.
    pub name: &'static str,
    /// Its text.
    pub before: String,
    /// The text that it gets.
    pub after: String,
}

impl Rewritten {
    /// The lines that go and those that come, in their order.
    pub fn lines(&self) -> (Vec<&str>, Vec<&str>) {
        (
            without(&self.before, &self.after),
            without(&self.after, &self.before),
        )
    }
}

/// The lines of a text that another one does not have, each as often as it is missing there.
fn without<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    let mut others: Vec<&str> = other.lines().collect();
    text.lines()
        .filter(|line| match others.iter().position(|o| o == line) {
            Some(at) => {
                others.swap_remove(at);
                false
            }
            None => !line.trim().is_empty(),
        })
        .collect()
}

/// What a repair of a situation's `pivot fit` comes to in its folder. With `aim` the date that was asked about becomes the finish
/// that is hoped for, which a plan keeps where it can.
///
/// # Errors
/// Where a file cannot be read, or is no longer what the situation was read from.
pub fn mend(
    folder: &Folder,
    situation: &Situation,
    repair: &Repair,
    aim: Option<Date>,
) -> Result<Mend, Error> {
    let mut repair = repair.clone();
    if !repair.bends.iter().any(|b| matches!(b, Bend::Date(_))) {
        repair.bends.extend(aim.map(Bend::Date));
    }
    let repair = &repair;
    let files = Files {
        settings: situation.settings.clone(),
        curriculum: situation.curriculum.clone(),
    };
    let texts = (folder.settings()?, folder.curriculum()?);
    unchanged(situation, &texts)?;
    let mended = written(&files, repair, &texts).filter(|m| read_again(&files, repair, &texts, m));
    Ok(mended.unwrap_or_else(|| Mend {
        files: Vec::new(),
        events: Vec::new(),
        by_hand: repair.edits.clone(),
    }))
}

/// What it takes to live as a `what-if` says: other hours, another start or days off in `pivot.toml`, and for each task that is
/// left out a fact.
///
/// # Errors
/// Where the change makes no sense, or a file is no longer what the situation was read from.
pub fn take(folder: &Folder, situation: &Situation, wish: &forecast::Change) -> Result<Mend, Error> {
    use Place::{Key, New, Nth};
    let other = forecast::changed(situation, wish)?.0;
    let texts = (folder.settings()?, folder.curriculum()?);
    unchanged(situation, &texts)?;
    let (before, after) = (&situation.settings, &other.settings);
    let mut changes = of_hours(before, after);
    if wish.hours.is_some() {
        // These hours are instead of all that there are.
        let none = |key| Change {
            at: vec![Key("hours"), Key(key)],
            to: None,
        };
        changes.extend([none("change"), none("daily_limit")]);
    }
    changes.extend(wish.start.map(|date| set(vec![Key("start")], Written::Day(date))));
    if let Some((from, to)) = wish.away {
        changes.push(set(vec![Key("away"), New, Key("from")], Written::Day(from)));
        let last = Nth(before.away.len());
        changes.push(set(vec![Key("away"), last, Key("to")], Written::Day(to)));
    }
    let text = change(&texts.0, &changes)?;
    let read = read_files(("pivot.toml".into(), &text), ("curriculum.toml".into(), &texts.1))?;
    let stays = placeless(read.0, situation.curriculum.clone());
    if stays != placeless(after.clone(), situation.curriculum.clone()) {
        return Err(
            Error::wrong("pivot.toml is written in a way that Pivot cannot change")
                .next("change the lines by hand; the plan follows"),
        );
    }
    let progress = situation.progress();
    let stays = |id: &str| other.curriculum.task(id).is_some() || progress.dropped.contains(id);
    let done = |task: &Task| (1..=task.times.count()).all(|time| progress.done(&task.id, time).is_some());
    let open = situation.curriculum.picked().filter(|task| !done(task));
    let gone = open.filter(|task| !stays(&task.id));
    let mut files = Vec::new();
    if text != texts.0 {
        files.push(Rewritten {
            name: "pivot.toml",
            before: texts.0,
            after: text,
        });
    }
    Ok(Mend {
        files,
        events: gone
            .map(|task| Event::TaskDropped {
                task: task.id.clone(),
                priors: Vec::new(),
            })
            .collect(),
        by_hand: Vec::new(),
    })
}

/// The situation as it is once a repair is done.
pub fn mended(situation: &Situation, mend: &Mend) -> Situation {
    let mut then = situation.clone();
    for file in &mend.files {
        match file.name {
            "pivot.toml" => then.settings = settings::parse(&file.after).0.unwrap_or(then.settings),
            _ => then.curriculum = curriculum::parse(&file.after).0.unwrap_or(then.curriculum),
        }
    }
    then.feeds
        .retain(|feed| then.settings.feeds.iter().any(|rule| rule.name == feed.rule.name));
    then.facts.extend(mend.events.iter().map(|event| {
        Recorded::from(Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: event.clone(),
        })
    }));
    then
}

/// Does it: records the facts, then writes the files.
///
/// # Errors
/// [`Error::Changed`] where a file or the journal is not what the repair was made for; nothing is done then.
pub fn apply(folder: &Folder, situation: &Situation, mend: &Mend) -> Result<Outcome, Error> {
    if !mend.by_hand.is_empty() {
        return Err(
            Error::wrong("this has to be written by hand").next("change the lines that the page names")
        );
    }
    let current = |name: &str| match name {
        "pivot.toml" => folder.settings(),
        _ => folder.curriculum(),
    };
    for file in &mend.files {
        if current(file.name)? != file.before {
            return Err(Error::Changed);
        }
    }
    let recorded = if mend.events.is_empty() {
        Vec::new()
    } else {
        let events = mend.events.iter().map(|e| (situation.now, e.clone())).collect();
        write(folder, situation, |_, _| Ok(events))?
    };
    for file in &mend.files {
        match file.name {
            "pivot.toml" => folder.write_settings(&file.after)?,
            _ => folder.write_curriculum(&file.after)?,
        }
    }
    Ok(Outcome::Recorded(recorded))
}

/// The files are those of the situation.
fn unchanged(situation: &Situation, (settings, curriculum): &(String, String)) -> Result<(), Error> {
    let same = settings::parse(settings).0.as_ref() == Some(&situation.settings)
        && curriculum::parse(curriculum).0.as_ref() == Some(&situation.curriculum);
    if same { Ok(()) } else { Err(Error::Changed) }
}

/// The texts with a repair in them; `None` where one of its bends cannot be written.
fn written(files: &Files, repair: &Repair, texts: &(String, String)) -> Option<Mend> {
    let after = bent(files, &repair.bends);
    let (mut own, mut path) = (Vec::new(), Vec::new());
    let mut events = Vec::new();
    for &bend in &repair.bends {
        match bend {
            Bend::Drop(i) => events.push(Event::TaskDropped {
                task: files.curriculum.tasks[i].id.clone(),
                priors: Vec::new(),
            }),
            Bend::Shorten(i, to) => {
                let task = &files.curriculum.tasks[i];
                events.push(Event::EstimateChanged {
                    task: task.id.clone(),
                    effort: Effort {
                        low: task.effort.low.min(to),
                        likely: to,
                        high: task.effort.high,
                    },
                    priors: Vec::new(),
                });
            }
            _ if bend.task().is_some() => path.extend(of_task(bend, files)?),
            _ => own.extend(of_settings(bend, files, &after.settings)?),
        }
    }
    let mut rewritten = Vec::new();
    for (name, before, changes) in [("pivot.toml", &texts.0, own), ("curriculum.toml", &texts.1, path)] {
        let text = change(before, &changes).ok()?;
        if text != *before {
            rewritten.push(Rewritten {
                name,
                before: before.clone(),
                after: text,
            });
        }
    }
    Some(Mend {
        files: rewritten,
        events,
        by_hand: Vec::new(),
    })
}

/// Whether the files that a repair leaves say what it was solved for.
fn read_again(files: &Files, repair: &Repair, texts: &(String, String), mend: &Mend) -> bool {
    let text = |name: &str, before: &String| {
        let own = mend.files.iter().find(|f| f.name == name);
        own.map_or_else(|| before.clone(), |f| f.after.clone())
    };
    let (settings, curriculum) = (text("pivot.toml", &texts.0), text("curriculum.toml", &texts.1));
    let of_files = |b: &&Bend| !matches!(b, Bend::Drop(_) | Bend::Shorten(..));
    let bends: Vec<Bend> = repair.bends.iter().filter(of_files).copied().collect();
    let mut wanted = bent(files, &bends);
    // The date that was asked about is written only where it is what moves.
    if !bends.iter().any(|b| matches!(b, Bend::Date(_))) {
        wanted.settings.finish_by = files.settings.finish_by;
    }
    let read = read_files(
        ("pivot.toml".into(), &settings),
        ("curriculum.toml".into(), &curriculum),
    );
    read.is_ok_and(|(settings, curriculum)| {
        placeless(settings, curriculum) == placeless(wanted.settings, wanted.curriculum)
    })
}

/// Both without the places at which things stand in the files.
fn placeless(mut settings: Settings, mut curriculum: Curriculum) -> (Settings, Curriculum) {
    settings.feeds.iter_mut().for_each(|f| f.at = 0..0);
    settings.machines.iter_mut().for_each(|m| m.at = 0..0);
    crate::planning::competitions::lift(&mut curriculum);
    for task in &mut curriculum.tasks {
        task.at = 0..0;
        task.deadline_at = None;
    }
    (settings, curriculum)
}
