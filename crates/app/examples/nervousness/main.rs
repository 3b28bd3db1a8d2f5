//! How much of a plan moves while life happens: `cargo run --release -p pivot-app --example nervousness`.
//!
//! Thirteen weeks of the demo and of both built-in curricula, from seeds: days are lost, work takes longer, meetings appear.
//! Each morning (or each Monday) the plan is made again and accepted: once beside the plan that is known, once from scratch.
//! A session counts as moved that was ahead, could have stayed (its task is not done, nothing new takes its time) and did not.

#[path = "../common/mod.rs"]
mod common;
mod life;

use std::error::Error;

use life::{Count, Days, Life, count};
use pivot_app::planning::{Late, Plan, plan};
use pivot_app::{Options, Situation};

const SEEDS: u64 = 2;
const DAYS: usize = 91;

/// What a life with re-planning adds up to.
#[derive(Default)]
struct Sum {
    count: Count,
    plans: u32,
    /// Minutes by which the known schedule made the finish later than from scratch, in the same situation, added up.
    later: i64,
    /// The same for minutes late, over all tasks.
    late: i64,
    /// Plans whose finish is proven.
    proven: u32,
    finish: i64,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:31}  {:>5}  {:>5}  {:>9}  {:>7}  {:>6}  {:>9}  {:>9}  {:>9}  proven",
        "", "plans", "ahead", "moved", "scratch", "2 days", "finish", "late", "end"
    );
    for name in ["demo", "deep-learning-2017 20 h", "deep-learning 20 h"] {
        for every in [1, 7] {
            let (mut known, mut scratch) = (Sum::default(), Sum::default());
            for seed in 1..=SEEDS {
                live(situation(name)?, seed, every, true, &mut known)?;
                live(situation(name)?, seed, every, false, &mut scratch)?;
            }
            let share = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
            let plans = f64::from(known.plans.max(1));
            println!(
                "{name:24} {:6}  {:5}  {:5.0}  {:7.1} %  {:5.1} %  {:4.1} %  {:+6.1} h  {:+6.0} h  {:+6.1} h  {} {}",
                if every == 1 { "daily" } else { "weekly" },
                known.plans,
                f64::from(known.count.ahead) / plans,
                share(known.count.moved, known.count.ahead),
                share(scratch.count.moved, scratch.count.ahead),
                share(known.count.near_moved, known.count.near),
                known.later as f64 / 60.0 / plans,
                known.late as f64 / 60.0 / plans,
                (known.finish - scratch.finish) as f64 / 60.0 / SEEDS as f64,
                known.proven,
                scratch.proven,
            );
        }
    }
    println!(
        "ahead: sessions that could stay, on average; moved: of these, beside the known schedule; scratch: the same when each\n\
         plan is made from scratch; 2 days: moved within the frozen window. Beside a plan from scratch for the same moment:\n\
         finish, later by (mean); late, hours by which tasks miss their dates, more by (mean, all tasks added up). end: finish\n\
         after the 13 weeks, later than of a life planned from scratch. proven: plans whose finish is, and from scratch."
    );
    Ok(())
}

/// Minutes by which tasks miss their dates, added up.
fn late(plan: &Plan) -> i64 {
    let late = |l: &Late| l.finish.duration_since(l.deadline).as_mins();
    plan.late.iter().map(late).sum()
}

fn told(error: &pivot_app::Error) -> String {
    format!("{error:?}")
}

fn situation(name: &str) -> Result<Situation, Box<dyn Error>> {
    let (first, hours) = name.split_once(' ').unwrap_or((name, ""));
    if first == "demo" {
        let folder = tempfile::tempdir()?;
        let now = "2027-01-04T06:00:00-05:00".parse()?;
        let folder =
            pivot_app::verbs::init::demo(&folder.path().join("demo"), now).map_err(|error| told(&error))?;
        return Ok(Situation::load(&folder, now).map_err(|error| told(&error))?);
    }
    let text = pivot_app::domain::curriculum::built_in()
        .into_iter()
        .find(|(name, _)| *name == first)
        .ok_or("no such curriculum")?
        .1;
    let hours = match hours {
        "20 h" => "mon-fri 18:00-22:00",
        other => other,
    };
    life::person(text, hours)
}

/// Lives thirteen weeks and adds to the sum what moved.
fn live(
    situation: Situation,
    seed: u64,
    every: usize,
    knows: bool,
    sum: &mut Sum,
) -> Result<(), Box<dyn Error>> {
    let options = Options::default();
    let days = Days::new(seed, DAYS);
    let mut life = Life::new(situation);
    let first = plan(&life.situation, &options).map_err(|error| told(&error))?;
    life::accept(&mut life.situation, &first);
    for day in 0..DAYS {
        life.live(day, &days);
        if (day + 1) % every != 0 {
            continue;
        }
        let facts = std::mem::take(&mut life.situation.facts);
        let scratch = plan(&life.situation, &options).map_err(|error| told(&error))?;
        life.situation.facts = facts;
        let next = if knows {
            plan(&life.situation, &options).map_err(|error| told(&error))?
        } else {
            scratch.clone()
        };
        let now = count(&life.situation, &next);
        sum.count.ahead += now.ahead;
        sum.count.moved += now.moved;
        sum.count.near += now.near;
        sum.count.near_moved += now.near_moved;
        sum.plans += 1;
        sum.later += next.finish.duration_since(scratch.finish).as_mins();
        sum.late += late(&next) - late(&scratch);
        sum.proven += u32::from(next.proven);
        life::accept(&mut life.situation, &next);
        if day + every >= DAYS {
            sum.finish += next.finish.as_second() / 60;
        }
    }
    Ok(())
}
