//! How near the plans come to what is provably the earliest: `cargo run --release -p pivot-app --example quality`.
//!
//! Two sets, with the default effort. *Seeds*: both built-in curricula at five kinds of weekly hours, with and without a
//! busy calendar, each from 8 seeds. *Lives*: both at 10, 20 and 40 hours a week in several shapes, and the hours of
//! `pivot init` and of the demo, with and without the demo's calendar, from four dates. The gap between finish and bound is
//! shown as a share of the time from the first session to the bound; and again for *lives* without the dates that may be
//! missed, since an earlier finish is never bought with much lateness.

mod common;

use std::error::Error;
use std::time::Instant;

use common::{LIFE, Person};
use pivot_app::Options;
use pivot_app::domain::curriculum;
use pivot_app::planning::{Estimate, build};
use pivot_app::verbs::init::demo_calendar;
use pivot_engine::{Problem, check, solve};

const HOURS: [&str; 5] = [
    "mon-fri 19:00-21:00",
    "mon-fri 18:00-22:00",
    "mon-fri 09:00-12:00,13:00-18:00",
    "mon-fri 08:30-12:00,13:00-16:40; sat 09:10-12:15",
    "mon-thu 18:30-21:00; sat-sun 09:00-13:00",
];

/// Ten, twenty and forty hours a week: evenings, weekends, full days; then the hours of `pivot init` and of the demo.
const SHAPES: [&str; 13] = [
    "mon-fri 19:00-21:00",
    "sat-sun 09:00-14:00",
    "mon-thu 19:30-21:00; sat 09:00-13:00",
    "mon-fri 18:00-22:00",
    "sat-sun 08:00-13:00,14:00-19:00",
    "mon-thu 18:30-21:30; sat-sun 09:00-13:00",
    "mon-fri 09:00-13:00",
    "mon-fri 09:00-12:00,13:00-18:00",
    "mon-fri 09:00-17:00",
    "mon-fri 09:00-12:15,13:15-17:30; sat 10:00-12:30",
    "mon-sat 09:00-12:00,13:00-16:40",
    "mon-thu 19:00-21:00; sat 09:00-12:00",
    "mon-fri 09:00-12:15,13:15-17:30; sat 10:00-13:15",
];

const STARTS: [&str; 4] = ["2027-01-04", "2026-11-30", "2027-05-10", "2027-09-06"];

/// What a set adds up to.
#[derive(Default)]
struct Tally {
    count: u32,
    proven: u32,
    sum: f64,
    worst: f64,
    seconds: f64,
    slowest: f64,
}

impl Tally {
    /// Solves a problem and says how near it came: the gap in percent, a star where it is proven.
    fn solve(&mut self, problem: &Problem, seed: u64) -> Result<String, Box<dyn Error>> {
        let begun = Instant::now();
        let options = Options {
            seed,
            ..Options::default()
        };
        let solution = solve(problem, &options).map_err(|faults| format!("{faults:?}"))?;
        let seconds = begun.elapsed().as_secs_f64();
        if !check(problem, &solution).is_empty() {
            return Err("the schedule breaks a rule".into());
        }
        let first = solution.sessions.first().map_or(0, |s| s.start);
        let gap = 100.0 * (solution.cost.finish - solution.bound) as f64 / (solution.bound - first) as f64;
        self.count += 1;
        self.proven += u32::from(solution.proven);
        self.sum += gap;
        self.worst = self.worst.max(gap);
        self.seconds += seconds;
        self.slowest = self.slowest.max(seconds);
        Ok(format!("{gap:.2}{}", if solution.proven { "*" } else { "" }))
    }

    fn print(&self, name: &str) {
        let count = f64::from(self.count);
        println!(
            "{name}: gap in percent, * proven: mean {:.3}, worst {:.2}; {} of {count} proven; {:.1} ms each, slowest {:.0} ms\n",
            self.sum / count,
            self.worst,
            self.proven,
            1000.0 * self.seconds / count,
            1000.0 * self.slowest,
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut tally = Tally::default();
    for (name, text) in curriculum::built_in() {
        for (life, hours) in HOURS.iter().flat_map(|h| [("free", h), ("busy", h)]) {
            let person = Person {
                calendar: (life == "busy").then_some(LIFE),
                ..Person::new(text, hours)
            };
            let situation = person.situation()?;
            let problem = build(&situation, Estimate::Likely, 500).problem;
            let gaps: Result<Vec<String>, _> = (1..=8).map(|seed| tally.solve(&problem, seed)).collect();
            println!("{name:20} {life} {hours:50} {}", gaps?.join(" "));
        }
    }
    tally.print("seeds");
    let (mut tally, mut undated) = (Tally::default(), Tally::default());
    for (name, text) in curriculum::built_in() {
        for (life, hours) in SHAPES.iter().flat_map(|h| [("free", h), ("demo", h)]) {
            let mut gaps = Vec::new();
            for start in STARTS {
                let calendar = (life == "demo")
                    .then(|| start.parse().map(demo_calendar))
                    .transpose()?;
                let person = Person {
                    home: ("America/Toronto", start),
                    calendar: calendar.as_deref(),
                    ..Person::new(text, hours)
                };
                let situation = person.situation()?;
                let mut problem = build(&situation, Estimate::Likely, 900).problem;
                gaps.push(tally.solve(&problem, 1)?);
                for a in problem.activities.iter_mut().filter(|a| !a.forgiven) {
                    a.due = None;
                }
                undated.solve(&problem, 1)?;
            }
            println!("{name:20} {life} {hours:50} {}", gaps.join(" "));
        }
    }
    tally.print("lives");
    undated.print("lives without dates");
    Ok(())
}
