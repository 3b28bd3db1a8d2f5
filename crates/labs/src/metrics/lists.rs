//! Metrics of ranked lists: average precision at `k`, and discounted cumulative gain at `k`.
//!
//! Both are of one row (a query, a picture); the metric is their weighted [`Mean`](super::Mean) over rows.

use std::collections::BTreeMap;

use super::Undefined;

/// Average precision at `k` of a ranked list (Kaggle's MAP@k): `Σ P(i) / min(k, |relevant|)` over the places `i ≤ k` that hold
/// a relevant item, with the precision `P(i)` of the first `i` places. An item that comes again is no second hit. From 0 to 1.
///
/// `relevant` is sorted and has no item twice; an item of `ranked` that is `None` is no relevant one. `k` is at least 1.
///
/// # Errors
/// Nothing is relevant.
pub fn average_precision_at_k(
    relevant: &[u32],
    ranked: impl IntoIterator<Item = Option<u32>>,
    k: usize,
) -> Result<f64, Undefined> {
    if relevant.is_empty() {
        return Err(Undefined::new("nothing is relevant"));
    }
    let mut found = vec![false; relevant.len()];
    let (mut hits, mut sum) = (0.0, 0.0);
    for (i, item) in ranked.into_iter().take(k).enumerate() {
        let place = item.and_then(|item| relevant.binary_search(&item).ok());
        if let Some(place) = place.filter(|place| !found[*place]) {
            found[place] = true;
            hits += 1.0;
            sum += hits / (i + 1) as f64;
        }
    }
    Ok(sum / k.min(relevant.len()) as f64)
}

/// What a place of a list is worth, the first being 0: `1 / log₂(i + 2)`.
fn discount(place: usize) -> f64 {
    1.0 / ((place + 2) as f64).log2()
}

/// The gain of the best order of these gains, to the `k`-th place.
fn ideal(gains: impl IntoIterator<Item = f64>, k: usize) -> f64 {
    let mut gains: Vec<f64> = gains.into_iter().collect();
    gains.sort_unstable_by(|a, b| b.total_cmp(a));
    gains
        .iter()
        .take(k)
        .enumerate()
        .map(|(i, gain)| gain * discount(i))
        .sum()
}

/// Normalised discounted cumulative gain at `k` of documents that were scored (Järvelin and Kekäläinen, "Cumulated gain-based
/// evaluation of IR techniques", 2002): `DCG / ideal DCG`, where `DCG = Σ gain / log₂(place + 1)` over the places to `k`.
/// Documents of equal score share the mean gain of their places (McSherry and Najork, "Computing information retrieval
/// performance measures efficiently in the presence of tied scores", 2008). Gains are taken as they are. From 0 to 1; 0 where
/// no document has a gain. All as scikit-learn's `ndcg_score`.
///
/// Gains are finite and not negative, scores finite.
///
/// # Errors
/// Fewer than two documents (there is nothing to rank), or gains too large to add.
pub fn ndcg_of_scores(gains: &[f64], scores: &[f64], k: usize) -> Result<f64, Undefined> {
    if gains.len() < 2 {
        return Err(Undefined::new("a ranking needs two documents at least"));
    }
    let mut order: Vec<(f64, f64)> = scores
        .iter()
        .map(|s| s + 0.0)
        .zip(gains.iter().copied())
        .collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut place, mut sum) = (0, 0.0);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let mean = tied.iter().map(|(_, gain)| gain).sum::<f64>() / tied.len() as f64;
        let worth: f64 = (place..(place + tied.len()).min(k)).map(discount).sum();
        sum += mean * worth;
        place += tied.len();
        if place >= k {
            break;
        }
    }
    ratio(sum, ideal(gains.iter().copied(), k))
}

/// The same for a list that is ranked already: `gains` says what an item is worth, anything else is worth nothing. An item
/// that comes again is worth nothing the second time.
///
/// # Errors
/// Gains too large to add.
pub fn ndcg_of_ranks(
    gains: &BTreeMap<u32, f64>,
    ranked: impl IntoIterator<Item = Option<u32>>,
    k: usize,
) -> Result<f64, Undefined> {
    let mut left = gains.clone();
    let gained = ranked.into_iter().take(k).enumerate().map(|(i, item)| {
        let gain = item.and_then(|item| left.remove(&item)).unwrap_or(0.0);
        gain * discount(i)
    });
    ratio(gained.sum(), ideal(gains.values().copied(), k))
}

fn ratio(sum: f64, ideal: f64) -> Result<f64, Undefined> {
    super::sum::finite(ideal)?;
    Ok(if ideal == 0.0 { 0.0 } else { (sum / ideal).min(1.0) })
}
