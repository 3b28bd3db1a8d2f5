//! A plan, and what is said beside it.

use jiff::Timestamp;
use pivot_domain::fact::{Event, Fact, Recorded};
use pivot_domain::progress::BELIEVED;
use pivot_domain::silence::Silence;
use pivot_domain::zones::later;
use pivot_engine::Options;

use super::lost::{Missed, blackout, missed};
use super::moves::{Move, moves};
use super::plan::{Kept, Plan, expected_finish, plan, planned};
use crate::error::Error;
use crate::situation::Situation;

/// A plan with what is said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The plan.
    pub plan: Plan,
    /// How it was solved, to ask for its reasons.
    pub kept: Kept,
    /// The finish if each task takes the mean of its estimate; `None` where something has no place.
    pub expected_finish: Option<Timestamp>,
    /// What moved since the accepted schedule.
    pub moves: Vec<Move>,
    /// A long silence since the accepted schedule was made: taken as time away.
    pub blackout: Option<Silence>,
    /// What was planned for a time that is over and is not done.
    pub missed: Vec<Missed>,
    /// The finish if nothing more is done today; `None` where that was not asked, or nothing is planned today.
    pub without_today: Option<Timestamp>,
}

impl Answer {
    /// Plans a situation.
    pub fn of(situation: &Situation, options: &Options<'_>) -> Result<Answer, Error> {
        let (plan, kept) = planned(situation, options)?;
        let moves = moves(situation, situation.accepted(), &plan);
        let blackout = blackout(situation);
        Ok(Answer {
            expected_finish: expected_finish(situation)?,
            plan,
            kept,
            moves,
            missed: missed(situation, &situation.progress(), blackout.as_ref()),
            blackout,
            without_today: None,
        })
    }

    /// The same, and how today moves the finish: planned again as if it were tomorrow and nothing more had been done.
    pub fn today(situation: &Situation, options: &Options<'_>) -> Result<Answer, Error> {
        let mut answer = Answer::of(situation, options)?;
        let zones = &situation.settings.zones;
        let tomorrow = zones.start_of(later(zones.local(situation.now).date(), 1));
        let mine = |s: &super::PlannedSession| s.start < tomorrow && s.resource == "me";
        if answer.plan.sessions.iter().any(mine) {
            let idle = plan(&idle_until(situation, tomorrow, &answer.plan), options)?;
            let whole = idle.unplaced.iter().all(|u| u.forgiven);
            // A search that is luckier tomorrow is no reason to wait.
            answer.without_today = whole.then(|| idle.finish.max(answer.plan.finish));
        }
        Ok(answer)
    }

    /// The same with the sessions that overlap `[from, to)` only.
    #[must_use]
    pub fn between(mut self, from: Timestamp, to: Timestamp) -> Answer {
        self.plan.sessions.retain(|s| s.start < to && s.end > from);
        self
    }
}

/// A situation at a later moment, where nothing was done since but what a timer that runs has counted. `plan` is the schedule
/// that is known then.
fn idle_until(situation: &Situation, then: Timestamp, plan: &Plan) -> Situation {
    let mut idle = situation.clone();
    let mut add = |event: Event| {
        let fact = Fact {
            at: situation.now,
            zone: "UTC".into(),
            event,
        };
        idle.facts.push(Recorded::from(fact));
    };
    for running in situation.progress().running {
        let spent = situation.now.duration_since(running.since);
        if spent.is_positive() && spent <= BELIEVED {
            add(Event::Stopped {
                part: running.part,
                spent,
            });
        }
    }
    add(Event::PlanAccepted(plan.dated()));
    idle.now = then;
    idle
}
