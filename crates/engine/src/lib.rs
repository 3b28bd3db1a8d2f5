//! Activities, resources and calendars in whole time slots become a schedule.
//!
//! # The problem
//!
//! Time is a count of whole slots ([`Slot`]). Activity *i* has work *wᵢ*, holds *uᵢᵣ* units of resource *r* in each slot
//! of its sessions, and is a set of disjoint sessions whose lengths add up to *wᵢ*. With *Sᵢ*, *Fᵢ* its first slot and
//! the slot after its last:
//!
//! - capacity: at every slot *t*, Σ *uᵢᵣ* over the activities in session at *t* ≤ *cᵣ(t)*, the calendar;
//! - quotas: in every period, the units drawn ≤ its limit;
//! - precedence: *Sⱼ* ≥ *Fᵢ* + lag, in elapsed slots; *Sᵢ* ≥ its release; *Sⱼ* = *Fᵢ* where *j* follows *i*;
//! - shape: one session, or sessions of a minimum and maximum length with a gap and a daily limit ([`Split`]).
//!
//! Pinned sessions are facts: they are kept whatever the rules say, and take their room from the others.
//!
//! Goals are compared in the order of [`Cost`]'s fields. One thing goes before the finish: a promise is left out only
//! where it cannot be kept behind what is placed before it, and the search does not buy an earlier finish with one. And one
//! thing is weighed: for a finish at the bound, proven the earliest, and for sessions of a known schedule that stay, it takes
//! up to a fifth more lateness than the least that it knows. Where nothing is late, nothing is given. Beside a known schedule
//! the finish counts by its day ([`Problem::days`]): what is known is not given up for an hour.
//!
//! # The method
//!
//! Serial schedule generation: activities are placed one by one in the order of a list, each as early as what is already
//! placed allows. Lists come from priority rules (R. Kolisch, European Journal of Operational Research 90, 1996), then
//! from forward-backward improvement, then from random moves. An activity also has a manner, which says how it treats a
//! stretch whose rest would be too short for anything else.
//!
//! Up to 1,500 units, schedules of divisible work are also generated in order of time (`fill.rs`): a list then says who is
//! more urgent, and each stretch is filled to its end by what is ready, in such lengths that nothing of it is lost. Lists
//! with little lateness come from a picture without sessions (`fluid.rs`) in which thousands of orders are compared. What
//! such a schedule still loses before the bound is repaired by small changes shortly before the loss
//! (`search/tighten.rs`), until it finishes at the bound or the effort is spent.
//!
//! Everything is integer and seeded: the same problem and [`Options`] give the same bytes.
//!
//! Where a schedule is known already, the search begins with it. A schedule is made in order of time, and every activity has
//! a date by which it must finish so that the whole ends in time. As long as what is to be done by some date fits in the hours
//! until then, a known session stays and free hours stay free; where it does not, the most urgent work takes the hour,
//! whoever had it (`fill/steady.rs`: earliest due date with the slack of the others spent on staying; for one machine and
//! preemption such dates are exact, W. A. Horn, Naval Research Logistics Quarterly 21, 1974). So what has slack is moved
//! once, to where there is room, instead of everything a little. How much of the work lost its place says how much of the
//! effort is spent. The known schedule as it is, where it still keeps every rule, is one of those to choose from: planning again
//! where nothing has changed moves nothing, unless something better is found.
//!
//! Where everything has a place and the finish is still not proven, the search begins anew with the next seed, twice unless
//! told otherwise ([`Options::restarts`]); the schedule with the earliest finish is taken among those that are no later in all
//! than the least late one and a fifth.
//!
//! Problems of the classical kind (one capacity for ever, one session each, no dates) go to a population of lists
//! instead: each schedule is a crossover of two lists and half of a forward-backward improvement, built from the front
//! or from the back in turn, and populations of one size join when they have evolved long enough. (V. Valls,
//! F. Ballestín and S. Quintanilla, European Journal of Operational Research 165, 2005; D. Debels and M. Vanhoucke,
//! Operations Research 55, 2007.) Beside it, or in turn with it on one thread, lazy clause generation proves that no
//! schedule is shorter, or finds one: a tree search over bounds of starts, with waits, the time-table of the work that is
//! certain, and a clause learned from every dead end. (A. Schutt, T. Feydy, P. J. Stuckey and M. G. Wallace, Constraints
//! 16, 2011.) Both pack the units of up to four resources into one word, so that a slot is compared at once. With more
//! than one thread in [`Options`] they share what they find, and the schedule depends on who is faster.
//!
//! # The bound
//!
//! [`Solution::bound`] holds for every schedule of the activities that the solution places. It is the larger of two.
//!
//! - *Heads.* Each activity alone, behind its predecessors, on calendars from which the pins are taken; what can be
//!   divided takes every open slot within its own daily limit and the quotas. Dropping the other activities and the
//!   shape only enlarges the set of schedules, so the largest head is a lower bound. What is no longer than its shortest
//!   session is one piece in every schedule (only a last session may be short, and its first would be no last), and stays so.
//! - *Energy.* For a trial finish *T* the same pass over the mirrored problem gives each activity a latest finish. Work
//!   whose head and latest finish both lie in [*a*, *b*) must lie there whole. If it is more than the resource offers in
//!   [*a*, *b*), within its quotas, no schedule finishes by *T*. (P. Baptiste, C. Le Pape and W. Nuijten,
//!   *Constraint-Based Scheduling*, 2001, chapter 4: the preemptive relaxation.) The least *T* that is not refuted is
//!   found by bisection, over all pairs *a*, *b* up to 300 activities on a resource, and with *b* = *T* above.
//!
//! Where that leaves a gap, the dates are added: a schedule that is no later than this one in all can be late in one activity
//! by no more than what the others do not need at least, which gives every activity with a date a latest finish of its own.
//! The bound then says that no schedule as punctual finishes earlier.
//!
//! # Example
//!
//! ```
//! use pivot_engine::{Activity, Demand, Link, Options, Problem, Resource, Window, check, solve};
//!
//! // One person, free in [0, 4) and [10, 20). Reading (3 slots), then writing (5 slots).
//! let me = Resource {
//!     calendar: vec![Window { start: 0, end: 4, capacity: 1 }, Window { start: 10, end: 20, capacity: 1 }],
//!     quotas: Vec::new(),
//! };
//! let work = |work| Activity {
//!     work,
//!     demands: vec![Demand { resource: 0, units: 1, draw: work }],
//!     ..Activity::default()
//! };
//! let writing = Activity { after: vec![Link { activity: 0, lag: 0 }], ..work(5) };
//! let problem = Problem {
//!     horizon: 20,
//!     resources: vec![me],
//!     activities: vec![work(3), writing],
//!     ..Problem::default()
//! };
//! let solution = solve(&problem, &Options::default()).expect("the problem is valid");
//! assert_eq!(solution.cost.finish, 15);
//! assert!(solution.proven && check(&problem, &solution).is_empty());
//! ```
#![forbid(unsafe_code)]

mod bound;
mod checker;
mod classical;
mod explain;
mod fault;
mod fill;
mod fluid;
mod frame;
mod futures;
mod graph;
mod model;
mod place;
mod profile;
mod random;
mod rules;
mod search;

pub use bound::{earliest_starts, latest_finishes, lower_bound};
pub use checker::{Violation, check};
pub use explain::{
    ChainLink, Explainer, Explanation, Reason, SessionReasons, chain_to, critical_chain, explain,
};
pub use fault::{Fault, SLOT_LIMIT};
pub use futures::{Futures, Prepared};
pub use model::*;
pub use search::{Options, solve};
