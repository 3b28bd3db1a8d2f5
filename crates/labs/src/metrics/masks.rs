//! Metrics of masks: which pixels of a picture are meant.

/// A mask as runs `(start, length)`, in order, none empty, none touching what another covers. Pictures of any size: no pixel
/// is ever unfolded.
pub type Runs = [(u64, u64)];

/// Pixels of a mask.
pub fn area(runs: &Runs) -> u64 {
    runs.iter().map(|(_, length)| length).sum()
}

/// Pixels that both masks have.
pub fn overlap(a: &Runs, b: &Runs) -> u64 {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(&(a_start, a_length)), Some(&(b_start, b_length))) = (a.get(i), b.get(j)) {
        let (a_end, b_end) = (a_start + a_length, b_start + b_length);
        both += a_end.min(b_end).saturating_sub(a_start.max(b_start));
        if a_end <= b_end { i += 1 } else { j += 1 }
    }
    both
}

/// Intersection over union of two masks (Jaccard): from 0 to 1; two empty masks agree, and have 1.
pub fn iou(a: &Runs, b: &Runs) -> f64 {
    let both = overlap(a, b);
    share(both as f64, area(a) as f64 + area(b) as f64 - both as f64)
}

/// Dice's coefficient of two masks: `2 |a ∩ b| / (|a| + |b|)` (Dice, "Measures of the amount of ecologic association between
/// species", 1945): from 0 to 1; two empty masks agree, and have 1.
pub fn dice(a: &Runs, b: &Runs) -> f64 {
    share(2.0 * overlap(a, b) as f64, area(a) as f64 + area(b) as f64)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 1.0 } else { part / whole }
}
