//! The plan as a picture: a window of time ([`scale`]), the rows that are drawn in it ([`rows`]), and their SVG ([`draw`], with
//! [`columns`] and [`ways`]). Pure: the same lines and window give the same text.

mod columns;
pub(crate) mod draw;
pub(crate) mod rows;
pub(crate) mod scale;
mod ways;

#[cfg(test)]
mod tests {
    //! Timelines made by hand.

    use jiff::{SignedDuration, Timestamp};
    use pivot_app::planning::{StepLine, Stretch, TaskLine, Timeline};

    pub(super) fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// An open task with sessions.
    pub(super) fn task(id: &str, ahead: &[Stretch]) -> TaskLine {
        TaskLine {
            id: id.into(),
            title: format!("Task {id}"),
            times: 1,
            worked: vec![],
            ahead: ahead.to_vec(),
            runs: vec![],
            accepted: vec![],
            spent: SignedDuration::ZERO,
            left: SignedDuration::ZERO,
            done: None,
            due: None,
            after: vec![],
            unplaced: false,
            critical: false,
            slack: None,
        }
    }

    pub(super) fn step(number: u32, tasks: Vec<TaskLine>) -> StepLine {
        StepLine {
            number,
            title: format!("Step {number}"),
            due: None,
            tasks,
        }
    }

    pub(super) fn timeline(steps: Vec<StepLine>) -> Timeline {
        Timeline {
            steps,
            chain: vec![],
            away: vec![],
            hoped: None,
            accepted: None,
        }
    }
}
