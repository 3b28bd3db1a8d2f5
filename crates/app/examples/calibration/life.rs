//! A simulated person: how long things take them, what they lose, and the days they live, without any of the engine's code.

use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::domain::availability::instant;
use pivot_app::domain::curriculum::{Effort, Task, Times};
use pivot_app::domain::fact::{AddedTask, DatedSession, Event, Fact, Part, Recorded};
use pivot_app::planning::forecast::Chance;
use pivot_app::planning::{Estimate, Phase, Plan, Setup, build};

/// Whom the simulated people are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum People {
    /// Three kinds of people, none of them like the prior: see [`Person::draw`].
    Mixed,
    /// Half as slow again as the prior's, and losing more.
    Slow,
    /// They take what they estimate, lose little and add nothing.
    Steady,
}

/// What is true of one person and unknown to the forecast.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pace: f64,
    kinds: Vec<(String, f64)>,
    /// Further scatter of every task, in log, and how often one takes twice as long.
    scatter: f64,
    blowups: f64,
    /// Probability of losing a day, mean length of a loss, and a blackout: (after so many days, so many days).
    loses: f64,
    length: f64,
    blackout: Option<(usize, usize)>,
    /// Hours added for each hour of work.
    growth: f64,
}

/// The hours of a task that is added, in the mean and at least.
const ADDED_HOURS: f64 = 5.5;
const ADDED_FROM: f64 = 2.0;

fn uniform(chance: &mut Chance, from: f64, to: f64) -> f64 {
    from + (to - from) * chance.uniform()
}

impl Person {
    /// Pace: of the mixed, 65 of 100 lognormal with median 1.35 and width 0.30, 20 with median 1.9 and width 0.25, 15 uniform
    /// from 0.75 to 1.2; a kind of task takes uniformly 0.75 to 1.3 of that. A task is drawn from its PERT beta distribution,
    /// times a lognormal of width 0.25; one in 20 takes twice as long. Days are lost with a probability uniform from 0.02 to
    /// 0.12, for uniformly 1 to 3.5 days in the mean; one person in five is out for 10 to 20 working days once. Tasks are added
    /// at random (Poisson), of uniformly 2 to 9 hours, so that the work grows by uniformly 0 to 12 of 100 in the mean.
    pub(crate) fn draw(people: People, kinds: &[String], chance: &mut Chance) -> Person {
        let who = chance.uniform();
        let lognormal =
            |chance: &mut Chance, median: f64, width: f64| median * (width * chance.normal()).exp();
        let pace = match people {
            People::Mixed if who < 0.65 => lognormal(chance, 1.35, 0.30),
            People::Mixed if who < 0.85 => lognormal(chance, 1.9, 0.25),
            People::Mixed => uniform(chance, 0.75, 1.2),
            People::Slow => lognormal(chance, 2.1, 0.25),
            People::Steady => lognormal(chance, 1.0, 0.1),
        };
        let mut person = Person {
            pace,
            kinds: kinds
                .iter()
                .map(|k| (k.clone(), uniform(chance, 0.75, 1.3)))
                .collect(),
            scatter: 0.25,
            blowups: 0.05,
            loses: uniform(chance, 0.02, 0.12),
            length: uniform(chance, 1.0, 3.5),
            blackout: None,
            growth: uniform(chance, 0.0, 0.12),
        };
        if chance.uniform() < 0.2 {
            person.blackout = Some((chance.below(120), 10 + chance.below(11)));
        }
        match people {
            People::Mixed => {}
            People::Slow => person.loses = uniform(chance, 0.1, 0.25),
            People::Steady => {
                (person.blowups, person.loses, person.growth, person.blackout) = (0.0, 0.02, 0.0, None);
            }
        }
        person
    }

    /// The hours that a task takes.
    fn hours(&self, effort: &Effort, kind: &str, chance: &mut Chance) -> f64 {
        let hours = |d: SignedDuration| d.as_secs_f64() / 3600.0;
        let (low, likely, high) = (hours(effort.low), hours(effort.likely), hours(effort.high));
        let part = 4.0 / (high - low).max(1e-9);
        let drawn = if high > low {
            let at = chance.beta(1.0 + part * (likely - low), 1.0 + part * (high - likely));
            low + at * (high - low)
        } else {
            likely
        };
        let own = self.kinds.iter().find(|k| k.0 == kind).map_or(1.0, |k| k.1);
        let blown = if chance.uniform() < self.blowups { 2.0 } else { 1.0 };
        drawn * self.pace * own * blown * (self.scatter * chance.normal()).exp()
    }
}

/// A life: the facts it wrote, the tasks it added, and its end.
pub(crate) struct Life {
    /// In the order of time.
    pub(crate) facts: Vec<Recorded>,
    /// Tasks that were added, each from when on.
    pub(crate) added: Vec<(Timestamp, Task)>,
    /// When everything was done.
    pub(crate) end: Timestamp,
    /// How much of the plan's work was done, as it was planned: see [`Life::after`].
    planned: Vec<(Timestamp, f64)>,
}

impl Life {
    /// When so great a share of what was planned at first was done. It is a moment that the person knows when it comes: the
    /// share of what the work takes in the end is not known before the end, and a forecast asked for by what is to come
    /// is not to be held against it.
    pub(crate) fn after(&self, share: f64) -> Timestamp {
        let all = self.planned.last().map_or(0.0, |s| s.1);
        let at = self.planned.iter().find(|s| s.1 >= share * all);
        at.map_or(self.end, |s| s.0)
    }
}

/// A piece of work of the life.
struct Piece {
    /// The task, and which time of it; `None`: nobody attends it.
    part: Option<(Part, bool)>,
    left: i64,
    /// Its length as it was planned.
    planned: i64,
    after: Vec<(usize, i64)>,
    release: i64,
    /// It happens at an hour of its own.
    apart: bool,
    done: Option<i64>,
}

/// Lives the work of a situation from its beginning: always at the first thing of the plan's order that can be done.
pub(crate) fn live(
    situation: &Situation,
    plan: &Plan,
    order: &[String],
    person: &Person,
    chance: &mut Chance,
) -> Life {
    let setup = build(situation, Estimate::Likely, 5 * 366);
    let mut pieces = pieces(&setup, person, chance);
    let mut priority: Vec<usize> = (0..pieces.len()).collect();
    let place = |i: usize| {
        let part = setup.parts[i];
        let id = &setup.tasks[part.task].id;
        order.iter().position(|o| o == id).unwrap_or(usize::MAX)
    };
    priority.sort_by_key(|i| (place(*i), *i));
    let mut life = Life {
        facts: Vec::new(),
        added: Vec::new(),
        end: situation.now,
        planned: Vec::new(),
    };
    let accepted = plan.sessions.iter().map(|s| DatedSession {
        id: s.id.clone(),
        task: s.task.clone(),
        start: s.start,
        end: s.end,
    });
    fact(&mut life, situation.now, Event::PlanAccepted(accepted.collect()));
    let (mut total, mut lost, mut day, mut days) = (0.0, 0_i64, -1, 0_usize);
    for window in &setup.problem.resources[1].calendar {
        let today = window.start / 288;
        if today != day {
            day = today;
            days += 1;
            lost -= 1;
            if lost <= 0 && chance.uniform() < person.loses {
                lost = 1 + (person.length * chance.exponential() - 0.5).max(0.0) as i64;
            }
            if let Some((from, many)) = person.blackout.filter(|b| b.0 == days) {
                lost = lost.max((many + from - days) as i64);
            }
        }
        if lost > 0 {
            continue;
        }
        let mut t = window.start;
        while t < window.end {
            unattended(&mut pieces, setup.origin, t, &mut life);
            let ready = |p: &Piece, t: i64, pieces: &[Piece]| {
                p.done.is_none()
                    && p.part.is_some()
                    && !p.apart
                    && p.release <= t
                    && p.after
                        .iter()
                        .all(|(b, lag)| pieces[*b].done.is_some_and(|d| d + lag <= t))
            };
            let Some(i) = priority.iter().copied().find(|i| ready(&pieces[*i], t, &pieces)) else {
                t += 1;
                continue;
            };
            let worked = pieces[i].left.min(window.end - t);
            t += worked;
            let piece = &mut pieces[i];
            piece.left -= worked;
            let (part, last) = piece.part.clone().expect("ready pieces are somebody's");
            let at = instant(setup.origin + t);
            let spent = SignedDuration::from_mins(5 * worked);
            fact(
                &mut life,
                at,
                Event::Logged {
                    part: part.clone(),
                    spent,
                },
            );
            if piece.left == 0 {
                piece.done = Some(t);
                total += piece.planned as f64;
                life.planned.push((at, total));
                if last {
                    fact(&mut life, at, Event::Done(part.clone()));
                    life.end = life.end.max(at);
                }
                // The work grows while it is done.
                let task = setup.tasks.iter().find(|task| task.id == part.task);
                let expected = person.growth * piece.planned as f64 / 12.0 / ADDED_HOURS;
                for _ in 0..chance.poisson(expected) {
                    let size = uniform(chance, ADDED_FROM, 2.0 * ADDED_HOURS - ADDED_FROM);
                    let like = task.map(|task| &**task);
                    grow(
                        &mut life,
                        &mut pieces,
                        &mut priority,
                        person,
                        like,
                        (size, at),
                        chance,
                    );
                }
            }
        }
        if pieces.iter().all(|p| p.done.is_some()) {
            break;
        }
    }
    life
}

/// What needs nobody at the desk is done when it can be.
fn unattended(pieces: &mut [Piece], origin: i64, now: i64, life: &mut Life) {
    loop {
        let ready = |p: &Piece| {
            let mut before = p.after.iter().map(|(b, lag)| pieces[*b].done.map(|d| d + lag));
            let start = before.try_fold(p.release, |all, one| Some(all.max(one?)))?;
            let end = start + p.left;
            (p.done.is_none() && (p.part.is_none() || p.apart) && end <= now).then_some(end)
        };
        let Some((i, end)) = (0..pieces.len()).find_map(|i| Some((i, ready(&pieces[i])?))) else {
            return;
        };
        pieces[i].done = Some(end);
        if let Some((part, true)) = pieces[i].part.clone() {
            let at = instant(origin + end);
            fact(life, at, Event::Done(part));
            life.end = life.end.max(at);
        }
    }
}

fn fact(life: &mut Life, at: Timestamp, event: Event) {
    life.facts.push(Recorded::from(Fact {
        at,
        zone: "UTC".to_owned(),
        event,
    }));
}

fn pieces(setup: &Setup<'_>, person: &Person, chance: &mut Chance) -> Vec<Piece> {
    let all = setup.parts.iter().zip(&setup.problem.activities).enumerate();
    all.map(|(i, (part, activity))| {
        let task = &setup.tasks[part.task];
        let name = Part {
            task: task.id.clone(),
            time: (task.times.count() > 1).then_some(part.time),
        };
        let next = setup.parts.get(i + 1);
        let last = next.is_none_or(|n| (n.task, n.time) != (part.task, part.time));
        let apart = activity.split.is_none() && part.phase == Phase::Work;
        let mut left = activity.work;
        if part.phase == Phase::Work && !apart {
            let fixed = task
                .unattended
                .as_ref()
                .map_or(0.0, |u| (u.launch + u.read).as_secs_f64() / 3600.0);
            let hours = person.hours(&task.effort, &task.kind, chance) - fixed;
            left = ((hours * 12.0).round() as i64).max(1);
        }
        let mut after: Vec<(usize, i64)> = activity.after.iter().map(|l| (l.activity, l.lag)).collect();
        after.extend(activity.follows.map(|f| (f, 0)));
        Piece {
            part: (part.phase != Phase::Run).then_some((name, last)),
            left,
            planned: activity.work,
            after,
            release: activity.release,
            apart,
            done: None,
        }
    })
    .collect()
}

/// A task is added: of the kind of another one, done after everything that is known.
fn grow(
    life: &mut Life,
    pieces: &mut Vec<Piece>,
    priority: &mut Vec<usize>,
    person: &Person,
    like: Option<&Task>,
    (size, at): (f64, Timestamp),
    chance: &mut Chance,
) {
    let Some(like) = like else { return };
    let hours = SignedDuration::from_secs_f64;
    let effort = Effort {
        low: hours(size * 0.7 * 3600.0),
        likely: hours(size * 3600.0),
        high: hours(size * 1.8 * 3600.0),
    };
    let id = format!("added-{}", life.added.len() + 1);
    let task = Task {
        id: id.clone(),
        title: id.clone(),
        effort,
        after: Vec::new(),
        not_before: None,
        deadline: None,
        needs: Vec::new(),
        session: Default::default(),
        times: Times::Once,
        unattended: None,
        only: Vec::new(),
        ..like.clone()
    };
    let added = AddedTask {
        id: id.clone(),
        step: like.step,
        title: id.clone(),
        kind: like.kind.clone(),
        effort,
        after: Vec::new(),
        not_before: None,
        deadline: None,
    };
    fact(life, at, Event::TaskAdded(added));
    pieces.push(Piece {
        part: Some((Part { task: id, time: None }, true)),
        left: ((person.hours(&effort, &like.kind, chance) * 12.0) as i64).max(1),
        planned: 0,
        after: Vec::new(),
        release: 0,
        apart: false,
        done: None,
    });
    priority.push(pieces.len() - 1);
    life.added.push((at, task));
}

/// The situation of a life at a moment.
pub(crate) fn at(situation: &Situation, life: &Life, now: Timestamp) -> Situation {
    let mut then = situation.clone();
    then.now = now;
    then.facts
        .extend(life.facts.iter().filter(|f| f.fact.at <= now).cloned());
    let added = life.added.iter().filter(|a| a.0 <= now);
    then.curriculum.tasks.extend(added.map(|a| a.1.clone()));
    then
}
