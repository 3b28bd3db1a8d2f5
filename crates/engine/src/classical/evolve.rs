//! A population of lists that evolves: it finds short schedules and proves nothing.
//!
//! Each member is a list for a pass from the front and one for a pass from the back, each taken from a schedule that
//! was built from the other end, so that every schedule is a crossover and half of a forward-backward improvement
//! (D. Debels and M. Vanhoucke, Operations Research 55, 2007). A population evolves until its sweeps are used up. Then
//! it joins another of its size, or waits until a new one has come so far: the longer the search, the larger the
//! population.

use super::lists::Lists;
use super::sgs::{End, Sgs};
use super::{Instance, Shared};
use crate::random::Random;

/// Members of a new population, at first and at most: in between, three quarters of the root of the schedules built.
const SIZE_LEAST: usize = 12;
const SIZE: usize = 100;

/// Sweeps over a population of one size.
const SWEEPS: usize = 50;

/// Passes in a row that shorten nothing, until a first schedule is left.
const STALE: usize = 2;

/// Placements between two looks at the clock.
const LOOK: u64 = 2_000;

/// A schedule, as what the next pass needs of it.
#[derive(Clone, Default)]
pub(crate) struct Member {
    pub(crate) makespan: u32,
    /// Starts, counted from the end of time that the schedule was not built from, and the activities sorted by them.
    pub(crate) starts: Vec<u32>,
    pub(crate) list: Vec<u32>,
}

/// Members that mix.
#[derive(Default)]
struct Island {
    /// For passes from the front, and for passes from the back.
    front: Vec<Member>,
    back: Vec<Member>,
    /// How often it was joined by another of its size.
    level: u32,
    /// Sweeps over all members since then, and how many members of this one had their turn.
    sweeps: usize,
    next: usize,
}

/// Builds schedules, offers them, and books them in handfuls.
struct Builder {
    sgs: Sgs,
    activities: u64,
    /// Schedules built, and those of them that are not booked.
    built: u64,
    open: u64,
    /// The shortest makespan.
    best: u32,
}

impl Builder {
    fn new(instance: &Instance) -> Builder {
        Builder {
            sgs: Sgs::new(instance),
            activities: instance.len() as u64,
            built: 0,
            open: 0,
            best: u32::MAX,
        }
    }

    /// Builds the schedule of a list and gives its makespan.
    fn build(&mut self, shared: &Shared<'_>, end: End, list: &[u32]) -> u32 {
        let makespan = self.sgs.build(end, list);
        if makespan < shared.upper() {
            shared.offer(&self.sgs.starts(end), makespan);
        }
        self.best = self.best.min(makespan);
        self.built += 1;
        self.open += 1;
        if self.open * self.activities >= LOOK {
            self.book(shared);
        }
        makespan
    }

    fn book(&mut self, shared: &Shared<'_>) {
        let open = std::mem::take(&mut self.open);
        shared.go_on(open, open * self.activities);
    }

    /// Both halves of a member: what a pass from the front over a list gives, and what a pass back over that gives.
    fn member(&mut self, shared: &Shared<'_>, list: &[u32]) -> (Member, Member) {
        let (mut front, mut back) = (Member::default(), Member::default());
        back.makespan = self.build(shared, End::Front, list);
        self.sgs.turn(End::Front, &mut back.starts, &mut back.list);
        front.makespan = self.build(shared, End::Back, &back.list);
        self.sgs.turn(End::Back, &mut front.starts, &mut front.list);
        (front, back)
    }
}

/// A good first schedule: priority rules from both ends, each improved by passes to and fro.
pub(crate) fn first(instance: &Instance, shared: &Shared<'_>) {
    let mut builder = Builder::new(instance);
    let mut starts = Vec::new();
    for rule in Lists::new(instance).rules() {
        for mut end in [End::Front, End::Back] {
            let mut list = rule.clone();
            if end == End::Back {
                list.reverse();
            }
            let (mut best, mut stale) = (u32::MAX, 0);
            while stale < STALE && !shared.is_over() {
                let makespan = builder.build(shared, end, &list);
                stale = if makespan < best { 0 } else { stale + 1 };
                best = best.min(makespan);
                builder.sgs.turn(end, &mut starts, &mut list);
                end = end.other();
            }
        }
    }
    builder.book(shared);
}

/// Searches until effort or time is spent, or the best is proven.
pub(crate) fn run(instance: &Instance, shared: &Shared<'_>, seed: u64) {
    let mut evolution = Evolution::new(instance, seed);
    while !shared.is_over() {
        evolution.run(shared, u64::MAX);
    }
}

/// The search: goes on where it stopped.
pub(crate) struct Evolution<'i> {
    builder: Builder,
    lists: Lists<'i>,
    random: Random,
    /// The last one evolves. Each is of a lower level than the one before, or of the same.
    islands: Vec<Island>,
    list: Vec<u32>,
    child: Member,
}

impl<'i> Evolution<'i> {
    /// Different seeds search differently.
    pub(crate) fn new(instance: &'i Instance, seed: u64) -> Evolution<'i> {
        Evolution {
            builder: Builder::new(instance),
            lists: Lists::new(instance),
            random: Random::new(seed),
            islands: Vec::new(),
            list: Vec::new(),
            child: Member::default(),
        }
    }

    /// Builds so many schedules and a few more, fewer if the search is over.
    pub(crate) fn run(&mut self, shared: &Shared<'_>, schedules: u64) {
        let until = self.builder.built.saturating_add(schedules);
        while self.builder.built < until && !shared.is_over() {
            match self.islands.last() {
                Some(island) if island.next == 0 && island.level == 0 && island.front.len() < self.size() => {
                    self.settle(shared);
                }
                Some(island) if island.sweeps < SWEEPS => self.breed(shared),
                _ => self.found(),
            }
        }
        self.builder.book(shared);
    }

    /// How many members a new population should have by now.
    fn size(&self) -> usize {
        let built = self.builder.built;
        ((built / 16 * 9).isqrt() as usize).clamp(SIZE_LEAST, SIZE)
    }

    /// Joins the last two populations if they are of one level, or begins a new one.
    fn found(&mut self) {
        match self.islands.as_mut_slice() {
            [.., twin, last] if twin.level == last.level => {
                twin.front.append(&mut last.front);
                twin.back.append(&mut last.back);
                twin.level += 1;
                twin.sweeps = 0;
                self.islands.pop();
            }
            _ => self.islands.push(Island::default()),
        }
    }

    /// Adds a random member to the last population.
    fn settle(&mut self, shared: &Shared<'_>) {
        self.lists.sample(&mut self.random, &mut self.list);
        let (front, back) = self.builder.member(shared, &self.list);
        if let Some(island) = self.islands.last_mut() {
            island.front.push(front);
            island.back.push(back);
        }
    }

    /// Gives the next member of the last population a chance to be replaced by its child.
    fn breed(&mut self, shared: &Shared<'_>) {
        let oldest = self.islands.len() == 1;
        let Some(island) = self.islands.last_mut() else {
            return;
        };
        let (k, size) = (island.next, island.front.len());
        if k == 0 && oldest && shared.upper() < self.builder.best {
            let mut list: Vec<u32> = (0..self.builder.activities as u32).collect();
            let starts = shared.best();
            list.sort_by_key(|&i| starts[i as usize]);
            let taker = self.random.below(size);
            (island.front[taker], island.back[taker]) = self.builder.member(shared, &list);
        }
        let (end, parents, children) = if island.sweeps.is_multiple_of(2) {
            (End::Front, &island.front, &mut island.back)
        } else {
            (End::Back, &island.back, &mut island.front)
        };
        let mother = mate(k, parents, &mut self.random);
        self.lists.cross(
            end,
            &parents[k],
            &parents[mother],
            &mut self.random,
            &mut self.list,
        );
        let child = &mut self.child;
        child.makespan = self.builder.build(shared, end, &self.list);
        if child.makespan <= children[k].makespan {
            self.builder.sgs.turn(end, &mut child.starts, &mut child.list);
            if child.starts != children[mother].starts {
                std::mem::swap(child, &mut children[k]);
            }
        }
        island.next = (k + 1) % size;
        island.sweeps += usize::from(island.next == 0);
    }
}

/// The better of two random members, but not member `k` where there are others.
fn mate(k: usize, members: &[Member], random: &mut Random) -> usize {
    let (a, b) = (random.below(members.len()), random.below(members.len()));
    let better = if members[b].makespan < members[a].makespan {
        b
    } else {
        a
    };
    if better == k {
        (k + 1 + random.below(members.len() - 1)) % members.len()
    } else {
        better
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Demand, Link, Problem, Resource, Window};
    use crate::search::Options;

    /// Sixty activities on one resource of five units, whose bound no schedule meets soon.
    fn problem() -> Problem {
        let mut random = Random::new(3);
        let mut activities = Vec::new();
        for i in 0..60 {
            let (work, units) = (1 + random.below(9) as i64, 2 + random.below(2) as u32);
            let link = |activity| Link { activity, lag: 0 };
            activities.push(Activity {
                work,
                demands: vec![Demand {
                    resource: 0,
                    units,
                    draw: work * i64::from(units),
                }],
                after: (i > 9).then(|| link(random.below(i))).into_iter().collect(),
                ..Activity::default()
            });
        }
        let window = Window {
            start: 0,
            end: 600,
            capacity: 5,
        };
        let resource = Resource {
            calendar: vec![window],
            quotas: Vec::new(),
        };
        Problem {
            horizon: 600,
            resources: vec![resource],
            activities,
            ..Problem::default()
        }
    }

    #[test]
    fn a_search_in_slices_is_the_search_at_once() {
        let problem = problem();
        let options = Options {
            effort: u64::MAX,
            ..Options::default()
        };
        let instance = Instance::of(&problem).expect("it is classical");
        let (sliced, whole) = (Shared::new(&instance, &options), Shared::new(&instance, &options));
        let (mut a, mut b) = (Evolution::new(&instance, 7), Evolution::new(&instance, 7));
        while a.builder.built < 20_000 && !sliced.is_over() {
            a.run(&sliced, 333);
        }
        b.run(&whole, a.builder.built);
        assert_eq!(a.builder.built, b.builder.built);
        assert_eq!(sliced.best(), whole.best());
        assert!(a.islands.iter().any(|island| island.level > 1));
        assert!(
            !sliced.is_over(),
            "the bound was met: the test says less than it should"
        );
    }

    #[test]
    fn a_better_schedule_of_another_is_taken_over() {
        let problem = problem();
        let options = Options {
            effort: u64::MAX,
            ..Options::default()
        };
        let instance = Instance::of(&problem).expect("it is classical");
        let other = Shared::new(&instance, &options);
        Evolution::new(&instance, 7).run(&other, 20_000);
        let shared = Shared::new(&instance, &options);
        shared.offer(&other.best(), other.upper());
        let mut evolution = Evolution::new(&instance, 8);
        evolution.run(&shared, 100);
        assert_eq!(evolution.builder.best, other.upper());
    }
}
