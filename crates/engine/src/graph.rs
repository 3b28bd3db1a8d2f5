//! Who waits for whom. Chains of followers are one unit each: they are placed, or not, as a block.

use crate::model::{Problem, Slot};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Lists of indices, one per key, laid end to end.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    bounds: Vec<usize>,
    items: Vec<usize>,
}

impl Lists {
    /// Gathers `(key, item)` pairs; the items of a key are sorted and distinct.
    fn new(keys: usize, mut pairs: Vec<(usize, usize)>) -> Lists {
        pairs.sort_unstable();
        pairs.dedup();
        let mut bounds = vec![0; keys + 1];
        for &(key, _) in &pairs {
            bounds[key + 1] += 1;
        }
        for key in 0..keys {
            bounds[key + 1] += bounds[key];
        }
        Lists {
            bounds,
            items: pairs.into_iter().map(|(_, item)| item).collect(),
        }
    }

    pub(crate) fn of(&self, key: usize) -> &[usize] {
        &self.items[self.bounds[key]..self.bounds[key + 1]]
    }
}

/// The units of a problem and the order in which they can be placed.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    /// The unit of each activity.
    pub(crate) unit_of: Vec<usize>,
    /// Slots from the start of its unit to the start of the activity.
    pub(crate) offset: Vec<Slot>,
    /// The activities of each unit, in the order in which they follow each other.
    members: Vec<Vec<usize>>,
    /// Units that wait for a unit.
    pub(crate) after: Lists,
    /// Units that a unit waits for.
    pub(crate) before: Lists,
    /// All units, each behind those that it waits for; smallest index first.
    pub(crate) order: Vec<usize>,
}

impl Graph {
    /// Reads the graph of a problem whose indices are in range and where no activity is followed twice.
    /// On a cycle it gives the activities that are in it or wait for it.
    pub(crate) fn new(problem: &Problem) -> Result<Graph, Vec<usize>> {
        let n = problem.activities.len();
        let mut follower = vec![None; n];
        for (i, a) in problem.activities.iter().enumerate() {
            if let Some(head) = a.follows {
                follower[head] = Some(i);
            }
        }
        let mut unit_of = vec![usize::MAX; n];
        let mut offset = vec![0; n];
        let mut members: Vec<Vec<usize>> = Vec::with_capacity(n);
        for (i, a) in problem
            .activities
            .iter()
            .enumerate()
            .filter(|(_, a)| a.follows.is_none())
        {
            let (mut unit, mut at, mut current) = (vec![i], a.work, i);
            unit_of[i] = members.len();
            while let Some(next) = follower[current] {
                unit_of[next] = members.len();
                offset[next] = at;
                at += problem.activities[next].work;
                unit.push(next);
                current = next;
            }
            members.push(unit);
        }
        let stray: Vec<usize> = (0..n).filter(|&i| unit_of[i] == usize::MAX).collect();
        if !stray.is_empty() {
            return Err(stray);
        }
        let mut pairs = Vec::new();
        for (i, a) in problem.activities.iter().enumerate() {
            for link in &a.after {
                let (from, to) = (unit_of[link.activity], unit_of[i]);
                let place = |x: usize| members[to].iter().position(|&member| member == x);
                if from != to {
                    pairs.push((from, to));
                } else if place(link.activity) >= place(i) {
                    return Err(vec![i, link.activity]);
                }
            }
        }
        let before = Lists::new(
            members.len(),
            pairs.iter().map(|&(from, to)| (to, from)).collect(),
        );
        let after = Lists::new(members.len(), pairs);
        let mut graph = Graph {
            unit_of,
            offset,
            members,
            after,
            before,
            order: Vec::new(),
        };
        let order = graph.sorted(|unit| unit);
        if order.len() < graph.members.len() {
            let mut waiting = vec![true; graph.members.len()];
            for &unit in &order {
                waiting[unit] = false;
            }
            return Err((0..n).filter(|&i| waiting[graph.unit_of[i]]).collect());
        }
        graph.order = order;
        Ok(graph)
    }

    /// How many units there are.
    pub(crate) fn units(&self) -> usize {
        self.members.len()
    }

    /// The activities of a unit, in the order in which they follow each other.
    pub(crate) fn members(&self, unit: usize) -> &[usize] {
        &self.members[unit]
    }

    /// All units, each behind those that it waits for; among those that could be next, the least key, then the least
    /// index. Units that wait in a circle are left out.
    pub(crate) fn sorted<K: Ord>(&self, key: impl Fn(usize) -> K) -> Vec<usize> {
        let mut waits: Vec<usize> = (0..self.units()).map(|unit| self.before.of(unit).len()).collect();
        let mut ready: BinaryHeap<Reverse<(K, usize)>> = (0..self.units())
            .filter(|&unit| waits[unit] == 0)
            .map(|unit| Reverse((key(unit), unit)))
            .collect();
        let mut order = Vec::with_capacity(self.units());
        while let Some(Reverse((_, unit))) = ready.pop() {
            order.push(unit);
            for &next in self.after.of(unit) {
                waits[next] -= 1;
                if waits[next] == 0 {
                    ready.push(Reverse((key(next), next)));
                }
            }
        }
        order
    }
}
