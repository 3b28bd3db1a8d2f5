//! Texts that are for or against something: words become vectors, a convolution looks at some words in a row, and the strongest and the
//! mean of what it finds decide.

use std::collections::BTreeMap;

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor, TensorData};
use pivot_labs::metrics::Metric;
use pivot_labs::metrics::curve::Curve;

use super::{answers, unscored};
use crate::draws::Draws;
use crate::fault::Fault;
use crate::fit;
use crate::folder::Folder;
use crate::layers::ints;
use crate::settings::{Knob, Settings, common, knob};

/// Texts that are looked at together where nothing is learned.
const MANY: usize = 200;
/// Words that are told apart, at most.
const MOST_WORDS: usize = 20_000;
/// The place of nothing, before and after a text; that of a word that is not known follows.
const NOTHING: usize = 0;
const UNKNOWN: usize = 1;

pub(super) fn knobs() -> Vec<Knob> {
    let mut knobs = common(8.0, 64.0, 3e-3, 1e-2);
    knobs.extend([
        knob("embedding", 32.0, 4.0, 256.0),
        knob("width", 64.0, 4.0, 512.0),
        knob("words", 200.0, 16.0, 1000.0),
        knob("dropout", 0.3, 0.0, 0.9),
    ]);
    knobs
}

/// Words and marks of a text, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut inside = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let part = letter.is_alphanumeric() || letter == '\'';
        match words.last_mut() {
            Some(word) if part && inside => word.push(letter),
            _ if !letter.is_whitespace() => words.push(letter.to_string()),
            _ => {}
        }
        inside = part;
    }
    words
}

/// Texts to learn from and texts that are asked about.
pub(super) struct Lab {
    known: Vec<Vec<usize>>,
    truth: Vec<bool>,
    asked: Vec<Vec<usize>>,
    ids: Vec<String>,
    words: usize,
    settings: Settings,
}

impl Lab {
    pub(super) fn open(folder: &Folder, settings: &Settings) -> Result<Self, Fault> {
        let (train, test) = (folder.table("train.csv")?, folder.table("test.csv")?);
        let truth = train
            .column("label")?
            .into_iter()
            .enumerate()
            .map(|(row, label)| match label {
                "1" => Ok(true),
                "0" => Ok(false),
                other => Err(Fault::wrong(format!(
                    "train.csv, row {}: the label is `{other}`; expected 0 or 1",
                    row + 1
                ))),
            });
        let truth = truth.collect::<Result<Vec<bool>, Fault>>()?;
        let known: Vec<Vec<String>> = train.column("text")?.into_iter().map(words).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in known.iter().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        let mut common: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
        common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        common.truncate(MOST_WORDS);
        let places: BTreeMap<&str, usize> = common
            .into_iter()
            .map(|(word, _)| word)
            .zip(UNKNOWN + 1..)
            .collect();
        let most = settings.count("words");
        let coded = |text: &Vec<String>| {
            let coded = text
                .iter()
                .map(|word| places.get(word.as_str()).copied().unwrap_or(UNKNOWN));
            shortened(coded.collect(), most)
        };
        let asked: Vec<Vec<String>> = test.column("text")?.into_iter().map(words).collect();
        Ok(Lab {
            truth,
            asked: asked.iter().map(coded).collect(),
            ids: test.column("id")?.into_iter().map(str::to_owned).collect(),
            words: places.len() + UNKNOWN + 1,
            settings: settings.clone(),
            known: known.iter().map(coded).collect(),
        })
    }

    /// The network's scores of some texts, above 0 for those in favour: `[n]`.
    fn forward(net: &Net, texts: &[Vec<usize>], rows: &[usize], device: &Device) -> Tensor<1> {
        let longest = rows.iter().map(|row| texts[*row].len()).max().unwrap_or(0).max(1);
        // Nothing stands at both ends too, so that each word has neighbours.
        let length = longest + 2;
        let filled = rows.iter().flat_map(|row| {
            let text = texts[*row].iter().copied();
            [NOTHING]
                .into_iter()
                .chain(text)
                .chain(std::iter::repeat(NOTHING))
                .take(length)
        });
        let counts = rows.iter().map(|row| texts[*row].len().max(1) as f32);
        let counts = Tensor::from_data(TensorData::new(counts.collect(), [rows.len(), 1]), device);
        let there = rows.iter().flat_map(|row| {
            let count = texts[*row].len().max(1);
            (0..longest).map(move |place| f32::from(u8::from(place < count)))
        });
        let there = TensorData::new(there.collect(), [rows.len(), longest, 1]);
        let places = ints(filled, device).reshape([rows.len(), length]);
        net.forward(
            &net.embedding.forward(places),
            Tensor::from_data(there, device),
            counts,
        )
    }

    fn said(net: &Net, texts: &[Vec<usize>], rows: &[usize], device: &Device) -> Vec<f64> {
        let mut said = Vec::with_capacity(rows.len());
        for rows in rows.chunks(MANY) {
            let scores = sigmoid(Self::forward(net, texts, rows, device)).into_data();
            said.extend(scores.iter::<f64>());
        }
        said
    }
}

/// The beginning and the end of a text that is too long.
fn shortened(mut text: Vec<usize>, most: usize) -> Vec<usize> {
    if text.len() > most {
        let first = most / 2;
        text.drain(first..text.len() - (most - first));
    }
    text
}

impl fit::Lab for Lab {
    type Net = Net;

    fn files(&self) -> &'static [&'static str] {
        &["train.csv"]
    }

    fn metric(&self) -> Metric {
        Metric::Auc
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn net(&self, device: &Device) -> Net {
        Net::new(self.words, &self.settings, device)
    }

    /// Log loss of two classes: `softplus(score) - truth · score`.
    fn loss(&self, net: &Net, rows: &[usize], _: &mut Draws, device: &Device) -> Tensor<1> {
        let scores = Self::forward(net, &self.known, rows, device);
        let truth = rows.iter().map(|row| f32::from(u8::from(self.truth[*row])));
        let truth = Tensor::from_data(TensorData::new(truth.collect(), [rows.len()]), device);
        super::log_loss(scores, truth).mean()
    }

    fn valid(&self, net: &Net, rows: &[usize], device: &Device) -> Result<f64, Fault> {
        let mut curve = Curve::default();
        for (row, said) in rows.iter().zip(Self::said(net, &self.known, rows, device)) {
            curve.add(self.truth[*row], said, 1.0);
        }
        curve.auc().map_err(|why| unscored(Metric::Auc, &why))
    }

    fn submission(&self, net: &Net, device: &Device) -> Result<Vec<u8>, Fault> {
        let rows: Vec<usize> = (0..self.ids.len()).collect();
        let said = Self::said(net, &self.asked, &rows, device);
        answers(&self.ids, "score", said.iter().map(|score| format!("{score:.6}")))
    }
}

/// Embedding, two convolutions over three words, the strongest and the mean.
#[derive(Module, Debug)]
pub(super) struct Net {
    embedding: Embedding,
    before: Linear,
    here: Linear,
    after: Linear,
    dropout: Dropout,
    full: Linear,
    last: Linear,
}

impl Net {
    fn new(words: usize, settings: &Settings, device: &Device) -> Self {
        let (side, width) = (settings.count("embedding"), settings.count("width"));
        let small = Initializer::Normal { mean: 0.0, std: 0.1 };
        // One convolution of three words in three parts: what a word says to the one after it, to itself and to the one before it.
        let part = |bias| LinearConfig::new(side, width).with_bias(bias).init(device);
        Net {
            embedding: EmbeddingConfig::new(words, side)
                .with_initializer(small)
                .init(device),
            before: part(false),
            here: part(true),
            after: part(false),
            dropout: DropoutConfig::new(settings.get("dropout")).init(),
            full: LinearConfig::new(2 * width, width).init(device),
            last: LinearConfig::new(width, 1).init(device),
        }
    }

    /// `words` is `[n, length + 2, side]`, `there` `[n, length, 1]` with 1 where there is a word, `counts` `[n, 1]`; gives `[n]`.
    fn forward(&self, words: &Tensor<3>, there: Tensor<3>, counts: Tensor<2>) -> Tensor<1> {
        let [rows, length, _] = words.dims();
        let shifted = |first: usize| words.clone().slice([0..rows, first..first + length - 2]);
        let x =
            self.before.forward(shifted(0)) + self.here.forward(shifted(1)) + self.after.forward(shifted(2));
        let x = relu(x) * there;
        let strongest = x.clone().max_dim(1).flatten::<2>(1, 2);
        let mean = x.sum_dim(1).flatten::<2>(1, 2) / counts;
        let x = self.dropout.forward(Tensor::cat(vec![strongest, mean], 1));
        let x = relu(self.full.forward(x));
        self.last.forward(x).reshape([rows])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks() {
        assert_eq!(
            words("It wasn't GOOD; no."),
            ["it", "wasn't", "good", ";", "no", "."]
        );
        assert_eq!(words(" \n"), [""; 0]);
        assert_eq!(words("a--b"), ["a", "-", "-", "b"]);
    }

    #[test]
    fn a_long_text_keeps_both_ends() {
        assert_eq!(shortened((0..10).collect(), 4), [0, 1, 8, 9]);
        assert_eq!(shortened((0..10).collect(), 5), [0, 1, 7, 8, 9]);
        assert_eq!(shortened((0..3).collect(), 5), [0, 1, 2]);
    }
}
