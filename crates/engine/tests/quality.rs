//! How near to the bound problems like Pivot's are solved with the default effort.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use pivot_engine::{Activity, Options, Slot, check, solve};

#[test]
fn most_pivots_end_within_three_thousandths_of_the_bound() {
    let mut near = 0;
    for seed in 0..20 {
        let problem = instances::pivot(seed, 80 + 2 * seed as usize, 26, 362, 8);
        let solution = solve(&problem, &Options::default()).expect("valid");
        assert_eq!(check(&problem, &solution), []);
        assert_eq!(
            (
                solution.cost.unplaced,
                solution.cost.lateness,
                solution.cost.forgiven
            ),
            (0, 0, 0)
        );
        let gap = solution.cost.finish - solution.bound;
        near += usize::from(gap * 1000 <= solution.bound * 3);
        assert!(
            gap * 100 <= solution.bound * 3,
            "seed {seed}: {gap} slots above {}",
            solution.bound
        );
    }
    eprintln!("{near} of 20 within 0.3 percent");
    assert!(near >= 14);
}

#[test]
fn what_can_be_done_by_a_date_without_promises_can_be_so_with_them() {
    let (mut kept, mut all) = (0, 0);
    for seed in 0..20 {
        // Four promises a week of 30, 60 and 90 minutes, in a pivot that takes about 12 weeks of 20 without them.
        let mut problem = instances::pivot(seed, 80, 20, 362, 20);
        let (work, promises): (Vec<Activity>, Vec<Activity>) =
            problem.activities.iter().cloned().partition(|a| !a.forgiven);
        problem.activities = work;
        let by = solve(&problem, &Options::default()).expect("valid").cost.finish + seed as Slot % 7 * 40;
        for a in &mut problem.activities {
            (a.due, a.deadline) = (None, Some(by));
        }
        assert!(solve(&problem, &Options::default()).expect("valid").feasible);
        for (k, promise) in promises.iter().flat_map(|a| [a; 4]).enumerate() {
            let mut promise = promise.clone();
            promise.work = 6 * (1 + k as Slot % 3);
            promise.demands[0].draw = promise.work;
            problem.activities.push(promise);
        }
        let solution = solve(&problem, &Options::default()).expect("valid");
        assert_eq!(check(&problem, &solution), []);
        assert!(solution.feasible, "seed {seed}: {:?}", solution.cost);
        kept += 80 - solution.cost.forgiven;
        all += 80;
    }
    // Before the date there is next to no room for them, and behind it there is for all.
    eprintln!("{kept} of {all} promises kept");
    assert!(kept * 100 >= all * 35);
}
