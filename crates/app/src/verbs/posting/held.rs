//! Which skills a person can show: by evidence, by their own word, or not at all.
//!
//! Evidence of a skill is something that was looked at by a machine and that says which skills it shows: a lab that was passed, a task whose
//! `done_when` is met by more than the person's word, a project with a verified figure, an item of the résumé that names such evidence. What the
//! résumé or a finished task says beside that is the person's word.

use std::collections::BTreeMap;

use pivot_domain::fact::{Event, standing};
use pivot_domain::resume::Document;
use pivot_domain::skills::Skills;
use pivot_publish::record::Record;
use pivot_publish::resume::suggest::Project;
use pivot_store::Folder;

use crate::error::Error;
use crate::planning::{TaskEvidence, evidence};
use crate::situation::Situation;
use crate::verbs::evidence::judge_all;
use crate::verbs::lab::{entries, list_by};
use crate::verbs::{resume, site};
use crate::words::closing::checkable;

/// How a skill is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// The person says so: where.
    Claimed(String),
    /// Evidence shows it: what.
    Shown(String),
}

/// Skills by their ids, each as it is held best.
pub type Skilled = BTreeMap<String, Held>;

/// The skills of the person, by folder and journal.
///
/// # Errors
/// `resume.json` has faults, or the folder cannot be read.
pub fn held(folder: &Folder, situation: &Situation) -> Result<Skilled, Error> {
    let shown = site::shown(folder, situation)?;
    let resume = resume::perhaps(folder)?;
    let mut labs: Vec<(String, Vec<String>)> = Vec::new();
    for listed in list_by(Some(folder), &situation.facts) {
        let Ok(lab) = &listed.lab else { continue };
        let passed = entries(&situation.facts, &listed.id)
            .iter()
            .any(|entry| entry.bar.is_some());
        if passed {
            labs.push((listed.id.clone(), lab.skills.clone()));
        }
    }
    let (mut steps, _) = evidence(situation, &[]);
    judge_all(folder, situation, &mut steps)?;
    let met = |task: &&TaskEvidence| task.is_met() && task.done_when.as_ref().is_some_and(checkable);
    let tasks: Vec<String> = steps
        .iter()
        .flat_map(|step| step.tasks.iter().filter(met))
        .map(|task| task.id.clone())
        .collect();
    Ok(of(
        situation,
        &tasks,
        &labs,
        &shown.projects,
        &shown.record,
        resume.as_ref(),
    ))
}

/// The same of what was read: the tasks whose evidence is met, the labs that were passed with the skills that they show, the projects, the
/// record and the résumé.
fn of(
    situation: &Situation,
    tasks: &[String],
    labs: &[(String, Vec<String>)],
    projects: &[Project],
    record: &Record,
    resume: Option<&Document>,
) -> Skilled {
    let mut skilled = Skilled::new();
    for (lab, skills) in labs {
        for skill in skills {
            hold(
                &mut skilled,
                skill,
                Held::Shown(format!("the lab `{lab}` was passed")),
            );
        }
    }
    let done = standing(&situation.facts).filter_map(|fact| match &fact.fact.event {
        Event::Done(part) => Some(&part.task),
        _ => None,
    });
    for (id, shown) in tasks
        .iter()
        .map(|id| (id, true))
        .chain(done.map(|id| (id, false)))
    {
        let Some(task) = situation.curriculum.task(id) else {
            continue;
        };
        for skill in &task.skills {
            let held = match shown {
                true => Held::Shown(format!("the evidence of {id} is there: {}", task.title)),
                false => Held::Claimed(format!("{id} was done: {}", task.title)),
            };
            hold(&mut skilled, skill, held);
        }
    }
    let mut take = |text: &str, held: &dyn Fn() -> Held| {
        for found in Skills::built_in().find(text) {
            hold(&mut skilled, &found.skill.id, held());
        }
    };
    let verified = |id: &String| record.evidence.get(id).is_some_and(|e| e.verified);
    for project in projects {
        let figures = project.figures.iter().filter_map(|key| record.figures.get(key));
        let is_shown = figures.flat_map(|figure| &figure.evidence).any(verified);
        let words = format!(
            "{}. {}. {}",
            project.title,
            project.description,
            project.keywords.join(", ")
        );
        take(&words, &|| match is_shown {
            true => Held::Shown(format!("the project {} has a verified figure", project.title)),
            false => Held::Claimed(format!("the project {}", project.title)),
        });
    }
    if let Some(document) = resume {
        let resume = document.resume();
        let mut item = |what: &str, texts: &[&str], lists: &[&[String]], evidence: &[String]| {
            let mut words: Vec<&str> = texts.to_vec();
            words.extend(lists.iter().flat_map(|list| list.iter().map(String::as_str)));
            let is_shown = evidence.iter().any(verified);
            for text in words {
                take(text, &|| match is_shown {
                    true => Held::Shown(format!("the resume names verified evidence: {what}")),
                    false => Held::Claimed(format!("the resume: {what}")),
                });
            }
        };
        for s in &resume.skills {
            item("its skills", &[&s.name], &[&s.keywords], &s.claim.evidence);
        }
        for w in &resume.work {
            item(
                &w.name,
                &[&w.position, &w.summary],
                &[&w.highlights],
                &w.claim.evidence,
            );
        }
        for p in &resume.projects {
            item(
                &p.name,
                &[&p.name, &p.description],
                &[&p.highlights, &p.keywords],
                &p.claim.evidence,
            );
        }
    }
    skilled
}

/// Evidence is better than a word; of two alike the first stays.
fn hold(skilled: &mut Skilled, skill: &str, held: Held) {
    let better = match skilled.get(skill) {
        None => true,
        Some(known) => matches!((&held, known), (Held::Shown(_), Held::Claimed(_))),
    };
    if better {
        skilled.insert(skill.to_owned(), held);
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use jiff::Timestamp;
    use pivot_domain::fact::{Fact, Part};
    use pivot_publish::record::{Evidence, Figure};

    use super::*;
    use crate::situation::read_files;

    const CURRICULUM: &str = r#"
        format = "pivot.curriculum/1"
        id = "x"
        title = "X"
        step = [{ number = 1, title = "One", months = [1] }]
        task = [
          { id = "p", step = 1, title = "Networks", kind = "course", effort = [1, 1, 1], skills = ["pytorch"] },
          { id = "s", step = 1, title = "Tables", kind = "course", effort = [1, 1, 1], skills = ["sql"] },
          { id = "d", step = 1, title = "Learn Docker", kind = "course", effort = [1, 1, 1], skills = ["docker"] },
        ]"#;
    const SETTINGS: &str =
        "timezone = \"UTC\"\nstart = 2027-01-04\nhours = { week = \"mon-fri 09:00-17:00\" }";

    fn situation(events: Vec<Event>) -> Situation {
        let path = PathBuf::new;
        let (settings, curriculum) = read_files((path(), SETTINGS), (path(), CURRICULUM)).unwrap();
        let now: Timestamp = "2027-03-01T12:00:00Z".parse().unwrap();
        let fact = |event| Fact {
            at: now,
            zone: "UTC".into(),
            event,
        };
        Situation {
            now,
            settings,
            curriculum,
            feeds: Vec::new(),
            facts: events.into_iter().map(|event| fact(event).into()).collect(),
            notes: Vec::new(),
            competitions: Vec::new(),
            only_if_unchanged: false,
        }
    }

    fn done(task: &str) -> Event {
        let task = task.into();
        Event::Done(Part { task, time: None })
    }

    /// A record whose one figure rests on one piece of evidence.
    fn record(verified: bool) -> Record {
        let at = "2027-02-01T12:00:00Z[UTC]".parse().unwrap();
        let evidence = Evidence {
            title: String::new(),
            found: String::new(),
            at,
            by: String::new(),
            verified,
            sha256: None,
            excerpt: None,
            link: None,
        };
        let figure = Figure {
            value: 1.0,
            text: "1".into(),
            what: "Score".into(),
            on: "2027-02-01".parse().unwrap(),
            evidence: vec!["e".into()],
        };
        Record {
            figures: [("score:x".to_owned(), figure)].into(),
            evidence: [("e".to_owned(), evidence)].into(),
            ..Record::default()
        }
    }

    fn words(skilled: &Skilled) -> Vec<String> {
        let word = |held: &Held| match held {
            Held::Shown(_) => "shown",
            Held::Claimed(_) => "claimed",
        };
        skilled
            .iter()
            .map(|(id, held)| format!("{id} {}", word(held)))
            .collect()
    }

    #[test]
    fn a_word_is_no_evidence_and_evidence_is_better() {
        let none = Record::default();
        let told = situation(vec![done("p"), done("s")]);
        // PyTorch was checked by a machine, SQL is the person's word, Docker is nobody's.
        assert_eq!(
            words(&of(&told, &["p".into()], &[], &[], &none, None)),
            ["pytorch shown", "sql claimed"]
        );
        let nothing = situation(Vec::new());
        assert!(of(&nothing, &[], &[], &[], &none, None).is_empty());
        // A lab that was passed shows what it says that it shows.
        let lab = [("garments".to_owned(), vec!["computer-vision".to_owned()])];
        assert_eq!(
            words(&of(&nothing, &[], &lab, &[], &none, None)),
            ["computer-vision shown"]
        );
    }

    #[test]
    fn what_rests_on_verified_evidence_is_shown() {
        let nothing = situation(Vec::new());
        let project = [Project {
            title: "Fishes with Docker".into(),
            figures: vec!["score:x".into()],
            ..Project::default()
        }];
        for (verified, word) in [(true, "docker shown"), (false, "docker claimed")] {
            assert_eq!(
                words(&of(&nothing, &[], &[], &project, &record(verified), None)),
                [word]
            );
        }
        let resume = Document::read(
            br#"{"skills": [{"name": "SQL", "x-pivot": {"evidence": ["e"]}}, {"name": "Docker", "x-pivot": {"evidence": ["other"]}}]}"#,
        )
        .unwrap();
        let skilled = of(&nothing, &[], &[], &[], &record(true), Some(&resume));
        assert_eq!(words(&skilled), ["docker claimed", "sql shown"]);
    }
}
