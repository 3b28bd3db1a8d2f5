//! The best set of skills, by hand and against every set there is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::answer::{Answer, Ways};
use proptest::prelude::*;

fn set(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Each skill is reached by a piece of work of its own name.
fn alone(minutes: &BTreeMap<String, u64>) -> Ways {
    Ways {
        pieces: minutes
            .keys()
            .map(|s| (s.clone(), BTreeSet::from([s.clone()])))
            .collect(),
        minutes: minutes.clone(),
    }
}

/// Three postings want a and b, two want c, one wants nothing new. a and b cost 60 minutes each, c 90. With 119 minutes only c can be
/// paid (2 postings), with 120 a and b (3), with 210 all (5).
#[test]
fn a_case_by_hand() {
    let postings: Vec<BTreeSet<String>> = ["h a b", "a b", "b a", "c", "c h", "h"].map(set).to_vec();
    let minutes: BTreeMap<String, u64> = [("a", 60), ("b", 60), ("c", 90)]
        .map(|(s, m)| (s.to_owned(), m))
        .into();
    let answer = Answer::of(&postings, &set("h"), alone(&minutes));
    assert_eq!((answer.postings, answer.today), (6, 1));
    let told: Vec<(String, usize, usize)> = answer
        .missing()
        .into_iter()
        .map(|m| (m.skill, m.alone, m.demanded))
        .collect();
    assert_eq!(
        told,
        [
            ("c".to_owned(), 2, 2),
            ("a".to_owned(), 0, 3),
            ("b".to_owned(), 0, 3)
        ]
    );
    for (budget, skills, opened) in [
        (0, "", 0),
        (89, "", 0),
        (119, "c", 2),
        (120, "a b", 3),
        (209, "a b", 3),
        (210, "a b c", 5),
    ] {
        let best = answer.best(budget);
        assert_eq!(
            (best.skills, best.opened, best.proven),
            (set(skills), opened, true),
            "{budget}"
        );
    }
    let frontier: Vec<(u64, usize)> = answer
        .frontier(1000)
        .into_iter()
        .map(|c| (c.minutes, c.opened))
        .collect();
    assert_eq!(frontier, [(90, 2), (120, 3), (210, 5)]);
}

/// a and b are reached over one course of 100 minutes, a by 10 more and b by 20; c by 115 of its own. Each of a and b opens one posting
/// and c one, so that 130 minutes open two (100 + 10 + 20), though alone they cost 110 and 120; c comes with 245. d has no way.
#[test]
fn shared_work_counts_once() {
    let postings: Vec<BTreeSet<String>> = ["a", "b", "c", "d"].map(set).to_vec();
    let ways = Ways {
        pieces: [("a", "course x"), ("b", "course y"), ("c", "z")]
            .map(|(skill, pieces)| (skill.to_owned(), set(pieces)))
            .into(),
        minutes: [("course", 100), ("x", 10), ("y", 20), ("z", 115)]
            .map(|(piece, minutes)| (piece.to_owned(), minutes))
            .into(),
    };
    let answer = Answer::of(&postings, &BTreeSet::new(), ways);
    let costs: Vec<Option<u64>> = answer.missing().iter().map(|m| m.minutes).collect();
    assert_eq!(costs, [Some(110), Some(120), Some(115), None]);
    let frontier: Vec<(u64, BTreeSet<String>)> = answer
        .frontier(1000)
        .into_iter()
        .map(|c| (c.minutes, c.skills))
        .collect();
    assert_eq!(
        frontier,
        [(110, set("a")), (130, set("a b")), (245, set("a b c"))]
    );
}

/// A hundred postings over 25 skills: proven.
#[test]
fn a_hundred_postings_are_decided() {
    let mut state = 7_u64;
    let mut draw = |n: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let skill = |i: u64| format!("s{i:02}");
    let minutes: BTreeMap<String, u64> = (0..25).map(|i| (skill(i), 300 + 60 * draw(40))).collect();
    let postings: Vec<BTreeSet<String>> = (0..100)
        .map(|_| (0..1 + draw(6)).map(|_| skill(draw(25))).collect())
        .collect();
    let answer = Answer::of(&postings, &BTreeSet::new(), alone(&minutes));
    for hours in [20, 60, 120] {
        let best = answer.best(hours * 60);
        println!("{hours} hours: {} opened, proven {}", best.opened, best.proven);
        assert!(best.proven && best.minutes <= hours * 60 && best.opened == answer.opened(&best.skills));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// The same as the best of every set; a skill without a cost is never chosen.
    #[test]
    fn no_set_is_better(
        postings in prop::collection::vec(prop::collection::btree_set("[a-g]", 0..4), 0..9),
        has in prop::collection::btree_set("[a-g]", 0..2),
        costs in prop::collection::btree_map("[a-g]", 0..6_u64, 0..8),
        budget in 0..20_u64,
    ) {
        let answer = Answer::of(&postings, &has, alone(&costs));
        let names: Vec<&String> = costs.keys().filter(|k| !has.contains(*k)).collect();
        let every = (0..1_u32 << names.len()).map(|bits| {
            names.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, n)| (*n).clone()).collect::<BTreeSet<String>>()
        });
        let expected = every
            .filter_map(|skills| {
                let cost: u64 = skills.iter().map(|s| costs[s]).sum();
                let with: BTreeSet<String> = skills.union(&has).cloned().collect();
                let takes = postings.iter().filter(|p| p.is_subset(&with)).count();
                // A skill that nothing needs is no part of an answer, even for nothing.
                let needed = skills.iter().all(|s| postings.iter().any(|p| p.contains(s) && p.is_subset(&with)));
                (cost <= budget && needed).then_some((takes, Reverse((cost, skills))))
            })
            .max();
        let best = answer.best(budget);
        prop_assert!(best.proven);
        prop_assert_eq!(Some((answer.today + best.opened, Reverse((best.minutes, best.skills)))), expected);
    }

    /// The same where ways share pieces of work.
    #[test]
    fn no_set_is_better_where_work_is_shared(
        postings in prop::collection::vec(prop::collection::btree_set("[a-f]", 1..4), 0..8),
        pieces in prop::collection::btree_map("[a-f]", prop::collection::btree_set("[p-t]", 0..4), 0..7),
        minutes in prop::collection::btree_map("[p-t]", 0..9_u64, 0..6),
        budget in 0..25_u64,
    ) {
        let answer = Answer::of(&postings, &BTreeSet::new(), Ways { pieces: pieces.clone(), minutes: minutes.clone() });
        let names: Vec<&String> = pieces.keys().collect();
        let most = (0..1_u32 << names.len())
            .map(|bits| names.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, n)| (*n).clone()).collect::<BTreeSet<String>>())
            .filter(|skills| {
                let all: BTreeSet<&String> = skills.iter().flat_map(|s| &pieces[s]).collect();
                let known = all.iter().all(|p| minutes.contains_key(*p));
                known && all.iter().map(|p| minutes[*p]).sum::<u64>() <= budget
            })
            .map(|skills| postings.iter().filter(|p| p.is_subset(&skills)).count())
            .max();
        let best = answer.best(budget);
        prop_assert!(best.proven && best.minutes <= budget);
        prop_assert_eq!(Some(best.opened), most);
    }
}
