//! Time to solve problems of the kind that Pivot makes, and how it grows: `cargo bench -p pivot-engine`.

// A benchmark reads the clock.
#![allow(clippy::disallowed_methods)]

mod instances;

use pivot_engine::{Options, Problem, solve};
use std::hint::black_box;
use std::time::Instant;

/// Counts allocations. The two lines of `serial`, and of `in_time`, show what some 20,000 more placements cost: nothing is
/// allocated to place a unit, and little for each schedule.
#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

/// The first schedule of a problem, with its bound.
fn first(problem: &Problem) -> i64 {
    let options = Options {
        effort: 0,
        ..Options::default()
    };
    solve(black_box(problem), &options).map_or(0, |solution| solution.cost.finish)
}

/// One person, 150 activities, 40 weeks, the default effort.
#[divan::bench]
fn person_150(bencher: divan::Bencher<'_, '_>) {
    let problem = instances::pivot(1, 136, 40, 560, 8);
    bencher.bench_local(|| solve(black_box(&problem), &Options::default()));
}

/// One person, 150 activities of which none is early enough, in one piece each: so many placements, one after the other in
/// the order of a list.
#[divan::bench(args = [20_000, 40_000], sample_count = 3, sample_size = 1)]
fn serial(bencher: divan::Bencher<'_, '_>, effort: u64) {
    let problem = instances::hurried(1);
    spend(bencher, &problem, effort);
}

/// One person, 30 activities in sessions, and a bound that is out of reach: the search for it spends ten times the effort on
/// schedules in order of time.
#[divan::bench(args = [2_000, 4_000], sample_count = 3, sample_size = 1)]
fn in_time(bencher: divan::Bencher<'_, '_>, effort: u64) {
    let problem = instances::awkward(1);
    spend(bencher, &problem, effort);
}

/// Solves a problem that is never solved to the end.
fn spend(bencher: divan::Bencher<'_, '_>, problem: &Problem, effort: u64) {
    let options = Options {
        effort,
        ..Options::default()
    };
    bencher.bench_local(|| solve(black_box(problem), &options).map_or(0, |solution| solution.schedules));
}

/// Up to 50 people, each with a calendar and activities for two years, one schedule.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn cohort(bencher: divan::Bencher<'_, '_>, activities: usize) {
    let problem = instances::cohort(7, activities);
    bencher.bench_local(|| first(&problem));
}

fn main() {
    divan::main();
    let seconds = |activities: usize| {
        let problem = instances::cohort(7, activities);
        let start = Instant::now();
        black_box(first(&problem));
        start.elapsed().as_secs_f64()
    };
    let (small, large) = (seconds(10_000), seconds(100_000));
    println!(
        "10,000 activities {small:.3} s, 100,000 activities {large:.3} s: time grows with the power {:.2}",
        (large / small).log10()
    );
}
