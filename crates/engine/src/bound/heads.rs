//! How early each activity can be done when it is alone.

use crate::frame::{Frame, day_of};
use crate::model::Slot;

/// The earliest start and finish of the free work of an activity, each activity taken alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) start: Slot,
    pub(crate) finish: Slot,
}

/// The heads of a frame's activities; `None` for those that are absent or have no place before the horizon (and what
/// waits for such a one). Nothing starts before `from`, nor activity `i` before `releases[i]`.
///
/// In a mirrored frame the result are tails. There pins do not hold back what waits for them (a pin may lie before
/// what it should wait for), and short stretches count in full (it is the first session that may be short).
pub(crate) fn heads(
    frame: &Frame<'_>,
    mirrored: bool,
    present: &[bool],
    from: Slot,
    releases: Option<&[Slot]>,
) -> Vec<Option<Head>> {
    let problem = frame.problem;
    let mut heads: Vec<Option<Head>> = vec![None; problem.activities.len()];
    let mut lost = vec![false; problem.activities.len()];
    for &unit in &frame.graph.order {
        let members = frame.graph.members(unit);
        let mut block = Slot::MIN;
        for &i in members.iter().filter(|&&i| present[i]) {
            let a = &problem.activities[i];
            let pinned = frame.free[i] == 0 && a.work > 0;
            if pinned {
                // Fully pinned: it lies where it lies. In the mirror it is no constraint to anything.
                let span = a.pins.first().zip(a.pins.last());
                heads[i] = span.filter(|_| !mirrored).map(|(first, last)| Head {
                    start: first.0,
                    finish: last.1,
                });
                continue;
            }
            let mut earliest = a
                .release
                .max(from)
                .max(releases.map_or(0, |releases| releases[i]));
            for link in &a.after {
                lost[i] |= lost[link.activity];
                if let Some(head) = heads[link.activity].filter(|_| present[link.activity]) {
                    earliest = earliest.max(head.finish + link.lag);
                }
            }
            block = block.max(earliest - frame.graph.offset[i]);
            if members.len() == 1 && !lost[i] {
                heads[i] = alone(frame, mirrored, i, earliest);
                lost[i] = heads[i].is_none();
                if let (Some(head), false, Some(pin)) = (&mut heads[i], mirrored, a.pins.last()) {
                    head.finish = head.finish.max(pin.1);
                }
            }
        }
        if members.len() > 1 {
            let open: Vec<usize> = members
                .iter()
                .copied()
                .filter(|&i| present[i] && problem.activities[i].pins.is_empty())
                .collect();
            let start = if open.iter().any(|&i| lost[i]) {
                None
            } else {
                block_start(frame, &open, block)
            };
            for &i in &open {
                let at = start.map(|start| start + frame.graph.offset[i]);
                heads[i] = at.map(|at| Head {
                    start: at,
                    finish: at + frame.free[i],
                });
                lost[i] = at.is_none();
            }
        }
    }
    heads
}

/// The earliest start of a block whose members must each find their calendars open, others and quotas aside.
fn block_start(frame: &Frame<'_>, open: &[usize], mut start: Slot) -> Option<Slot> {
    let horizon = frame.problem.horizon;
    'again: loop {
        for &i in open {
            let (at, work) = (start + frame.graph.offset[i], frame.free[i]);
            if at + work > horizon {
                return None;
            }
            if work > 0 {
                let (from, to) = frame.open(&frame.base, i, at, work, horizon)?;
                if from > at || to - from < work {
                    start = if to - from < work { to } else { from } - frame.graph.offset[i];
                    continue 'again;
                }
            }
        }
        return Some(start);
    }
}

/// The earliest start and finish of an activity's free work on its own. What cannot be divided needs one stretch of
/// its whole length, and so does what is no longer than its shortest session. What can be divided takes every open slot, as far as its daily limit and the quotas go, and may
/// use a stretch shorter than its shortest session only to finish.
pub(crate) fn alone(frame: &Frame<'_>, mirrored: bool, i: usize, earliest: Slot) -> Option<Head> {
    let horizon = frame.problem.horizon;
    let work = frame.free[i];
    if work == 0 {
        return (earliest <= horizon).then_some(Head {
            start: earliest,
            finish: earliest,
        });
    }
    let a = &frame.problem.activities[i];
    // What is not longer than its shortest session is one session too: only the last may be short.
    let Some(split) = a.split.filter(|split| split.min < work) else {
        let mut t = earliest;
        loop {
            let (from, to) = frame.open(&frame.base, i, t, work, horizon)?;
            if to - from == work {
                return Some(Head {
                    start: from,
                    finish: to,
                });
            }
            t = to;
        }
    };
    // A limit per period: the day, or a quota's period. `used` is what the current period has seen.
    let quotas: Vec<_> = a
        .demands
        .iter()
        .zip(&frame.draws[i])
        .flat_map(|(demand, draw)| {
            frame.quotas[demand.resource]
                .iter()
                .map(move |periods| (periods, *draw))
        })
        .collect();
    let mut used: Vec<(Option<usize>, Slot)> = vec![(None, 0); quotas.len()];
    let mut day = (Slot::MIN, 0);
    let (mut rest, mut t, mut start) = (work, earliest, None);
    let whole = split.per_day.is_none() && quotas.is_empty();
    // Where a limit may hold, the whole stretch is looked at: its limits are then passed period by period.
    let want = if whole { 0 } else { horizon };
    loop {
        let (from, to) = frame.open(&frame.base, i, t, want.max(rest).max(split.min), horizon)?;
        t = to;
        if !mirrored && to - from < split.min && to - from < rest {
            continue;
        }
        if whole {
            start = start.or(Some(from));
            if to - from >= rest {
                return start.map(|start| Head {
                    start,
                    finish: from + rest,
                });
            }
            rest -= to - from;
            continue;
        }
        let mut at = from;
        while at < to {
            let mut end = to;
            let mut most = rest;
            if let Some(per_day) = split.per_day {
                let (day_start, day_end) = day_of(&frame.problem.days, at);
                if day.0 != day_start || day.1 == 0 {
                    day = (day_start, 0);
                }
                end = end.min(day_end);
                most = most.min(per_day - day.1);
            }
            for ((periods, draw), used) in quotas.iter().zip(&mut used) {
                let period = periods.of(at);
                if used.0 != period {
                    *used = (period, 0);
                }
                end = end.min(periods.end(period));
                if let Some(p) = period {
                    most = most.min(draw.ceiling(frame.left_most[periods.first + p], work) - used.1);
                }
            }
            let take = most.min(end - at).max(0);
            if take > 0 {
                start = start.or(Some(at));
                rest -= take;
                day.1 += take;
                for used in &mut used {
                    used.1 += take;
                }
            }
            if rest == 0 {
                return start.map(|start| Head {
                    start,
                    finish: at + take,
                });
            }
            at = end;
        }
    }
}
