//! Time to solve problems of the kind that Pivot makes, and how it grows: `cargo bench -p pivot-engine`.

// A benchmark reads the clock.
#![allow(clippy::disallowed_methods)]

mod instances;

use pivot_engine::{Options, Problem, solve};
use std::hint::black_box;
use std::time::Instant;

/// Counts allocations: the two lines of `warm` show what 20,000 more placements cost.
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

/// One person, 150 activities, so many placements.
#[divan::bench(args = [20_000, 40_000], sample_count = 3, sample_size = 1)]
fn warm(bencher: divan::Bencher<'_, '_>, effort: u64) {
    let problem = instances::pivot(1, 136, 40, 560, 8);
    let options = Options {
        effort,
        ..Options::default()
    };
    bencher.bench_local(|| solve(black_box(&problem), &options));
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
