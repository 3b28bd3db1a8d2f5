//! Serial schedule generation on packed profiles, from either end of time.

use super::Instance;
use super::instance::GUARD;

/// From which end of time a schedule is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As early as possible.
    Front,
    /// As late as possible: time is counted backwards, and an activity starts where it finishes.
    Back,
}

impl End {
    pub(crate) fn other(self) -> End {
        match self {
            End::Front => End::Back,
            End::Back => End::Front,
        }
    }
}

/// What placing an activity takes: one record, so that it comes from memory at once.
#[derive(Clone, Copy)]
struct Item {
    demand: u64,
    duration: u32,
    /// No start is earlier.
    least: u32,
    /// Where its waits begin and end.
    first: u32,
    last: u32,
}

/// Activities as seen from one end of time, and a schedule of them.
struct Side {
    items: Vec<Item>,
    /// Whom an activity waits for, and the least number of slots from start to start, both as seen from this end.
    waits: Vec<(u32, u32)>,
    /// The schedule built last: starts, counted from this end.
    starts: Vec<u32>,
    makespan: u32,
}

impl Side {
    fn new(
        instance: &Instance,
        least: impl Fn(usize) -> u32,
        waits_of: impl Fn(usize) -> Vec<(u32, u32)>,
    ) -> Side {
        let mut waits = Vec::new();
        let items = (0..instance.len())
            .map(|i| {
                let first = waits.len() as u32;
                waits.extend(waits_of(i));
                Item {
                    demand: instance.demand[i],
                    duration: instance.duration[i],
                    least: least(i),
                    first,
                    last: waits.len() as u32,
                }
            })
            .collect();
        Side {
            items,
            waits,
            starts: vec![0; instance.len()],
            makespan: 0,
        }
    }

    /// Places the activities of a list, which respects the waits, each as early as the ones before it allow. Slots
    /// that the profile does not have yet are `full` of free units.
    fn build(&mut self, list: &[u32], free: &mut Vec<u64>, full: u64) {
        let Side {
            items, waits, starts, ..
        } = self;
        let mut makespan = 0;
        for &i in list {
            let i = i as usize;
            let item = items[i];
            let mut at = item.least;
            for &(j, gap) in &waits[item.first as usize..item.last as usize] {
                at = at.max(starts[j as usize] + gap);
            }
            let (mut at, duration) = (at as usize, item.duration as usize);
            // From the back of the stretch: a slot without room rules out every start up to it. What lies between
            // `at` and `known` has room.
            let mut known = at;
            loop {
                let end = at + duration;
                if end > free.len() {
                    free.resize(2 * end, full);
                }
                let full_at = free[known..end]
                    .iter()
                    .rposition(|&free| (free - item.demand) & GUARD != GUARD);
                let Some(k) = full_at else { break };
                at = known + k + 1;
                known = end;
            }
            let end = at + duration;
            for free in &mut free[at..end] {
                *free -= item.demand;
            }
            starts[i] = at as u32;
            makespan = makespan.max(end);
        }
        self.makespan = makespan as u32;
    }

    /// Counted from the other end, if this schedule is `makespan` long in all.
    fn turned(&self, i: usize, makespan: u32) -> u32 {
        makespan - self.starts[i] - self.items[i].duration
    }
}

/// Builds one schedule at a time, on arrays that are used again.
pub(crate) struct Sgs {
    front: Side,
    back: Side,
    /// Releases, empty where every one is 0.
    release: Vec<u32>,
    /// Units there are, with the guard bits set.
    full: u64,
    /// Free units of each slot, with the guard bits set, and how many slots from the first are not as they were.
    free: Vec<u64>,
    touched: usize,
    /// Where the sort puts the next activity of each time.
    next: Vec<u32>,
}

impl Sgs {
    pub(crate) fn new(instance: &Instance) -> Sgs {
        // A wait counts from finish to finish as seen from the back.
        let turned = |i: usize| {
            let own = instance.duration[i];
            let waits = instance.after.of(i).iter();
            waits
                .map(|&(j, gap)| (j, gap - own + instance.duration[j as usize]))
                .collect()
        };
        let released = instance.release.iter().any(|&release| release > 0);
        Sgs {
            front: Side::new(
                instance,
                |i| instance.release[i],
                |i| instance.before.of(i).to_vec(),
            ),
            back: Side::new(instance, |_| 0, turned),
            release: if released {
                instance.release.clone()
            } else {
                Vec::new()
            },
            full: instance.capacity | GUARD,
            free: Vec::new(),
            touched: 0,
            next: Vec::new(),
        }
    }

    fn side(&self, end: End) -> &Side {
        match end {
            End::Front => &self.front,
            End::Back => &self.back,
        }
    }

    /// Schedules the activities of a list, which respects the waits as seen from `end`. Gives the makespan of the
    /// schedule; one from the back is moved to where no activity starts before its release.
    pub(crate) fn build(&mut self, end: End, list: &[u32]) -> u32 {
        self.free[..self.touched].fill(self.full);
        let side = match end {
            End::Front => &mut self.front,
            End::Back => &mut self.back,
        };
        side.build(list, &mut self.free, self.full);
        self.touched = side.makespan as usize;
        if end == End::Back {
            let own = side.makespan;
            let items = self.release.iter().enumerate();
            side.makespan = items
                .map(|(i, release)| release + side.starts[i] + side.items[i].duration)
                .fold(own, u32::max);
        }
        side.makespan
    }

    /// The starts of the schedule built last from `end`, counted from the other end, and the activities in the order
    /// in which these come: the list for a pass from the other end (forward-backward improvement; V. Valls,
    /// F. Ballestín, S. Quintanilla, European Journal of Operational Research 165, 2005). It respects the waits.
    pub(crate) fn turn(&mut self, end: End, starts: &mut Vec<u32>, list: &mut Vec<u32>) {
        let side = self.side(end);
        let (n, makespan) = (side.starts.len(), side.makespan);
        starts.clear();
        starts.extend((0..n).map(|i| side.turned(i, makespan)));
        // Equal starts are those of milestones and of what they wait for: they are in order of the waits.
        let place = |k: usize| if end == End::Front { n - 1 - k } else { k };
        sort(n, makespan, place, starts, &mut self.next, list);
    }

    /// The starts of the schedule built last from `end`, counted from the front.
    pub(crate) fn starts(&self, end: End) -> Vec<u32> {
        let side = self.side(end);
        match end {
            End::Front => side.starts.clone(),
            End::Back => (0..side.starts.len())
                .map(|i| side.turned(i, side.makespan))
                .collect(),
        }
    }
}

/// Sorts the activities `place(0)`, `place(1)`, … by their starts, none after `most`; equals stay in this order.
/// Counts where the starts are few.
fn sort(
    n: usize,
    most: u32,
    place: impl Fn(usize) -> usize,
    starts: &[u32],
    next: &mut Vec<u32>,
    list: &mut Vec<u32>,
) {
    list.clear();
    if most as usize > 16 * n {
        list.extend((0..n).map(|k| place(k) as u32));
        list.sort_by_key(|&i| starts[i as usize]);
        return;
    }
    list.resize(n, 0);
    next.clear();
    next.resize(most as usize + 2, 0);
    for &start in starts {
        next[start as usize + 1] += 1;
    }
    let mut sum = 0;
    for next in next.iter_mut() {
        sum += *next;
        *next = sum;
    }
    for k in 0..n {
        let i = place(k);
        let next = &mut next[starts[i] as usize];
        list[*next as usize] = i as u32;
        *next += 1;
    }
}
