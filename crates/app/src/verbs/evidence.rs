//! `pivot evidence`: read what a `done_when` asks for, judge it, record what is new, close what is ready.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use jiff::Timestamp;
use pivot_domain::curriculum::DoneWhen;
use pivot_domain::evidence::{COURSE_FOLDER, Context, Judged, Material, Ran, Source, State, judge, sources};
use pivot_domain::fact::{Deed, Event, Part, Proof, Recorded, standing};
use pivot_domain::progress::Progress;
use pivot_store::{Folder, of_bytes, sha256};

use super::record::write;
use crate::connect::child::{Limits, run};
use crate::connect::feed::Fetch;
use crate::connect::git;
use crate::error::Error;
use crate::planning::{Plan, StepEvidence, TaskEvidence, evidence};
use crate::situation::Situation;

/// What a command may use, beside its time.
const OUTPUT_MAX: usize = 16 * 1024 * 1024;
const FILE_MAX: u64 = 4 * 1024 * 1024 * 1024;
const DISK_MAX: u64 = 16 * 1024 * 1024 * 1024;
const PROCESSES_MAX: usize = 500;
/// So much of what it printed is kept, in bytes from the end.
const TAIL: usize = 1000;
/// Fewer digits of a hash name nothing.
const HASH_MIN: usize = 8;

/// What is asked for beyond looking at files.
#[derive(Default)]
pub struct Asked<'a> {
    /// Only this step (its number) or this task.
    pub about: Option<&'a str>,
    /// Run the commands that were allowed.
    pub run: bool,
    /// Allow the command with this hash, or its beginning, and run it.
    pub allow: Option<&'a str>,
    /// Record this address and look at it.
    pub url: Option<&'a str>,
    /// Look at the addresses that were recorded.
    pub look: bool,
    /// Close what is ready.
    pub close: bool,
    /// Record nothing.
    pub dry_run: bool,
    /// What reaches out; `None`: nothing does.
    pub fetch: Option<&'a dyn Fetch>,
}

/// What became of it.
#[derive(Debug)]
pub struct Looked {
    /// The steps, or the one that was asked for, each part judged.
    pub steps: Vec<StepEvidence>,
    /// Facts beside the plan's tasks.
    pub others: Vec<Recorded>,
    /// What was recorded by this.
    pub recorded: Vec<Recorded>,
}

/// Looks at everything that was asked for, records what is new in it, and closes what is ready where that is wished.
pub fn look(folder: &Folder, situation: &Situation, plan: &Plan, asked: &Asked<'_>) -> Result<Looked, Error> {
    let (mut steps, others) = evidence(situation, &plan.steps);
    narrow(&mut steps, asked.about)?;
    let mut events: Vec<(Timestamp, Event)> = Vec::new();
    let mut found = Desk::new(folder, situation, asked);
    if let Some(address) = asked.url {
        events.push((situation.now, found.address(&steps, address)?));
    }
    found.judge(&mut steps)?;
    if asked.allow.is_some() && !found.took_allowance {
        return Err(Error::wrong("no command that is asked for here has that hash")
            .next("pivot evidence TASK shows the hash of its command as it is now"));
    }
    for (about, judged) in all(&steps) {
        events.extend(news(about, judged).map(|event| (situation.now, event)));
    }
    if asked.close {
        events.extend(
            closing(&steps, situation)
                .into_iter()
                .map(|event| (situation.now, event)),
        );
    }
    let recorded = if asked.dry_run || events.is_empty() {
        Vec::new()
    } else {
        write(folder, situation, |_, _| Ok(events))?
    };
    for fact in &recorded {
        if let Event::Done(part) = &fact.fact.event
            && let Some(task) = steps
                .iter_mut()
                .flat_map(|s| &mut s.tasks)
                .find(|t| t.id == part.task)
        {
            task.done += 1;
            task.finished = (task.done == task.times).then_some(situation.now);
        }
    }
    Ok(Looked {
        steps,
        others: if asked.about.is_some() { Vec::new() } else { others },
        recorded,
    })
}

/// Judges every part of `steps` by files and facts alone: nothing is run, nothing reaches out, nothing is recorded.
pub fn judge_all(folder: &Folder, situation: &Situation, steps: &mut [StepEvidence]) -> Result<(), Error> {
    let asked = Asked::default();
    Desk::new(folder, situation, &asked).judge(steps)
}

/// Keeps one step, or one task of it.
fn narrow(steps: &mut Vec<StepEvidence>, about: Option<&str>) -> Result<(), Error> {
    let Some(about) = about else { return Ok(()) };
    if steps.iter().any(|s| s.number.to_string() == about) {
        steps.retain(|s| s.number.to_string() == about);
        return Ok(());
    }
    let has = |s: &StepEvidence| s.tasks.iter().any(|t| t.id == about);
    if !steps.iter().any(has) {
        return Err(Error::wrong(format!("there is no step and no task `{about}`"))
            .next("pivot evidence shows all of them; a step is named by its number"));
    }
    steps.retain(has);
    for step in steps {
        step.tasks.retain(|t| t.id == about);
        step.narrowed = true;
    }
    Ok(())
}

/// Everything that was judged, with the step or task that it is of.
fn all(steps: &[StepEvidence]) -> impl Iterator<Item = (String, &Judged)> {
    steps.iter().flat_map(|step| {
        let own = step.judged.as_ref().map(|j| (step.number.to_string(), j));
        let tasks = step
            .tasks
            .iter()
            .filter_map(|t| Some((t.id.clone(), t.judged.as_ref()?)));
        own.into_iter().chain(tasks)
    })
}

/// Facts for the checks that say something new.
fn news(about: String, judged: &Judged) -> impl Iterator<Item = Event> {
    let new = judged.checks().into_iter().filter(|c| c.is_new());
    new.map(move |check| Event::Checked {
        about: about.clone(),
        check: check.kind.clone(),
        met: check.now.state == State::Met,
        found: check.now.found.clone(),
        proof: Some(Proof {
            with: check.with.clone(),
            times: check.now.times,
            sha256: check.now.sha256.clone(),
            excerpt: check.now.excerpt.clone(),
        }),
    })
}

/// Facts that close the tasks whose evidence is there: each time that it shows and that is open.
fn closing(steps: &[StepEvidence], situation: &Situation) -> Vec<Event> {
    let progress = situation.progress();
    let mut events = Vec::new();
    for task in steps.iter().flat_map(|s| &s.tasks).filter(|t| t.is_ready()) {
        let shown = task.judged.as_ref().map_or(0, |j| j.times);
        for time in (1..=shown.min(task.times)).filter(|time| progress.done(&task.id, *time).is_none()) {
            events.push(Event::Done(Part {
                task: task.id.clone(),
                time: (task.times > 1).then_some(time),
            }));
        }
    }
    events
}

/// What was read so far, for one question.
struct Desk<'a> {
    folder: &'a Folder,
    situation: &'a Situation,
    asked: &'a Asked<'a>,
    read: BTreeMap<Source, Material>,
    facts: Vec<&'a Recorded>,
    /// The address that was given with the question, by the name that it is asked for.
    given: Option<(String, String)>,
    allowed: Option<BTreeSet<String>>,
    took_allowance: bool,
}

impl<'a> Desk<'a> {
    fn new(folder: &'a Folder, situation: &'a Situation, asked: &'a Asked<'a>) -> Desk<'a> {
        let tells = |r: &&Recorded| {
            matches!(
                r.fact.event,
                Event::Checked { .. }
                    | Event::Scored { .. }
                    | Event::Outcome { .. }
                    | Event::Published(_)
                    | Event::Attended(_)
                    | Event::Submitted(_)
                    | Event::TaskAdded(_)
            )
        };
        Desk {
            folder,
            situation,
            asked,
            read: BTreeMap::new(),
            facts: standing(&situation.facts).filter(tells).collect(),
            given: None,
            allowed: None,
            took_allowance: false,
        }
    }

    /// The address that is given, for the one check that asks for one.
    fn address(&mut self, steps: &[StepEvidence], address: &str) -> Result<Event, Error> {
        if !(address.starts_with("https://") || address.starts_with("http://"))
            || address.contains(char::is_whitespace)
        {
            return Err(Error::wrong(format!("`{address}` is no address")).next("it begins with https://"));
        }
        let wanted: BTreeSet<(String, String)> = wants(steps)
            .flat_map(|(about, done_when)| {
                let named = sources(done_when, &about, &self.situation.settings.project)
                    .into_iter()
                    .filter_map(|s| match s {
                        Source::Address(name) => Some(name),
                        _ => None,
                    });
                named.map(move |name| (about.clone(), name)).collect::<Vec<_>>()
            })
            .collect();
        let mut wanted = wanted.into_iter();
        let (Some((about, name)), None) = (wanted.next(), wanted.next()) else {
            return Err(
                Error::wrong("an address is of one task, and what is asked for has none or several").next(
                    "pivot evidence TASK --url ADDRESS, such as pivot evidence 9.2 --url https://example.org",
                ),
            );
        };
        self.given = Some((name.clone(), address.to_owned()));
        Ok(Event::Published(Deed {
            task: Some(about),
            what: name,
            link: Some(address.to_owned()),
            note: None,
        }))
    }

    fn judge(&mut self, steps: &mut [StepEvidence]) -> Result<(), Error> {
        let needed: BTreeSet<Source> = wants(steps)
            .flat_map(|(about, d)| sources(d, &about, &self.situation.settings.project))
            .collect();
        for source in needed {
            let material = self.material(&source)?;
            self.read.insert(source, material);
        }
        let progress = self.situation.progress();
        for step in steps {
            let tasks: Vec<String> = step.tasks.iter().map(|t| t.id.clone()).collect();
            let number = step.number.to_string();
            if let Some(done_when) = step.done_when.as_ref().filter(|_| !step.narrowed) {
                let context = self.context(&progress, &number, 1, &tasks);
                step.judged = Some(judge(done_when, &context, &self.read));
            }
            for task in &mut step.tasks {
                let own = [task.id.clone()];
                let context = self.context(&progress, &task.id, task.times, &own);
                task.judged = task.done_when.as_ref().map(|d| judge(d, &context, &self.read));
            }
        }
        Ok(())
    }

    fn context<'c>(
        &'c self,
        progress: &'c Progress,
        about: &'c str,
        times: u32,
        tasks: &'c [String],
    ) -> Context<'c> {
        let settings = &self.situation.settings;
        Context {
            about,
            times,
            tasks,
            now: self.situation.now,
            start: settings.zones.start_of(settings.start),
            zones: &settings.zones,
            facts: &self.facts,
            progress,
            project: &settings.project,
        }
    }

    fn material(&mut self, source: &Source) -> Result<Material, Error> {
        Ok(match source {
            Source::File(path) => self.folder.look(path),
            Source::Folder(path, ending) => self.folder.look_below(path, ending),
            Source::Course => self.folder.look_at_course(COURSE_FOLDER),
            Source::Repository(path) => git::look(self.folder, path),
            Source::Command(line, minutes) => self.command(line, *minutes)?,
            Source::Address(name) => self.page(name),
        })
    }

    /// The last address that was recorded under a name, if the network may be used for it.
    fn page(&self, name: &str) -> Material {
        let given = self
            .given
            .as_ref()
            .filter(|(n, _)| n == name)
            .map(|(_, address)| address.as_str());
        let recorded = || {
            self.facts.iter().rev().find_map(|r| match &r.fact.event {
                Event::Published(deed) if deed.what == name => deed.link.as_deref(),
                _ => None,
            })
        };
        let Some(address) = given.or_else(recorded) else {
            return Material::Absent;
        };
        match self.asked.fetch.filter(|_| self.asked.look || given.is_some()) {
            None => Material::NotAsked,
            Some(fetch) => match fetch.fetch(address) {
                Ok(bytes) => Material::Answered(of_bytes(address, bytes)),
                Err(why) => Material::Refused(format!("({address}) did not answer: {why}")),
            },
        }
    }

    /// A command: looked at, and run where the person allowed exactly this and asks for it now.
    fn command(&mut self, line: &str, minutes: u32) -> Result<Material, Error> {
        let Some(words) = shlex::split(line).filter(|w| !w.is_empty()) else {
            return Ok(Material::Refused(
                "cannot be split into words: a quote stays open".into(),
            ));
        };
        // What is allowed is this line with these files; when one changes, it is another command.
        let mut parts: Vec<Vec<u8>> = vec![line.as_bytes().to_vec()];
        for (number, word) in words.iter().enumerate() {
            match self.folder.look(word) {
                Material::File(read) => parts.push(read.sha256.into_bytes()),
                Material::Refused(why) if number == 0 && word.contains('/') => {
                    return Ok(Material::Refused(format!("is not run: `{word}` {why}")));
                }
                Material::Absent if number == 0 && word.contains('/') => return Ok(Material::Absent),
                _ => {}
            }
        }
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let hash = sha256(&slices);
        if self.allowed.is_none() {
            self.allowed = Some(self.folder.allowed()?);
        }
        let mut allowed = self.allowed.as_ref().is_some_and(|a| a.contains(&hash));
        let now = self
            .asked
            .allow
            .is_some_and(|a| a.len() >= HASH_MIN && hash.starts_with(&a.to_lowercase()));
        if now {
            self.took_allowance = true;
            if !allowed && !self.asked.dry_run {
                self.folder.allow(&hash, line)?;
                allowed = true;
            }
        }
        if !allowed || !(now || self.asked.run) || self.asked.dry_run {
            return Ok(Material::Waits { hash, allowed });
        }
        Ok(self.run(&words, minutes, hash))
    }

    /// Runs it in the pivot's folder, without a shell.
    fn run(&self, words: &[String], minutes: u32, hash: String) -> Material {
        let root = self.folder.root();
        let program = if words[0].contains('/') {
            root.join(&words[0])
        } else {
            words[0].clone().into()
        };
        let mut command = Command::new(program);
        command.args(&words[1..]).current_dir(root);
        let limits = Limits {
            time: Duration::from_secs(60 * u64::from(minutes)),
            output: OUTPUT_MAX,
            file: FILE_MAX,
            disk: DISK_MAX,
            processes: PROCESSES_MAX,
            memory: None,
        };
        match run(command, root, &limits) {
            Ok(ended) => {
                let from = ended.output.len().saturating_sub(TAIL);
                Material::Ran(Ran {
                    status: ended.status,
                    stopped: ended.stopped,
                    tail: String::from_utf8_lossy(&ended.output[from..]).into_owned(),
                    seconds: ended.took.as_secs(),
                    sha256: hash,
                })
            }
            Err(e) => Material::Refused(format!("could not be started: {e}")),
        }
    }
}

/// What closes each of these, with the step or task that it is of.
fn wants(steps: &[StepEvidence]) -> impl Iterator<Item = (String, &DoneWhen)> {
    steps.iter().flat_map(|step| {
        let own = step.done_when.as_ref().filter(|_| !step.narrowed);
        let own = own.map(|d| (step.number.to_string(), d));
        let task = |t: &'_ TaskEvidence| t.done_when.is_some();
        let tasks = step.tasks.iter().filter(move |t| task(t));
        own.into_iter()
            .chain(tasks.filter_map(|t| Some((t.id.clone(), t.done_when.as_ref()?))))
    })
}
