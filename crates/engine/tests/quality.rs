//! How near to the bound problems like Pivot's are solved with the default effort.

#[path = "../benches/instances/mod.rs"]
#[allow(dead_code)]
mod instances;

use pivot_engine::{Options, check, solve};

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
