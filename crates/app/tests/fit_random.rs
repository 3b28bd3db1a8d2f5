//! Random situations held against dates: what is said to collide collides, and not without any one of it; what is said to
//! help helps. Each claim is solved again from files that say it.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod worlds;

use std::collections::BTreeSet;

use jiff::civil::Date;
use pivot_app::planning::fit::{Bend, Files, Fit, Wish, fit};
use pivot_app::planning::plan;
use pivot_app::{Options, Situation};
use pivot_domain::zones::later;
use proptest::prelude::*;
use worlds::{World, situation, worlds};

/// The world with other files. A calendar that the files do not name is not kept free.
fn with(world: &World, files: Files) -> Situation {
    Situation {
        settings: files.settings,
        curriculum: files.curriculum,
        ..situation(world)
    }
}

fn files(situation: &Situation, by: Date) -> Files {
    let mut files = Files {
        settings: situation.settings.clone(),
        curriculum: situation.curriculum.clone(),
    };
    files.settings.finish_by = Some(by);
    files
}

/// Whether the files fit the date that they name; where they name none, whether everything has a place at all.
fn holds(world: &World, files: Files) -> Fit {
    let by = files.settings.finish_by.unwrap_or(jiff::civil::date(2045, 1, 1));
    fit(&with(world, files), by).unwrap()
}

fn collide(world: &World, answer: &Fit, files: &Files) {
    let conflict: BTreeSet<Wish> = answer.conflict.iter().map(|c| c.wish).collect();
    let others: BTreeSet<Wish> = Wish::all(files, situation(world).now)
        .into_iter()
        .filter(|w| !conflict.contains(w))
        .collect();
    let all = holds(world, Wish::without(files, &others));
    assert!(!all.fits || !answer.proven, "they do not collide: {conflict:?}");
    for wish in &conflict {
        let mut less = others.clone();
        less.insert(*wish);
        let rest = holds(world, Wish::without(files, &less));
        assert!(
            rest.fits,
            "without {wish:?} the rest of {conflict:?} does not fit"
        );
    }
}

fn help(world: &World, answer: &Fit, files: &Files) {
    for repair in &answer.repairs {
        let mut bent = files.clone();
        for bend in &repair.bends {
            bend.apply(files, &mut bent);
        }
        let by = bent.settings.finish_by.unwrap();
        assert!(holds(world, bent.clone()).fits, "{} does not help", repair.change);
        let end = files.settings.zones.start_of(later(by, 1));
        assert!(repair.finish <= end, "{} ends after {by}", repair.change);
        assert!(!repair.asks.is_negative() && !repair.edits.is_empty());
        let moved = matches!(repair.bends[..], [Bend::Date(_)]);
        assert!(moved || by == answer.by);
    }
    assert!(answer.repairs.windows(2).all(|two| two[0].asks <= two[1].asks));
    assert!(answer.repairs.len() <= 6);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conflicts_are_minimal_and_repairs_hold(world in worlds(), sooner in 0i64..6) {
        let situation = situation(&world);
        let zones = &situation.settings.zones;
        let planned = plan(&situation, &Options::default()).unwrap();
        let by = later(zones.local(planned.finish).date(), -sooner);
        let end = zones.start_of(later(by, 1));
        let answer = fit(&situation, by).unwrap();
        // These worlds have neither soft deadlines nor promises: the plan and the answer mean the same finish.
        let whole = planned.unplaced.is_empty();
        prop_assert!(answer.fits || !(whole && planned.finish <= end), "the plan fits");
        prop_assert!(!answer.fits || (whole && planned.bound <= end), "the bound does not");
        prop_assert_eq!(answer.fits, answer.finish.is_some_and(|f| f <= end));
        prop_assert_eq!(answer.fits, answer.conflict.is_empty() && answer.repairs.is_empty());
        prop_assert_eq!(&answer, &fit(&situation, by).unwrap(), "twice the same");
        if !answer.fits {
            let files = files(&situation, by);
            collide(&world, &answer, &files);
            help(&world, &answer, &files);
        }
    }
}
