//! What watched competitions ask of the plan. Their dates become part of the curriculum, in memory alone: a moment by which a task must
//! be finished, and a small task that comes before, accepting the rules while one can enter. Their daily limit is a quota of days of UTC.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::slot_to;
use pivot_domain::curriculum::{After, Basis, Curriculum, Effort, SessionRule, Task, Times};
use pivot_domain::progress::Progress;
use pivot_domain::zones::Zones;
use pivot_engine::{Quota, Slot};

use crate::watching::Watching;

/// How long it takes to read and accept the rules.
const ENTERING: Effort = effort(15, 15, 15);
/// And to find others and agree with them.
const TEAMING: Effort = effort(30, 60, 180);
/// So long before it ends, the time in which teams can merge is told.
const NEAR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The id of the task that enters a competition.
pub(crate) fn entering(name: &str) -> String {
    format!("enter-{name}")
}

/// The id of the task that agrees on a team for it.
pub(crate) fn teaming(name: &str) -> String {
    format!("team-{name}")
}

const fn effort(low: i64, likely: i64, high: i64) -> Effort {
    Effort {
        low: SignedDuration::from_mins(low),
        likely: SignedDuration::from_mins(likely),
        high: SignedDuration::from_mins(high),
    }
}

/// Lays what the competitions ask onto the curriculum: of a task that is open, the moment at which its competition closes (of several,
/// the first), a task that accepts the rules where the person has not entered, and one that agrees on a team where one is wanted. Gives
/// what there is to know, in sentences.
pub(crate) fn lay(
    curriculum: &mut Curriculum,
    competitions: &[Watching],
    progress: &Progress,
    (now, zones): (Timestamp, &Zones),
) -> Vec<String> {
    let mut notes = Vec::new();
    let shown = |at: Timestamp| zones.local(at).strftime("%a %-d %b %Y %H:%M").to_string();
    for watching in competitions {
        let (name, id) = (&watching.watched.name, &watching.watched.task);
        let Some(place) = curriculum.tasks.iter().position(|task| task.id == *id) else {
            notes.push(format!(
                "competition `{name}` belongs to task `{id}`, which the curriculum does not have (pivot kaggle watch {name} --task TASK)"
            ));
            continue;
        };
        if progress
            .open_time(id, curriculum.tasks[place].times.count())
            .is_none()
        {
            continue;
        }
        let Some(known) = &watching.known else {
            notes.push(format!(
                "the deadlines of competition `{name}` are not known (pivot kaggle status {name} asks for them)"
            ));
            continue;
        };
        let of = &known.competition;
        if let Some(over) = of.deadline.filter(|deadline| *deadline <= now) {
            notes.push(format!(
                "competition `{name}` closed on {}, and task {id} is open (pivot kaggle watch another for it)",
                shown(over)
            ));
            continue;
        }
        if let Some(merger) = of
            .merger
            .filter(|at| !watching.watched.team && *at > now && at.duration_since(now) <= NEAR)
        {
            notes.push(format!(
                "competition `{name}`: teams can merge until {}",
                shown(merger)
            ));
        }
        let task = &mut curriculum.tasks[place];
        task.closes = [task.closes, of.deadline].into_iter().flatten().min();
        if watching.watched.team && curriculum.task(&teaming(name)).is_none() {
            match of.merger {
                Some(over) if over <= now => notes.push(format!(
                    "competition `{name}`: teams could merge until {}; you compete with those you have",
                    shown(over)
                )),
                merger => {
                    let closes = merger.or(of.deadline);
                    let team = team(name, &curriculum.tasks[place], closes, watching.entered());
                    curriculum.tasks.push(team);
                }
            }
        }
        if watching.entered() {
            continue;
        }
        if let Some(over) = of.entry.filter(|entry| *entry <= now) {
            notes.push(format!(
                "competition `{name}` could be entered until {}: task {id} needs another one",
                shown(over)
            ));
            // Nor is there a team without those who entered.
            curriculum.tasks.retain(|task| task.id != teaming(name));
            continue;
        }
        let own = entering(name);
        if curriculum.task(&own).is_some() {
            continue;
        }
        let task = &mut curriculum.tasks[place];
        task.after.push(After {
            task: own.clone(),
            lag: SignedDuration::ZERO,
        });
        let enter = enter(own, name, task, of.entry.or(of.deadline));
        curriculum.tasks.push(enter);
    }
    notes
}

/// Takes away what [`lay`] laid onto the curriculum.
pub(crate) fn lift(curriculum: &mut Curriculum) {
    let laid =
        |task: &Task| task.at.is_empty() && (task.id.starts_with("enter-") || task.id.starts_with("team-"));
    let ids: Vec<String> = curriculum
        .tasks
        .iter()
        .filter(|t| laid(t))
        .map(|t| t.id.clone())
        .collect();
    curriculum.tasks.retain(|task| !laid(task));
    for task in &mut curriculum.tasks {
        task.closes = None;
        task.after.retain(|after| !ids.contains(&after.task));
    }
}

/// The task that accepts the rules of a competition, for the task that it belongs to.
fn enter(id: String, name: &str, of: &Task, closes: Option<Timestamp>) -> Task {
    Task {
        note: Some(
            "In a browser: read the rules and accept them. pivot kaggle status sees that it is done.".into(),
        ),
        link: Some(format!("https://www.kaggle.com/competitions/{name}/rules")),
        ..laid(id, format!("Accept the rules of {name}"), ENTERING, of, closes)
    }
}

/// The task that agrees on a team, for the task that the competition belongs to. Only who entered can be in one.
fn team(name: &str, of: &Task, closes: Option<Timestamp>, entered: bool) -> Task {
    let after = (!entered).then(|| After {
        task: entering(name),
        lag: SignedDuration::ZERO,
    });
    Task {
        after: after.into_iter().collect(),
        note: Some("Ask in the discussion or those whom you know, and merge the teams in a browser.".into()),
        link: Some(format!("https://www.kaggle.com/competitions/{name}/team")),
        ..laid(
            teaming(name),
            format!("Agree on a team for {name}"),
            TEAMING,
            of,
            closes,
        )
    }
}

/// A task that stands in no file.
fn laid(id: String, title: String, effort: Effort, of: &Task, closes: Option<Timestamp>) -> Task {
    Task {
        id,
        step: of.step,
        title,
        kind: "setup".into(),
        effort,
        basis: Basis::Ours,
        after: Vec::new(),
        not_before: None,
        deadline: None,
        closes,
        needs: Vec::new(),
        session: SessionRule::default(),
        times: Times::Once,
        unattended: None,
        only: of.only.clone(),
        done_when: None,
        skills: Vec::new(),
        note: None,
        link: None,
        at: 0..0,
        deadline_at: None,
    }
}

/// A task that is submitted to a competition each time, which a day of UTC allows only so often.
#[derive(Clone, Debug)]
pub(super) struct Tries {
    /// The task's id.
    pub task: String,
    daily: u64,
    /// Made already, in the day of UTC of this moment.
    made: Option<(u64, Timestamp)>,
}

impl Tries {
    /// Those whose limit is known and is less than the times of their task.
    pub(super) fn all(competitions: &[Watching], curriculum: &Curriculum) -> Vec<Tries> {
        let tries = |watching: &Watching| {
            let known = watching.known.as_ref()?;
            let daily = known.competition.daily.filter(|daily| *daily > 0)?;
            let task = curriculum.task(&watching.watched.task)?;
            (u64::from(task.times.count()) > daily).then_some(Tries {
                task: task.id.clone(),
                daily,
                made: known.limits.map(|limits| (limits.today, known.asked)),
            })
        };
        competitions.iter().filter_map(tries).collect()
    }

    /// How many of them each day of UTC in `[origin, end)`, slots since 1970, allows; slots from `origin` on.
    pub(super) fn quota(&self, origin: i64, end: i64) -> Quota {
        const DAY: Slot = 288;
        let whole = i64::try_from(self.daily).unwrap_or(i64::MAX);
        let made = self.made.map_or((i64::MIN, 0), |(made, asked)| {
            (
                slot_to(asked).div_euclid(DAY),
                i64::try_from(made).unwrap_or(i64::MAX),
            )
        });
        let days = origin.div_euclid(DAY)..=end.div_euclid(DAY);
        let allowed = |day: i64| {
            if day == made.0 {
                (whole - made.1).max(0)
            } else {
                whole
            }
        };
        Quota {
            periods: days.map(|day| (day * DAY - origin, allowed(day))).collect(),
        }
    }
}
