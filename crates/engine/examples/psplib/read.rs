//! The `.sm` format of PSPLIB (R. Kolisch and A. Sprecher, European Journal of Operational Research 96, 1996).

use pivot_engine::{Activity, Demand, Link, Problem, Resource, Window};

/// Reads an instance; the finish of its solution is the makespan. Says what is wrong with a text that is none.
pub(crate) fn read(text: &str) -> Result<Problem, String> {
    let section = |name: &str, skip: usize| -> Result<Vec<Vec<i64>>, String> {
        let mut lines = text
            .lines()
            .skip_while(|line| !line.trim_start().starts_with(name))
            .skip(1 + skip)
            .peekable();
        lines.peek().ok_or_else(|| format!("no section {name}"))?;
        lines
            .take_while(|line| !line.starts_with('*'))
            .map(|line| {
                let number = |word: &str| word.parse().map_err(|_| format!("{name}: {word:?} is no number"));
                line.split_whitespace().map(number).collect()
            })
            .collect()
    };
    let capacities = section("RESOURCEAVAILABILITIES", 1)?
        .into_iter()
        .next()
        .ok_or("no capacities")?;
    let requests = section("REQUESTS/DURATIONS", 2)?;
    let horizon: i64 = requests.iter().filter_map(|row| row.get(2)).sum();
    let resources = capacities
        .iter()
        .map(|&capacity| Resource {
            calendar: vec![Window {
                start: 0,
                end: horizon.max(1),
                capacity: u32::try_from(capacity).unwrap_or(0),
            }],
            quotas: Vec::new(),
        })
        .collect();
    let mut activities = Vec::with_capacity(requests.len());
    for row in &requests {
        let [_, _, work, units @ ..] = row.as_slice() else {
            return Err("a short row of requests".into());
        };
        let demands = units
            .iter()
            .enumerate()
            .filter(|(_, units)| **units > 0)
            .map(|(resource, &units)| Demand {
                resource,
                units: u32::try_from(units).unwrap_or(0),
                draw: work * units,
            })
            .collect();
        activities.push(Activity {
            work: *work,
            demands,
            ..Activity::default()
        });
    }
    for row in section("PRECEDENCE RELATIONS", 1)? {
        let [job, _, _, successors @ ..] = row.as_slice() else {
            return Err("a short row of precedence".into());
        };
        for successor in successors {
            let index = usize::try_from(successor - 1).map_err(|_| "job numbers start at 1")?;
            let activity = usize::try_from(job - 1).map_err(|_| "job numbers start at 1")?;
            activities
                .get_mut(index)
                .ok_or("an unknown job")?
                .after
                .push(Link { activity, lag: 0 });
        }
    }
    Ok(Problem {
        horizon,
        days: Vec::new(),
        resources,
        activities,
        ..Problem::default()
    })
}
