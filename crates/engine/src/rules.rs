//! Priority rules: the orders in which a first few schedules are built.

use crate::bound::{Bounder, Head};
use crate::frame::Frame;
use crate::model::Slot;

/// The exact rules over all followers hold a bit for each pair of units.
const CLOSURE_MOST: usize = 1_500;

/// The priority rules for a problem and a trial finish.
///
/// Latest starts are counted back from the trial finish, and from due dates and deadlines, so that an activity is as
/// urgent as the most urgent thing behind it.
pub(crate) struct Rules<'r, 'f, 'p, 'm> {
    frame: &'f Frame<'p>,
    bounder: &'r Bounder<'f, 'p, 'm>,
    finish: Slot,
    /// For each activity the earlier of due date and deadline, counted back from the horizon; 0 for none.
    dates: Vec<Slot>,
    dated: bool,
    /// What the trial finish and the dates leave.
    tails: Vec<Option<Head>>,
}

impl<'r, 'f, 'p, 'm> Rules<'r, 'f, 'p, 'm> {
    /// How many rules there are.
    pub(crate) const COUNT: usize = 8;

    pub(crate) fn new(frame: &'f Frame<'p>, bounder: &'r Bounder<'f, 'p, 'm>, finish: Slot) -> Self {
        let dates: Vec<Slot> = frame
            .problem
            .activities
            .iter()
            .map(|a| {
                let due = a.due.filter(|due| due.weight > 0 || a.forgiven).map(|due| due.at);
                let date = due.into_iter().chain(a.deadline).min();
                date.map_or(0, |date| (frame.problem.horizon - date).max(0))
            })
            .collect();
        let dated = dates.iter().any(|&date| date > 0);
        let tails = bounder.tails(finish, dated.then_some(&dates));
        Rules {
            frame,
            bounder,
            finish,
            dates,
            dated,
            tails,
        }
    }

    /// The list of a rule: all units, each behind those that it waits for. `None` where the rule says nothing new.
    pub(crate) fn list(&self, rule: usize) -> Option<Vec<usize>> {
        let graph = &self.frame.graph;
        let small = graph.units() <= CLOSURE_MOST;
        match rule {
            // Latest start, latest finish.
            0 => Some(graph.sorted(|unit| self.least(unit, &self.tails, |tail| tail.start))),
            1 => Some(graph.sorted(|unit| self.least(unit, &self.tails, |tail| tail.finish))),
            // Dates alone, then the finish; dates by weight; the finish alone.
            2 if self.dated => {
                let (free, by_date) = self.apart();
                Some(graph.sorted(|unit| {
                    (
                        self.least(unit, &by_date, |tail| tail.start),
                        self.least(unit, &free, |tail| tail.start),
                    )
                }))
            }
            3 if self.dated => {
                let (free, by_date) = self.apart();
                let weights = inherited_weights(self.frame);
                Some(graph.sorted(|unit| {
                    let date = self.least(unit, &by_date, |tail| tail.start);
                    let urgency = if weights[unit] > 0 {
                        date / weights[unit]
                    } else {
                        Slot::MAX
                    };
                    (urgency, self.least(unit, &free, |tail| tail.start))
                }))
            }
            4 if self.dated => {
                let free = self.bounder.tails(self.finish, None);
                Some(graph.sorted(|unit| self.least(unit, &free, |tail| tail.start)))
            }
            // Most work behind it, most units behind it.
            5 if small => {
                let (work, _) = followers(self.frame);
                Some(graph.sorted(|unit| -work[unit]))
            }
            6 if small => {
                let (_, count) = followers(self.frame);
                Some(graph.sorted(|unit| -count[unit]))
            }
            // First come, first served.
            7 => Some(graph.sorted(|unit| {
                let heads = graph.members(unit).iter().filter_map(|&i| self.bounder.head(i));
                (
                    heads.map(|head| head.start).min(),
                    self.least(unit, &self.tails, |tail| tail.start),
                )
            })),
            _ => None,
        }
    }

    /// What the trial finish leaves without the dates, and the dates without the finish.
    fn apart(&self) -> (Vec<Option<Head>>, Vec<Option<Head>>) {
        (
            self.bounder.tails(self.finish, None),
            self.bounder.tails(self.frame.problem.horizon, Some(&self.dates)),
        )
    }

    /// The least value of a unit's members. What cannot keep its date even alone is most urgent of all.
    fn least(&self, unit: usize, tails: &[Option<Head>], of: fn(Head) -> Slot) -> Slot {
        let value = |&i: &usize| tails[i].map_or(-self.frame.problem.horizon - self.dates[i], of);
        self.frame
            .graph
            .members(unit)
            .iter()
            .map(value)
            .min()
            .unwrap_or(0)
    }
}

/// The largest weight of a due date on a unit or on anything behind it.
fn inherited_weights(frame: &Frame<'_>) -> Vec<i64> {
    let graph = &frame.graph;
    let mut weights: Vec<i64> = (0..graph.units())
        .map(|unit| {
            let due = |&i: &usize| {
                frame.problem.activities[i]
                    .due
                    .map_or(0, |due| i64::from(due.weight))
            };
            graph.members(unit).iter().map(due).max().unwrap_or(0)
        })
        .collect();
    for &unit in graph.order.iter().rev() {
        let behind = graph
            .after
            .of(unit)
            .iter()
            .map(|&next| weights[next])
            .max()
            .unwrap_or(0);
        weights[unit] = weights[unit].max(behind);
    }
    weights
}

/// For each unit, the work of it and of everything behind it, and how many units that is.
fn followers(frame: &Frame<'_>) -> (Vec<Slot>, Vec<i64>) {
    let graph = &frame.graph;
    let n = graph.units();
    let own: Vec<Slot> = (0..n)
        .map(|unit| graph.members(unit).iter().map(|&i| frame.free[i]).sum())
        .collect();
    let words = n.div_ceil(64);
    let mut behind = vec![0u64; n * words];
    for &unit in graph.order.iter().rev() {
        behind[unit * words + unit / 64] |= 1 << (unit % 64);
        for &next in graph.after.of(unit) {
            for word in 0..words {
                behind[unit * words + word] |= behind[next * words + word];
            }
        }
    }
    let set = |unit: usize| {
        let bits = &behind[unit * words..(unit + 1) * words];
        (0..n).filter(move |other| bits[other / 64] >> (other % 64) & 1 == 1)
    };
    (
        (0..n)
            .map(|unit| set(unit).map(|other| own[other]).sum())
            .collect(),
        (0..n).map(|unit| set(unit).count() as i64).collect(),
    )
}
