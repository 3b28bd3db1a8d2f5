//! Scores many cases in one process, for `bench/metrics`.
//!
//! On standard input, for each case: a line `METRIC PARAMETER=VALUE… LENGTH LENGTH`, then the two tables of so many bytes. On
//! standard output, for each case: the value, or `! ` and why there is none.

use std::io::{BufRead, Read, Write};

use pivot_labs::metrics::Metric;
use pivot_labs::metrics::boxes::Protocol;
use pivot_labs::score::{Error, Limits, Parameters, score};

fn parameter(parameters: &mut Parameters, name: &str, value: &str) {
    let text = || Some(value.to_owned());
    match name {
        "weight" => parameters.weight = text(),
        "positive" => parameters.positive = text(),
        "k" => parameters.k = value.parse().ok(),
        "beta" => parameters.beta = value.parse().ok(),
        "levels" => {
            let (least, greatest) = value.split_once("..").expect("two levels");
            parameters.levels = Some((
                least.parse().expect("a level"),
                greatest.parse().expect("a level"),
            ));
        }
        "sets" => parameters.sets = true,
        "scores" => parameters.scores = true,
        "masks" => parameters.masks = true,
        "protocol" => {
            let voc = value == "voc";
            parameters.protocol = Some(if voc { Protocol::Voc } else { Protocol::Coco });
        }
        "iou" => parameters.iou = value.parse().ok(),
        "words" => parameters.words = true,
        "rate" => parameters.rate = true,
        "ngram" => parameters.ngram = value.parse().ok(),
        other => panic!("no parameter {other}"),
    }
}

fn main() -> std::io::Result<()> {
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, said @ .., truth, predictions] = words.as_slice() else {
            panic!("not a case: {line}");
        };
        let metric = Metric::named(name).expect("a metric");
        let mut parameters = Parameters::default();
        for word in said {
            let (name, value) = word.split_once('=').expect("a parameter and its value");
            parameter(&mut parameters, name, value);
        }
        let mut table = |length: &str| {
            let mut bytes = vec![0; length.parse().expect("a length")];
            input.read_exact(&mut bytes).map(|()| bytes)
        };
        let (truth, predictions) = (table(truth)?, table(predictions)?);
        match score(
            metric,
            &parameters,
            &mut &truth[..],
            &mut &predictions[..],
            &Limits::default(),
        ) {
            Ok(score) => writeln!(output, "{:?}", score.value)?,
            Err(Error::Undefined(why)) => writeln!(output, "! {why}")?,
            Err(Error::Faults { faults, .. }) => writeln!(output, "! {}", faults[0].what)?,
            Err(Error::Wish { what, .. }) => writeln!(output, "! {what}")?,
            Err(Error::Read(_, error)) => return Err(error),
        }
    }
}
