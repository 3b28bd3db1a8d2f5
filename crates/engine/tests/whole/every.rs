//! All schedules of a tiny problem, one by one. Written from the definitions of the engine's model alone: nothing is
//! shared with the solver, the bound or the checker.

use pivot_engine::{Activity, Cost, Outcome, Problem, Session, Slot, Solution, Why};

/// What becomes of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Placed,
    Forgiven,
    Unplaced,
}

/// One thing that may become of an activity.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) fate: Fate,
    /// Its sessions that are no pins.
    pub(crate) free: Vec<(Slot, Slot)>,
    /// Its first slot and the slot after its last, pins counted; of no meaning where it is not placed.
    pub(crate) span: (Slot, Slot),
    /// For every period of every quota of every resource: what it draws in all, and what its free sessions draw.
    drawn: Vec<(i64, i64)>,
}

impl Choice {
    fn new(problem: &Problem, i: usize, fate: Fate, free: Vec<(Slot, Slot)>, at: Slot) -> Choice {
        let a = &problem.activities[i];
        let all = || a.pins.iter().chain(&free);
        let start = all().map(|s| s.0).min().unwrap_or(at);
        let finish = all().map(|s| s.1).max().unwrap_or(at);
        let drawn = drawn(problem, a, &free);
        Choice {
            fate,
            free,
            span: (start, finish),
            drawn,
        }
    }

    pub(crate) fn placed(problem: &Problem, i: usize, free: Vec<(Slot, Slot)>) -> Choice {
        Choice::new(problem, i, Fate::Placed, free, 0)
    }

    fn milestone(problem: &Problem, i: usize, at: Slot) -> Choice {
        Choice::new(problem, i, Fate::Placed, Vec::new(), at)
    }

    pub(crate) fn absent(problem: &Problem, i: usize, fate: Fate) -> Choice {
        Choice::new(problem, i, fate, Vec::new(), 0)
    }

    /// When its work that is no pin begins; a milestone begins when it finishes.
    pub(crate) fn free_start(&self) -> Option<Slot> {
        let first = self.free.first().map(|s| s.0);
        first.or((self.span.0 == self.span.1).then_some(self.span.0))
    }
}

fn pinned(a: &Activity) -> Slot {
    a.pins.iter().map(|pin| pin.1 - pin.0).sum()
}

pub(crate) fn pinned_whole(a: &Activity) -> bool {
    a.work > 0 && pinned(a) == a.work
}

/// What is drawn slot by slot: after `k` slots of the work, ⌊k · draw / work⌋.
fn drawn(problem: &Problem, a: &Activity, free: &[(Slot, Slot)]) -> Vec<(i64, i64)> {
    let mut slots: Vec<(Slot, bool)> = Vec::new();
    for (list, is_free) in [(a.pins.as_slice(), false), (free, true)] {
        for &(start, end) in list {
            slots.extend((start..end).map(|t| (t, is_free)));
        }
    }
    slots.sort_unstable();
    let mut drawn = Vec::new();
    for (r, resource) in problem.resources.iter().enumerate() {
        let draw = a.demands.iter().find(|d| d.resource == r).map_or(0, |d| d.draw);
        for quota in &resource.quotas {
            for (p, &(from, _)) in quota.periods.iter().enumerate() {
                let to = quota.periods.get(p + 1).map_or(Slot::MAX, |next| next.0);
                let mut sums = (0, 0);
                for (k, &(t, is_free)) in (0..).zip(&slots) {
                    if (from..to).contains(&t) {
                        let amount = (k + 1) * draw / a.work - k * draw / a.work;
                        sums.0 += amount;
                        sums.1 += if is_free { amount } else { 0 };
                    }
                }
                drawn.push(sums);
            }
        }
    }
    drawn
}

/// Whether a choice keeps the rules that concern its activity alone: all but calendars, quotas and waits.
pub(crate) fn keeps_its_own_rules(problem: &Problem, i: usize, choice: &Choice) -> bool {
    let a = &problem.activities[i];
    match choice.fate {
        Fate::Forgiven => return a.forgiven && !pinned_whole(a) && choice.free.is_empty(),
        Fate::Unplaced => return !pinned_whole(a) && choice.free.is_empty(),
        Fate::Placed => {}
    }
    if a.forgiven && !pinned_whole(a) && a.due.is_some_and(|due| choice.span.1 > due.at) {
        return false;
    }
    if a.work == 0 {
        return choice.free.is_empty() && (a.release..=problem.horizon).contains(&choice.span.0);
    }
    let length = |s: &(Slot, Slot)| s.1 - s.0;
    if choice.free.iter().map(length).sum::<Slot>() + pinned(a) != a.work {
        return false;
    }
    let inside = |s: &(Slot, Slot)| s.0 >= a.release && s.0 < s.1 && s.1 <= problem.horizon;
    choice.free.iter().all(inside) && has_its_shape(a, &choice.free) && keeps_days(problem, a, &choice.free)
}

fn has_its_shape(a: &Activity, free: &[(Slot, Slot)]) -> bool {
    let gap = a.split.map_or(0, |split| split.gap);
    let apart = |x: &(Slot, Slot), y: &(Slot, Slot)| x.1 + gap <= y.0 || y.1 + gap <= x.0;
    let all_apart = free
        .iter()
        .enumerate()
        .all(|(k, s)| free[..k].iter().chain(&a.pins).all(|other| apart(s, other)));
    let last = free.iter().max();
    let lengths = match a.split {
        None => free.len() <= 1,
        Some(split) => free.iter().all(|s| {
            let length = s.1 - s.0;
            length <= split.max && (length >= split.min || Some(s) == last)
        }),
    };
    all_apart && lengths
}

fn keeps_days(problem: &Problem, a: &Activity, free: &[(Slot, Slot)]) -> bool {
    let Some(limit) = a.split.and_then(|split| split.per_day) else {
        return true;
    };
    let day = |t: Slot| problem.days.iter().filter(|&&start| start <= t).count();
    let on = |list: &[(Slot, Slot)], d: usize| {
        list.iter()
            .flat_map(|s| s.0..s.1)
            .filter(|&t| day(t) == d)
            .count() as Slot
    };
    (0..=problem.days.len()).all(|d| on(free, d) == 0 || on(free, d) + on(&a.pins, d) <= limit)
}

/// Whether two choices keep what their activities say about each other: waits, and the slot in which one follows.
fn agree(problem: &Problem, (i, x): (usize, &Choice), (j, y): (usize, &Choice)) -> bool {
    let one_way = |(i, x): (usize, &Choice), (j, y): (usize, &Choice)| {
        let (a, b) = (&problem.activities[i], &problem.activities[j]);
        let (fixed, both_fixed) = (pinned_whole(a), pinned_whole(a) && pinned_whole(b));
        // What waits for something without a place has none, and is not forgiven either.
        let waits = a.follows == Some(j) || a.after.iter().any(|link| link.activity == j);
        if waits && !fixed && y.fate == Fate::Unplaced && x.fate != Fate::Unplaced {
            return false;
        }
        if x.fate != Fate::Placed || y.fate != Fate::Placed {
            return true;
        }
        let lags = a.after.iter().filter(|link| link.activity == j);
        let late_enough = lags
            .map(|link| y.span.1 + link.lag)
            .all(|from| x.free_start().is_none_or(|start| start >= from));
        late_enough && (a.follows != Some(j) || both_fixed || x.span.0 == y.span.1)
    };
    one_way((i, x), (j, y)) && one_way((j, y), (i, x)) && {
        // A chain is placed as one block or not at all, but for what is pinned.
        let free = |i: usize| !pinned_whole(&problem.activities[i]);
        !(same_chain(problem, i, j) && free(i) && free(j)) || x.fate == y.fate
    }
}

fn same_chain(problem: &Problem, i: usize, j: usize) -> bool {
    let head = |mut i: usize| {
        while let Some(before) = problem.activities[i].follows {
            i = before;
        }
        i
    };
    head(i) == head(j)
}

/// A problem, and what the activities decided so far take of it.
pub(crate) struct Ground<'p> {
    problem: &'p Problem,
    /// Units that pins leave, for each resource and slot.
    room: Vec<Vec<i64>>,
    limits: Vec<i64>,
    held: Vec<Vec<i64>>,
    drawn: Vec<(i64, i64)>,
}

impl<'p> Ground<'p> {
    pub(crate) fn new(problem: &'p Problem) -> Ground<'p> {
        let slots = problem.horizon as usize;
        let mut room = Vec::new();
        for (r, resource) in problem.resources.iter().enumerate() {
            let pins = |t: Slot| -> i64 {
                let holds = |a: &&Activity| a.pins.iter().any(|pin| (pin.0..pin.1).contains(&t));
                let holders = problem.activities.iter().filter(holds);
                holders.map(|a| units(a, r)).sum()
            };
            let free = |t: Slot| (capacity(resource, t) - pins(t)).max(0);
            room.push((0..problem.horizon).map(free).collect());
        }
        let periods = problem
            .resources
            .iter()
            .flat_map(|r| &r.quotas)
            .flat_map(|q| &q.periods);
        let limits: Vec<i64> = periods.map(|period| period.1).collect();
        Ground {
            problem,
            room,
            held: vec![vec![0; slots]; problem.resources.len()],
            drawn: vec![(0, 0); limits.len()],
            limits,
        }
    }

    /// Adds what a choice takes, or gives it back; says whether everything fits.
    fn take(&mut self, i: usize, choice: &Choice, sign: i64) -> bool {
        let mut fits = true;
        for demand in &self.problem.activities[i].demands {
            let (held, room) = (&mut self.held[demand.resource], &self.room[demand.resource]);
            for t in choice.free.iter().flat_map(|s| s.0 as usize..s.1 as usize) {
                held[t] += sign * i64::from(demand.units);
                fits &= held[t] <= room[t];
            }
        }
        for ((sum, own), &limit) in self.drawn.iter_mut().zip(&choice.drawn).zip(&self.limits) {
            *sum = (sum.0 + sign * own.0, sum.1 + sign * own.1);
            // What pins alone draw is a fact.
            fits &= sum.0 <= limit || sum.1 == 0;
        }
        fits
    }

    /// What may become of an activity, as far as it alone is concerned.
    pub(crate) fn choices(&mut self, i: usize) -> Vec<Choice> {
        let problem = self.problem;
        let a = &problem.activities[i];
        let mut all = vec![
            Choice::absent(problem, i, Fate::Unplaced),
            Choice::absent(problem, i, Fate::Forgiven),
        ];
        if a.work == 0 {
            all.extend((0..=problem.horizon).map(|t| Choice::milestone(problem, i, t)));
        } else {
            let rest = a.work - pinned(a);
            divide(problem.horizon, 0, rest, &mut Vec::new(), &mut |free| {
                // The shape is looked at first: it is cheap, and most ways to divide the work do not have it.
                if has_its_shape(a, free) {
                    all.push(Choice::placed(problem, i, free.to_vec()));
                }
            });
        }
        all.retain(|choice| {
            let fits = keeps_its_own_rules(problem, i, choice) && self.take(i, choice, 1);
            if keeps_its_own_rules(problem, i, choice) {
                self.take(i, choice, -1);
            }
            fits
        });
        all
    }

    /// Whether these choices, one for each activity, make a schedule.
    pub(crate) fn holds(&mut self, chosen: &[&Choice]) -> bool {
        let problem = self.problem;
        if !(0..chosen.len()).all(|i| keeps_its_own_rules(problem, i, chosen[i])) {
            return false;
        }
        let mut fits = true;
        for (i, choice) in chosen.iter().enumerate() {
            fits &= self.take(i, choice, 1);
        }
        for (i, choice) in chosen.iter().enumerate() {
            self.take(i, choice, -1);
        }
        let pairs = (0..chosen.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        fits && pairs
            .into_iter()
            .all(|(i, j)| agree(problem, (i, chosen[i]), (j, chosen[j])))
    }

    /// Shows every schedule to `visit`.
    pub(crate) fn every(&mut self, visit: &mut impl FnMut(&[&Choice])) {
        let choices: Vec<Vec<Choice>> = (0..self.problem.activities.len())
            .map(|i| self.choices(i))
            .collect();
        self.descend(&choices, &mut Vec::new(), visit);
    }

    fn descend<'c>(
        &mut self,
        choices: &'c [Vec<Choice>],
        chosen: &mut Vec<&'c Choice>,
        visit: &mut impl FnMut(&[&Choice]),
    ) {
        let i = chosen.len();
        if i == choices.len() {
            visit(chosen);
            return;
        }
        for choice in &choices[i] {
            let problem = self.problem;
            let agrees = (0..i).all(|j| agree(problem, (i, choice), (j, chosen[j])));
            if agrees {
                if self.take(i, choice, 1) {
                    chosen.push(choice);
                    self.descend(choices, chosen, visit);
                    chosen.pop();
                }
                self.take(i, choice, -1);
            }
        }
    }
}

fn units(a: &Activity, resource: usize) -> i64 {
    let demand = a.demands.iter().find(|d| d.resource == resource);
    demand.map_or(0, |d| i64::from(d.units))
}

fn capacity(resource: &pivot_engine::Resource, t: Slot) -> i64 {
    let window = resource.calendar.iter().find(|w| (w.start..w.end).contains(&t));
    window.map_or(0, |w| i64::from(w.capacity))
}

/// All lists of disjoint sessions from `from` on that add up to `rest`.
fn divide(
    horizon: Slot,
    from: Slot,
    rest: Slot,
    list: &mut Vec<(Slot, Slot)>,
    visit: &mut impl FnMut(&[(Slot, Slot)]),
) {
    if rest == 0 {
        visit(list);
    }
    for start in from..horizon {
        for end in start + 1..=horizon.min(start + rest) {
            list.push((start, end));
            divide(horizon, end, rest - (end - start), list, visit);
            list.pop();
        }
    }
}

/// What a schedule costs.
pub(crate) fn cost(problem: &Problem, chosen: &[&Choice]) -> Cost {
    let mut cost = Cost::default();
    for (a, choice) in problem.activities.iter().zip(chosen) {
        cost.sessions += a.pins.len() + choice.free.len();
        let finish = choice.span.1;
        match choice.fate {
            Fate::Placed => {
                cost.overrun += a.deadline.map_or(0, |deadline| (finish - deadline).max(0));
                let late = |due: pivot_engine::Due| i64::from(due.weight) * (finish - due.at).max(0);
                cost.lateness += a.due.map_or(0, late);
                cost.finish = cost.finish.max(finish);
            }
            Fate::Forgiven => cost.forgiven += 1,
            Fate::Unplaced if a.work == 0 => cost.unplaced += 1,
            Fate::Unplaced => cost.unplaced += a.work - pinned(a),
        }
    }
    cost
}

/// A schedule as the solver would give it, with no bound.
pub(crate) fn solution(problem: &Problem, chosen: &[&Choice]) -> Solution {
    let cost = cost(problem, chosen);
    let mut sessions = Vec::new();
    let mut outcomes = Vec::new();
    for (activity, (a, choice)) in problem.activities.iter().zip(chosen).enumerate() {
        let all = a.pins.iter().chain(&choice.free);
        sessions.extend(all.map(|&(start, end)| Session { start, end, activity }));
        outcomes.push(match choice.fate {
            Fate::Placed => Outcome::Placed {
                start: choice.span.0,
                finish: choice.span.1,
            },
            Fate::Forgiven => Outcome::Forgiven,
            Fate::Unplaced => Outcome::Unplaced(why(problem, a)),
        });
    }
    sessions.sort_unstable();
    let all = !outcomes.iter().any(|o| matches!(o, Outcome::Unplaced(_)));
    Solution {
        sessions,
        outcomes,
        cost,
        bound: 0,
        proven: all && cost.finish == 0,
        feasible: all && cost.overrun == 0,
        schedules: 1,
    }
}

/// Whether the calendars offer a stretch for the shortest session.
fn why(problem: &Problem, a: &Activity) -> Why {
    let rest = a.work - pinned(a);
    let need = a.split.map_or(rest, |split| split.min.min(rest));
    let open = |t: Slot| {
        let mut demands = a.demands.iter().filter(|d| d.units > 0);
        demands.all(|d| capacity(&problem.resources[d.resource], t) >= i64::from(d.units))
    };
    let found = (0..=problem.horizon - need).any(|start| (start..start + need).all(open));
    if need == 0 || found {
        Why::NoRoom
    } else {
        Why::NoWindow
    }
}
