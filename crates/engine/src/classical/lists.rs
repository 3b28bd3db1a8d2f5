//! Lists of activities that respect the waits: made by rules, at random, and from two others.

use super::sgs::End;
use super::{Instance, evolve::Member};
use crate::random::Random;

/// How many activities that could be next are drawn in a random list; the most urgent of them is.
const DRAWN: usize = 2;

/// Neighbours of a new list that are exchanged, percent.
const MUTATION: usize = 5;

/// Crossovers that keep the father's list outside of a stretch of time rather than in it, percent.
const OUTSIDE: usize = 80;

/// Makes lists on arrays that are used again.
pub(crate) struct Lists<'i> {
    instance: &'i Instance,
    /// How many an activity still waits for, or where it is in a list.
    count: Vec<u32>,
    eligible: Vec<u32>,
}

impl<'i> Lists<'i> {
    pub(crate) fn new(instance: &'i Instance) -> Lists<'i> {
        Lists {
            instance,
            count: vec![0; instance.len()],
            eligible: Vec::new(),
        }
    }

    /// The lists of priority rules: latest start, latest finish, middle between earliest and latest start, earliest
    /// start. (R. Kolisch, European Journal of Operational Research 90, 1996.)
    pub(crate) fn rules(&self) -> [Vec<u32>; 4] {
        let Instance {
            head, tail, duration, ..
        } = self.instance;
        // Each key grows along every wait, at worst it stays: then the order of the activities decides.
        let sorted = |key: &dyn Fn(usize) -> i64| {
            let mut list: Vec<u32> = (0..self.instance.len() as u32).collect();
            list.sort_by_key(|&i| key(i as usize));
            list
        };
        [
            sorted(&|i| -i64::from(tail[i])),
            sorted(&|i| i64::from(duration[i]) - i64::from(tail[i])),
            sorted(&|i| i64::from(head[i]) - i64::from(tail[i])),
            sorted(&|i| i64::from(head[i])),
        ]
    }

    /// A random list for a pass from the front, in which what has a long way to go tends to be early.
    pub(crate) fn sample(&mut self, random: &mut Random, list: &mut Vec<u32>) {
        let instance = self.instance;
        list.clear();
        self.eligible.clear();
        for i in 0..instance.len() {
            self.count[i] = instance.before.of(i).len() as u32;
            if self.count[i] == 0 {
                self.eligible.push(i as u32);
            }
        }
        while !self.eligible.is_empty() {
            let mut drawn = || random.below(self.eligible.len());
            let mut next = drawn();
            for _ in 1..DRAWN {
                let other = drawn();
                let way = |k: usize| instance.tail[self.eligible[k] as usize];
                if way(other) > way(next) {
                    next = other;
                }
            }
            let i = self.eligible.swap_remove(next);
            list.push(i);
            for &(j, _) in instance.after.of(i as usize) {
                let count = &mut self.count[j as usize];
                *count -= 1;
                if *count == 0 {
                    self.eligible.push(j);
                }
            }
        }
    }

    /// A list of both parents: the father's, but what he starts in a random stretch of time is in the mother's order;
    /// or the other way round, what he starts in the stretch is as he has it, and the rest in front of it and behind it
    /// in the mother's order. Then some neighbours change places. `end` is whence the list is to be scheduled.
    pub(crate) fn cross(
        &mut self,
        end: End,
        father: &Member,
        mother: &Member,
        random: &mut Random,
        list: &mut Vec<u32>,
    ) {
        let makespan = father.makespan as usize;
        let length = makespan / 4 + random.below(makespan / 2 + 1);
        let from = random.below(makespan + 1 - length) as u32;
        let before = |t: u32| father.list.partition_point(|&i| father.starts[i as usize] < t);
        let (from, to) = (before(from), before(from + length as u32));
        for (k, &i) in father.list.iter().enumerate() {
            self.count[i as usize] = k as u32;
        }
        let place = |i: u32| self.count[i as usize] as usize;
        let hers = mother.list.iter().copied();
        list.clear();
        if random.chance(OUTSIDE) {
            list.extend_from_slice(&father.list[..from]);
            list.extend(hers.filter(|&i| (from..to).contains(&place(i))));
            list.extend_from_slice(&father.list[to..]);
        } else {
            list.extend(hers.clone().filter(|&i| place(i) < from));
            list.extend_from_slice(&father.list[from..to]);
            list.extend(hers.filter(|&i| place(i) >= to));
        }
        self.mutate(end, random, list);
    }

    fn mutate(&self, end: End, random: &mut Random, list: &mut [u32]) {
        let waits = match end {
            End::Front => &self.instance.before,
            End::Back => &self.instance.after,
        };
        for k in 1..list.len() {
            if random.chance(MUTATION) {
                let (a, b) = (list[k - 1], list[k]);
                if !waits.of(b as usize).iter().any(|wait| wait.0 == a) {
                    list.swap(k - 1, k);
                }
            }
        }
    }
}
