//! Hours of a step as columns, so that a folded step still shows when there is much to do.

use std::fmt::Write as _;

use pivot_app::planning::Stretch;

use super::rows::Row;
use super::scale::Scale;

/// Seconds in each of the scale's bins.
fn sums(stretches: &[Stretch], bins: &[Stretch]) -> Vec<i64> {
    let mut sums = vec![0; bins.len()];
    for (from, to) in stretches {
        let first = bins.partition_point(|bin| bin.1 <= *from);
        for (sum, bin) in sums
            .iter_mut()
            .zip(bins)
            .skip(first)
            .take_while(|(_, bin)| bin.0 < *to)
        {
            *sum += bin.1.min(*to).as_second() - bin.0.max(*from).as_second();
        }
    }
    sums
}

/// The most seconds of one step in one bin.
pub(super) fn peak(rows: &[Row<'_>], scale: &Scale) -> i64 {
    let bins = scale.bins();
    let most = |row: &Row<'_>| {
        let tasks = row.step.tasks.iter();
        let all: Vec<Stretch> = tasks
            .flat_map(|t| t.worked.iter().chain(&t.ahead))
            .copied()
            .collect();
        sums(&all, &bins).into_iter().max().unwrap_or(0)
    };
    let steps = rows.iter().filter(|row| row.task.is_none());
    steps.map(most).max().unwrap_or(0).max(1)
}

/// Columns on `foot`, at most `room` high: what was done, and on top of it what is planned.
pub(super) fn columns(
    (worked, ahead): (&[Stretch], &[Stretch]),
    scale: &Scale,
    (foot, room): (i64, i64),
    peak: i64,
) -> (String, String) {
    let bins = scale.bins();
    let (mut done, mut planned) = (String::new(), String::new());
    for (bin, (w, a)) in bins
        .iter()
        .zip(sums(worked, &bins).into_iter().zip(sums(ahead, &bins)))
    {
        let Some((x, width)) = scale.span(*bin) else {
            continue;
        };
        let height = |seconds: i64| {
            if seconds > 0 {
                (room * seconds / peak).clamp(2, room)
            } else {
                0
            }
        };
        let (w, a) = (height(w), height(a));
        if w > 0 {
            let _ = write!(done, "M{x} {foot}h{width}v-{w}h-{width}z");
        }
        if a > 0 {
            let _ = write!(planned, "M{x} {}h{width}v-{a}h-{width}z", foot - w);
        }
    }
    (done, planned)
}
