//! The training loop: epochs of shuffled batches, validation, early stop, a checkpoint after each epoch.

pub mod adam;
pub mod checkpoint;
pub mod tell;

use std::fs;
use std::path::Path;
use std::time::Instant;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use pivot_labs::metrics::{Direction, Metric};
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::adam::{Adam, Pace};
use self::checkpoint::{Checkpoint, State};
use self::tell::{Epoch, Tell};
use crate::draws::Draws;
use crate::fault::Fault;
use crate::folder::Folder;
use crate::order::Order;
use crate::settings::Settings;

/// All gradients of a step together are cut to this length.
const CLIP: f32 = 5.0;
/// For validation at most so many rows are kept.
const MOST_VALID: usize = 4000;

/// What is told when all is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    /// Always true: by it the line is known.
    pub done: bool,
    /// The metric.
    pub metric: &'static str,
    /// Its value on the rows that were kept for validation.
    pub valid: f64,
    /// The epoch whose network was kept.
    pub epoch: usize,
    /// Parameters of the network.
    pub parameters: usize,
    /// How long all of it took, with what was done before it was broken off.
    pub seconds: f64,
}

/// What a lab asks of its network. Rows are places in the training data.
pub trait Lab {
    /// The network.
    type Net: Module;

    /// The files of the folder that training depends on.
    fn files(&self) -> &'static [&'static str];

    /// The lab's metric.
    fn metric(&self) -> Metric;

    /// How many rows there are.
    fn rows(&self) -> usize;

    /// Rows for training and for validation. Where rows that follow each other have to do with each other, a lab takes them apart otherwise.
    fn split(&self, share: f64, draws: &mut Draws) -> (Vec<usize>, Vec<usize>) {
        let mut rows: Vec<usize> = (0..self.rows()).collect();
        draws.shuffle(&mut rows);
        let valid = rows.split_off(rows.len() - kept(rows.len(), share));
        (rows, valid)
    }

    /// A new network with random parameters.
    fn net(&self, device: &Device) -> Self::Net;

    /// The mean loss of some rows, with what chance adds to them.
    fn loss(&self, net: &Self::Net, rows: &[usize], draws: &mut Draws, device: &Device) -> Tensor<1>;

    /// The metric on some rows.
    ///
    /// # Errors
    /// It has no value for them.
    fn valid(&self, net: &Self::Net, rows: &[usize], device: &Device) -> Result<f64, Fault>;

    /// The submission: a CSV.
    ///
    /// # Errors
    /// There is none, for what stands in the folder.
    fn submission(&self, net: &Self::Net, device: &Device) -> Result<Vec<u8>, Fault>;
}

/// How many of `rows` are kept for validation: a share, at least 1, at most 4,000.
pub fn kept(rows: usize, share: f64) -> usize {
    ((rows as f64 * share) as usize).clamp(1, MOST_VALID)
}

/// Trains the network of a lab and writes what the document asks for: `submission.csv`, `model.safetensors` and `settings.json`.
///
/// # Errors
/// The data do not do, a loss that is no number any more, or a disk that takes nothing.
pub fn train<L: Lab>(
    lab: &L,
    order: &Order,
    settings: &Settings,
    folder: &Folder,
    device: &Device,
    tell: &mut Tell<'_>,
) -> Result<Done, Fault> {
    fs::create_dir_all(&order.out).map_err(|why| Fault::writing(&order.out, &why))?;
    let inner = device.clone().inner();
    let (mut rows, valid) = lab.split(settings.get("valid"), &mut Draws::new(order.seed, 0, "split"));
    if let most @ 1.. = settings.count("rows") {
        rows.truncate(most);
    }
    if rows.len() < 2 || valid.is_empty() {
        return Err(Fault::wrong(format!(
            "the lab `{}` has {} training rows in {}; some more are needed",
            order.lab,
            lab.rows(),
            order.data.display()
        )));
    }
    let key = key(lab, order, settings, folder)?;
    device.seed(order.seed);
    let (mut run, mut net) = Run::begin(lab, &key, order, device)?;
    let plan = Plan::new(settings, rows.len());
    while !run.is_over(&plan) {
        let epoch = run.state.epochs.len() + 1;
        device.seed(Draws::new(order.seed, epoch as u64, "device").bits());
        let mut draws = Draws::new(order.seed, epoch as u64, "rows");
        // From the same order each time: the epoch alone decides.
        let mut shuffled = rows.clone();
        draws.shuffle(&mut shuffled);
        let begun = Instant::now();
        let loss;
        (net, loss) = run.epoch(lab, net, &plan, &shuffled, &mut draws, device, tell)?;
        let training = begun.elapsed().as_secs_f64();
        let score = lab.valid(&net.valid(), &valid, &inner)?;
        let better = match run.best() {
            None => true,
            Some(best) => better(lab.metric(), score, best),
        };
        if better {
            run.best = checkpoint::pack(&net)?;
            run.state.best = epoch;
        }
        let mut reached = Epoch {
            epoch,
            of: plan.epochs,
            loss,
            valid: score,
            seconds: 0.0,
            training,
        };
        reached.seconds = begun.elapsed().as_secs_f64();
        run.state.epochs.push(reached);
        run.save(&net, &order.out)?;
        tell.line(&reached)?;
    }
    finish(lab, order, settings, &run, net, device)
}

/// Writes what a training comes to.
fn finish<L: Lab>(
    lab: &L,
    order: &Order,
    settings: &Settings,
    run: &Run,
    mut net: L::Net,
    device: &Device,
) -> Result<Done, Fault> {
    let begun = Instant::now();
    checkpoint::unpack(&mut net, &run.best)?;
    let submission = lab.submission(&net.valid(), &device.clone().inner())?;
    checkpoint::write(&order.out.join("submission.csv"), &submission)?;
    checkpoint::write(&order.out.join("model.safetensors"), &run.best)?;
    let best = &run.state.epochs[run.state.best - 1];
    let spent: f64 = run.state.epochs.iter().map(|epoch| epoch.seconds).sum();
    let done = Done {
        done: true,
        metric: lab.metric().name(),
        valid: best.valid,
        epoch: run.state.best,
        parameters: net.num_params(),
        seconds: spent + begun.elapsed().as_secs_f64(),
    };
    let about = serde_json::json!({
        "format": crate::order::FORMAT,
        "lab": order.lab,
        "seed": order.seed,
        "settings": settings.all(),
        "versions": { "pivot-train": env!("CARGO_PKG_VERSION"), "burn": crate::BURN },
        "device": crate::device::name(device),
        "threads": rayon::current_num_threads(),
        "metric": done.metric,
        "valid": done.valid,
        "epoch": done.epoch,
        "parameters": done.parameters,
        "seconds": done.seconds,
        "epochs": run.state.epochs,
        "key": run.state.key,
    });
    let path = order.out.join("settings.json");
    let text = serde_json::to_vec_pretty(&about).map_err(|why| Fault::writing(&path, &why))?;
    checkpoint::write(&path, &text)?;
    checkpoint::clear(&order.out);
    Ok(done)
}

/// What makes a training what it is: all that it is made from.
fn key<L: Lab>(lab: &L, order: &Order, settings: &Settings, folder: &Folder) -> Result<String, Fault> {
    let mut hash = Sha256::new();
    hash.update(format!(
        "{} {} {:?} {} {}\n",
        order.lab,
        order.seed,
        settings.all(),
        crate::BURN,
        env!("CARGO_PKG_VERSION")
    ));
    for name in lab.files() {
        let bytes = folder.bytes(name)?;
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a value of the metric is better than another.
fn better(metric: Metric, value: f64, than: f64) -> bool {
    match metric.direction() {
        Direction::Higher => value > than,
        Direction::Lower => value < than,
    }
}

/// How long, in which batches, at which rate.
struct Plan {
    epochs: usize,
    batch: usize,
    steps: usize,
    rate: f64,
    decay: f64,
    patience: usize,
}

impl Plan {
    fn new(settings: &Settings, rows: usize) -> Self {
        let batch = settings.count("batch").min(rows);
        Plan {
            epochs: settings.count("epochs"),
            batch,
            // What is left over waits for the next epoch, which is shuffled anew.
            steps: rows / batch,
            rate: settings.get("rate"),
            decay: settings.get("decay"),
            patience: settings.count("patience"),
        }
    }

    /// The rate of a step, counted over all epochs: up to the highest over the first tenth, then down along a cosine to a hundredth of it.
    fn rate(&self, step: usize) -> f64 {
        let all = (self.epochs * self.steps) as f64;
        let (warm, here) = ((all / 10.0).clamp(1.0, 200.0), step as f64 + 1.0);
        if here < warm {
            return self.rate * here / warm;
        }
        let along = (here - warm) / (all - warm).max(1.0);
        self.rate * (0.01 + 0.99 * 0.5 * (1.0 + (std::f64::consts::PI * along).cos()))
    }
}

/// A training under way.
struct Run {
    state: State,
    best: Vec<u8>,
    adam: Adam,
}

impl Run {
    /// From the checkpoint where there is one and it may be used, else anew.
    fn begin<L: Lab>(lab: &L, key: &str, order: &Order, device: &Device) -> Result<(Self, L::Net), Fault> {
        let mut net = lab.net(device);
        if order.resume
            && let Some(found) = checkpoint::load(&order.out, key)
        {
            checkpoint::unpack(&mut net, &found.net)?;
            let run = Run {
                state: found.state,
                best: found.best,
                adam: found.adam,
            };
            return Ok((run, net));
        }
        checkpoint::clear(&order.out);
        let run = Run {
            state: State {
                key: key.to_owned(),
                epochs: Vec::new(),
                best: 0,
                steps: 0,
            },
            best: Vec::new(),
            adam: Adam::default(),
        };
        Ok((run, net))
    }

    fn save<M: Module>(&mut self, net: &M, out: &Path) -> Result<(), Fault> {
        self.state.steps = self.adam.steps;
        let checkpoint = Checkpoint {
            state: self.state.clone(),
            net: checkpoint::pack(net)?,
            best: self.best.clone(),
            adam: self.adam.clone(),
        };
        checkpoint::save(out, &checkpoint)
    }

    /// The best score so far.
    fn best(&self) -> Option<f64> {
        let place = self.state.best.checked_sub(1)?;
        self.state.epochs.get(place).map(|epoch| epoch.valid)
    }

    /// Whether all epochs are done, or there was no better one for as many as patience allows.
    fn is_over(&self, plan: &Plan) -> bool {
        let done = self.state.epochs.len();
        done >= plan.epochs || (plan.patience > 0 && done >= self.state.best + plan.patience)
    }

    /// One pass over the rows. Gives the network and the mean loss.
    #[allow(clippy::too_many_arguments, reason = "what an epoch takes, each once")]
    fn epoch<L: Lab>(
        &mut self,
        lab: &L,
        mut net: L::Net,
        plan: &Plan,
        rows: &[usize],
        draws: &mut Draws,
        device: &Device,
        tell: &mut Tell<'_>,
    ) -> Result<(L::Net, f64), Fault> {
        let before = self.state.epochs.len() * plan.steps;
        let mut sum = 0.0;
        for (step, rows) in rows.chunks_exact(plan.batch).enumerate() {
            let loss = lab.loss(&net, rows, draws, device);
            let value: f64 = loss.clone().inner().into_scalar::<f64>();
            if !value.is_finite() {
                return Err(Fault::wrong(format!(
                    "the loss is no number any more in epoch {}, step {}; a lower `rate` than {} may help",
                    self.state.epochs.len() + 1,
                    step + 1,
                    plan.rate
                )));
            }
            sum += value;
            let grads = GradientsParams::from_grads(loss.backward(), &net);
            let pace = Pace {
                rate: plan.rate(before + step) as f32,
                decay: plan.decay as f32,
                clip: CLIP,
            };
            net = self.adam.step(net, grads, pace);
            tell.step(step + 1, plan.steps)?;
        }
        Ok((net, sum / plan.steps as f64))
    }
}
