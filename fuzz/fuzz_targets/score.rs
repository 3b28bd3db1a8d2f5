//! Any bytes are two tables, and any metric may be asked of them: a finite value within a bound of time, or faults with places.
//! The first byte chooses the metric, the second its parameters; a zero byte parts the tables.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_labs::metrics::Metric;
use pivot_labs::metrics::boxes::Protocol;
use pivot_labs::score::{Error, Limits, Parameters, score};

fuzz_target!(|bytes: &[u8]| {
    let [metric, how, tables @ ..] = bytes else { return };
    let metric = Metric::ALL[usize::from(*metric) % Metric::ALL.len()];
    let bit = |i: u8| how >> i & 1 == 1;
    let known = |name| metric.parameters().contains(&name);
    let parameters = Parameters {
        k: (known("k") && bit(0)).then_some(3),
        beta: (metric == Metric::FBeta).then_some(2.0),
        levels: (known("levels") && bit(1)).then_some((0, 4)),
        positive: (known("positive") && bit(1)).then(|| "cat".to_owned()),
        sets: known("sets") && bit(2),
        scores: known("scores") && bit(2),
        masks: known("masks") && bit(2),
        words: known("words") && bit(2),
        rate: known("rate") && bit(3),
        protocol: (known("protocol") && bit(3)).then_some(Protocol::Voc),
        iou: (known("iou") && bit(4)).then_some(0.5),
        ngram: (known("ngram") && bit(4)).then_some(2),
        weight: (bit(5) && !matches!(metric, Metric::Bleu | Metric::DetectionMap)).then(|| "w".to_owned()),
        column: bit(6).then(|| "v".to_owned()),
        id: None,
    };
    let middle = tables.iter().position(|byte| *byte == 0).unwrap_or(tables.len());
    let (mut truth, mut said) = (&tables[..middle], tables.get(middle + 1..).unwrap_or_default());
    let limits = Limits {
        row_bytes: 4096,
        ..Limits::default()
    };
    match score(metric, &parameters, &mut truth, &mut said, &limits) {
        Ok(score) => assert!(score.value.is_finite() && score.rows > 0),
        Err(Error::Faults { faults, .. }) => {
            assert!(!faults.is_empty() && faults.len() <= 2 * limits.faults + 2);
            assert!(
                faults
                    .iter()
                    .all(|f| f.line != Some(0) && !f.what.is_empty() && !f.expected.is_empty())
            );
        }
        Err(Error::Undefined(why)) => assert!(!why.to_string().is_empty()),
        Err(Error::Wish { what, .. }) => panic!("{what}"),
        Err(Error::Read(_, error)) => panic!("{error}"),
    }
});
