//! `pivot kaggle watch`: a competition becomes part of the plan, or no longer is.

use jiff::civil::Date;
use pivot_domain::competitions::{self, Better, FORMAT};
use pivot_domain::curriculum::{DoneWhen, Task};
use pivot_store::{Watch, unwatch};

use super::status::{Refused, ask};
use super::{Desk, name_of, passing};
use crate::connect::kaggle;
use crate::error::{Error, FaultyFile};
use crate::task::known;
use crate::watching::Known;

/// What is wished of a competition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The task that it belongs to; `None`: the one that it has, or the one that asks for it.
    pub task: Option<&'a str>,
    /// The day on which its rules were accepted.
    pub entered: Option<Date>,
    /// Which score is better.
    pub better: Option<Better>,
    /// Whether a team is wanted; `None`: as it stands.
    pub team: Option<bool>,
    /// It is watched no longer.
    pub remove: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The competition's name.
    pub name: String,
    /// The task that it belongs to; `None` where it is watched no longer.
    pub task: Option<String>,
    /// `competitions.toml` was changed.
    pub changed: bool,
    /// What the service said of it.
    pub known: Option<Known>,
    /// What there is to know, in sentences.
    pub notes: Vec<String>,
}

/// Watches a competition, or no longer does.
///
/// # Errors
/// It does not exist, nor the task; `competitions.toml` has faults.
pub fn watch(desk: &Desk<'_>, name: &str, wish: &Wish<'_>) -> Result<Done, Error> {
    let name = name_of(name)?;
    let before = desk.folder.competitions()?;
    let text = before
        .clone()
        .unwrap_or_else(|| format!("format = \"{FORMAT}\"\n"));
    let mut done = Done {
        name: name.to_owned(),
        task: None,
        changed: false,
        known: None,
        notes: Vec::new(),
    };
    if wish.remove {
        let Some(less) = unwatch(&text, name)? else {
            return Err(Error::wrong(format!("competition `{name}` is not watched"))
                .next("pivot kaggle status shows those that are"));
        };
        desk.folder.write_competitions(&less)?;
        done.changed = true;
        return Ok(done);
    }
    let task = task(desk, name, wish.task)?;
    if let Some(service) = desk.service {
        match service.get(name) {
            Ok(competition) => {
                if competition.name != name {
                    return Err(Error::wrong(format!(
                        "Kaggle knows `{name}` as `{}`",
                        competition.name.escape_debug()
                    ))
                    .next("give that name"));
                }
            }
            Err(trouble) if passing(&trouble) => done.notes.push(format!(
                "Kaggle: {trouble}; its deadlines are not known before pivot kaggle status {name}"
            )),
            Err(trouble) => return Err(kaggle::told(trouble, Some(name))),
        }
    } else {
        done.notes.push(format!(
            "there is no token for Kaggle, so that its deadlines are not known: make one at https://www.kaggle.com/settings, and {}",
            kaggle::HINT
        ));
    }
    let new = Watch {
        name,
        task: Some(&task),
        entered: wish.entered,
        better: wish.better.map(Better::word),
        team: wish.team,
    };
    let text = pivot_store::watch(&text, &new)?;
    let (read, faults) = competitions::parse(&text);
    let Some(watched) = read.and_then(|read| read.named(name).cloned()) else {
        return Err(Error::Files(vec![FaultyFile {
            path: desk.folder.competitions_path(),
            text,
            faults,
        }]));
    };
    done.changed = before.as_deref() != Some(&text);
    if done.changed {
        desk.folder.write_competitions(&text)?;
    }
    done.task = Some(task);
    done.known = desk.watching(name).and_then(|w| w.known.clone());
    if let (Some(service), []) = (desk.service, &done.notes[..]) {
        let mut situation = desk.situation.clone();
        situation.competitions.retain(|w| w.watched.name != name);
        situation
            .competitions
            .push(crate::watching::Watching { watched, known: None });
        let desk = Desk {
            situation: &situation,
            ..*desk
        };
        match ask(&desk, service, name) {
            Ok(asked) => {
                done.known = Some(asked.known);
                done.notes.extend(asked.notes);
            }
            Err(Refused::Service(trouble)) => done.notes.push(format!("Kaggle: {trouble}")),
            Err(Refused::Here(error)) => return Err(error),
        }
    }
    Ok(done)
}

/// The id of the task: the one that is named, that it has already, or the one of the curriculum that asks for it.
fn task(desk: &Desk<'_>, name: &str, wish: Option<&str>) -> Result<String, Error> {
    let progress = desk.situation.progress();
    if let Some(id) = wish {
        let known = known(desk.situation, &progress, id)?;
        return match desk.situation.curriculum.task(&known.id) {
            Some(_) => Ok(known.id),
            None => Err(Error::wrong(format!("task `{id}` is not of the curriculum"))
                .next("name one of curriculum.toml: its dates are what a competition changes")),
        };
    }
    if let Some(watching) = desk.watching(name) {
        return Ok(watching.watched.task.clone());
    }
    let picked = || desk.situation.curriculum.picked();
    let linked: Vec<&Task> = picked().filter(|task| is_at(task, name)).collect();
    let asking: Vec<&Task> = picked().filter(|task| asks(task, name)).collect();
    match (&linked[..], &asking[..]) {
        // A task that is about the competition itself goes before one that asks for it beside other things.
        ([task], _) | ([], [task]) => Ok(task.id.clone()),
        _ => {
            let ids: Vec<&str> = linked
                .iter()
                .chain(&asking)
                .map(|task| task.id.as_str())
                .collect();
            let among = if ids.is_empty() {
                "pivot plan shows the tasks with their ids".to_owned()
            } else {
                format!("{} name it", ids.join(", "))
            };
            Err(Error::wrong(format!(
                "it is not known which task of your plan `{name}` belongs to"
            ))
            .next(format!("pivot kaggle watch {name} --task TASK; {among}")))
        }
    }
}

/// Whether a task's link is of the competition.
fn is_at(task: &Task, name: &str) -> bool {
    let link = task.link.as_deref().filter(|link| link.contains("kaggle.com/c"));
    link.and_then(kaggle::name) == Some(name)
}

/// Whether a task's evidence asks for the competition.
fn asks(task: &Task, name: &str) -> bool {
    fn named(of: &DoneWhen, name: &str) -> bool {
        match of {
            DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
                parts.iter().any(|part| named(part, name))
            }
            DoneWhen::Check { kind, with } => {
                kind == "submissions"
                    && with.get("competition").and_then(serde_json::Value::as_str) == Some(name)
            }
        }
    }
    task.done_when.as_ref().is_some_and(|of| named(of, name))
}
