//! Where a session may lie: open calendars, a gap from the pins, daily limits, quotas.

use super::{Placer, Run};
use crate::frame::day_of;
use crate::model::{Session, Slot, Split};

impl Placer<'_, '_> {
    /// The first stretch from `t` on, of one slot or more and at most `want`, that activity `i` may use for a session:
    /// its demands are met, its pins are a gap away, and its daily limit and the quotas allow it.
    #[allow(clippy::too_many_arguments)] // a struct would only rename them
    pub(crate) fn stretch(
        &self,
        i: usize,
        own: &[Session],
        mut t: Slot,
        done: Slot,
        shape: &Split,
        want: Slot,
        limit: Slot,
    ) -> Option<Run> {
        let a = &self.frame.problem.activities[i];
        loop {
            let (start, end) = self.frame.open(&self.profiles, i, t, want, limit)?;
            let mut run = Run {
                start,
                end,
                next: end,
            };
            for &(from, to) in &a.pins {
                if run.start < to + shape.gap && run.end > from - shape.gap {
                    run.end = run.end.min(from - shape.gap);
                    run.next = to + shape.gap;
                }
            }
            if run.end > run.start
                && let Some(per_day) = shape.per_day
            {
                self.cut_to_days(i, own, per_day, &mut run);
            }
            if run.end > run.start {
                self.cut_to_quotas(i, done, &mut run);
            }
            if run.end > run.start {
                // A pin may begin inside a stretch whose start is free; whatever cut it, looking again goes forward.
                run.next = run.next.max(run.start + 1);
                return Some(run);
            }
            t = run.next.max(start + 1);
        }
    }

    /// Ends the run where the daily limit is reached.
    fn cut_to_days(&self, i: usize, own: &[Session], per_day: Slot, run: &mut Run) {
        let mut t = run.start;
        while t < run.end {
            let (from, to) = day_of(&self.frame.problem.days, t);
            let overlap = |start: Slot, end: Slot| (end.min(to) - start.max(from)).max(0);
            let pins = &self.frame.problem.activities[i].pins;
            let fixed = pins.iter();
            let used: Slot = fixed.map(|pin| overlap(pin.0, pin.1)).sum::<Slot>()
                + own
                    .iter()
                    .rev()
                    .take_while(|session| session.end > from)
                    .map(|session| overlap(session.start, session.end))
                    .sum::<Slot>();
            let left = (per_day - used).max(0);
            if run.end.min(to) - t > left {
                run.end = t + left;
                // Later in the day the same rest of the limit may run on into the next day.
                run.next = if to - left > run.start { to - left } else { to };
                return;
            }
            t = to;
        }
    }

    /// Ends the run where a quota is used up.
    fn cut_to_quotas(&self, i: usize, done: Slot, run: &mut Run) {
        for (demand, draw) in self.frame.problem.activities[i]
            .demands
            .iter()
            .zip(&self.frame.draws[i])
        {
            for periods in &self.frame.quotas[demand.resource] {
                let mut t = run.start;
                while t < run.end {
                    let period = periods.of(t);
                    let to = periods.end(period);
                    if let Some(p) = period {
                        let want = run.end.min(to) - t;
                        let most = draw.most(done + t - run.start, self.left[periods.first + p], want);
                        if most < want {
                            run.end = t + most;
                            run.next = if to != Slot::MAX && to - most > run.start {
                                to - most
                            } else {
                                to
                            };
                            break;
                        }
                    }
                    t = to;
                }
            }
        }
    }
}
