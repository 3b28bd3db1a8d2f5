//! A recurrent model of text: after each character, what comes next.

use std::collections::BTreeSet;
use std::path::Path;

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor};
use pivot_labs::made::characters::name;
use pivot_labs::metrics::Metric;

use crate::draws::Draws;
use crate::fault::Fault;
use crate::fit;
use crate::folder::Folder;
use crate::layers::{Recur, ints, surprise};
use crate::settings::{Knob, Settings, common, knob};

/// Stretches or contexts that are looked at together where nothing is learned.
const MANY: usize = 64;
/// Of a context so many characters are read, the last ones.
const LONGEST: usize = 2000;
/// A probability that is told is at least this.
const LEAST: f64 = 1e-6;

pub(super) fn knobs() -> Vec<Knob> {
    let mut knobs = common(12.0, 32.0, 6e-3, 1e-3);
    knobs.extend([
        knob("hidden", 128.0, 8.0, 1024.0),
        knob("length", 256.0, 8.0, 2000.0),
        knob("dropout", 0.1, 0.0, 0.9),
    ]);
    knobs
}

/// A text to learn from, in stretches, and contexts that are asked about.
pub(super) struct Lab {
    text: Vec<usize>,
    /// Where stretches begin. Each has `length` characters, and the one after them.
    starts: Vec<usize>,
    length: usize,
    asked: Vec<Vec<usize>>,
    ids: Vec<String>,
    alphabet: Vec<char>,
    /// Columns of the submission: the name of each, and its character's place.
    columns: Vec<(String, Option<usize>)>,
    settings: Settings,
}

impl Lab {
    pub(super) fn open(folder: &Folder, settings: &Settings) -> Result<Self, Fault> {
        let text = folder.text("train.txt")?;
        let test = folder.table("test.csv")?;
        let sample = folder.table("sample_submission.csv")?;
        let alphabet: BTreeSet<char> = text.chars().collect();
        let alphabet: Vec<char> = alphabet.into_iter().collect();
        if alphabet.is_empty() || alphabet.len() > 1000 {
            return Err(Fault::wrong(format!(
                "train.txt has {} different characters; from 1 to 1000 can be told apart",
                alphabet.len()
            )));
        }
        // A character that is not in the text is read as the first of the alphabet.
        let place = |letter: char| alphabet.binary_search(&letter).unwrap_or(0);
        let text: Vec<usize> = text.chars().map(place).collect();
        let length = settings.count("length").min(text.len().saturating_sub(1));
        if length < 2 {
            return Err(Fault::wrong("train.txt has fewer than 3 characters"));
        }
        let newline = alphabet.binary_search(&'\n').ok();
        let starts = starts(&text, length, newline);
        let names: Vec<String> = alphabet.iter().map(|letter| name(*letter)).collect();
        let columns = sample
            .header()
            .iter()
            .filter(|column| *column != "id")
            .map(|column| {
                let place = names.iter().position(|name| name == column);
                (column.clone(), place)
            });
        let columns: Vec<(String, Option<usize>)> = columns.collect();
        if columns.iter().all(|(_, place)| place.is_none()) {
            return Err(Fault::wrong(
                "sample_submission.csv has no column that is named as a character of train.txt",
            ));
        }
        let asked = test.column("context")?.into_iter().map(|context| {
            let mut places: Vec<usize> = context.chars().map(place).collect();
            places.drain(..places.len().saturating_sub(LONGEST));
            // What stands before a context is a line that ended.
            if places.is_empty() {
                vec![newline.unwrap_or(0)]
            } else {
                places
            }
        });
        Ok(Lab {
            asked: asked.collect(),
            ids: test.column("id")?.into_iter().map(str::to_owned).collect(),
            text,
            starts,
            length,
            columns,
            settings: settings.clone(),
            alphabet,
        })
    }

    /// The network's scores after each character of some stretches, and what came next: `[n · length, alphabet]` and as many places.
    fn stretches(&self, net: &Net, rows: &[usize], device: &Device) -> (Tensor<2>, Vec<usize>) {
        let stretch = |row: &usize, shift: usize| {
            let first = self.starts[*row] + shift;
            self.text[first..first + self.length].iter().copied()
        };
        let read =
            ints(rows.iter().flat_map(|row| stretch(row, 0)), device).reshape([rows.len(), self.length]);
        let states = net.states(read);
        let [n, length, side] = states.dims();
        let next = rows.iter().flat_map(|row| stretch(row, 1)).collect();
        (net.scores(states.reshape([n * length, side])), next)
    }
}

/// Where stretches begin: they cover the text, and where there is a line that begins in the second half of one, the next begins there.
fn starts(text: &[usize], length: usize, newline: Option<usize>) -> Vec<usize> {
    let last = text.len() - length - 1;
    let mut starts = vec![0];
    let mut here = 0;
    while here < last {
        let line = (here + length / 2..=here + length)
            .rev()
            .find(|place| Some(text[place - 1]) == newline);
        here = line.unwrap_or(here + length).min(last);
        starts.push(here);
    }
    starts
}

impl fit::Lab for Lab {
    type Net = Net;

    fn files(&self) -> &'static [&'static str] {
        &["train.txt"]
    }

    fn metric(&self) -> Metric {
        Metric::BitsPerCharacter
    }

    fn rows(&self) -> usize {
        self.starts.len()
    }

    /// The end of the text: stretches lie over each other, but those that lie over the border are left out.
    fn split(&self, share: f64, _: &mut Draws) -> (Vec<usize>, Vec<usize>) {
        let border = self.rows() - fit::kept(self.rows(), share);
        let first = self.starts.get(border).copied().unwrap_or(0);
        let before = (0..border).filter(|row| self.starts[*row] + self.length <= first);
        (before.collect(), (border..self.rows()).collect())
    }

    fn net(&self, device: &Device) -> Net {
        Net::new(self.alphabet.len(), &self.settings, device)
    }

    fn loss(&self, net: &Net, rows: &[usize], _: &mut Draws, device: &Device) -> Tensor<1> {
        let (scores, next) = self.stretches(net, rows, device);
        surprise(scores, ints(next, device))
    }

    fn valid(&self, net: &Net, rows: &[usize], device: &Device) -> Result<f64, Fault> {
        let (mut sum, mut count) = (0.0, 0);
        for rows in rows.chunks(MANY) {
            let (scores, next) = self.stretches(net, rows, device);
            let many = next.len();
            sum += surprise(scores, ints(next, device)).into_scalar::<f64>() * many as f64;
            count += many;
        }
        Ok(sum / count as f64 / std::f64::consts::LN_2)
    }

    fn submission(&self, net: &Net, device: &Device) -> Result<Vec<u8>, Fault> {
        // Contexts of about one length together: shorter ones are filled up behind, where nothing is read any more.
        let mut order: Vec<usize> = (0..self.asked.len()).collect();
        order.sort_by_key(|row| self.asked[*row].len());
        let mut said = vec![Vec::new(); self.asked.len()];
        for rows in order.chunks(MANY) {
            let longest = rows.iter().map(|row| self.asked[*row].len()).max().unwrap_or(1);
            let read = rows.iter().flat_map(|row| {
                let context = self.asked[*row].iter().copied();
                context.chain(std::iter::repeat(0)).take(longest)
            });
            let states = net.states(ints(read, device).reshape([rows.len(), longest]));
            let [n, _, side] = states.dims();
            let ends = rows
                .iter()
                .enumerate()
                .map(|(place, row)| place * longest + self.asked[*row].len() - 1);
            let ends = states.reshape([n * longest, side]).select(0, ints(ends, device));
            let chances = log_softmax(net.scores(ends), 1).exp().into_data();
            let chances: Vec<f64> = chances.iter::<f64>().collect();
            for (row, chances) in rows.iter().zip(chances.chunks_exact(self.alphabet.len())) {
                said[*row] = self.row(chances);
            }
        }
        let why = |why: &dyn std::fmt::Display| Fault::writing(Path::new("submission.csv"), why);
        let mut csv = csv::Writer::from_writer(Vec::new());
        let header = std::iter::once("id").chain(self.columns.iter().map(|(name, _)| name.as_str()));
        csv.write_record(header).map_err(|w| why(&w))?;
        for (id, chances) in self.ids.iter().zip(said) {
            let chances = chances.into_iter().map(|chance| format!("{chance:.8}"));
            csv.write_record(std::iter::once(id.clone()).chain(chances))
                .map_err(|w| why(&w))?;
        }
        csv.into_inner().map_err(|w| why(&w))
    }
}

impl Lab {
    /// The probabilities of the columns, each at least [`LEAST`], together 1.
    fn row(&self, chances: &[f64]) -> Vec<f64> {
        let chance = |place: &Option<usize>| place.map_or(LEAST, |place| chances[place].max(LEAST));
        let row: Vec<f64> = self.columns.iter().map(|(_, place)| chance(place)).collect();
        let sum: f64 = row.iter().sum();
        row.into_iter().map(|chance| chance / sum).collect()
    }
}

/// For each character what it says to the gates, the unit, and a full layer.
#[derive(Module, Debug)]
pub(super) struct Net {
    letters: Embedding,
    unit: Recur,
    dropout: Dropout,
    last: Linear,
}

impl Net {
    fn new(letters: usize, settings: &Settings, device: &Device) -> Self {
        let hidden = settings.count("hidden");
        let edge = 1.0 / (hidden as f64).sqrt();
        let drawn = Initializer::Uniform {
            min: -edge,
            max: edge,
        };
        Net {
            letters: EmbeddingConfig::new(letters, 3 * hidden)
                .with_initializer(drawn)
                .init(device),
            unit: Recur::new(hidden, device),
            dropout: DropoutConfig::new(settings.get("dropout")).init(),
            last: LinearConfig::new(hidden, letters).init(device),
        }
    }

    /// The states after each of `[n, length]` characters: `[n, length, hidden]`.
    fn states(&self, read: Tensor<2, burn::tensor::Int>) -> Tensor<3> {
        self.unit.forward(self.letters.forward(read))
    }

    /// What comes next, by states: `[n, hidden]` to `[n, letters]`.
    fn scores(&self, states: Tensor<2>) -> Tensor<2> {
        self.last.forward(self.dropout.forward(states))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of 3 (newline is 0), stretches of 4: the next begins with the last line that begins 2 to 4 characters on, and the last
    /// one ends with the text.
    #[test]
    fn stretches_begin_with_lines() {
        let text = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0];
        assert_eq!(starts(&text, 4, Some(0)), [0, 3, 6, 7]);
        assert_eq!(starts(&text, 4, None), [0, 4, 7]);
        assert_eq!(starts(&[1, 1, 1], 2, Some(0)), [0]);
    }
}
