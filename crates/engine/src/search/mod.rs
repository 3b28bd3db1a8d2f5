//! The search: priority rules, then forward-backward improvement, then small changes to the best list.

mod known;
mod room;
mod tighten;
mod unchanged;

use crate::bound::Bounder;
use crate::classical;
use crate::fault::Fault;
use crate::fill::{Plan, Steady, Turn};
use crate::frame::{Frame, mirror};
use crate::model::{Cost, Outcome, Problem, Session, Slot, Solution, Why};
use crate::place::{Manner, Placer, Rank, State};
use crate::profile::Profile;
use crate::random::Random;
use crate::rules::Rules;

/// Most placements that go into fewer sessions once nothing else can be made better.
const POLISH: u64 = 5_000;

/// One part in so many of lateness may be paid for a finish that is proven the earliest, and for known sessions that stay.
const PRICE: i64 = 5;

/// Above this many units nothing is built in order of time.
const IN_TIME_MOST: usize = 1_500;

/// How hard to search. The same problem and options give the same solution, byte for byte, unless `stop` says stop.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// How many placements of an activity (or of a chain of followers) the search may spend. At least one schedule is
    /// built however small this is. A placement takes about a microsecond. The search for a schedule that finishes at the
    /// bound, where work can be divided, may spend ten times as many beside; it ends when there is one.
    pub effort: u64,
    /// Starts the random numbers.
    pub seed: u64,
    /// How often the search may begin anew, with the next seed, where everything has a place and the finish is not proven the
    /// earliest; every third time with twice the effort. Beside a known schedule, and with more than 1,500 activities or
    /// chains, only where `stop` ends it.
    pub restarts: u32,
    /// Asked after every schedule or handful of schedules, from any of the threads: `true` ends the search. A caller's
    /// clock goes here.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// How many threads may search. More than one are used for problems of the classical kind (one capacity for ever,
    /// no sessions, no dates), at most 64; the solution then depends on which thread is faster.
    pub threads: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            effort: 20_000,
            seed: 1,
            restarts: 2,
            stop: None,
            threads: 1,
        }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("effort", &self.effort)
            .field("seed", &self.seed)
            .field("restarts", &self.restarts)
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}

/// Solves a problem: a schedule, a bound on its finish, and whether the two meet.
///
/// # Errors
/// The faults of [`Problem::validate`], where it has any.
pub fn solve(problem: &Problem, options: &Options<'_>) -> Result<Solution, Vec<Fault>> {
    problem.validate()?;
    if let Some(solution) = classical::solve(problem, options) {
        return Ok(solution);
    }
    let cycle = || vec![Fault::Cycle(Vec::new())];
    let mirrored = mirror(problem);
    let frame = Frame::new(problem).ok_or_else(cycle)?;
    let mirrored = Frame::image(&mirrored, &frame).ok_or_else(cycle)?;
    let required = problem.activities.iter().map(|a| !a.forgiven).collect();
    let bounder = Bounder::new(&frame, &mirrored, required);
    let finish = bounder.finish(problem.horizon);
    let search = |options: Options<'_>| {
        let mut search = Search::new(&frame, &mirrored, &bounder, options);
        search.construct(&bounder, finish);
        search.make_room(&bounder, finish);
        search.tighten(&bounder);
        search.justify();
        search.improve();
        search.readmit();
        search.solution()
    };
    let small = frame.known.is_empty() && frame.graph.units() <= IN_TIME_MOST;
    let restarts = if small || options.stop.is_some() {
        options.restarts
    } else {
        0
    };
    // What is known, proven and no later than anything must be has nothing to gain.
    let known = unchanged::unchanged(problem, &frame, &mirrored, &[]);
    let settled = |known: &Solution| {
        let kept = (known.cost.forgiven, known.cost.overrun) == (0, 0);
        known.proven && kept && known.cost.lateness <= least_lateness(&frame, &bounder)
    };
    if let Some(known) = known.filter(settled) {
        return Ok(known);
    }
    let mut best = search(*options);
    let mut least = best.cost.lateness;
    for round in 1..=restarts {
        let open = !best.proven && (best.cost.unplaced, best.cost.forgiven) == (0, 0);
        if !open || options.stop.is_some_and(|stop| stop()) {
            break;
        }
        let mut other = search(Options {
            seed: options.seed.wrapping_add(u64::from(round)),
            effort: options.effort.saturating_mul(1 << (round / 3).min(40)),
            ..*options
        });
        least = least.min(other.cost.lateness);
        other.schedules += best.schedules;
        if worth(&frame, &other.cost, least) < worth(&frame, &best.cost, least) {
            best = other;
        } else {
            best.schedules = other.schedules;
        }
    }
    if let Some(mut known) = unchanged::unchanged(problem, &frame, &mirrored, &best.outcomes) {
        least = least.min(known.cost.lateness);
        if worth(&frame, &known.cost, least) <= worth(&frame, &best.cost, least) {
            known.schedules = best.schedules;
            return Ok(known);
        }
    }
    Ok(best)
}

/// No schedule is less late than that: each activity alone.
fn least_lateness(frame: &Frame<'_>, bounder: &Bounder<'_, '_, '_>) -> i64 {
    let activities = frame.problem.activities.iter().enumerate();
    let late = activities.map(|(i, a)| match (a.due, bounder.head(i)) {
        (Some(due), Some(head)) => i64::from(due.weight) * (head.finish - due.at).max(0),
        _ => 0,
    });
    late.sum()
}

/// What a schedule is worth, less is better, where one with so little lateness is known: the order of [`Rank`].
fn worth(frame: &Frame<'_>, cost: &Cost, least: i64) -> impl Ord + use<> {
    let late = (cost.lateness - least.saturating_add(least / PRICE)).max(0);
    let end = frame.end(cost.finish);
    (
        (cost.unplaced, cost.overrun, late, cost.forgiven),
        (end, cost.moved, cost.finish, cost.lateness, cost.sessions),
    )
}

/// How a list becomes a schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Way {
    /// One activity after the other, each with all its sessions.
    #[default]
    Serial,
    /// In order of time, and no stretch is begun so that some of it is lost if another activity can begin it.
    Exact,
    /// In order of time, the most urgent first.
    Strict,
    /// In order of time beside the known schedule: by which dates, and with how much time to spare.
    Steady(usize, Slot),
}

impl Way {
    fn plan<'t>(self, turns: &'t [Turn], steady: &'t [Steady]) -> Plan<'t> {
        Plan {
            strict: self == Way::Strict,
            turns,
            steady: match self {
                Way::Steady(dates, margin) => steady.get(dates).map(|steady| (steady, margin)),
                _ => None,
            },
            ..Plan::default()
        }
    }
}

/// A schedule as the search keeps it: what to build it from, and what it is worth.
pub(crate) struct Candidate {
    rank: Rank,
    list: Vec<usize>,
    manners: Vec<Manner>,
    /// Which promises yield to everything else.
    yields: Vec<bool>,
    way: Way,
    turns: Vec<Turn>,
    /// Activities that left rests of stretches too short for anything else.
    wasteful: Vec<usize>,
}

impl Clone for Candidate {
    fn clone(&self) -> Candidate {
        Candidate {
            rank: self.rank,
            list: self.list.clone(),
            manners: self.manners.clone(),
            yields: self.yields.clone(),
            way: self.way,
            turns: self.turns.clone(),
            wasteful: self.wasteful.clone(),
        }
    }

    /// Keeps the memory of what it was.
    fn clone_from(&mut self, source: &Candidate) {
        (self.rank, self.way) = (source.rank, source.way);
        self.list.clone_from(&source.list);
        self.manners.clone_from(&source.manners);
        self.yields.clone_from(&source.yields);
        self.turns.clone_from(&source.turns);
        self.wasteful.clone_from(&source.wasteful);
    }
}

struct Search<'f, 'p, 'm, 'a> {
    frame: &'f Frame<'p>,
    mirrored: &'f Frame<'m>,
    options: Options<'a>,
    placer: Placer<'f, 'p>,
    random: Random,
    schedules: u64,
    best: Candidate,
    /// Which activities the best schedule places, and the bound on the finish of these.
    placed: Vec<bool>,
    bound: Slot,
    /// No schedule is less late than that.
    least_lateness: i64,
    /// The units that are promises and could be left out.
    promises: Vec<usize>,
    /// Work without a place and deadlines missed, of the best schedule in which no promise makes room.
    lacking: (Slot, Slot),
    stopped: bool,
    /// When to stop, in placements.
    limit: u64,
    /// The best finishes at the bound, and was improved with that in view.
    reached: bool,
    /// What it takes to stay with the known schedule, by one set of dates or another.
    steady: Vec<Steady>,
}

impl<'f, 'p, 'm, 'a> Search<'f, 'p, 'm, 'a> {
    fn new(
        frame: &'f Frame<'p>,
        mirrored: &'f Frame<'m>,
        bounder: &Bounder<'_, '_, '_>,
        options: Options<'a>,
    ) -> Self {
        let worst = Rank {
            unplaced: Slot::MAX,
            ..Rank::default()
        };
        Search {
            frame,
            mirrored,
            options,
            placer: Placer::new(frame),
            random: Random::new(options.seed),
            schedules: 0,
            best: Candidate {
                rank: worst,
                list: Vec::new(),
                manners: Vec::new(),
                yields: Vec::new(),
                way: Way::Serial,
                turns: Vec::new(),
                wasteful: Vec::new(),
            },
            placed: Vec::new(),
            bound: 0,
            least_lateness: least_lateness(frame, bounder),
            promises: room::promises(frame),
            lacking: (Slot::MAX, Slot::MAX),
            stopped: false,
            limit: options.effort,
            reached: false,
            steady: Vec::new(),
        }
    }

    /// Builds the schedule of a list; keeps it if it is the best so far. `bar` is the worst rank of interest.
    fn build(&mut self, list: &[usize], manners: &[Manner], way: Way, bar: &Rank) -> Option<Rank> {
        self.schedules += 1;
        let rank = match way {
            Way::Serial => self.placer.run(list, manners, None, Some(bar)),
            _ => self.placer.fill(list, way.plan(&[], &self.steady), Some(bar)),
        };
        self.stopped = self.stopped || self.options.stop.is_some_and(|stop| stop());
        let rank = rank?;
        if !self.worth_its_promises(&rank) {
            return None;
        }
        if rank < self.best.rank {
            self.best = Candidate {
                rank,
                list: list.to_vec(),
                manners: manners.to_vec(),
                yields: self.placer.yields.clone(),
                way,
                turns: Vec::new(),
                wasteful: self.placer.wasteful.clone(),
            };
            self.renew_bound();
        }
        Some(rank)
    }

    /// Lets the lateness be a little more than this, the least that is known.
    fn allow(&mut self, lateness: i64) {
        self.placer.allowance = lateness.saturating_add(lateness / PRICE);
        self.best.rank.late = (self.best.rank.lateness - self.placer.allowance).max(0);
    }

    /// Bounds the finish of what the placer has just placed, if that is not what was bounded before.
    fn renew_bound(&mut self) {
        let placed: Vec<bool> = self
            .placer
            .states
            .iter()
            .map(|state| matches!(state, State::Placed { .. }))
            .collect();
        let finish = self.best.rank.finish;
        if self.placed != placed {
            self.bound = Bounder::new(self.frame, self.mirrored, placed.clone()).finish(finish);
            self.placed = placed;
        }
    }

    fn spent(&self) -> bool {
        self.stopped || self.placer.placements >= self.limit
    }

    /// The bound on the finish of what is placed, of schedules that miss deadlines by no more than the best one in all and
    /// are no later than `lateness`.
    fn bound_as_late(&self, lateness: i64) -> Slot {
        let bounder = Bounder::new(self.frame, self.mirrored, self.placed.clone());
        let rank = &self.best.rank;
        bounder
            .finish_as_late(rank.finish, rank.overrun, lateness)
            .max(self.bound)
    }

    /// Whether nothing but the number of sessions can still be made better.
    fn proven(&self) -> bool {
        let rank = &self.best.rank;
        (rank.unplaced, rank.overrun, rank.forgiven) == (0, 0, 0)
            && (rank.late == 0 || rank.lateness <= self.least_lateness)
            && rank.end <= self.frame.end(self.bound)
    }

    /// The first schedules: near the known one, then those of the priority rules. `finish` is the bound for all required
    /// work.
    fn construct(&mut self, bounder: &Bounder<'f, 'p, 'm>, finish: Slot) {
        (self.placed, self.bound) = (bounder.present().to_vec(), finish);
        self.recall(bounder, self.ways()[0].0);
        if !self.settled() {
            self.by_rules(bounder, finish);
        }
    }

    /// In what manner each activity behaves, and how lists become schedules, in the first schedules.
    fn ways(&self) -> &'static [(Manner, Way)] {
        let divisible = self.frame.problem.activities.iter().any(|a| a.split.is_some());
        let in_time = self.frame.known.is_empty() && self.frame.graph.units() <= IN_TIME_MOST;
        match (divisible, in_time) {
            (true, true) => &[
                (Manner::Fit, Way::Serial),
                (Manner::Fit, Way::Exact),
                (Manner::Greedy, Way::Serial),
            ],
            (true, false) => &[(Manner::Fit, Way::Serial), (Manner::Greedy, Way::Serial)],
            (false, _) => &[(Manner::Greedy, Way::Serial)],
        }
    }

    /// The schedules of the priority rules, in the manners that suit all activities at once, until one is good enough.
    fn by_rules(&mut self, bounder: &Bounder<'f, 'p, 'm>, finish: Slot) {
        let n = self.frame.problem.activities.len();
        let ways = self.ways();
        let rules = Rules::new(self.frame, bounder, finish);
        let (count, ways) = if self.rules_suffice() {
            (3, &ways[..1])
        } else {
            (Rules::COUNT, ways)
        };
        for &(manner, way) in ways {
            let manners = vec![manner; n];
            for rule in 0..count {
                if !self.best.list.is_empty() && (self.spent() || self.good_enough()) {
                    return;
                }
                if let Some(list) = rules.list(rule) {
                    let bar = self.best.rank;
                    self.build(&list, &manners, way, &bar);
                }
            }
        }
    }

    /// Forward-backward improvement: everything is moved as late as the finish allows, then as early as possible, in
    /// the order that results. (K. Y. Li and R. J. Willis, European Journal of Operational Research 56, 1992.)
    fn justify(&mut self) {
        if self.proven() || self.spent() || self.reached {
            return;
        }
        self.placer.set_yields(&self.best.yields);
        let mut backward = Placer::new(self.mirrored);
        for _ in 0..4 {
            if self.proven() || self.spent() {
                return;
            }
            let before = self.best.rank;
            let absent: Vec<bool> = self.placed.iter().map(|placed| !placed).collect();
            // Rebuilds the best schedule, to read its finishes.
            let Candidate {
                rank,
                list,
                manners,
                way,
                ..
            } = self.best.clone();
            self.build(&list, &manners, way, &rank);
            let graph = &self.mirrored.graph;
            let states = &self.placer.states;
            let late = graph.sorted(|unit| -finish(states, graph.members(unit)));
            if backward.run(&late, &manners, Some(&absent), None).is_none() {
                return;
            }
            self.placer.placements += late.len() as u64;
            let graph = &self.frame.graph;
            let states = &backward.states;
            let early = graph.sorted(|unit| -finish(states, graph.members(unit)));
            self.build(&early, &manners, way, &before);
            if self.best.rank >= before {
                return;
            }
        }
    }

    /// Local search: a unit moves elsewhere in the list, or an activity changes its manner. What is no worse is kept;
    /// after a while without success the search starts again near the best. Once the finish is proven, what is left goes
    /// into fewer sessions.
    fn improve(&mut self) {
        let units = self.frame.graph.units();
        let divisible: Vec<usize> = (0..self.frame.problem.activities.len())
            .filter(|&i| {
                self.frame.problem.activities[i]
                    .split
                    .is_some_and(|s| s.min < s.max)
                    && self.frame.free[i] > 0
            })
            .collect();
        if units < 2 && divisible.is_empty() || self.reached {
            return;
        }
        let calm = self.settled();
        if calm && self.best.rank.moved == 0 {
            return;
        }
        self.placer.set_yields(&self.best.yields);
        let patience = 20 + units as u64 / 4;
        let mut current = self.best.clone();
        if calm {
            // What moved without need is looked for among lists near the known order.
            current.list = self.known_order();
            current.way = Way::Serial;
        }
        let mut trial = current.clone();
        let mut stall = 0;
        let mut last = self.limit;
        while !self.spent() && self.placer.placements < last {
            if self.proven() {
                last = last.min(self.placer.placements + (self.options.effort / 4).min(POLISH));
                if divisible.is_empty() && (!calm || self.best.rank.moved == 0) {
                    return;
                }
                if last == self.placer.placements {
                    return;
                }
            }
            trial.clone_from(&current);
            for _ in 0..=self.below(2) {
                self.vary(&mut trial, &divisible);
            }
            let best = self.best.rank;
            self.placer.set_yields(&trial.yields);
            match self.build(&trial.list, &trial.manners, trial.way, &current.rank) {
                Some(rank) => {
                    trial.rank = rank;
                    trial.wasteful.clone_from(&self.placer.wasteful);
                    std::mem::swap(&mut current, &mut trial);
                }
                None => stall += 1,
            }
            if self.best.rank < best {
                stall = 0;
            } else if stall > patience {
                stall = 0;
                current.clone_from(&self.best);
                for _ in 0..4 {
                    self.vary(&mut current, &divisible);
                }
                let open = Rank {
                    unplaced: Slot::MAX,
                    ..Rank::default()
                };
                self.placer.set_yields(&current.yields);
                if let Some(rank) = self.build(&current.list, &current.manners, current.way, &open) {
                    current.rank = rank;
                    current.wasteful.clone_from(&self.placer.wasteful);
                }
            }
        }
    }

    /// One random change.
    fn vary(&mut self, candidate: &mut Candidate, divisible: &[usize]) {
        let units = candidate.list.len();
        if self.exchange(candidate) {
            return;
        }
        // Often one that wastes something now, or one near to it in the list.
        let culprit = if candidate.wasteful.is_empty() || self.below(8) == 0 {
            None
        } else {
            Some(candidate.wasteful[self.below(candidate.wasteful.len())])
        };
        if !divisible.is_empty() && units <= IN_TIME_MOST && self.below(32) == 0 {
            candidate.way = [Way::Serial, Way::Exact, Way::Strict][self.below(3)];
            if candidate.way == Way::Serial {
                // In order of time a unit waits by itself; here the list must see to it.
                let mut places = vec![0; candidate.list.len()];
                for (place, &unit) in candidate.list.iter().enumerate() {
                    places[unit] = place;
                }
                candidate.list = self.frame.graph.sorted(|unit| places[unit]);
            }
        }
        if !divisible.is_empty() && candidate.way == Way::Serial && (units < 2 || self.below(3) == 0) {
            let i = culprit.unwrap_or_else(|| divisible[self.below(divisible.len())]);
            let fit = candidate.manners[i] != Manner::Fit && self.below(2) == 0;
            candidate.manners[i] = if fit {
                Manner::Fit
            } else {
                Manner::ALL[self.below(Manner::ALL.len())]
            };
            return;
        }
        self.move_unit(&mut candidate.list, culprit);
    }

    /// Moves one unit elsewhere in a list: any, or one near to a culprit.
    fn move_unit(&mut self, list: &mut [usize], culprit: Option<usize>) {
        let units = list.len();
        if units < 2 {
            return;
        }
        let from = match culprit {
            None => self.below(units),
            Some(i) => {
                let unit = self.frame.graph.unit_of[i];
                let at = list.iter().position(|&other| other == unit).unwrap_or(0);
                (at + self.below(7)).saturating_sub(3).min(units - 1)
            }
        };
        let unit = list[from];
        let graph = &self.frame.graph;
        // How far it may move: not past what it waits for, nor past what waits for it.
        let reach = 40;
        let bound = |others: &crate::graph::Lists, x: &usize| others.of(unit).binary_search(x).is_ok();
        let ahead = list[..from].iter().rev().take(reach);
        let back = ahead.take_while(|x| !bound(&graph.before, x)).count();
        let behind = list[from + 1..].iter().take(reach);
        let forth = behind.take_while(|x| !bound(&graph.after, x)).count();
        if back + forth == 0 {
            return;
        }
        let step = self.below(back + forth);
        if step < back {
            list[from - step - 1..=from].rotate_right(1);
        } else {
            list[from..=from + step - back + 1].rotate_left(1);
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    fn solution(mut self) -> Solution {
        if self.bound < self.best.rank.finish {
            self.bound = self.bound_as_late(self.best.rank.lateness);
        }
        let problem = self.frame.problem;
        let Candidate {
            rank,
            list,
            manners,
            yields,
            way,
            turns,
            ..
        } = self.best.clone();
        self.placer.set_yields(&yields);
        match way {
            Way::Serial => self.placer.run(&list, &manners, None, None),
            _ => self.placer.fill(&list, way.plan(&turns, &self.steady), None),
        };
        let mut sessions: Vec<Session> = std::mem::take(&mut self.placer.sessions);
        for (activity, a) in problem.activities.iter().enumerate() {
            sessions.extend(
                a.pins
                    .iter()
                    .map(|&(start, end)| Session { start, end, activity }),
            );
        }
        sessions.sort_unstable();
        let calendars: Vec<Profile> = problem
            .resources
            .iter()
            .map(|r| Profile::new(&r.calendar))
            .collect();
        let outcomes: Vec<Outcome> = (0..problem.activities.len())
            .map(|i| match self.placer.states[i] {
                State::Placed { start, finish } => Outcome::Placed { start, finish },
                State::Forgiven => Outcome::Forgiven,
                State::Unplaced(Some(waits)) => Outcome::Unplaced(Why::Waits(waits)),
                State::Unplaced(None) | State::Pending => Outcome::Unplaced(self.why(i, &calendars)),
            })
            .collect();
        let cost = Cost {
            unplaced: rank.unplaced,
            overrun: rank.overrun,
            lateness: rank.lateness,
            finish: rank.finish,
            forgiven: rank.forgiven,
            sessions: rank.sessions,
            moved: rank.moved,
        };
        let all = outcomes
            .iter()
            .all(|outcome| !matches!(outcome, Outcome::Unplaced(_)));
        Solution {
            sessions,
            outcomes,
            cost,
            bound: self.bound,
            proven: all && self.bound == cost.finish,
            feasible: all && cost.overrun == 0,
            schedules: self.schedules,
        }
    }

    /// Whether the calendars alone ever offer what the shortest session needs.
    fn why(&self, i: usize, calendars: &[Profile]) -> Why {
        let need = self.frame.shape(i).min.min(self.frame.free[i]);
        let horizon = self.frame.problem.horizon;
        if need == 0 {
            return Why::NoRoom;
        }
        let mut t = 0;
        while let Some((start, end)) = self.frame.open(calendars, i, t, need, horizon) {
            if end - start >= need {
                return Why::NoRoom;
            }
            t = end;
        }
        Why::NoWindow
    }
}

/// When a unit finishes; those without a place last of all.
fn finish(states: &[State], members: &[usize]) -> Slot {
    let of = |&i: &usize| match states[i] {
        State::Placed { finish, .. } => finish,
        _ => Slot::MAX / 2,
    };
    members.iter().map(of).max().unwrap_or(0)
}
