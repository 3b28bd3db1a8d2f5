//! A network for each lab.

mod boxes;
mod characters;
pub(crate) mod cnn;
pub(crate) mod pictures;
mod reviews;
mod shops;

use std::path::Path;

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use pivot_labs::metrics::Metric;

use crate::fault::Fault;
use crate::fit::tell::Tell;
use crate::fit::{Done, train};
use crate::folder::Folder;
use crate::order::Order;
use crate::settings::{Knob, Settings};

pub use pivot_labs::baselines::NETWORKS as LABS;

/// Trains what an order asks for.
///
/// # Errors
/// The lab has no network, a setting is wrong, or as [`train`].
pub fn run(order: &Order, device: &Device, tell: &mut Tell<'_>) -> Result<Done, Fault> {
    // Within the pool of threads: from outside, each of some fifty operations of a step would hand its work over and wait for it.
    rayon::scope(|_| answered(order, device, tell))
}

fn answered(order: &Order, device: &Device, tell: &mut Tell<'_>) -> Result<Done, Fault> {
    let folder = Folder::open(&order.data)?;
    let settings = |mut knobs: Vec<Knob>| {
        if let (Some(epochs), Some(knob)) = (order.epochs, knobs.iter_mut().find(|k| k.name == "epochs")) {
            knob.value = epochs as f64;
        }
        Settings::new(&knobs, &order.settings)
    };
    match order.lab.as_str() {
        "garments" => {
            let settings = settings(cnn::Plain::knobs())?;
            let lab = pictures::Lab::<cnn::Plain>::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "shapes" => {
            let settings = settings(cnn::Deep::knobs())?;
            let lab = pictures::Lab::<cnn::Deep>::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "budget" => {
            let settings = settings(cnn::Narrow::knobs())?;
            let lab = pictures::Lab::<cnn::Narrow>::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "shops" => {
            let settings = settings(shops::knobs())?;
            let lab = shops::Lab::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "reviews" => {
            let settings = settings(reviews::knobs())?;
            let lab = reviews::Lab::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "characters" => {
            let settings = settings(characters::knobs())?;
            let lab = characters::Lab::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "boxes" => {
            let settings = settings(boxes::knobs())?;
            let lab = boxes::Lab::open(&folder, &settings)?;
            train(&lab, order, &settings, &folder, device, tell)
        }
        "convolution" | "serving" => Err(Fault::wrong(format!(
            "the lab `{}` has no network to train; there are networks for {}",
            order.lab,
            LABS.join(", ")
        ))),
        other => Err(Fault::wrong(format!(
            "there is no lab `{other}` with a network; there are {}",
            LABS.join(", ")
        ))),
    }
}

/// A CSV of two columns: the ids of a table and what is said of each.
fn answers(ids: &[String], column: &str, said: impl IntoIterator<Item = String>) -> Result<Vec<u8>, Fault> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let why = |why: csv::Error| Fault::writing(Path::new("submission.csv"), &why);
    csv.write_record(["id", column]).map_err(why)?;
    for (id, said) in ids.iter().zip(said) {
        csv.write_record([id, &said]).map_err(why)?;
    }
    csv.into_inner()
        .map_err(|why| Fault::writing(Path::new("submission.csv"), &why))
}

/// The metric has no value for the rows that are kept for validation.
fn unscored(metric: Metric, why: &pivot_labs::metrics::Undefined) -> Fault {
    Fault::wrong(format!(
        "{} has no value for the rows that are kept for validation: {why}",
        metric.name()
    ))
}

/// The log loss of two classes for each score: `softplus(score) - truth · score`, written so that no power runs over:
/// `max(score, 0) - truth · score + ln(1 + e^-|score|)`.
fn log_loss<const D: usize>(scores: Tensor<D>, truth: Tensor<D>) -> Tensor<D> {
    let rest = (scores.clone().abs().neg().exp() + 1.0).log();
    relu(scores.clone()) - scores * truth + rest
}
