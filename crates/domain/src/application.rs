//! Applications: what the journal says of each, from the day it was sent to what came of it.
//!
//! An application is a `submitted` fact about a posting, each later stage an `outcome` fact about the same, and what is to be done next a
//! `task-added` fact whose title names the posting. Nothing here knows a board: a posting that is gone keeps its application.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fact::{AddedTask, Deed, Event, Recorded, standing};
use crate::progress::{Progress, progress};

/// How a deed says that it is about a posting: `posting example-vision/4012`.
const POSTING: &str = "posting ";

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It was sent.
    Applied,
    /// Somebody answered: a call, a questionnaire.
    Screening,
    /// An interview.
    Interview,
    /// A day with the people there.
    Onsite,
    /// They would take the person.
    Offer,
    /// The person took the offer.
    Hired,
    /// They said no.
    Rejected,
    /// The person said no, or gave it up.
    Withdrawn,
}

impl Stage {
    /// All of them, in the order in which they come.
    pub const ALL: [Stage; 8] = [
        Stage::Applied,
        Stage::Screening,
        Stage::Interview,
        Stage::Onsite,
        Stage::Offer,
        Stage::Hired,
        Stage::Rejected,
        Stage::Withdrawn,
    ];

    /// Its name, in commands and facts.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Applied => "applied",
            Stage::Screening => "screening",
            Stage::Interview => "interview",
            Stage::Onsite => "onsite",
            Stage::Offer => "offer",
            Stage::Hired => "hired",
            Stage::Rejected => "rejected",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a name, in any case.
    pub fn named(name: &str) -> Option<Stage> {
        let name = name.trim();
        Stage::ALL
            .into_iter()
            .find(|stage| stage.name().eq_ignore_ascii_case(name))
    }

    /// Whether nothing more comes.
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Hired | Stage::Rejected | Stage::Withdrawn)
    }

    /// Whether people there talked with the person, or wanted them.
    pub fn is_interview(self) -> bool {
        matches!(
            self,
            Stage::Interview | Stage::Onsite | Stage::Offer | Stage::Hired
        )
    }
}

/// A résumé as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The file's name then; may be empty.
    pub name: String,
}

/// A stage that was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What the person said of it.
    pub note: Option<String>,
}

/// Something to be done next: a task of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The task's id.
    pub task: String,
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due: Option<Date>,
    /// When it was done.
    pub done: Option<Timestamp>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The posting's id.
    pub posting: String,
    /// The posting's title, as it was then.
    pub title: String,
    /// The company; empty where it was not known.
    pub company: String,
    /// Where one applied.
    pub link: Option<String>,
    /// The task of the curriculum that it was done for.
    pub task: Option<String>,
    /// What the person said of it.
    pub note: Option<String>,
    /// What was sent.
    pub resumes: Vec<Variant>,
    /// The stages in the order in which they were told; the first is [`Stage::Applied`].
    pub stages: Vec<Reached>,
    /// What is and was to be done, oldest first; what was left out of the plan is not here.
    pub actions: Vec<Action>,
}

impl Application {
    /// As a deed that can be recorded. Line breaks become spaces.
    pub fn deed(&self) -> Deed {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut lines = vec![format!("title: {}", plain(&self.title))];
        if !self.company.is_empty() {
            lines.push(format!("company: {}", plain(&self.company)));
        }
        for resume in &self.resumes {
            lines.push(format!("resume: {} {}", resume.sha256, plain(&resume.name)));
        }
        lines.extend(self.note.iter().map(|note| format!("note: {}", plain(note))));
        Deed {
            task: self.task.clone(),
            what: what(&self.posting),
            link: self.link.clone(),
            note: Some(lines.join("\n")),
        }
    }

    /// The application that a deed begins; `None` where it is about something else.
    fn begun(deed: &Deed, at: Timestamp) -> Option<Application> {
        let mut application = Application {
            posting: posting(deed)?.to_owned(),
            title: String::new(),
            company: String::new(),
            link: deed.link.clone(),
            task: deed.task.clone(),
            note: None,
            resumes: Vec::new(),
            stages: vec![Reached {
                stage: Stage::Applied,
                at,
                note: None,
            }],
            actions: Vec::new(),
        };
        for line in deed.note.as_deref().unwrap_or_default().lines() {
            match line.split_once(": ") {
                Some(("title", title)) => application.title = title.to_owned(),
                Some(("company", company)) => application.company = company.to_owned(),
                Some(("note", note)) => application.note = Some(note.to_owned()),
                Some(("resume", resume)) => {
                    let (sha256, name) = resume.split_once(' ').unwrap_or((resume, ""));
                    application.resumes.push(Variant {
                        sha256: sha256.to_owned(),
                        name: name.to_owned(),
                    });
                }
                _ => {}
            }
        }
        Some(application)
    }

    /// `Research engineer, Example Vision`.
    pub fn label(&self) -> String {
        match (self.title.as_str(), self.company.as_str()) {
            ("", _) => self.posting.clone(),
            (title, "") => title.to_owned(),
            (title, company) => format!("{title}, {company}"),
        }
    }

    /// How its actions end where another application has its name.
    fn told_apart(&self) -> String {
        format!(" ({}, {})", self.label(), self.posting)
    }

    /// When it was sent.
    pub fn applied(&self) -> Timestamp {
        self.stages
            .first()
            .map_or(Timestamp::UNIX_EPOCH, |first| first.at)
    }

    /// How far it has come: what was told last.
    pub fn stage(&self) -> Stage {
        self.stages.last().map_or(Stage::Applied, |last| last.stage)
    }

    /// Since when.
    pub fn since(&self) -> Timestamp {
        self.stages.last().map_or(Timestamp::UNIX_EPOCH, |last| last.at)
    }

    /// Whether it ever came so far that people there talked with the person.
    pub fn had_interview(&self) -> bool {
        self.stages.iter().any(|reached| reached.stage.is_interview())
    }

    /// What is to be done next: the open action that is due first.
    pub fn next(&self) -> Option<&Action> {
        let open = self.actions.iter().filter(|action| action.done.is_none());
        open.min_by_key(|action| (action.due.is_none(), action.due))
    }
}

/// A stage as a deed that can be recorded, beside [`Stage::name`] as its result.
pub fn stage_deed(posting: &str, task: Option<String>, note: Option<String>) -> Deed {
    Deed {
        task,
        what: what(posting),
        link: None,
        note,
    }
}

/// The id of the `number`th action of all, from 1: short, for it is typed.
pub fn action_id(number: usize) -> String {
    format!("n{number}")
}

/// The title of an added task as others may see it: an action names companies and people, which is no business of theirs.
pub fn public_title(added: &AddedTask) -> &str {
    if is_action(&added.id) {
        "an application"
    } else {
        &added.title
    }
}

/// Whether a task is an action, by its id.
fn is_action(id: &str) -> bool {
    let number = id.strip_prefix('n').unwrap_or_default();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

/// The title of an action's task: what is to be done, and for which of `all` applications.
pub fn action_title(what: &str, application: &Application, all: &[Application]) -> String {
    let is_twin =
        |other: &Application| other.posting != application.posting && other.label() == application.label();
    // Of two with one name, a company's posting in two cities, each is told by its id.
    match all.iter().any(is_twin) {
        true => what.to_owned() + &application.told_apart(),
        false => format!("{what} ({})", application.label()),
    }
}

/// What an added task is to be done, and the application that it is for, as a place in `all`. Of those with one name the first was
/// meant where the title does not say it: there was no other then.
fn action_for<'t>(added: &'t AddedTask, all: &[Application]) -> Option<(&'t str, usize)> {
    if !is_action(&added.id) {
        return None;
    }
    let find = |ending: &dyn Fn(&Application) -> String| {
        let mut found = all.iter().filter_map(|a| {
            let what = added.title.strip_suffix(&ending(a))?;
            Some((what, a.posting.as_str()))
        });
        found.next()
    };
    let (what, posting) =
        find(&Application::told_apart).or_else(|| find(&|a| format!(" ({})", a.label())))?;
    let at = all.iter().rposition(|a| a.posting == posting)?;
    Some((what, at))
}

fn what(posting: &str) -> String {
    format!("{POSTING}{posting}")
}

/// The posting that a deed is about.
pub fn posting(deed: &Deed) -> Option<&str> {
    deed.what.strip_prefix(POSTING)
}

/// The applications that stand, in the order in which they were told. A stage belongs to the latest application to its posting; one
/// that is told of a posting to which nobody applied says nothing.
pub fn applications(facts: &[Recorded]) -> Vec<Application> {
    of_standing(standing(facts), &progress(facts))
}

/// The same of facts of which none was taken back, and what they add up to.
pub(crate) fn of_standing<'r>(
    facts: impl IntoIterator<Item = &'r Recorded>,
    progress: &Progress,
) -> Vec<Application> {
    let mut all: Vec<Application> = Vec::new();
    for recorded in facts {
        let at = recorded.fact.at;
        match &recorded.fact.event {
            Event::Submitted(deed) => all.extend(Application::begun(deed, at)),
            Event::Outcome { deed, result } => {
                let Some((posting, stage)) = posting(deed).zip(Stage::named(result)) else {
                    continue;
                };
                if let Some(application) = all.iter_mut().rev().find(|a| a.posting == posting) {
                    application.stages.push(Reached {
                        stage,
                        at,
                        note: deed.note.clone(),
                    });
                }
            }
            Event::TaskAdded(added) if !progress.dropped.contains(&added.id) => {
                if let Some((what, at)) = action_for(added, &all) {
                    all[at].actions.push(Action {
                        task: added.id.clone(),
                        title: what.to_owned(),
                        due: added.deadline,
                        done: progress.done(&added.id, 1),
                    });
                }
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::curriculum::Effort;
    use crate::fact::{Fact, Part};

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(n * 86_400).unwrap()
    }

    fn told(events: Vec<(i64, Event)>) -> Vec<Recorded> {
        let fact = |(n, event): (i64, Event)| Fact {
            at: day(n),
            zone: "UTC".into(),
            event,
        };
        let facts = events.into_iter().map(fact).enumerate();
        facts
            .map(|(n, fact)| Recorded {
                id: format!("id{n}"),
                ..Recorded::from(fact)
            })
            .collect()
    }

    fn sent(posting: &str) -> Event {
        let application = Application {
            posting: posting.into(),
            title: "Research\nengineer".into(),
            company: "Acme: Labs".into(),
            link: Some("https://acme.example/1".into()),
            task: Some("13.1".into()),
            note: Some("by way of Grace".into()),
            resumes: vec![Variant {
                sha256: "ab".repeat(32),
                name: "resume/research engineer.pdf".into(),
            }],
            stages: Vec::new(),
            actions: Vec::new(),
        };
        Event::Submitted(application.deed())
    }

    fn reached(posting: &str, stage: Stage) -> Event {
        Event::Outcome {
            deed: stage_deed(posting, None, Some("by phone".into())),
            result: stage.name().into(),
        }
    }

    /// An action whose title ends so.
    fn action(number: usize, of: &str, due: Option<Date>) -> Event {
        let hour = SignedDuration::from_hours(1);
        Event::TaskAdded(AddedTask {
            id: action_id(number),
            step: 13,
            title: format!("Write to Grace ({of})"),
            kind: "job".into(),
            effort: Effort {
                low: hour,
                likely: hour,
                high: hour,
            },
            after: Vec::new(),
            not_before: None,
            deadline: due,
        })
    }

    const LABEL: &str = "Research engineer, Acme: Labs";

    #[test]
    fn an_application_is_what_its_facts_say() {
        let due = Date::constant(1970, 1, 20);
        let facts = told(vec![
            (1, sent("acme/40")),
            (1, action(1, LABEL, None)),
            (2, sent("acme/401")),
            (3, reached("acme/40", Stage::Interview)),
            (3, action(2, &format!("{LABEL}, acme/40"), Some(due))),
            (4, reached("acme/40", Stage::Offer)),
            (5, reached("beta/1", Stage::Offer)),
            (6, Event::Undone { fact: "id5".into() }),
        ]);
        let all = applications(&facts);
        assert_eq!(all.len(), 2);
        let first = &all[0];
        assert_eq!(first.label(), "Research engineer, Acme: Labs");
        assert_eq!(first.resumes[0].name, "resume/research engineer.pdf");
        assert_eq!(first.resumes[0].sha256, "ab".repeat(32));
        assert_eq!(first.note.as_deref(), Some("by way of Grace"));
        assert_eq!((first.applied(), first.since()), (day(1), day(3)));
        // The offer was taken back.
        assert_eq!((first.stage(), first.had_interview()), (Stage::Interview, true));
        assert_eq!(first.next().unwrap().due, Some(due));
        assert_eq!((all[1].stage(), all[1].next()), (Stage::Applied, None));
        let titles: Vec<&str> = first.actions.iter().map(|a| a.title.as_str()).collect();
        assert_eq!(titles, ["Write to Grace", "Write to Grace"]);
        // The second has the first one's name.
        assert_eq!(
            action_title("Ask", &all[1], &all),
            format!("Ask ({LABEL}, acme/401)")
        );
        assert_eq!(action_title("Ask", first, &all[..1]), format!("Ask ({LABEL})"));
    }

    #[test]
    fn what_is_done_is_no_next_action_and_a_second_application_is_one_of_its_own() {
        let facts = told(vec![
            (1, sent("acme/40")),
            (1, action(1, LABEL, None)),
            (2, reached("acme/40", Stage::Rejected)),
            (
                2,
                Event::Done(Part {
                    task: action_id(1),
                    time: None,
                }),
            ),
            (9, sent("acme/40")),
            (9, action(2, LABEL, None)),
            (9, action(3, "Cook, Nowhere", None)),
        ]);
        let all = applications(&facts);
        let stages: Vec<Stage> = all.iter().map(Application::stage).collect();
        assert_eq!(stages, [Stage::Rejected, Stage::Applied]);
        assert!(all[0].stage().is_over() && all[0].next().is_none());
        assert_eq!(all[0].actions[0].done, Some(day(2)));
        assert_eq!((all[0].actions.len(), all[1].actions.len()), (1, 1));
    }

    #[test]
    fn a_stage_has_its_name() {
        assert_eq!(Stage::named(" Offer"), Some(Stage::Offer));
        assert_eq!(Stage::named("an offer"), None);
        for stage in Stage::ALL {
            assert_eq!(Stage::named(stage.name()), Some(stage));
        }
    }
}
