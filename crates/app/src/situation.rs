//! Everything that a plan is a function of, read from the folder once.

use std::path::PathBuf;

use jiff::Timestamp;
use pivot_domain::availability::Busy;
use pivot_domain::curriculum::{self, Curriculum};
use pivot_domain::fact::{DatedSession, Recorded, accepted};
use pivot_domain::ical::{self, Occurrence};
use pivot_domain::progress::{Progress, progress};
use pivot_domain::settings::{self, FeedRule, Settings};
use pivot_store::{Folder, Journal};

use crate::error::{Error, FaultyFile};
use crate::planning::competitions;
use crate::watching::{self, Watching};

/// A person's files and facts at a moment.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The moment.
    pub now: Timestamp,
    /// `pivot.toml`.
    pub settings: Settings,
    /// `curriculum.toml`.
    pub curriculum: Curriculum,
    /// The feeds, in the order of `pivot.toml`.
    pub feeds: Vec<Feed>,
    /// The competitions that are watched, in the order of `competitions.toml`. What they ask is in the curriculum.
    pub competitions: Vec<Watching>,
    /// The journal, oldest first.
    pub facts: Vec<Recorded>,
    /// What the person should know about their files: a feed without a file, an event that was skipped.
    pub notes: Vec<String>,
    /// Facts are appended only where the journal still is what was read: whoever decides by what they saw, on a page that may
    /// be old, is told when there is more. Commands of a terminal do not ask for that.
    pub only_if_unchanged: bool,
}

/// A feed that was read.
#[derive(Clone, Debug)]
pub struct Feed {
    /// How it is read.
    pub rule: FeedRule,
    /// What is in it; `None` where its file is missing.
    pub feed: Option<ical::Feed>,
}

/// An occurrence of a feed's event, and whether it takes time.
#[derive(Clone, Debug)]
pub struct Event {
    /// Name of the feed.
    pub calendar: String,
    /// What is in the calendar.
    pub occurrence: Occurrence,
    /// Whether it keeps the person from working: busy, and not an all-day event of a feed whose all-day events do not.
    pub blocks: bool,
}

/// At most so many skipped events of one feed are told by name.
const TOLD: usize = 5;

impl Situation {
    /// Reads the folder. All faults of both files are reported together.
    pub fn load(folder: &Folder, now: Timestamp) -> Result<Situation, Error> {
        let (settings, curriculum) = read_files(
            (folder.settings_path(), &folder.settings()?),
            (folder.curriculum_path(), &folder.curriculum()?),
        )?;
        let facts = Journal::read(&folder.journal_path())?;
        Situation::of(folder, now, settings, curriculum, facts)
    }

    /// The same with another text of `pivot.toml`, which is not written.
    pub fn with_settings(&self, folder: &Folder, text: &str) -> Result<Situation, Error> {
        let (settings, curriculum) = read_files(
            (folder.settings_path(), text),
            (folder.curriculum_path(), &folder.curriculum()?),
        )?;
        Situation::of(folder, self.now, settings, curriculum, self.facts.clone())
    }

    fn of(
        folder: &Folder,
        now: Timestamp,
        settings: Settings,
        mut curriculum: Curriculum,
        facts: Vec<Recorded>,
    ) -> Result<Situation, Error> {
        let (competitions, mut notes) = watching::read(folder)?;
        notes.extend(competitions::lay(
            &mut curriculum,
            &competitions,
            &progress(&facts),
            (now, &settings.zones),
        ));
        let mut feeds = Vec::new();
        for rule in &settings.feeds {
            let feed = folder
                .calendar(&rule.name)?
                .map(|bytes| ical::parse_bytes(&bytes));
            match &feed {
                None => notes.push(format!(
                    "calendar `{}` has no file calendars/{}.ics: its events are not kept free (pivot calendar refresh)",
                    rule.name, rule.name
                )),
                Some(feed) => tell(&rule.name, &feed.faults, &mut notes),
            }
            feeds.push(Feed {
                rule: rule.clone(),
                feed,
            });
        }
        Ok(Situation {
            now,
            settings,
            curriculum,
            feeds,
            competitions,
            facts,
            notes,
            only_if_unchanged: false,
        })
    }

    /// The schedule accepted last.
    pub fn accepted(&self) -> &[DatedSession] {
        accepted(&self.facts)
    }

    /// What the journal adds up to.
    pub fn progress(&self) -> Progress {
        progress(&self.facts)
    }

    /// Occurrences that overlap `[from, to)`, of all feeds, sorted by start; and the faults met on the way.
    pub fn events(&self, from: Timestamp, to: Timestamp) -> (Vec<Event>, Vec<String>) {
        let mut notes = Vec::new();
        let mut events: Vec<Event> = Vec::new();
        for Feed { rule, feed } in &self.feeds {
            let Some(feed) = feed else { continue };
            let found = feed.occurrences(from, to, &self.settings.zones);
            tell(&rule.name, &found.faults, &mut notes);
            events.extend(found.events.into_iter().map(|occurrence| Event {
                calendar: rule.name.clone(),
                blocks: occurrence.busy && (rule.all_day || !occurrence.all_day),
                occurrence,
            }));
        }
        events.sort_by(|a, b| {
            let key = |e: &Event| (e.occurrence.start, e.occurrence.end);
            key(a)
                .cmp(&key(b))
                .then_with(|| (&a.calendar, &a.occurrence.uid).cmp(&(&b.calendar, &b.occurrence.uid)))
        });
        (events, notes)
    }

    /// Busy time of the feeds between two moments, with buffers, and the time of sessions that the person deleted.
    pub fn busy(&self, from: Timestamp, to: Timestamp) -> (Vec<Busy>, Vec<String>) {
        let (events, notes) = self.events(from, to);
        (self.beside_missed(busy_of(&events, &self.settings)), notes)
    }

    /// Busy time with that of sessions which the person deleted from a calendar: nothing is put there again. A machine's run
    /// that was deleted takes no time of theirs.
    pub(crate) fn beside_missed(&self, mut busy: Vec<Busy>) -> Vec<Busy> {
        let missed = self.progress().missed;
        let ahead = missed.values().filter(|s| s.end > self.now && !self.is_run(s));
        busy.extend(ahead.map(|s| (s.start, s.end)));
        busy
    }

    /// Whether a session is a machine's run, which is nobody's work.
    pub(crate) fn is_run(&self, session: &DatedSession) -> bool {
        let task = self.curriculum.task(&session.task);
        let run = task.and_then(|task| task.unattended.as_ref());
        run.is_some_and(|run| run.time == session.end.duration_since(session.start))
    }
}

/// The time that events take, with the buffers of `settings`. Those of a feed that is not in `settings` take none.
pub(crate) fn busy_of(events: &[Event], settings: &Settings) -> Vec<Busy> {
    let feed = |e: &Event| settings.feeds.iter().find(|f| f.name == e.calendar);
    events
        .iter()
        .filter(|e| e.blocks)
        .filter_map(|e| Some((e, feed(e)?.buffer)))
        .map(|(e, own)| {
            // A day that is taken needs no quarter of an hour around it.
            let buffer = if e.occurrence.all_day {
                jiff::SignedDuration::ZERO
            } else {
                own.unwrap_or(settings.buffer)
            };
            let start = e.occurrence.start.checked_sub(buffer).unwrap_or(Timestamp::MIN);
            (
                start,
                e.occurrence.end.checked_add(buffer).unwrap_or(Timestamp::MAX),
            )
        })
        .collect()
}

/// Reads both files, each with its path: what they say, or every fault of both, in themselves and together.
pub(crate) fn read_files(
    (settings_path, settings_text): (PathBuf, &str),
    (curriculum_path, curriculum_text): (PathBuf, &str),
) -> Result<(Settings, Curriculum), Error> {
    let (settings, mut settings_faults) = settings::parse(settings_text);
    let (curriculum, mut curriculum_faults) = curriculum::parse(curriculum_text);
    if let (Some(settings), Some(curriculum)) = (&settings, &curriculum) {
        settings_faults.extend(unknown_machines(settings, curriculum));
        curriculum_faults.extend(curriculum::check_dates(curriculum, settings.start));
    }
    let files = [
        (settings_path, settings_text, settings_faults),
        (curriculum_path, curriculum_text, curriculum_faults),
    ];
    let faulty: Vec<FaultyFile> = files
        .into_iter()
        .filter(|(_, _, faults)| !faults.is_empty())
        .map(|(path, text, faults)| FaultyFile {
            path,
            text: text.to_owned(),
            faults,
        })
        .collect();
    match (settings, curriculum) {
        (Some(settings), Some(curriculum)) if faulty.is_empty() => Ok((settings, curriculum)),
        _ => Err(Error::Files(faulty)),
    }
}

/// Resources of `pivot.toml` that no task can ask for.
fn unknown_machines(settings: &Settings, curriculum: &Curriculum) -> Vec<pivot_domain::Fault> {
    let known = || curriculum.resources.iter().map(|r| r.id.as_str());
    settings
        .machines
        .iter()
        .filter(|machine| !known().any(|id| id == machine.id))
        .map(|machine| {
            let list = known().collect::<Vec<_>>().join(", ");
            let expected = if list.is_empty() {
                "none: the curriculum has no resources".to_owned()
            } else {
                format!("one of: {list}")
            };
            pivot_domain::Fault::new(
                machine.at.clone(),
                format!("the curriculum knows no resource `{}`", machine.id),
                expected,
            )
            .nearest(&machine.id, known())
        })
        .collect()
}

fn tell(calendar: &str, faults: &[ical::Fault], notes: &mut Vec<String>) {
    notes.extend(
        faults
            .iter()
            .take(TOLD)
            .map(|fault| format!("calendar `{calendar}`, {fault}")),
    );
    if faults.len() > TOLD {
        notes.push(format!(
            "calendar `{calendar}`: {} more events with faults",
            faults.len() - TOLD
        ));
    }
}
