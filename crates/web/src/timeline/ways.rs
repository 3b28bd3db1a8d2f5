//! Lines from row to row: what waits for what, and the chain that fixes the finish.

use std::fmt::Write as _;

use pivot_app::planning::TaskLine;

use super::draw::{BLOCK, CHAIN, Scene, top};
use super::rows::Rows;
use super::scale::Scale;

/// So many ways from one link of the chain to the next are drawn.
const WAYS: i64 = 60;

/// Lines from the end of a task to the start of one that waits for it: between rows of tasks, and all of the picked task.
pub(super) fn waits(rows: &Rows<'_>, scale: &Scale, picked: Option<&str>) -> String {
    let mut d = String::new();
    for (i, row) in rows.rows.iter().enumerate() {
        let Some(task) = row.task else { continue };
        for before in &task.after {
            let own = picked.is_some_and(|p| p == task.id || p == before);
            let other = rows.of(before).filter(|k| own || rows.rows[*k].task.is_some());
            let all = rows.rows.iter().flat_map(|row| &row.step.tasks);
            let Some((k, end)) = other.zip(all.clone().find(|t| t.id == *before).and_then(TaskLine::finish))
            else {
                continue;
            };
            let Some(start) = task.start() else { continue };
            // What was begun before the other ended has no line back in time.
            let (a, b) = (scale.x(end), scale.x(start).max(scale.x(end)));
            let middle = BLOCK.0 + BLOCK.1 / 2;
            let (from, to) = (
                top(k) + middle,
                top(i) + if k < i { BLOCK.0 - 1 } else { BLOCK.0 + BLOCK.1 + 1 },
            );
            let _ = write!(d, "M{a} {from}H{b}V{to}");
        }
    }
    d
}

/// The chain that fixes the finish: its links below their rows, and the ways from one row to the next. Very many ways would
/// hide what they lead to: then the links stand alone.
pub(super) fn chain(scene: &Scene<'_>, rows: &Rows<'_>) -> (String, String) {
    let scale = scene.scale;
    let (mut links, mut ways) = (String::new(), String::new());
    let mut count = 0;
    let mut last: Option<(i64, i64)> = None;
    for link in &scene.timeline.chain {
        let Some(row) = rows.of(&link.task) else { continue };
        let y = top(row) + CHAIN;
        let (a, b) = (scale.x(link.start), scale.x(link.finish));
        if let Some((x, before)) = last {
            count += i64::from(before != y);
            let _ = write!(ways, "M{x} {before}H{a}V{y}");
        }
        for (x, width) in scale.blocks(&[(link.start, link.finish)]) {
            let _ = write!(links, "M{x} {y}h{width}");
        }
        last = Some((b, y));
    }
    if count > WAYS {
        ways.clear();
    }
    (links, ways)
}
