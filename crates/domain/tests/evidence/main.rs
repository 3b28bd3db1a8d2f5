//! Each kind of evidence by hand, with its twin that is refused, and for what reason.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod calendars;
mod kinds;
mod notebook;
mod project;
mod rules;
mod site;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::{self, DoneWhen};
use pivot_domain::evidence::{
    Check, Context, Judged, Material, Part, Read, Source, State, judge, notebook as notebooks, sources,
};
use pivot_domain::fact::{Event, Fact, Part as TaskPart, Recorded, standing};
use pivot_domain::progress::progress;
use pivot_domain::zones::Zones;

/// A person's folder and facts, on Monday 1 March 2027 at noon, UTC. The pivot began on 4 January.
struct Person {
    files: BTreeMap<String, Vec<u8>>,
    materials: BTreeMap<Source, Material>,
    facts: Vec<Recorded>,
    times: u32,
    /// The folder of their project.
    project: &'static str,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Person {
    fn new() -> Person {
        Person {
            files: BTreeMap::new(),
            materials: BTreeMap::new(),
            facts: Vec::new(),
            times: 1,
            project: "project",
        }
    }

    fn with(mut self, path: &str, text: impl AsRef<[u8]>) -> Person {
        self.files.insert(path.into(), text.as_ref().to_vec());
        self
    }

    fn has(mut self, source: Source, material: Material) -> Person {
        self.materials.insert(source, material);
        self
    }

    fn keeps(self, project: &'static str) -> Person {
        Person { project, ..self }
    }

    fn times(self, times: u32) -> Person {
        Person { times, ..self }
    }

    fn told(mut self, event: Event) -> Person {
        let number = i64::try_from(self.facts.len()).unwrap();
        let moment = at("2027-02-01T12:00:00Z") + SignedDuration::from_hours(number);
        let mut recorded = Recorded::from(Fact {
            at: moment,
            zone: "UTC".into(),
            event,
        });
        recorded.id = format!("fact{number}");
        self.facts.push(recorded);
        self
    }

    fn logged(self, time: Option<u32>, hours: i64) -> Person {
        self.told(Event::Logged {
            part: TaskPart {
                task: "t".into(),
                time,
            },
            spent: SignedDuration::from_hours(hours),
        })
    }

    fn read(&self, source: &Source) -> Material {
        let file = |path: &String| {
            let bytes = self.files.get(path)?.clone();
            let sha256 = format!("hash of {path}");
            Some(Read {
                path: path.clone(),
                bytes,
                sha256,
            })
        };
        if let Some(material) = self.materials.get(source) {
            return material.clone();
        }
        match source {
            Source::File(path) => file(path).map_or(Material::Absent, Material::File),
            Source::Folder(folder, ending) => {
                let inside =
                    |p: &&String| p.starts_with(&format!("{folder}/")) && p.ends_with(ending.as_str());
                Material::Folder(
                    self.files.keys().filter(inside).filter_map(file).collect(),
                    vec![],
                )
            }
            Source::Course => {
                let course = self.files.iter().filter(|(p, _)| p.starts_with("courses/"));
                Material::Course(
                    course
                        .flat_map(|(_, bytes)| notebooks::fingerprints(bytes))
                        .collect(),
                )
            }
            _ => Material::Absent,
        }
    }

    fn judge(&self, done_when: &str) -> Judged {
        let done_when = &done(done_when);
        let read = sources(done_when, "t", self.project)
            .into_iter()
            .map(|s| (s.clone(), self.read(&s)))
            .collect();
        let zones = Zones::from(TimeZone::UTC);
        let context = Context {
            about: "t",
            times: self.times,
            tasks: &["t".to_owned()],
            now: at("2027-03-01T12:00:00Z"),
            start: at("2027-01-04T00:00:00Z"),
            zones: &zones,
            facts: &standing(&self.facts).collect::<Vec<_>>(),
            progress: &progress(&self.facts),
            project: self.project,
        };
        judge(done_when, &context, &read)
    }

    /// Judges one check.
    fn check(&self, done_when: &str) -> Check {
        match self.judge(done_when).part {
            Part::Check(check) => *check,
            Part::Of(_) => panic!("several"),
        }
    }

    /// It is met, and says so in these words.
    #[track_caller]
    fn meets(&self, done_when: &str, found: &str) {
        let check = self.check(done_when);
        assert_eq!(
            (check.now.state, check.now.found.as_str()),
            (State::Met, found),
            "{done_when}"
        );
        assert_eq!(check.now.next, None);
    }

    /// It is not met, for this reason, and says what to do.
    #[track_caller]
    fn lacks(&self, done_when: &str, found: &str) {
        let check = self.check(done_when);
        assert_eq!(
            check.now.state,
            State::Missing,
            "{done_when}: {}",
            check.now.found
        );
        assert!(
            check.now.found.contains(found),
            "{done_when}: {}, not {found}",
            check.now.found
        );
        assert!(
            check.now.next.is_some_and(|n| n.len() > 5),
            "{done_when} says what to do"
        );
    }
}

/// A `done_when` as a curriculum has it.
fn done(text: &str) -> DoneWhen {
    let text = format!(
        "format = \"pivot.curriculum/1\"\nid = \"c\"\ntitle = \"C\"\n[[step]]\nnumber = 1\ntitle = \"S\"\n\
         done_when = {text}\n[[task]]\nid = \"t\"\nstep = 1\ntitle = \"T\"\neffort = [1, 1, 1]\n"
    );
    let (curriculum, faults) = curriculum::parse(&text);
    assert!(faults.is_empty(), "{faults:?}");
    curriculum.unwrap().steps[0].done_when.clone().unwrap()
}

/// So many different words.
fn prose(words: usize) -> String {
    (0..words)
        .map(|n| format!("word{}{} ", (b'a' + (n % 26) as u8) as char, n))
        .collect()
}

fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    items.into_iter().collect()
}
