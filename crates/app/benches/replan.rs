//! Time to plan again after one slip, beside the accepted plan: `cargo bench -p pivot-app`.

// A benchmark ends where what it asks for is not there.
#![allow(clippy::unwrap_used)]

#[path = "../examples/common/mod.rs"]
#[allow(dead_code)]
mod common;
#[path = "../examples/nervousness/life.rs"]
#[allow(dead_code)]
mod life;

use std::hint::black_box;

use jiff::SignedDuration;
use pivot_app::domain::curriculum;
use pivot_app::planning::{Estimate, build, plan};
use pivot_app::{Options, Situation};

const CASES: [(usize, &str); 6] = [
    (0, "mon-fri 19:00-21:00"),
    (0, "mon-fri 18:00-22:00"),
    (0, "mon-fri 09:00-12:00,13:00-18:00"),
    (1, "mon-fri 19:00-21:00"),
    (1, "mon-fri 18:00-22:00"),
    (1, "mon-fri 09:00-12:00,13:00-18:00"),
];

/// A curriculum at hours, its plan accepted, and then a task in the middle, one that is done once, takes two hours more.
fn slipped(case: usize) -> Situation {
    let (which, hours) = CASES[case];
    let mut situation = life::person(curriculum::built_in()[which].1, hours).unwrap();
    let first = plan(&situation, &Options::default()).unwrap();
    life::accept(&mut situation, &first);
    let mut behind = first.sessions[first.sessions.len() / 2..].iter();
    let middle = behind.find(|s| s.time.is_none()).unwrap().task.clone();
    let task = situation.curriculum.tasks.iter_mut().find(|t| t.id == middle);
    if let Some(task) = task {
        task.effort.likely += SignedDuration::from_hours(2);
        task.effort.high += SignedDuration::from_hours(2);
    }
    situation
}

/// Problem, schedule, check and dates.
#[divan::bench(args = 0..6)]
fn whole(bencher: divan::Bencher<'_, '_>, case: usize) {
    let situation = slipped(case);
    bencher.bench_local(|| plan(black_box(&situation), &Options::default()));
}

/// The problem alone: calendars, activities, what is known.
#[divan::bench(args = 0..6)]
fn problem(bencher: divan::Bencher<'_, '_>, case: usize) {
    let situation = slipped(case);
    bencher.bench_local(|| build(black_box(&situation), Estimate::Likely, 500));
}

/// The engine alone.
#[divan::bench(args = 0..6)]
fn engine(bencher: divan::Bencher<'_, '_>, case: usize) {
    let situation = slipped(case);
    let setup = build(&situation, Estimate::Likely, 500);
    bencher.bench_local(|| pivot_engine::solve(black_box(&setup.problem), &Options::default()));
}

fn main() {
    divan::main();
}
