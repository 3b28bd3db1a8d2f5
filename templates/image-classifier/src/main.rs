//! `image-classifier`: checks data, trains, classifies, serves.
#![forbid(unsafe_code)]

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use image_classifier::classifier::Classifier;
use image_classifier::data::{self, Collection};
use image_classifier::fault::Fault;
use image_classifier::load::{Plan, measure};
use image_classifier::serve::{Options, Server};
use image_classifier::train::{Progress, Report, Settings, train};
use image_classifier::trained::Trained;
use image_classifier::{demo, files, picture, showing};

/// Tells what is in a picture: trained on a folder of pictures, served as a page.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Draw a small set of pictures, to try everything without any.
    DemoData(DemoData),
    /// Look over a folder of pictures: classes, flaws, split; sheets to look at.
    Data(Data),
    /// Train on a folder of pictures.
    Train(Train),
    /// Say what pictures show.
    Classify(Classify),
    /// Serve the model as a page, and to programs.
    Serve(Serve),
    /// Measure how fast a service answers at rates that do not wait for it.
    Load(Load),
    /// Write the figures of the training into README.md and MODEL_CARD.md.
    Readme(Readme),
}

#[derive(Args)]
struct DemoData {
    /// The folder to draw to: new or empty.
    dir: PathBuf,
    /// Pictures of each class.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    each: u32,
    /// What all chance depends on.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Args)]
struct Data {
    /// A folder with a folder of pictures for each class.
    dir: PathBuf,
    /// The folder for data.json, split.json, classes.png and augmented.png.
    #[arg(long, default_value = "report")]
    out: PathBuf,
    /// What the split depends on.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Args)]
struct Train {
    /// A folder with a folder of pictures for each class.
    dir: PathBuf,
    /// The folder for the model and its report.
    #[arg(long, default_value = "model")]
    out: PathBuf,
    /// What all chance depends on: the same seed gives the same model on the CPU.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Epochs at most.
    #[arg(long)]
    epochs: Option<usize>,
    /// Sides of the pictures that the network looks at, in pixels.
    #[arg(long)]
    size: Option<u32>,
    /// Pictures of a step.
    #[arg(long)]
    batch: Option<usize>,
    /// How far a step goes at most.
    #[arg(long)]
    rate: Option<f64>,
    /// Epochs without a better validation loss after which it ends.
    #[arg(long)]
    patience: Option<usize>,
    /// A mirrored picture is of another class, as with letters.
    #[arg(long)]
    no_mirror: bool,
    /// The published weights of EfficientNet-Lite0 (.pth); without them a small network learns from nothing.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Learn on with all of these weights, not with the head alone: for a GPU.
    #[arg(long)]
    fine_tune: bool,
    /// Where to compute: cpu or gpu.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// Where features of a frozen network are kept, if not in the folder of the model.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

#[derive(Args)]
struct Classify {
    /// Pictures: PNG, JPEG or WebP.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder that training wrote.
    #[arg(long, default_value = "model")]
    model: PathBuf,
    /// Classes that are said of each.
    #[arg(long, default_value_t = 3)]
    top: usize,
}

#[derive(Args)]
struct Serve {
    /// The folder that training wrote.
    #[arg(long, default_value = "model")]
    model: PathBuf,
    /// Where to listen; 0.0.0.0:8080 for every address of this machine, port 0 for a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// The title of the page.
    #[arg(long, default_value = "What is in the picture?")]
    title: String,
    /// The largest upload, in MB.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    megabytes: u32,
    /// The most pixels of a picture, in millions.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200))]
    megapixels: u32,
    /// Connections at once.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: u32,
    /// Seconds for an upload, for its answer, and to finish at the end: each.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Pictures that may wait; the next is refused.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    queue: u32,
    /// Pictures that are classified together, at most.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    batch: u32,
    /// Milliseconds that a batch waits for pictures that are being unpacked.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=1_000))]
    linger: u32,
}

#[derive(Args)]
struct Load {
    /// The address of the service, such as 127.0.0.1:8080.
    address: String,
    /// Pictures to send, in turn.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Requests in a second; several rates with commas.
    #[arg(long, default_value = "10", value_delimiter = ',')]
    rate: Vec<f64>,
    /// For how many seconds, each.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Requests under way at once, at most.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    connections: u32,
}

#[derive(Args)]
struct Readme {
    /// The texts to write into.
    #[arg(default_values = ["README.md", "MODEL_CARD.md"])]
    files: Vec<PathBuf>,
    /// The folder that training wrote.
    #[arg(long, default_value = "model")]
    model: PathBuf,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::DemoData(arguments) => demo_data(&arguments),
        Command::Data(arguments) => look(&arguments),
        Command::Train(arguments) => learn(arguments),
        Command::Classify(arguments) => classify(&arguments),
        Command::Serve(arguments) => serve(arguments),
        Command::Load(arguments) => load(&arguments),
        Command::Readme(arguments) => readme(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn demo_data(arguments: &DemoData) -> Result<(), Fault> {
    demo::draw(&arguments.dir, arguments.each as usize, arguments.seed)?;
    let dir = arguments.dir.display();
    say(&format!(
        "{} pictures of {} in {dir}\nnext: image-classifier data {dir}",
        demo::CLASSES.len() * arguments.each as usize,
        demo::CLASSES.join(", ")
    ));
    Ok(())
}

fn look(arguments: &Data) -> Result<(), Fault> {
    let collection = Collection::open(&arguments.dir)?;
    let split = data::split(&collection, arguments.seed);
    data::report(&collection, &split, arguments.seed, &arguments.out)?;
    say(&format!(
        "{}\nlook at {out}/classes.png and {out}/augmented.png\nnext: image-classifier train {}",
        data::words(&collection, &split),
        arguments.dir.display(),
        out = arguments.out.display()
    ));
    Ok(())
}

fn learn(arguments: Train) -> Result<(), Fault> {
    let settings = Settings {
        data: arguments.dir,
        out: arguments.out,
        seed: arguments.seed,
        epochs: arguments.epochs,
        size: arguments.size,
        batch: arguments.batch,
        rate: arguments.rate,
        patience: arguments.patience,
        mirror: !arguments.no_mirror,
        weights: arguments.weights,
        fine_tune: arguments.fine_tune,
        device: arguments.device,
        cache: arguments.cache,
    };
    let report = train(&settings, &mut |progress| {
        match progress {
            Progress::Says(words) => say(&words),
            Progress::Epoch(epoch) => say(&format!(
                "epoch {} of {}: loss {:.3}, validation {:.3} ({:.1} % right), {:.1} s",
                epoch.epoch,
                epoch.of,
                epoch.loss,
                epoch.valid_loss,
                100.0 * epoch.valid_accuracy,
                epoch.seconds
            )),
        }
        ControlFlow::Continue(())
    })?;
    let out = settings.out.display();
    say(&format!(
        "epoch {} was best; {:.0} s in all\n{}\nlook at {out}/report/mistakes.png\nnext: image-classifier serve --model {out}",
        report.best_epoch,
        report.seconds,
        report.results.words()
    ));
    Ok(())
}

fn classify(arguments: &Classify) -> Result<(), Fault> {
    let trained = Trained::load(&arguments.model)?;
    let mut failed = Vec::new();
    for file in &arguments.files {
        let read = fs::read(file).map_err(|why| why.to_string());
        match read.and_then(|bytes| picture::decode(&bytes)) {
            Ok(picture) => {
                let said = &trained.classify(&[picture])[0];
                let mut order: Vec<usize> = (0..said.probabilities.len()).collect();
                order.sort_by(|a, b| said.probabilities[*b].total_cmp(&said.probabilities[*a]));
                let words: Vec<String> = order
                    .iter()
                    .take(arguments.top.max(1))
                    .map(|class| {
                        format!(
                            "{} {:.1} %",
                            trained.classes()[*class],
                            100.0 * said.probabilities[*class]
                        )
                    })
                    .collect();
                say(&format!("{}: {}", file.display(), words.join(", ")));
            }
            Err(why) => failed.push(format!("{} cannot be read: {why}", file.display())),
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Fault::new(failed.join("\n       ")))
}

fn serve(arguments: Serve) -> Result<(), Fault> {
    let trained = Trained::load(&arguments.model)?;
    let address = arguments.address;
    let mut options = Options::at(address);
    options.title = arguments.title;
    options.limits.bytes_max = arguments.megabytes as usize * 1_000_000;
    options.limits.pixels_max = u64::from(arguments.megapixels) * 1_000_000;
    options.limits.connections_max = arguments.connections as usize;
    let patience = Duration::from_secs(arguments.seconds.into());
    (options.limits.upload, options.limits.answer, options.limits.grace) = (patience, patience, patience);
    options.batching.queue_max = arguments.queue as usize;
    options.batching.batch_max = arguments.batch as usize;
    options.batching.linger = Duration::from_millis(arguments.linger.into());
    let server = Server::start(Arc::new(trained), options).map_err(|why| {
        Fault::new(format!(
            "{address} cannot be listened on: {why}; choose another with --address, such as 127.0.0.1:0"
        ))
    })?;
    say(&format!(
        "serving http://{} (to stop: Ctrl-C or SIGTERM)",
        server.address()
    ));
    if !server.wait() {
        return Err(Fault::new(format!(
            "stopped, and something was not answered within {} s",
            arguments.seconds
        )));
    }
    say("stopped; all that was taken was answered");
    Ok(())
}

fn load(arguments: &Load) -> Result<(), Fault> {
    let read = |file: &PathBuf| fs::read(file).map_err(|why| Fault::reading(file, why));
    let pictures = arguments.files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut best: Option<f64> = None;
    for rate in &arguments.rate {
        let plan = Plan {
            address: arguments.address.clone(),
            rate: *rate,
            seconds: arguments.seconds,
            connections: arguments.connections as usize,
        };
        let measured = measure(&plan, &pictures).map_err(Fault::new)?;
        say(&measured.to_string());
        if measured.holds() {
            best = Some(best.map_or(*rate, |best| best.max(*rate)));
        }
    }
    say(&match best {
        Some(rate) => format!("held at {rate} a second"),
        None => "not held at any of these rates: try lower ones with --rate".into(),
    });
    Ok(())
}

fn readme(arguments: &Readme) -> Result<(), Fault> {
    let path = arguments.model.join("report/report.json");
    let bytes = fs::read(&path).map_err(|why| {
        let next = "a training writes it: image-classifier train DIR";
        Fault::new(format!("{} cannot be read: {why}; {next}", path.display()))
    })?;
    let report: Report = serde_json::from_slice(&bytes).map_err(|why| Fault::reading(&path, why))?;
    // All are read before the first is written.
    let mut texts = Vec::new();
    for file in &arguments.files {
        let text = fs::read_to_string(file).map_err(|why| Fault::reading(file, why))?;
        let filled = showing::fill(&text, &report);
        texts.push((
            file,
            filled.map_err(|why| Fault::new(format!("{}: {why}", file.display())))?,
        ));
    }
    for (file, filled) in &texts {
        files::write(file, filled.text.as_bytes())?;
        say(&format!("{}: wrote {}", file.display(), filled.parts.join(", ")));
    }
    say("next: read them through, and say where the pictures come from");
    Ok(())
}

/// Says something on standard output. Where nobody reads any more, it is not said.
fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}
