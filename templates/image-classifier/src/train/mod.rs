//! From a folder of pictures to a folder with a model and what is known of it.

mod checkpoint;
mod fit;
pub mod metrics;
mod report;

use std::ops::{ControlFlow, RangeInclusive};
use std::path::PathBuf;
use std::time::Instant;

use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::data::augment::augment;
use crate::data::{self, Collection, Split, hex, split};
use crate::fault::Fault;
use crate::files;
use crate::model::{self, Features, Kind, Network, Weights};
use crate::random::Random;
use crate::trained::{About, Trained};
use checkpoint::Checkpoints;
pub use fit::{Epoch, Plan};
use fit::{Task, fit, say, scores};
pub use report::{Baseline, Calibration, Class, Data, Mistake, Report, Results};

/// Sides of pictures that a network can be made for, in pixels.
pub const SIZES: RangeInclusive<u32> = 16..=512;

/// What happens on the way.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// In words.
    Says(String),
    /// An epoch is over.
    Epoch(Epoch),
}

/// Is told what happens on the way, and may break it off.
pub type Tell<'t> = dyn FnMut(Progress) -> ControlFlow<()> + 't;

/// What to train, from what, to where.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of pictures.
    pub data: PathBuf,
    /// The folder that the model is written to.
    pub out: PathBuf,
    /// What all chance depends on.
    pub seed: u64,
    /// Epochs at most, where other than usual.
    pub epochs: Option<usize>,
    /// Sides of the pictures that are looked at, where other than usual.
    pub size: Option<u32>,
    /// Pictures of a step, where other than usual.
    pub batch: Option<usize>,
    /// The rate, where other than usual.
    pub rate: Option<f64>,
    /// Epochs without a better loss after which it ends, where other than usual.
    pub patience: Option<usize>,
    /// Whether a mirrored picture may be of the same class: not so for letters.
    pub mirror: bool,
    /// The published weights of EfficientNet-Lite0. Without them a small network learns from nothing.
    pub weights: Option<PathBuf>,
    /// Whether the weights are learned on, not the head alone: for a GPU.
    pub fine_tune: bool,
    /// `cpu` or `gpu`.
    pub device: String,
    /// Where features are kept, where not in the folder of the model.
    pub cache: Option<PathBuf>,
}

impl Settings {
    /// The usual ones.
    pub fn new(data: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Settings {
            data: data.into(),
            out: out.into(),
            seed: 1,
            epochs: None,
            size: None,
            batch: None,
            rate: None,
            patience: None,
            mirror: true,
            weights: None,
            fine_tune: false,
            device: "cpu".into(),
            cache: None,
        }
    }

    fn kind(&self) -> Kind {
        if self.weights.is_some() {
            Kind::EfficientNet
        } else {
            Kind::Small
        }
    }

    fn size(&self) -> Result<u32, Fault> {
        let size = self.size.unwrap_or(self.kind().size());
        if SIZES.contains(&size) {
            return Ok(size);
        }
        Err(Fault::new(format!(
            "--size is {size}; expected {} to {} pixels",
            SIZES.start(),
            SIZES.end()
        )))
    }

    fn plan(&self) -> Result<Plan, Fault> {
        let (epochs, batch, rate, patience) = match (self.kind(), self.fine_tune) {
            (Kind::Small, _) => (40, 16, 2e-3, 12),
            (Kind::EfficientNet, false) => (100, 64, 1e-3, 20),
            (Kind::EfficientNet, true) => (15, 32, 5e-4, 5),
        };
        let plan = Plan {
            epochs: self.epochs.unwrap_or(epochs),
            batch: self.batch.unwrap_or(batch),
            rate: self.rate.unwrap_or(rate),
            decay: 1e-2,
            patience: self.patience.unwrap_or(patience),
            seed: self.seed,
        };
        for (name, value) in [
            ("epochs", plan.epochs),
            ("batch", plan.batch),
            ("patience", plan.patience),
        ] {
            if !(1..=100_000).contains(&value) {
                return Err(Fault::new(format!("--{name} is {value}; expected 1 to 100000")));
            }
        }
        if !(plan.rate > 0.0 && plan.rate <= 1.0) {
            return Err(Fault::new(format!(
                "--rate is {}; expected more than 0, at most 1",
                plan.rate
            )));
        }
        Ok(plan)
    }
}

/// Trains and writes `model.safetensors`, `model.json` and `report/` to the folder. A training that was broken off goes on; the same settings give
/// the same model on the CPU.
///
/// # Errors
/// In words: pictures, settings or weights do not do, or the disk takes nothing.
pub fn train(settings: &Settings, tell: &mut Tell<'_>) -> Result<Report, Fault> {
    let begun = Instant::now();
    let (kind, size, plan) = (settings.kind(), settings.size()?, settings.plan()?);
    if settings.fine_tune && settings.weights.is_none() {
        return Err(Fault::new(
            "--fine-tune goes on from weights; name them with --weights FILE",
        ));
    }
    let inner = model::device(&settings.device)?;
    let weights = settings.weights.as_deref().map(Weights::check).transpose()?;
    let collection = Collection::open(&settings.data)?;
    let split = split(&collection, settings.seed);
    say(tell, data::words(&collection, &split))?;
    files::folder(&settings.out)?;
    data::report(&collection, &split, settings.seed, &settings.out.join("report"))?;
    let checkpoints = Checkpoints::new(
        settings.out.join("checkpoint"),
        key(settings, size, &plan, &collection)?,
    );
    let device = inner.clone().autodiff();
    let classes = collection.classes.len();
    let fresh = |device: &Device| -> Result<Network, Fault> {
        let mut net = Network::new(kind, classes, settings.seed, device);
        if let Some(weights) = &weights {
            net.backbone = model::Backbone::EfficientNet(weights.load(device)?);
        }
        Ok(net)
    };
    let (net, learned) = if kind == Kind::EfficientNet && !settings.fine_tune {
        let mut net = fresh(&inner)?;
        let cache = settings
            .cache
            .clone()
            .unwrap_or_else(|| settings.out.join("features"));
        let mut told = None::<Instant>;
        let mut stopped = Ok(());
        let features = model::features(&collection, &net, size, &inner, &cache, &mut |done, of| {
            if done == of || told.is_none_or(|told| told.elapsed().as_secs() >= 2) {
                told = Some(Instant::now());
                let said = say(tell, format!("features of {done} of {of} pictures"));
                stopped = stopped.clone().and(said);
            }
        })?;
        stopped?;
        let task = Frozen {
            features: &features,
            collection: &collection,
        };
        let head = model::new_head(kind.width(), classes, settings.seed, &device);
        let (head, learned) = learn(&task, head, &split, &plan, &device, &checkpoints, tell)?;
        net.head = head;
        (net, learned)
    } else {
        let places: Vec<usize> = (0..collection.pictures.len()).collect();
        let task = Whole {
            pictures: collection.fitted(&places, size)?,
            collection: &collection,
            mirror: settings.mirror,
        };
        learn(&task, fresh(&device)?, &split, &plan, &device, &checkpoints, tell)?
    };
    let results = Results::of(&collection, &split, &learned, settings.seed);
    let about = About::new(kind, size, settings, &collection, &results, learned.temperature);
    let about = Trained::save(&settings.out, about, &net)?;
    let report = report::write(
        settings,
        &about,
        &plan,
        &collection,
        &split,
        &learned,
        results,
        begun,
    )?;
    checkpoints.clear();
    Ok(report)
}

/// What a training came to, before it is written.
pub(crate) struct Learned {
    /// By epoch.
    pub(crate) epochs: Vec<Epoch>,
    /// What makes probabilities true.
    pub(crate) temperature: f64,
    /// Scores of the pictures of the test.
    pub(crate) scores: Vec<Vec<f32>>,
}

/// Trains, then looks at the pictures of validation and test once more. Gives the network without gradients.
fn learn<T: Task>(
    task: &T,
    net: T::Net,
    split: &Split,
    plan: &Plan,
    device: &Device,
    checkpoints: &Checkpoints,
    tell: &mut Tell<'_>,
) -> Result<(T::Net, Learned), Fault> {
    let (net, epochs) = fit(task, net, split, plan, device, checkpoints, tell)?;
    let inner = device.clone().inner();
    let net = burn::module::Module::valid(&net);
    let watched = scores(task, &net, &split.valid, &inner);
    let truth: Vec<usize> = split.valid.iter().map(|place| task.truth(*place)).collect();
    let learned = Learned {
        epochs,
        temperature: metrics::temperature(&watched, &truth),
        scores: scores(task, &net, &split.test, &inner),
    };
    Ok((net, learned))
}

/// What makes a training what it is: all that it depends on.
fn key(settings: &Settings, size: u32, plan: &Plan, collection: &Collection) -> Result<String, Fault> {
    #[derive(Serialize)]
    struct Key<'k> {
        version: &'static str,
        data: String,
        kind: Kind,
        fine_tune: bool,
        mirror: bool,
        size: u32,
        plan: &'k Plan,
        device: &'k str,
    }
    let key = Key {
        version: env!("CARGO_PKG_VERSION"),
        data: collection.hash(),
        kind: settings.kind(),
        fine_tune: settings.fine_tune,
        mirror: settings.mirror,
        size,
        plan,
        device: &settings.device,
    };
    let text = serde_json::to_vec(&key).map_err(|why| Fault::new(why.to_string()))?;
    Ok(hex(&Sha256::digest(text)))
}

/// A whole network learns from pictures.
struct Whole<'c> {
    pictures: Vec<RgbImage>,
    collection: &'c Collection,
    mirror: bool,
}

impl Task for Whole<'_> {
    type Net = Network;

    fn truth(&self, place: usize) -> usize {
        self.collection.pictures[place].class
    }

    fn scores(
        &self,
        net: &Network,
        places: &[usize],
        random: Option<&mut Random>,
        device: &Device,
    ) -> Tensor<2> {
        let pictures: Vec<RgbImage> = match random {
            None => places.iter().map(|place| self.pictures[*place].clone()).collect(),
            Some(random) => {
                // A seed for each, so that threads do not change what is drawn.
                let seeds: Vec<(usize, u64)> = places.iter().map(|place| (*place, random.bits())).collect();
                let changed = seeds.par_iter().map(|(place, seed)| {
                    augment(
                        &self.pictures[*place],
                        self.mirror,
                        &mut Random::new(*seed, "augment", 0),
                    )
                });
                changed.collect()
            }
        };
        net.scores(model::tensor(&pictures, device))
    }
}

/// A head learns from features that a frozen network made.
struct Frozen<'c> {
    features: &'c Features,
    collection: &'c Collection,
}

impl Task for Frozen<'_> {
    type Net = Linear;

    fn truth(&self, place: usize) -> usize {
        self.collection.pictures[place].class
    }

    fn scores(&self, net: &Linear, places: &[usize], _: Option<&mut Random>, device: &Device) -> Tensor<2> {
        let values: Vec<f32> = places
            .iter()
            .flat_map(|place| self.features.of(*place).iter().copied())
            .collect();
        let shape = [places.len(), self.features.width];
        net.forward(Tensor::from_data(TensorData::new(values, shape), device))
    }
}
