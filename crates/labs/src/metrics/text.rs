//! Metrics of text: edit distance and BLEU. A text is a list of symbols, to which the caller gives numbers: characters or words.

use std::collections::BTreeMap;

use super::Undefined;
use super::sum::Mean;

/// Levenshtein's distance: the fewest insertions, deletions and substitutions of one symbol that make one text of the other
/// (Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966).
///
/// Time is the product of the lengths over 64: a bit for each symbol of the shorter text, a word of 64 at once (Myers, "A fast
/// bit-vector algorithm for approximate string matching", 1999; for the whole distance Hyyrö, 2003).
pub fn edit_distance(a: &[u32], b: &[u32]) -> usize {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return long.len();
    }
    let words = short.len().div_ceil(64);
    let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, symbol) in short.iter().enumerate() {
        places.entry(*symbol).or_default().push(i);
    }
    // The same as bits: kept for symbols that are frequent, of which there are few; made each time for the others.
    let mark = |bits: &mut [u64], places: &[usize]| places.iter().for_each(|i| bits[i / 64] ^= 1 << (i % 64));
    let frequent: BTreeMap<u32, Vec<u64>> = (places.iter())
        .filter(|(_, places)| places.len() > 64)
        .map(|(symbol, places)| {
            let mut bits = vec![0; words];
            mark(&mut bits, places);
            (*symbol, bits)
        })
        .collect();
    let mut rare = vec![0; words];
    // A column of the table of distances, as steps down of +1 and of -1.
    let (mut up, mut down) = (vec![u64::MAX; words], vec![0_u64; words]);
    let last = 1 << ((short.len() - 1) % 64);
    let mut distance = short.len();
    for symbol in long {
        let kept = frequent.get(symbol);
        let here = places
            .get(symbol)
            .filter(|_| kept.is_none())
            .map_or(&[][..], Vec::as_slice);
        mark(&mut rare, here);
        let equal = kept.unwrap_or(&rare);
        // Steps to the right that come in from the word above: the first row rises by 1.
        let (mut right_up, mut right_down) = (1, 0);
        for w in 0..words {
            let vertical = equal[w] | down[w];
            let equal = equal[w] | right_down;
            let horizontal = ((equal & up[w]).wrapping_add(up[w]) ^ up[w]) | equal;
            let mut rises = down[w] | !(horizontal | up[w]);
            let mut falls = up[w] & horizontal;
            if w + 1 == words {
                distance += usize::from(rises & last != 0);
                distance -= usize::from(falls & last != 0);
            }
            let (rises_out, falls_out) = (rises >> 63, falls >> 63);
            rises = rises << 1 | right_up;
            falls = falls << 1 | right_down;
            (right_up, right_down) = (rises_out, falls_out);
            up[w] = falls | !(vertical | rises);
            down[w] = rises & vertical;
        }
        mark(&mut rare, here);
    }
    distance
}

/// Edit distance over rows: the mean distance of a row, or all edits over all symbols of the truth (the character or word error
/// rate, where a long row counts for more).
#[derive(Clone, Copy, Debug, Default)]
pub struct Edits {
    mean: Mean,
    length: Mean,
}

impl Edits {
    /// Adds a row.
    pub fn add(&mut self, truth: &[u32], said: &[u32], weight: f64) {
        self.mean.add(edit_distance(truth, said) as f64, weight);
        self.length.add(truth.len() as f64, weight);
    }

    /// The mean distance: 0 or more.
    ///
    /// # Errors
    /// Those of [`Mean::value`].
    pub fn mean(&self) -> Result<f64, Undefined> {
        self.mean.value()
    }

    /// Edits for each symbol of the truth: 0 or more, above 1 where far too much was said.
    ///
    /// # Errors
    /// Those of [`Mean::value`], and a truth without a symbol.
    pub fn rate(&self) -> Result<f64, Undefined> {
        let (edits, length) = (self.mean.value()?, self.length.value()?);
        if length == 0.0 {
            return Err(Undefined::new(
                "the truth is empty: there is nothing to divide the edits by",
            ));
        }
        Ok(edits / length)
    }
}

/// BLEU over all rows (Papineni et al., "BLEU: a method for automatic evaluation of machine translation", 2002):
/// `brevity · (p₁ p₂ … p_N)^(1/N)`. The precision `p_n` is the share of n-grams said that a reference has, each at most as often
/// as it stands in one reference, added up over all rows. Brevity is 1 where more was said than in the references (each row's
/// nearest in length, the shorter of two), `e^(1 - r/c)` otherwise. From 0 to 1.
///
/// No smoothing: where no n-gram of some length is right, or none was said, BLEU is 0.
#[derive(Clone, Debug)]
pub struct Bleu {
    right: Vec<u64>,
    said: Vec<u64>,
    length: u64,
    reference: u64,
    rows: u64,
}

impl Bleu {
    /// Nothing yet; n-grams to this length, which is at least 1.
    pub fn new(longest: usize) -> Self {
        Bleu {
            right: vec![0; longest],
            said: vec![0; longest],
            length: 0,
            reference: 0,
            rows: 0,
        }
    }

    /// Adds a row with one reference at least.
    pub fn add(&mut self, references: &[Vec<u32>], said: &[u32]) {
        self.rows += 1;
        self.length += said.len() as u64;
        let nearest = references
            .iter()
            .map(Vec::len)
            .min_by_key(|l| (l.abs_diff(said.len()), *l));
        self.reference += nearest.unwrap_or(0) as u64;
        for n in 1..=self.right.len() {
            let mut most: BTreeMap<&[u32], u64> = BTreeMap::new();
            for reference in references {
                for (gram, times) in grams(reference, n) {
                    let seen = most.entry(gram).or_default();
                    *seen = times.max(*seen);
                }
            }
            for (gram, times) in grams(said, n) {
                self.said[n - 1] += times;
                self.right[n - 1] += times.min(most.get(gram).copied().unwrap_or(0));
            }
        }
    }

    /// The score.
    ///
    /// # Errors
    /// No rows.
    pub fn value(&self) -> Result<f64, Undefined> {
        if self.rows == 0 {
            return Err(Undefined::new("there are no rows"));
        }
        if self.right.contains(&0) {
            return Ok(0.0);
        }
        let logs = self
            .right
            .iter()
            .zip(&self.said)
            .map(|(r, s)| (*r as f64 / *s as f64).ln());
        let precision = (logs.sum::<f64>() / self.right.len() as f64).exp();
        let brevity = (1.0 - self.reference as f64 / self.length as f64).min(0.0).exp();
        Ok(brevity * precision)
    }
}

/// How often each n-gram stands in a text.
fn grams(text: &[u32], n: usize) -> BTreeMap<&[u32], u64> {
    let mut times = BTreeMap::new();
    for gram in text.windows(n) {
        *times.entry(gram).or_default() += 1;
    }
    times
}
