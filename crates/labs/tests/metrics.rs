//! Values derived by hand, for what no common library has and for the edges of what it has.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;

use pivot_labs::metrics::boxes::{Detections, Protocol, Rect};
use pivot_labs::metrics::classes::{Confusion, Tally};
use pivot_labs::metrics::curve::Curve;
use pivot_labs::metrics::lists::{average_precision_at_k, ndcg_of_ranks, ndcg_of_scores};
use pivot_labs::metrics::masks::{dice, iou};
use pivot_labs::metrics::probability::{bits_per_character, brier_of, log_loss, perplexity};
use pivot_labs::metrics::regression::R2;
use pivot_labs::metrics::text::{Bleu, Edits, edit_distance};
use pivot_labs::metrics::{Direction, Metric};

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
}

#[test]
fn names_lead_back_to_their_metric() {
    assert_eq!(Metric::ALL.len(), 25);
    for metric in Metric::ALL {
        assert_eq!(Metric::named(metric.name()), Some(*metric));
    }
    assert_eq!(Metric::named("Auc"), None);
    let lower: Vec<&str> = Metric::ALL
        .iter()
        .filter(|m| m.direction() == Direction::Lower)
        .map(|m| m.name())
        .collect();
    let losses = [
        "log-loss",
        "brier",
        "rmse",
        "rmsle",
        "mae",
        "mape",
        "edit-distance",
        "perplexity",
        "bits-per-character",
    ];
    assert_eq!(lower, losses);
}

#[test]
fn classes_by_hand() {
    let mut confusion = Confusion::default();
    // Truth 0 0 0 1 1 2, said 0 0 1 1 2 2.
    for (truth, said) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 2), (2, 2)] {
        confusion.add(truth, said, 1.0);
    }
    near(confusion.accuracy().unwrap(), 4.0 / 6.0);
    // Class 0: tp 2, fn 1, fp 0: 2·2/(4+1) = 0.8. Class 1: tp 1, fp 1, fn 1: 2/4 = 0.5. Class 2: tp 1, fp 1: 2/3.
    near(
        confusion.tallies().macro_f(1.0).unwrap(),
        (0.8 + 0.5 + 2.0 / 3.0) / 3.0,
    );
    near(confusion.tallies().micro_f(1.0).unwrap(), 4.0 / 6.0);
    // IoU 2/3, 1/3, 1/2.
    near(confusion.tallies().mean_iou().unwrap(), 0.5);
    // c = 4, n = 6, t = (3, 2, 1), p = (2, 2, 2): (24 - 12) / √((36 - 12)(36 - 14)) = 12 / √528.
    near(confusion.mcc().unwrap(), 12.0 / 528_f64.sqrt());
    // Distances squared: 1 + 1 = 2 observed. By chance Σ t p d² / 6: 3·(2·1 + 2·4) + 2·(2·1 + 2·1) + 1·(2·4 + 2·1) = 48, / 6 = 8.
    near(
        confusion.quadratic_weighted_kappa(f64::from).unwrap(),
        1.0 - 2.0 / 8.0,
    );
    // β = 2, tp 1, fp 1, fn 3: 5 / (5 + 12 + 1).
    let tally = Tally {
        hit: 1.0,
        extra: 1.0,
        missed: 3.0,
    };
    near(tally.f_beta(2.0), 5.0 / 18.0);
    near(tally.f_beta(0.0), 0.5);
    near(tally.f_beta(1e9), 0.25);
    assert_eq!(Tally::default().f_beta(1.0), 0.0);
}

#[test]
fn one_class_only() {
    let mut confusion = Confusion::default();
    confusion.add(3, 3, 1.0);
    assert_eq!(confusion.mcc(), Ok(0.0));
    assert!(confusion.quadratic_weighted_kappa(f64::from).is_err());
    assert!(Confusion::default().accuracy().is_err());
    // Nothing right is 0, and not -0, which would be printed.
    let mut wrong = Confusion::default();
    wrong.add(0, 1, 1.0);
    assert!(wrong.accuracy().unwrap().is_sign_positive());
    for positive in [true, false] {
        let mut curve = Curve::default();
        curve.add(positive, 0.5, 1.0);
        curve.add(!positive, 0.5, 0.0);
        assert!(
            curve
                .clone()
                .auc()
                .unwrap_err()
                .to_string()
                .contains("needs both classes")
        );
        assert_eq!(curve.average_precision(), Ok(f64::from(u8::from(positive))));
    }
}

/// Positive 0.9, 0.5, 0.1; negative 0.5, 0.3. Pairs that are right: 0.9 over both (2), 0.5 over 0.3 (1) and level with 0.5 (½),
/// 0.1 over none: 3.5 of 6. Precision at recall: 0.9 → 1/1; 0.5 → 2/3 with one more positive; 0.1 → 3/5.
#[test]
fn curves_by_hand() {
    let rows = [(true, 0.9), (true, 0.5), (true, 0.1), (false, 0.5), (false, 0.3)];
    let mut curve = Curve::default();
    let mut weighted = Curve::default();
    for (positive, score) in rows {
        curve.add(positive, score, 1.0);
        weighted.add(positive, score, 2.5);
    }
    near(curve.clone().auc().unwrap(), 3.5 / 6.0);
    near(weighted.clone().auc().unwrap(), 3.5 / 6.0);
    let expected = (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 3.0;
    near(curve.average_precision().unwrap(), expected);
    near(weighted.average_precision().unwrap(), expected);
}

#[test]
fn numbers_by_hand() {
    // Truth 1 2 3, said 1 2 5: left 4, about the mean 2.
    let mut r2 = R2::default();
    for (truth, said) in [(1.0, 1.0), (2.0, 2.0), (3.0, 5.0)] {
        r2.add(truth, said, 1.0);
    }
    near(r2.value().unwrap(), -1.0);
    // A constant truth whose mean in f64 is not itself: still 0, and 1 where it was said.
    for (said, expected) in [(0.1, 1.0), (0.2, 0.0)] {
        let mut r2 = R2::default();
        (0..20).for_each(|_| r2.add(0.1, said, 0.3));
        assert_eq!(r2.value(), Ok(expected));
    }
    let mut single = R2::default();
    single.add(1.0, 1.0, 1.0);
    assert!(single.value().is_err());
}

#[test]
fn probabilities_by_hand() {
    near(log_loss(0.25), 4_f64.ln());
    assert!(log_loss(0.0).is_finite() && log_loss(1.0) >= 0.0);
    // (0.7 - 1)² + 0.2² + 0.1² = 0.14; two classes are halved: (0.09 + 0.09) / 2.
    near(brier_of(0, &[0.7, 0.2, 0.1]), 0.14);
    near(brier_of(0, &[0.7, 0.3]), 0.09);
    // Four choices, equally likely: a loss of ln 4 a token is perplexity 4; two bits a character.
    near(perplexity(4_f64.ln()).unwrap(), 4.0);
    near(bits_per_character(10.0 * 4_f64.ln(), 10.0).unwrap(), 2.0);
    assert!(perplexity(1000.0).is_err() && bits_per_character(1.0, 0.0).is_err());
}

#[test]
fn ranked_lists_by_hand() {
    let ap = |relevant: &[u32], ranked: &[u32], k| {
        average_precision_at_k(relevant, ranked.iter().map(|i| Some(*i)), k).unwrap()
    };
    // Hits at places 1 and 3: (1/1 + 2/3) / min(3, 2).
    near(ap(&[1, 2], &[1, 9, 2], 3), (1.0 + 2.0 / 3.0) / 2.0);
    // Of three relevant ones two places can hold two: a perfect list is 1.
    near(ap(&[1, 2, 3], &[3, 1], 2), 1.0);
    // A second 1 is no hit: only place 1 counts, of min(3, 2).
    near(ap(&[1, 2], &[1, 1, 1], 3), 0.5);
    near(ap(&[1], &[], 5), 0.0);
    assert!(average_precision_at_k(&[], [Some(1)], 5).is_err());

    // Gains 3, 2 in the wrong order: (2/log₂2 + 3/log₂3) / (3/log₂2 + 2/log₂3).
    let l3 = 3_f64.log2();
    let expected = (2.0 + 3.0 / l3) / (3.0 + 2.0 / l3);
    near(ndcg_of_scores(&[3.0, 2.0], &[0.1, 0.2], 9).unwrap(), expected);
    let gains = BTreeMap::from([(7, 3.0), (8, 2.0)]);
    near(ndcg_of_ranks(&gains, [Some(8), Some(7)], 9).unwrap(), expected);
    // At 1 only the first place counts; a tie shares: (3 + 2)/2 of 3.
    near(ndcg_of_scores(&[3.0, 2.0], &[0.5, 0.5], 1).unwrap(), 2.5 / 3.0);
    near(
        ndcg_of_ranks(&gains, [None, Some(7), Some(7)], 3).unwrap(),
        (3.0 / l3) / (3.0 + 2.0 / l3),
    );
    assert_eq!(ndcg_of_scores(&[0.0, 0.0], &[1.0, 2.0], 2), Ok(0.0));
    assert!(ndcg_of_scores(&[1.0], &[1.0], 2).is_err());
}

/// Pixels 1–4 and 10–11 against 3–10: both have 3, 4 and 10, and 6 + 8 - 3 = 11 are in one of them.
#[test]
fn masks_by_hand() {
    let (a, b) = ([(1, 4), (10, 2)], [(3, 8)]);
    near(iou(&a, &b), 3.0 / 11.0);
    near(dice(&a, &b), 6.0 / 14.0);
    assert_eq!(
        (iou(&[], &[]), dice(&[], &[]), iou(&a, &[]), dice(&[], &b)),
        (1.0, 1.0, 0.0, 0.0)
    );
}

fn rect(x1: f64, y1: f64, x2: f64, y2: f64) -> Rect {
    Rect { x1, y1, x2, y2 }
}

/// True boxes, and detections with their scores.
type Picture<'p> = (&'p [(u32, Rect)], &'p [(u32, Rect, f64)]);

fn map(protocol: Protocol, thresholds: Vec<f64>, pictures: &[Picture<'_>]) -> f64 {
    let mut detections = Detections::new(protocol, thresholds);
    for (truth, said) in pictures {
        detections.add(truth, said);
    }
    detections.mean_average_precision().unwrap()
}

/// Two true boxes; found by score: a hit, a false alarm, a hit. Recall 1/2, 1/2, 1; precision 1, 1/2, 2/3, made falling: 1, 2/3, 2/3.
/// Under every step: 1/2·1 + 1/2·2/3 = 5/6. By 101 points: recalls 0 to 0.50 are 51 points of 1, 0.51 to 1 are 50 of 2/3.
#[test]
fn boxes_by_hand() {
    let truth = [(0, rect(0.0, 0.0, 10.0, 10.0)), (0, rect(20.0, 20.0, 30.0, 30.0))];
    let said = [
        (0, truth[0].1, 0.9),
        (0, rect(50.0, 50.0, 60.0, 60.0), 0.8),
        (0, truth[1].1, 0.7),
    ];
    near(map(Protocol::Voc, vec![0.5], &[(&truth, &said)]), 5.0 / 6.0);
    near(
        map(Protocol::Coco, vec![0.5], &[(&truth, &said)]),
        (51.0 + 50.0 * 2.0 / 3.0) / 101.0,
    );
    // A class that only predictions have counts for nothing; a class that nobody found counts as 0.
    let other = [(1, rect(0.0, 0.0, 1.0, 1.0), 1.0)];
    near(
        map(
            Protocol::Voc,
            vec![0.5],
            &[(&truth[..1], &[(0, truth[0].1, 0.9), other[0]])],
        ),
        1.0,
    );
    let both = [truth[0], (1, truth[1].1)];
    near(map(Protocol::Voc, vec![0.5], &[(&both, &said[..1])]), 0.5);
}

/// Overlap 10×6 of 10×10 and 10×10 moved by 4: 60 / 140 = 3/7. Moved by 2: 80/120 = 2/3, which is a hit from 0.50 to 0.65: four of
/// COCO's ten thresholds.
#[test]
fn overlaps_by_hand() {
    let truth = rect(0.0, 0.0, 10.0, 10.0);
    near(truth.iou(&rect(0.0, 4.0, 10.0, 14.0)), 3.0 / 7.0);
    assert_eq!(truth.iou(&rect(10.0, 0.0, 20.0, 10.0)), 0.0);
    let said = [(0, rect(0.0, 2.0, 10.0, 12.0), 0.5)];
    near(
        map(
            Protocol::Coco,
            Protocol::Coco.thresholds(),
            &[(&[(0, truth)], &said)],
        ),
        0.4,
    );
}

/// Two detections want the same of two overlapping boxes most. COCO gives the second the other box (overlap 2/3), VOC does not.
#[test]
fn a_taken_box() {
    let truth = [(0, rect(0.0, 0.0, 10.0, 10.0)), (0, rect(0.0, 2.0, 10.0, 12.0))];
    let said = [(0, truth[0].1, 0.9), (0, truth[0].1, 0.8)];
    near(map(Protocol::Coco, vec![0.5], &[(&truth, &said)]), 1.0);
    // Recall 1/2 at precision 1, then a false alarm: 1/2.
    near(map(Protocol::Voc, vec![0.5], &[(&truth, &said)]), 0.5);
}

/// A hit and a false alarm of equal score in two pictures are one step: precision 1/2 at recall 1, whichever picture comes first.
#[test]
fn equal_scores_have_no_order() {
    let truth = [(0, rect(0.0, 0.0, 1.0, 1.0))];
    let hit = [(0, truth[0].1, 0.5)];
    let alarm = [(0, rect(5.0, 5.0, 6.0, 6.0), 0.5)];
    for pictures in [
        [(&truth[..], &hit[..]), (&[][..], &alarm[..])],
        [(&[][..], &alarm[..]), (&truth[..], &hit[..])],
    ] {
        near(map(Protocol::Voc, vec![0.5], &pictures), 0.5);
        near(map(Protocol::Coco, vec![0.5], &pictures), 0.5);
    }
}

#[test]
fn edits_by_hand() {
    let text = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
    // kitten → sitten → sittin → sitting.
    assert_eq!(edit_distance(&text("kitten"), &text("sitting")), 3);
    assert_eq!(edit_distance(&text(""), &text("abc")), 3);
    let mut edits = Edits::default();
    edits.add(&text("kitten"), &text("sitting"), 1.0);
    edits.add(&text("ab"), &text("ab"), 1.0);
    // 3 edits in two rows; 3 edits to 8 characters of truth.
    near(edits.mean().unwrap(), 1.5);
    near(edits.rate().unwrap(), 3.0 / 8.0);
    let mut empty = Edits::default();
    empty.add(&[], &[1], 1.0);
    assert!(empty.rate().is_err());
}

/// The example of the paper's section 2.1: "the the the the the the the" has one-gram precision 2/7, for a reference has two.
#[test]
fn bleu_by_hand() {
    // the 1, cat 2, is 3, on 4, mat 5; there 6, a 7.
    let references = [vec![1, 2, 3, 4, 1, 5], vec![6, 3, 7, 2, 4, 1, 5]];
    let mut bleu = Bleu::new(1);
    bleu.add(&references, &[1; 7]);
    near(bleu.value().unwrap(), 2.0 / 7.0);
    // Four words of six, all right, in order: precisions 1, brevity e^(1 - 6/4).
    let mut short = Bleu::new(2);
    short.add(&references[..1], &[1, 2, 3, 4]);
    near(short.value().unwrap(), (1.0 - 1.5_f64).exp());
    // Shorter than the n-grams: nothing was said that could be right.
    let mut tiny = Bleu::new(4);
    tiny.add(&references, &[1, 2]);
    assert_eq!(tiny.value(), Ok(0.0));
    assert!(Bleu::new(4).value().is_err());
}
