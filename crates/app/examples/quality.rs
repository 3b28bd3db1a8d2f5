//! How near the plans come to what is provably the earliest: `cargo run --release -p pivot-app --example quality`.
//!
//! Both built-in curricula at five kinds of weekly hours, with and without a busy calendar, each from 8 seeds: the gap
//! between finish and bound, as a share of the time from the first session to the bound.

use std::error::Error;
use std::time::Instant;

use pivot_app::domain::{curriculum, ical, settings};
use pivot_app::planning::{Estimate, build};
use pivot_app::{Feed, Options, Situation};

const HOURS: [&str; 5] = [
    "mon-fri 19:00-21:00",
    "mon-fri 18:00-22:00",
    "mon-fri 09:00-12:00,13:00-18:00",
    "mon-fri 08:30-12:00,13:00-16:40; sat 09:10-12:15",
    "mon-thu 18:30-21:00; sat-sun 09:00-13:00",
];

/// A life whose ends fit no grid of half hours.
const LIFE: &str = "BEGIN:VCALENDAR
BEGIN:VEVENT\nUID:1\nDTSTART:20270104T093000\nDURATION:PT35M\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE\nEND:VEVENT
BEGIN:VEVENT\nUID:2\nDTSTART:20270105T150000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\nEND:VEVENT
BEGIN:VEVENT\nUID:3\nDTSTART:20270107T183000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\nEND:VEVENT
BEGIN:VEVENT\nUID:4\nDTSTART:20270123T091000\nDURATION:PT2H\nRRULE:FREQ=MONTHLY;BYDAY=4SA\nEND:VEVENT
END:VCALENDAR
";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut count, mut proven, mut sum, mut worst, mut seconds) = (0u32, 0u32, 0.0, 0.0f64, 0.0);
    for (name, text) in curriculum::built_in() {
        for (busy, hours) in HOURS.iter().flat_map(|h| [(false, h), (true, h)]) {
            let situation = situation(text, hours, busy)?;
            let setup = build(&situation, Estimate::Likely, 500);
            let mut gaps = Vec::new();
            for seed in 1..=8 {
                let begun = Instant::now();
                let solution = pivot_engine::solve(
                    &setup.problem,
                    &Options {
                        seed,
                        ..Options::default()
                    },
                )
                .map_err(|faults| format!("{faults:?}"))?;
                seconds += begun.elapsed().as_secs_f64();
                let first = solution.sessions.first().map_or(0, |s| s.start);
                let gap =
                    100.0 * (solution.cost.finish - solution.bound) as f64 / (solution.bound - first) as f64;
                count += 1;
                proven += u32::from(solution.proven);
                sum += gap;
                worst = worst.max(gap);
                gaps.push(format!("{gap:.2}{}", if solution.proven { "*" } else { "" }));
            }
            let life = if busy { "busy" } else { "free" };
            println!("{name:20} {life} {hours:50} {}", gaps.join(" "));
        }
    }
    let count = f64::from(count);
    println!(
        "gap in percent, * proven: mean {:.2}, worst {worst:.2}; {proven} of {count} proven; {:.1} ms each",
        sum / count,
        1000.0 * seconds / count
    );
    Ok(())
}

fn situation(curriculum_text: &str, hours: &str, busy: bool) -> Result<Situation, Box<dyn Error>> {
    let text = format!(
        "timezone = \"Europe/Paris\"\nstart = 2027-01-04\nbuffer = \"15m\"\n[hours]\nweek = \"{hours}\"\n[[calendar]]\nname = \"life\"\n"
    );
    let settings = settings::parse(&text).0.ok_or("the settings have a fault")?;
    let curriculum = curriculum::parse(curriculum_text)
        .0
        .ok_or("the curriculum has a fault")?;
    let feed = Feed {
        rule: settings.feeds[0].clone(),
        feed: busy.then(|| ical::parse(LIFE)),
    };
    let now = "2027-01-04T00:00:00+01:00".parse()?;
    Ok(Situation {
        now,
        settings,
        curriculum,
        feeds: vec![feed],
        facts: vec![],
        notes: vec![],
    })
}
