//! The problem and its solution, in whole time slots.
//!
//! The engine never sees a date. A [`Slot`] counts whole slots from an origin that the caller chose (Pivot uses five
//! minutes of elapsed time); a half-open interval `[start, end)` occupies the slots `start .. end`.

/// A point in time, in whole slots since the problem's origin.
pub type Slot = i64;

/// Everything the solver knows. Build it, call [`Problem::validate`], then only read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// No session ends after this slot.
    pub horizon: Slot,
    /// Starts of the person's days, ascending: day `k` is `[days[k], days[k + 1])`. Used by [`Split::per_day`] only.
    /// Slots before the first day, and everything after the last start, count as one day each.
    pub days: Vec<Slot>,
    /// What activities occupy.
    pub resources: Vec<Resource>,
    /// The work. Indices into this list name activities everywhere.
    pub activities: Vec<Activity>,
    /// The schedule that is known already, as far as it lies ahead: ascending, no two alike. It binds nobody; of
    /// schedules that are otherwise as good, the one that keeps most of these sessions is the best ([`Cost::moved`]).
    pub known: Vec<Session>,
}

/// Something an activity occupies: a person, a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// When it can be used: sorted, disjoint windows. Outside them its capacity is 0.
    pub calendar: Vec<Window>,
    /// Limits on its use per period (a daily limit, 30 hours a week).
    pub quotas: Vec<Quota>,
}

/// A stretch of constant capacity, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First slot.
    pub start: Slot,
    /// Slot after the last.
    pub end: Slot,
    /// Units that may be in use at once.
    pub capacity: u32,
}

/// At most `limit` units may be drawn in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The periods, ascending by start: period `k` is `[periods[k].0, periods[k + 1].0)` and allows `periods[k].1`;
    /// the last one has no end. Nothing limits slots before the first period.
    pub periods: Vec<(Slot, i64)>,
}

/// A piece of work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Slots of work. 0 is a milestone: it holds no resource and finishes the slot it starts.
    pub work: Slot,
    /// What it holds while it is worked on.
    pub demands: Vec<Demand>,
    /// What must be finished before it starts.
    pub after: Vec<Link>,
    /// `Some(a)`: it starts the very slot in which `a` finishes (a run follows its launch). Both have `split: None`,
    /// an activity is followed this way by at most one other, and such chains have no cycle. Both are `forgiven` or
    /// neither: a chain is placed as one block or not at all.
    pub follows: Option<usize>,
    /// It starts no earlier.
    pub release: Slot,
    /// It should finish by then.
    pub due: Option<Due>,
    /// It must finish by then. A schedule that cannot keep it is given all the same, and is not `feasible`.
    pub deadline: Option<Slot>,
    /// `None`: one session, no interruption. `Some`: may be divided into sessions.
    pub split: Option<Split>,
    /// A promise that is forgiven: where it cannot finish by `due` it is left out. So it is where work that is none would
    /// have no place otherwise, or would miss a deadline by more. Needs `due`.
    pub forgiven: bool,
    /// Sessions that are fixed: they are kept as they are (even where the calendar says no) and count towards `work`.
    /// Sorted and disjoint, together at most `work` long. What they leave of the work is divided as `split` says (into
    /// one session without it); pinned sessions count for gaps and for the daily limit. An activity that is pinned
    /// whole is always placed, whatever it should wait for. In a chain of `follows` a pin holds the whole activity.
    pub pins: Vec<(Slot, Slot)>,
}

/// Units of a resource held by an activity in every slot of its sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Index into [`Problem::resources`].
    pub resource: usize,
    /// Units of capacity held.
    pub units: u32,
    /// What the whole activity draws from the resource's quotas. After `k` of its `work` slots (in order of time) it
    /// has drawn `⌊k·draw / work⌋`. `work · units` is the plain case.
    pub draw: i64,
}

/// A predecessor: this activity starts no earlier than `lag` slots of elapsed time after `activity` finishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Index of the predecessor.
    pub activity: usize,
    /// Elapsed slots in between, 0 or more.
    pub lag: Slot,
}

/// A soft deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Finish by this slot.
    pub at: Slot,
    /// Cost of each slot of lateness.
    pub weight: u32,
}

/// How an activity may be divided into sessions. A session is a run of slots without interruption; it lies in slots
/// where every demand is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// No session is shorter, except the last that is no pin (1 or more).
    pub min: Slot,
    /// No session is longer (`min` or more).
    pub max: Slot,
    /// At least so many slots lie between two sessions of the activity.
    pub gap: Slot,
    /// Most slots of the activity in one day of [`Problem::days`]; a session belongs to the day or days it occupies.
    pub per_day: Option<Slot>,
}

/// A dated block of one activity, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session {
    /// First slot.
    pub start: Slot,
    /// Slot after the last.
    pub end: Slot,
    /// Index of the activity.
    pub activity: usize,
}

/// What became of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All its work has sessions; a milestone has `start == finish`.
    Placed {
        /// Start of its first session.
        start: Slot,
        /// End of its last session.
        finish: Slot,
    },
    /// Some or all of its work has no place before the horizon, or something it waits for has none.
    /// It has no sessions but its pins.
    Unplaced(Why),
    /// A promise that could not be kept, or made room, and is forgiven. It has no sessions but its pins, and what waits for it does
    /// not wait.
    Forgiven,
}

/// Why an activity has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It waits for this activity, which has no place itself.
    Waits(usize),
    /// Its resources never offer a stretch that its shortest allowed session needs.
    NoWindow,
    /// There are stretches, but too few of them before the horizon.
    NoRoom,
}

/// What a schedule costs: compared field by field, in this order; less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Slots of work that have no place. A milestone without a place counts as one slot: nothing is left out for nothing.
    pub unplaced: Slot,
    /// Slots by which hard deadlines are missed, added up.
    pub overrun: Slot,
    /// Weighted slots of lateness against soft deadlines, added up.
    pub lateness: i64,
    /// When the last activity finishes.
    pub finish: Slot,
    /// Promises forgiven.
    pub forgiven: usize,
    /// Sessions of [`Problem::known`] that are not kept: the schedule has no session of the same activity with the same
    /// start and the same end.
    pub moved: usize,
    /// Sessions in all: fewer means fewer fragments.
    pub sessions: usize,
}

/// A schedule, with what is known about how good it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// Sorted by start, then end, then activity.
    pub sessions: Vec<Session>,
    /// One for each activity.
    pub outcomes: Vec<Outcome>,
    /// What it costs.
    pub cost: Cost,
    /// No schedule of everything that is placed here finishes before this slot that misses its hard deadlines by no more
    /// in all ([`Cost::overrun`]) and is no later ([`Cost::lateness`]). [`crate::lower_bound`] leaves the dates aside.
    pub bound: Slot,
    /// `bound == cost.finish`, and everything is placed.
    pub proven: bool,
    /// Everything that is not forgiven is placed and no hard deadline is missed.
    pub feasible: bool,
    /// Schedules that were built on the way.
    pub schedules: u64,
}
