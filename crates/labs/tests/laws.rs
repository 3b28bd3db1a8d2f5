//! What holds for every table: bounds, perfect answers, symmetry, order, and distances against the plain table of them.

use pivot_labs::metrics::boxes::{Detections, Protocol, Rect};
use pivot_labs::metrics::classes::Confusion;
use pivot_labs::metrics::curve::Curve;
use pivot_labs::metrics::lists::{average_precision_at_k, ndcg_of_scores};
use pivot_labs::metrics::masks::{dice, iou};
use pivot_labs::metrics::regression::R2;
use pivot_labs::metrics::text::{Bleu, edit_distance};
use proptest::prelude::*;

fn auc(rows: &[(bool, f64)]) -> Option<f64> {
    let mut curve = Curve::default();
    rows.iter()
        .for_each(|(positive, score)| curve.add(*positive, *score, 1.0));
    curve.auc().ok()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(1.0)
}

/// Runs in order, none over another, from gaps and lengths.
fn mask() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0_u64..9, 1_u64..9), 0..9).prop_map(|pairs| {
        let mut at = 1;
        pairs
            .into_iter()
            .map(|(gap, length)| {
                let start = at + gap;
                at = start + length;
                (start, length)
            })
            .collect()
    })
}

/// Texts of two symbols and a few others, or of many.
fn symbols() -> impl Strategy<Value = Vec<u32>> {
    (prop::collection::vec(0_u32..40, 0..200), any::<bool>()).prop_map(|(text, many)| {
        let few = |symbol| if symbol < 38 { symbol % 2 } else { symbol };
        text.into_iter()
            .map(|symbol| if many { symbol } else { few(symbol) })
            .collect()
    })
}

fn rects() -> impl Strategy<Value = Vec<(u32, Rect)>> {
    let rect = (0_u32..3, 0_u32..20, 0_u32..20, 1_u32..20, 1_u32..20).prop_map(|(class, x, y, w, h)| {
        let [x, y, w, h] = [x, y, w, h].map(f64::from);
        (
            class,
            Rect {
                x1: x,
                y1: y,
                x2: x + w,
                y2: y + h,
            },
        )
    });
    prop::collection::vec(rect, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// The area is what it says: the share of pairs in the right order. Turned scores or turned classes give the rest of 1; only
    /// the order of scores counts; weights of 2 are rows twice.
    #[test]
    fn auc_counts_pairs(rows in prop::collection::vec((any::<bool>(), -6_i8..6), 0..40)) {
        let rows: Vec<(bool, f64)> = rows.into_iter().map(|(p, s)| (p, f64::from(s))).collect();
        let of = |positive| rows.iter().filter(move |r| r.0 == positive).map(|r| r.1);
        let pairs = of(true).count() * of(false).count();
        let Some(found) = auc(&rows) else {
            prop_assert_eq!(pairs, 0);
            return Ok(());
        };
        let right: f64 = of(true).flat_map(|p| of(false).map(move |n| if p > n { 1.0 } else if p == n { 0.5 } else { 0.0 })).sum();
        prop_assert!(near(found, right / pairs as f64));
        let turned: Vec<_> = rows.iter().map(|(p, s)| (*p, -s)).collect();
        prop_assert!(near(auc(&turned).unwrap(), 1.0 - found));
        let swapped: Vec<_> = rows.iter().map(|(p, s)| (!p, *s)).collect();
        prop_assert!(near(auc(&swapped).unwrap(), 1.0 - found));
        let bent: Vec<_> = rows.iter().map(|(p, s)| (*p, s.exp() * 1e9 - 3.0)).collect();
        prop_assert!(near(auc(&bent).unwrap(), found));
        let mut weighted = Curve::default();
        let mut twice = Curve::default();
        for (i, (positive, score)) in rows.iter().enumerate() {
            weighted.add(*positive, *score, if i % 2 == 0 { 2.0 } else { 1.0 });
            (0..2 - i % 2).for_each(|_| twice.add(*positive, *score, 1.0));
        }
        prop_assert!(near(weighted.clone().auc().unwrap(), twice.clone().auc().unwrap()));
        prop_assert!(near(weighted.average_precision().unwrap(), twice.average_precision().unwrap()));
    }

    /// Truth and prediction may change places in accuracy, mcc and kappa; names of classes do not count; right is 1.
    #[test]
    fn classes_have_symmetry(rows in prop::collection::vec((0_u32..4, 0_u32..4, 1_u32..5), 1..40)) {
        let (mut plain, mut swapped, mut renamed, mut right) =
            (Confusion::default(), Confusion::default(), Confusion::default(), Confusion::default());
        for (truth, said, weight) in rows {
            let weight = f64::from(weight);
            plain.add(truth, said, weight);
            swapped.add(said, truth, weight);
            renamed.add((truth + 1) % 4 + 10, (said + 1) % 4 + 10, weight);
            right.add(truth, truth, weight);
        }
        let of = |c: &Confusion| [c.accuracy(), c.mcc(), c.tallies().macro_f(1.0), c.tallies().micro_f(1.0), c.tallies().mean_iou()].map(Result::unwrap);
        for (a, b) in of(&plain).into_iter().zip(of(&swapped)) {
            prop_assert!(near(a, b));
        }
        for (a, b) in of(&plain).into_iter().zip(of(&renamed)) {
            prop_assert!(near(a, b) && (-1.0..=1.0).contains(&a));
        }
        prop_assert!(near(plain.accuracy().unwrap(), plain.tallies().micro_f(1.0).unwrap()));
        prop_assert_eq!(right.accuracy(), Ok(1.0));
        prop_assert_eq!(right.tallies().macro_f(1.0), Ok(1.0));
        match (plain.quadratic_weighted_kappa(f64::from), swapped.quadratic_weighted_kappa(f64::from)) {
            (Ok(a), Ok(b)) => prop_assert!(near(a, b) && a <= 1.0),
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
    }

    /// No shift of both columns changes r2, and the mean for every row gives 0.
    #[test]
    fn r2_has_no_origin(rows in prop::collection::vec((-50_i32..50, -50_i32..50), 2..30), shift in -1_000_000_000_i32..1_000_000_000) {
        let (mut plain, mut shifted, mut mean) = (R2::default(), R2::default(), R2::default());
        let all: i32 = rows.iter().map(|r| r.0).sum();
        for (truth, said) in &rows {
            plain.add(f64::from(*truth), f64::from(*said), 1.0);
            shifted.add(f64::from(truth + shift), f64::from(said + shift), 1.0);
            mean.add(f64::from(*truth), f64::from(all) / rows.len() as f64, 1.0);
        }
        let (a, b) = (plain.value().unwrap(), shifted.value().unwrap());
        prop_assert!(near(a, b), "{a} {b}");
        let zero = mean.value().unwrap();
        prop_assert!(zero.abs() < 1e-9 || zero == 1.0, "{zero}");
    }

    /// Bounds, the ideal order, and that moving a relevant item forward is never worse.
    #[test]
    fn ranked_lists(gains in prop::collection::vec(0_u8..4, 2..9), scores in prop::collection::vec(-9_i8..9, 9), k in 1_usize..10) {
        let gains: Vec<f64> = gains.into_iter().map(f64::from).collect();
        let scores: Vec<f64> = scores[..gains.len()].iter().map(|s| f64::from(*s)).collect();
        let found = ndcg_of_scores(&gains, &scores, k).unwrap();
        prop_assert!((0.0..=1.0).contains(&found));
        if gains.iter().any(|g| *g > 0.0) {
            prop_assert!(near(ndcg_of_scores(&gains, &gains, k).unwrap(), 1.0));
        }
        let backwards: (Vec<f64>, Vec<f64>) = (gains.iter().rev().copied().collect(), scores.iter().rev().copied().collect());
        prop_assert!(near(ndcg_of_scores(&backwards.0, &backwards.1, k).unwrap(), found));

        let list: Vec<u32> = (0..gains.len() as u32).collect();
        let relevant: Vec<u32> = list.iter().copied().filter(|i| gains[*i as usize] > 1.0).collect();
        if let Some(first) = relevant.first() {
            let ap = |list: &[u32]| average_precision_at_k(&relevant, list.iter().map(|i| Some(*i)), k).unwrap();
            let before = ap(&list);
            let mut better = list.clone();
            let place = better.iter().position(|i| i == first).unwrap();
            better.swap(place, place.saturating_sub(1));
            prop_assert!((0.0..=1.0).contains(&before) && ap(&better) >= before);
            prop_assert!(near(ap(&relevant), 1.0));
        }
    }

    /// Masks against sets of their pixels.
    #[test]
    fn masks_are_sets(a in mask(), b in mask()) {
        let pixels = |runs: &[(u64, u64)]| runs.iter().flat_map(|(s, l)| *s..s + l).collect::<std::collections::BTreeSet<_>>();
        let (x, y) = (pixels(&a), pixels(&b));
        let (both, either) = (x.intersection(&y).count() as f64, x.union(&y).count() as f64);
        let expected = if either == 0.0 { 1.0 } else { both / either };
        prop_assert_eq!(iou(&a, &b), expected);
        prop_assert_eq!(iou(&b, &a), expected);
        // Dice is 2 J / (1 + J).
        prop_assert!(near(dice(&a, &b), 2.0 * expected / (1.0 + expected)));
        prop_assert_eq!(dice(&a, &a), 1.0);
    }

    /// The bits against the plain table of distances, over lengths to either side of a word of 64, symbols frequent and rare.
    #[test]
    fn edit_distances(a in symbols(), b in symbols()) {
        let found = edit_distance(&a, &b);
        prop_assert_eq!(found, strsim::generic_levenshtein(&a, &b));
        prop_assert_eq!(found, edit_distance(&b, &a));
        prop_assert!(found >= a.len().abs_diff(b.len()) && found <= a.len().max(b.len()));
    }

    /// What is said word for word has BLEU 1, and no text has more.
    #[test]
    fn bleu_has_bounds(texts in prop::collection::vec((prop::collection::vec(0_u32..4, 1..20), prop::collection::vec(0_u32..4, 0..20)), 1..6)) {
        let (mut found, mut same) = (Bleu::new(4), Bleu::new(1));
        for (reference, said) in &texts {
            found.add(std::slice::from_ref(reference), said);
            same.add(&[said.clone(), reference.clone()], reference);
        }
        prop_assert!((0.0..=1.0).contains(&found.value().unwrap()));
        prop_assert_eq!(same.value(), Ok(1.0));
    }

    /// All boxes found are 1; the order of pictures does not count; false alarms with the lowest
    /// scores change nothing.
    #[test]
    fn detections(pictures in prop::collection::vec((rects(), rects(), prop::collection::vec(0_u8..9, 6)), 1..6)) {
        let gather = |threshold: f64, order: &mut dyn Iterator<Item = usize>, alarm: bool| {
            let mut found = Detections::new(Protocol::Coco, vec![threshold]);
            for i in order {
                let (truth, said, scores) = &pictures[i];
                let mut said: Vec<(u32, Rect, f64)> = said.iter().zip(scores).map(|((c, r), s)| (*c, *r, f64::from(*s))).collect();
                if alarm {
                    said.push((0, Rect { x1: 500.0, y1: 0.0, x2: 501.0, y2: 1.0 }, -1.0));
                }
                found.add(truth, &said);
            }
            found.mean_average_precision().ok()
        };
        let n = pictures.len();
        let Some(loose) = gather(0.3, &mut (0..n), false) else {
            prop_assert!(pictures.iter().all(|p| p.0.is_empty()));
            return Ok(());
        };
        prop_assert!((0.0..=1.0).contains(&loose));
        prop_assert!(near(gather(0.3, &mut (0..n).rev(), false).unwrap(), loose));
        prop_assert!(near(gather(0.3, &mut (0..n), true).unwrap(), loose));
        let mut perfect = Detections::new(Protocol::Coco, Protocol::Coco.thresholds());
        for (truth, _, _) in &pictures {
            let said: Vec<_> = truth.iter().map(|(c, r)| (*c, *r, 0.5)).collect();
            perfect.add(truth, &said);
        }
        prop_assert!(near(perfect.mean_average_precision().unwrap(), 1.0));
    }
}
