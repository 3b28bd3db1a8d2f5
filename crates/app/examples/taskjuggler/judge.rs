//! What Pivot's rules say of TaskJuggler's bookings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use pivot_app::domain::availability::{instant, slot_from};
use pivot_app::wire;
use pivot_engine::{Cost, Outcome, Session, Slot, Solution, Violation, check};

use super::{Frame, Result, due, minutes};

impl Frame<'_> {
    /// Finish, minutes of work and of lateness, sessions, and how often each rule of the checker is broken.
    pub(crate) fn judged(&self, bookings: &str) -> Result<serde_json::Value> {
        let problem = &self.setup.problem;
        let mut solution = Solution {
            sessions: self.sessions(bookings)?,
            outcomes: Vec::new(),
            cost: Cost::default(),
            bound: 0,
            proven: false,
            feasible: true,
            schedules: 0,
        };
        for activity in 0..problem.activities.len() {
            let mine = || solution.sessions.iter().filter(|s| s.activity == activity);
            let (Some(first), Some(last)) = (mine().next(), mine().next_back()) else {
                return Err(format!("a{activity} is not booked").into());
            };
            solution.outcomes.push(Outcome::Placed {
                start: first.start,
                finish: last.end,
            });
        }
        let mut broken = BTreeMap::<String, usize>::new();
        for violation in check(problem, &solution) {
            match violation {
                // What a solution says of itself, which TaskJuggler's does not.
                Violation::Cost { .. } | Violation::Bound | Violation::Proven | Violation::Feasible => {}
                other => {
                    let kind: String = format!("{other:?}")
                        .chars()
                        .take_while(char::is_ascii_alphanumeric)
                        .collect();
                    *broken.entry(kind).or_default() += 1;
                }
            }
        }
        let late: Slot = (problem.activities.iter().zip(&solution.outcomes))
            .map(|(activity, outcome)| match (due(activity), outcome) {
                (Some(due), Outcome::Placed { finish, .. }) => (finish - due).max(0),
                _ => 0,
            })
            .sum();
        let finish = solution.sessions.iter().map(|s| s.end).max().unwrap_or(0);
        let work: Slot = solution.sessions.iter().map(|s| s.end - s.start).sum();
        Ok(serde_json::json!({
            "finish": wire::instant(instant(self.setup.origin + finish), &self.settings.zones),
            "minutes": minutes(work),
            "late_minutes": minutes(late),
            "sessions": solution.sessions.len(),
            "broken": broken,
        }))
    }

    /// The bookings of every task as sessions; what its several resources do at once is one session.
    fn sessions(&self, bookings: &str) -> Result<Vec<Session>> {
        let mut booked: BTreeMap<usize, BTreeSet<Slot>> = BTreeMap::new();
        let mut task = None;
        for line in bookings.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["supplement", kind, id, ..] = words[..] {
                // Resources repeat the bookings of their tasks, and the dates before which tasks wait have none.
                let number = id.strip_prefix('a').filter(|_| kind == "task");
                task = number.map(str::parse::<usize>).transpose()?;
            }
            let (Some(task), Some(plus)) = (task, words.iter().position(|w| *w == "+")) else {
                continue;
            };
            let (Some(start), Some(hours)) = (
                plus.checked_sub(1).and_then(|i| words.get(i)),
                words.get(plus + 1),
            ) else {
                return Err(format!("no booking: {line}").into());
            };
            let hours: f64 = hours
                .trim_end_matches(',')
                .strip_suffix('h')
                .ok_or_else(|| format!("no hours: {line}"))?
                .parse()?;
            let start = slot_from(Timestamp::strptime("%Y-%m-%d-%H:%M-%z", start)?) - self.setup.origin;
            booked
                .entry(task)
                .or_default()
                .extend(start..start + (hours * 12.0).round() as Slot);
        }
        let mut sessions: Vec<Session> = Vec::new();
        for (activity, slots) in booked {
            for slot in slots {
                match sessions.last_mut() {
                    Some(last) if last.activity == activity && last.end == slot => last.end += 1,
                    _ => sessions.push(Session {
                        start: slot,
                        end: slot + 1,
                        activity,
                    }),
                }
            }
        }
        sessions.sort_unstable();
        Ok(sessions)
    }
}
