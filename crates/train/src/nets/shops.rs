//! Tables: embeddings of what has many values, and a few full layers over all. What is asked for is a number.

use std::collections::{BTreeMap, BTreeSet};

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use pivot_labs::metrics::{Mean, Metric, regression};

use super::{answers, unscored};
use crate::draws::Draws;
use crate::fault::Fault;
use crate::fit;
use crate::folder::{Folder, Table};
use crate::layers::ints;
use crate::settings::{Knob, Settings, common, knob};

/// Rows that are looked at together where nothing is learned.
const MANY: usize = 2000;
/// A column of whole numbers with at most so many different ones is a column of categories.
const FEW: usize = 60;
/// Of so many rows one takes a category for one that was never seen, so that there is an embedding for those.
const UNSEEN: usize = 50;

pub(super) fn knobs() -> Vec<Knob> {
    let mut knobs = common(12.0, 128.0, 4e-3, 2e-2);
    knobs.extend([
        knob("width", 96.0, 4.0, 1024.0),
        knob("embedding", 12.0, 1.0, 64.0),
        knob("dropout", 0.1, 0.0, 0.9),
    ]);
    knobs
}

/// A table to learn from and one that is asked about.
pub(super) struct Lab {
    known: Rows,
    truth: Vec<f64>,
    asked: Rows,
    ids: Vec<String>,
    /// What is asked for.
    column: String,
    /// Mean and deviation of what is asked for.
    scale: (f64, f64),
    /// How many values each column of categories has, with 0 for those that were never seen.
    kinds: Vec<usize>,
    settings: Settings,
}

/// Rows as numbers: a place for each category, and the numbers of the other columns around 0.
#[derive(Default)]
struct Rows {
    categories: Vec<Vec<usize>>,
    numbers: Vec<Vec<f32>>,
}

impl Lab {
    pub(super) fn open(folder: &Folder, settings: &Settings) -> Result<Self, Fault> {
        let (train, test) = (folder.table("train.csv")?, folder.table("test.csv")?);
        let missing: Vec<&String> = train
            .header()
            .iter()
            .filter(|c| !test.header().contains(c))
            .collect();
        let [column] = missing[..] else {
            return Err(Fault::wrong(format!(
                "train.csv must have one column that test.csv has not: what is asked for; it has {}",
                missing.len()
            )));
        };
        let truth = train.numbers(column)?;
        if truth.is_empty() {
            return Err(Fault::wrong("train.csv has no rows"));
        }
        let count = truth.len() as f64;
        let mean = truth.iter().sum::<f64>() / count;
        let deviation = (truth.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / count).sqrt();
        let mut lab = Lab {
            known: Rows::default(),
            truth,
            asked: Rows::default(),
            ids: test.column("id")?.into_iter().map(str::to_owned).collect(),
            column: column.clone(),
            scale: (mean, deviation.max(1e-9)),
            kinds: Vec::new(),
            settings: settings.clone(),
        };
        for name in train.header() {
            if name != "id" && name != column {
                lab.take(&train, &test, name)?;
            }
        }
        Ok(lab)
    }

    /// Takes a column in.
    fn take(&mut self, train: &Table, test: &Table, name: &str) -> Result<(), Fault> {
        let values: BTreeSet<&str> = train.column(name)?.into_iter().collect();
        let whole = values.len() <= FEW && values.iter().all(|v| v.parse::<i64>().is_ok());
        let numbers = train.numbers(name).ok().filter(|_| !whole);
        let Some(numbers) = numbers else {
            let places: BTreeMap<&str, usize> = values.into_iter().zip(1..).collect();
            let place = |value: &str| places.get(value).copied().unwrap_or(0);
            self.known
                .categories
                .push(train.column(name)?.into_iter().map(place).collect());
            self.asked
                .categories
                .push(test.column(name)?.into_iter().map(place).collect());
            self.kinds.push(places.len() + 1);
            return Ok(());
        };
        let count = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let deviation = (numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count)
            .sqrt()
            .max(1e-9);
        let scaled = |numbers: Vec<f64>| numbers.iter().map(|x| ((x - mean) / deviation) as f32).collect();
        self.known.numbers.push(scaled(numbers));
        self.asked.numbers.push(scaled(test.numbers(name)?));
        Ok(())
    }

    /// What the network makes of some rows: `[n]`, scaled.
    fn forward(
        net: &Net,
        from: &Rows,
        rows: &[usize],
        mut draws: Option<&mut Draws>,
        device: &Device,
    ) -> Tensor<1> {
        let mut inputs: Vec<Tensor<2>> = Vec::new();
        for (places, embedding) in from.categories.iter().zip(&net.embeddings) {
            let places = rows.iter().map(|row| {
                let hidden = draws.as_mut().is_some_and(|draws| draws.below(UNSEEN) == 0);
                if hidden { 0 } else { places[*row] }
            });
            let places = ints(places, device).reshape([rows.len(), 1]);
            inputs.push(embedding.forward(places).flatten(1, 2));
        }
        if !from.numbers.is_empty() {
            let numbers = rows
                .iter()
                .flat_map(|row| from.numbers.iter().map(|column| column[*row]));
            let numbers = TensorData::new(numbers.collect(), [rows.len(), from.numbers.len()]);
            inputs.push(Tensor::from_data(numbers, device));
        }
        net.forward(Tensor::cat(inputs, 1))
    }

    fn said(&self, net: &Net, from: &Rows, rows: &[usize], device: &Device) -> Vec<f64> {
        let (mean, deviation) = self.scale;
        let mut said = Vec::with_capacity(rows.len());
        for rows in rows.chunks(MANY) {
            let values = Self::forward(net, from, rows, None, device).into_data();
            said.extend(values.iter::<f64>().map(|value| value * deviation + mean));
        }
        said
    }
}

impl fit::Lab for Lab {
    type Net = Net;

    fn files(&self) -> &'static [&'static str] {
        &["train.csv", "test.csv"]
    }

    fn metric(&self) -> Metric {
        Metric::Rmse
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn net(&self, device: &Device) -> Net {
        Net::new(&self.kinds, self.known.numbers.len(), &self.settings, device)
    }

    fn loss(&self, net: &Net, rows: &[usize], draws: &mut Draws, device: &Device) -> Tensor<1> {
        let (mean, deviation) = self.scale;
        let truth = rows
            .iter()
            .map(|row| ((self.truth[*row] - mean) / deviation) as f32);
        let truth = Tensor::from_data(TensorData::new(truth.collect(), [rows.len()]), device);
        let said = Self::forward(net, &self.known, rows, Some(draws), device);
        (said - truth).square().mean()
    }

    fn valid(&self, net: &Net, rows: &[usize], device: &Device) -> Result<f64, Fault> {
        let mut mean = Mean::default();
        for (row, said) in rows.iter().zip(self.said(net, &self.known, rows, device)) {
            mean.add(regression::squared(self.truth[*row], said), 1.0);
        }
        regression::root(&mean).map_err(|why| unscored(Metric::Rmse, &why))
    }

    fn submission(&self, net: &Net, device: &Device) -> Result<Vec<u8>, Fault> {
        let rows: Vec<usize> = (0..self.ids.len()).collect();
        let said = self.said(net, &self.asked, &rows, device);
        answers(
            &self.ids,
            &self.column,
            said.iter().map(|value| format!("{value:.4}")),
        )
    }
}

/// Embeddings and three full layers.
#[derive(Module, Debug)]
pub(super) struct Net {
    embeddings: Vec<Embedding>,
    first: Linear,
    second: Linear,
    dropout: Dropout,
    last: Linear,
}

impl Net {
    fn new(kinds: &[usize], numbers: usize, settings: &Settings, device: &Device) -> Self {
        let (most, width) = (settings.count("embedding"), settings.count("width"));
        let sides: Vec<usize> = kinds.iter().map(|kinds| most.min(kinds.div_ceil(2))).collect();
        let small = Initializer::Normal { mean: 0.0, std: 0.1 };
        let embedding = |(kinds, side): (&usize, &usize)| {
            EmbeddingConfig::new(*kinds, *side)
                .with_initializer(small.clone())
                .init(device)
        };
        Net {
            embeddings: kinds.iter().zip(&sides).map(embedding).collect(),
            first: LinearConfig::new(sides.iter().sum::<usize>() + numbers, width).init(device),
            second: LinearConfig::new(width, width).init(device),
            dropout: DropoutConfig::new(settings.get("dropout")).init(),
            last: LinearConfig::new(width, 1).init(device),
        }
    }

    /// `[n, inputs]` to `[n]`.
    fn forward(&self, inputs: Tensor<2>) -> Tensor<1> {
        let x = relu(self.first.forward(inputs));
        let x = self.dropout.forward(relu(self.second.forward(x)));
        let [rows, _] = x.dims();
        self.last.forward(x).reshape([rows])
    }
}
