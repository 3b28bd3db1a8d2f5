//! The classical problem in small numbers: what the searches read.

use crate::graph::Graph;
use crate::model::{Problem, Slot};

/// Resources at most: the units of one slot are packed into one word, 16 bits each.
const RESOURCES_MOST: usize = 4;

/// The highest bit of each of the four resources' 16 bits: set in free units, it is lost where they do not suffice.
pub(crate) const GUARD: u64 = 0x8000_8000_8000_8000;

/// Units of a resource at most: the highest bit of its 16 says in a comparison whether it suffices.
const UNITS_MOST: u32 = 0x7fff;

/// Makespans at most.
const HORIZON_MOST: Slot = 1 << 24;

/// Waits of activities for each other: for each activity the others, each with the least time from start to start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waits {
    first: Vec<u32>,
    items: Vec<(u32, u32)>,
}

impl Waits {
    fn new(lists: &[Vec<(u32, u32)>]) -> Waits {
        let mut waits = Waits {
            first: vec![0],
            items: Vec::new(),
        };
        for list in lists {
            waits.items.extend_from_slice(list);
            waits.first.push(waits.items.len() as u32);
        }
        waits
    }

    /// The others of activity `i`, with the least number of slots between the start of the earlier and of the later.
    pub(crate) fn of(&self, i: usize) -> &[(u32, u32)] {
        &self.items[self.first[i] as usize..self.first[i + 1] as usize]
    }
}

/// Activities in an order that respects their waits.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// Slots of work.
    pub(crate) duration: Vec<u32>,
    /// Units held, those of resource `r` in the bits from `16 · r` on.
    pub(crate) demand: Vec<u64>,
    /// Units there are, packed alike.
    pub(crate) capacity: u64,
    /// No start is earlier.
    pub(crate) release: Vec<u32>,
    /// Whom each waits for, and who waits for it.
    pub(crate) before: Waits,
    pub(crate) after: Waits,
    /// The earliest start behind everything it waits for, and the longest way from its start to the finish of all.
    pub(crate) head: Vec<u32>,
    pub(crate) tail: Vec<u32>,
    /// Which activity of the problem each is.
    pub(crate) activity: Vec<usize>,
    /// Long enough for any serial schedule.
    pub(crate) horizon: u32,
}

impl Instance {
    /// Reads a valid problem; `None` where it is not classical (a known schedule counts too), has more than four resources that are held, or its
    /// horizon may be too near.
    pub(crate) fn of(problem: &Problem) -> Option<Instance> {
        if !problem.known.is_empty() {
            return None;
        }
        let mut lane = vec![None; problem.resources.len()];
        let (mut lanes, mut capacity) = (0, 0_u64);
        for a in &problem.activities {
            let plain = a.split.is_none()
                && a.follows.is_none()
                && a.due.is_none()
                && a.deadline.is_none()
                && !a.forgiven
                && a.pins.is_empty();
            if !plain {
                return None;
            }
            for demand in a.demands.iter().filter(|_| a.work > 0) {
                let resource = &problem.resources[demand.resource];
                if !resource.quotas.is_empty() {
                    return None;
                }
                if demand.units == 0 {
                    continue;
                }
                let [window] = resource.calendar.as_slice() else {
                    return None;
                };
                if window.start > 0 || window.end < problem.horizon {
                    return None;
                }
                let units = window.capacity;
                if demand.units > units || units > UNITS_MOST {
                    return None;
                }
                if lane[demand.resource].is_none() {
                    lane[demand.resource] = Some(lanes);
                    capacity |= u64::from(units) << (16 * lanes);
                    lanes += 1;
                    if lanes > RESOURCES_MOST {
                        return None;
                    }
                }
            }
        }
        let graph = Graph::new(problem).ok()?;
        let order: Vec<usize> = graph
            .order
            .iter()
            .flat_map(|&unit| graph.members(unit))
            .copied()
            .collect();
        let n = order.len();
        let mut place = vec![0; n];
        for (k, &activity) in order.iter().enumerate() {
            place[activity] = k as u32;
        }
        let (mut before, mut after) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let (mut duration, mut demands, mut release) = (Vec::new(), Vec::new(), Vec::new());
        let mut horizon: Slot = 0;
        for (k, &activity) in order.iter().enumerate() {
            let a = &problem.activities[activity];
            let mut longest = 0;
            for link in &a.after {
                let gap = link.lag.checked_add(problem.activities[link.activity].work)?;
                let gap32 = u32::try_from(gap).ok()?;
                before[k].push((place[link.activity], gap32));
                after[place[link.activity] as usize].push((k as u32, gap32));
                longest = longest.max(link.lag);
            }
            horizon = horizon
                .checked_add(a.work)?
                .checked_add(longest)?
                .max(a.release.checked_add(a.work)?);
            duration.push(u32::try_from(a.work).ok()?);
            release.push(u32::try_from(a.release.max(0)).ok()?);
            let mut packed = 0;
            for demand in a.demands.iter().filter(|_| a.work > 0) {
                if let Some(lane) = lane[demand.resource] {
                    packed += u64::from(demand.units) << (16 * lane);
                }
            }
            demands.push(packed);
        }
        let latest = release.iter().max().copied().unwrap_or(0);
        let horizon = horizon.checked_add(Slot::from(latest))?;
        if horizon > problem.horizon.min(HORIZON_MOST) {
            return None;
        }
        let mut instance = Instance {
            head: release.clone(),
            tail: duration.clone(),
            duration,
            demand: demands,
            capacity,
            release,
            before: Waits::new(&before),
            after: Waits::new(&after),
            activity: order,
            horizon: horizon as u32,
        };
        for i in 0..n {
            for &(j, gap) in instance.before.of(i) {
                instance.head[i] = instance.head[i].max(instance.head[j as usize] + gap);
            }
        }
        for i in (0..n).rev() {
            for &(j, gap) in instance.after.of(i) {
                instance.tail[i] = instance.tail[i].max(instance.tail[j as usize] + gap);
            }
        }
        Some(instance)
    }

    /// Number of activities.
    pub(crate) fn len(&self) -> usize {
        self.duration.len()
    }

    /// Resources that an instance has room for; those not in use have no units.
    pub(crate) fn resources(&self) -> usize {
        RESOURCES_MOST
    }

    /// Units of resource `r` that activity `i` holds.
    pub(crate) fn units(&self, i: usize, r: usize) -> u32 {
        (self.demand[i] >> (16 * r)) as u32 & 0xffff
    }

    /// Units of resource `r`.
    pub(crate) fn units_of(&self, r: usize) -> u32 {
        (self.capacity >> (16 * r)) as u32 & 0xffff
    }

    /// The longest chain, and the work on the busiest resource: no schedule is shorter.
    pub(crate) fn lower(&self) -> u32 {
        let chain = (0..self.len())
            .map(|i| self.head[i] + self.tail[i])
            .max()
            .unwrap_or(0);
        let work = |r| {
            let energy: u64 = (0..self.len())
                .map(|i| u64::from(self.duration[i]) * u64::from(self.units(i, r)))
                .sum();
            energy.div_ceil(u64::from(self.units_of(r).max(1))) as u32
        };
        (0..self.resources()).map(work).max().unwrap_or(0).max(chain)
    }
}
