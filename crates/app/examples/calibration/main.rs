//! How often forecasts hold: simulated people, asked at several points of their way.
//!
//! `calibration [--people N] [--futures N] [--seed N]` prints, for each point, of how many people in a hundred everything was
//! finished by the date that was to hold in 50, 80 and 95 of 100; beside it two other forecasts: adding up likely hours (one
//! date, the plan's), and drawing each task for itself from its PERT distribution.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark ends where what it asks for is not there"
)]

mod life;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use life::{Life, People, Person};
use pivot_app::domain::{curriculum, settings};
use pivot_app::planning::forecast::{Ahead, Chance, Model, Observations, Quantiles, Shape, Wish, finish};
use pivot_app::{Options, Situation};

/// The shares of the work after which a person asks.
const POINTS: [f64; 5] = [0.0, 0.1, 0.25, 0.5, 0.75];
/// What is compared.
const WAYS: [&str; 4] = ["ours", "ours, beta", "PERT draws", "likely hours"];

const SETTINGS: &str = "timezone = \"Europe/Paris\"\nstart = 2027-01-04\n[hours]\nweek = \"mon-fri 18:00-20:30; sat 09:00-12:00,13:00-17:00\"\n[[away]]\nfrom = 2027-08-02\nto = 2027-08-15\n";

/// A person who begins with the built-in curriculum of 2017 on 16 or so hours a week.
fn situation() -> Situation {
    let (settings, faults) = settings::parse(SETTINGS);
    assert_eq!(faults, []);
    let text = curriculum::built_in()
        .iter()
        .find(|c| c.0 == "deep-learning-2017")
        .unwrap()
        .1;
    let (curriculum, faults) = curriculum::parse(text);
    assert_eq!(faults, []);
    Situation {
        now: "2027-01-04T00:00:00+01:00".parse().unwrap(),
        settings: settings.unwrap(),
        curriculum: curriculum.unwrap(),
        feeds: Vec::new(),
        facts: Vec::new(),
        notes: Vec::new(),
        competitions: vec![],
        only_if_unchanged: false,
    }
}

/// What each way says at a moment: dates for 50, 80 and 95 of 100.
fn said(situation: &Situation, wish: &Wish, brief: bool) -> [Quantiles; WAYS.len()] {
    let options = Options {
        effort: 0,
        ..Options::default()
    };
    let ahead = Ahead::new(situation, &options).expect("the files can be planned");
    let observed = Observations::of(situation);
    let ours = |shape| Model {
        pace: observed.pace(),
        shape: Some(shape),
        losses: Some(observed.losses()),
        scope: Some(observed.scope()),
    };
    let dates = |model: &Model| finish(&ahead, model, wish).expect("threads live");
    if brief {
        return [dates(&ours(Shape::Lognormal)); WAYS.len()];
    }
    let once = Wish { futures: 1, ..*wish };
    let plan = finish(&ahead, &Model::certain(), &once).expect("threads live");
    [
        dates(&ours(Shape::Lognormal)),
        dates(&ours(Shape::Beta)),
        dates(&Model::independent()),
        plan,
    ]
}

/// For each point, way and degree, how many were finished by the date.
type Held = [[[u32; 3]; WAYS.len()]; POINTS.len()];

fn count(held: &mut Held, life: &Life, point: usize, said: &[Quantiles]) {
    for (way, q) in said.iter().enumerate() {
        let by = |at: Option<Timestamp>| u32::from(at.is_some_and(|at| life.end <= at));
        for (k, at) in [q.p50, q.p80, q.p95].into_iter().enumerate() {
            held[point][way][k] += by(at);
        }
    }
}

fn measure(people: People, many: u64, futures: usize, seed: u64, brief: bool) -> Held {
    let begin = situation();
    let options = Options {
        effort: 0,
        ..Options::default()
    };
    let plan = pivot_app::planning::plan(&begin, &options).expect("the files can be planned");
    let mut order: Vec<String> = Vec::new();
    for session in &plan.sessions {
        if !order.contains(&session.task) {
            order.push(session.task.clone());
        }
    }
    let mut kinds: Vec<String> = begin.curriculum.tasks.iter().map(|t| t.kind.clone()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let held = Mutex::new(Held::default());
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    if k >= many {
                        return;
                    }
                    let mut chance = Chance::new(seed, k, 77);
                    let person = Person::draw(people, &kinds, &mut chance);
                    let life = life::live(&begin, &plan, &order, &person, &mut chance);
                    let mut own = Held::default();
                    for (point, share) in POINTS.into_iter().enumerate() {
                        let now = if share > 0.0 { life.after(share) } else { begin.now };
                        let then = life::at(&begin, &life, now);
                        let wish = Wish {
                            futures,
                            seed: seed + k,
                            threads: 1,
                        };
                        count(&mut own, &life, point, &said(&then, &wish, brief));
                    }
                    let mut all = held.lock().expect("no thread fails");
                    for (all, own) in all
                        .iter_mut()
                        .flatten()
                        .flatten()
                        .zip(own.iter().flatten().flatten())
                    {
                        *all += own;
                    }
                }
            });
        }
    });
    held.into_inner().expect("no thread fails")
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str, other: u64| {
        let at = args
            .iter()
            .position(|a| a == name)
            .and_then(|at| args.get(at + 1));
        at.and_then(|n| n.parse().ok()).unwrap_or(other)
    };
    let (many, futures, seed) = (
        number("--people", 1_000),
        number("--futures", 300),
        number("--seed", 1),
    );
    let futures = usize::try_from(futures).unwrap_or(300);
    // Our own forecast alone, in all columns.
    let brief = args.iter().any(|a| a == "--brief");
    for people in [People::Mixed, People::Slow, People::Steady] {
        let many = if people == People::Mixed {
            many
        } else {
            many.div_ceil(5)
        };
        let held = measure(people, many, futures, seed, brief);
        println!(
            "{people:?}: {many} people, {futures} futures each; finished by the date of 50, 80, 95 of 100, in percent"
        );
        print!("{:<16}", "work done");
        for way in WAYS {
            print!("{way:>18}");
        }
        println!();
        for (share, ways) in POINTS.iter().zip(&held) {
            print!("{:<16}", format!("{:.0} %", share * 100.0));
            for way in ways {
                let cells = way.map(|n| format!("{:.0}", 100.0 * f64::from(n) / many as f64));
                print!("{:>18}", cells.join(" "));
            }
            println!();
        }
        println!();
    }
}
