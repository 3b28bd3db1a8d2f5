//! Training on drawn pictures: it learns, goes on where it was broken off, and says of itself what others find too.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use image_classifier::classifier::Classifier;
use image_classifier::demo;
use image_classifier::picture;
use image_classifier::train::metrics::likeliest;
use image_classifier::train::{Progress, Report, Settings, train};
use image_classifier::trained::Trained;
use tempfile::TempDir;

/// The variable that names the published weights of EfficientNet-Lite0. What needs them is looked at only where it is set.
const WEIGHTS: &str = "IMAGE_CLASSIFIER_WEIGHTS";

/// Drawn pictures, and room for models beside them.
struct Here(TempDir);

impl Here {
    fn new(each: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        demo::draw(&dir.path().join("data"), each, 1).unwrap();
        Here(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A training that is over soon.
    fn settings(&self, out: &str) -> Settings {
        Settings {
            size: Some(32),
            epochs: Some(4),
            ..Settings::new(self.path("data"), self.path(out))
        }
    }
}

fn go(settings: &Settings) -> Report {
    train(settings, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn fault(settings: &Settings) -> String {
    train(settings, &mut |_| ControlFlow::Continue(()))
        .unwrap_err()
        .to_string()
}

/// The report without what the clock says.
fn timeless(mut report: Report) -> Report {
    report.seconds = 0.0;
    for epoch in &mut report.epochs {
        epoch.seconds = 0.0;
    }
    report
}

fn model(out: &Path) -> Vec<u8> {
    fs::read(out.join("model.safetensors")).unwrap()
}

/// The share of test pictures that a model knows, asked as anybody would.
fn asked(data: &Path, out: &Path) -> f64 {
    let trained = Trained::load(out).unwrap();
    let split: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("report/split.json")).unwrap()).unwrap();
    let files: Vec<&Path> = split["test"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| Path::new(f.as_str().unwrap()))
        .collect();
    let pictures: Vec<_> = files
        .iter()
        .map(|file| picture::decode(&fs::read(data.join(file)).unwrap()).unwrap())
        .collect();
    let said = trained.classify(&pictures);
    let right = files.iter().zip(&said).filter(|(file, said)| {
        let class = &trained.classes()[likeliest(&said.probabilities)];
        file.starts_with(class)
    });
    right.count() as f64 / files.len() as f64
}

/// Four classes: a guess is right in a quarter of cases. What the report says is what the saved model does, its interval holds it, and the heat lies
/// where the shape is.
#[test]
fn drawn_pictures_are_learned() {
    let here = Here::new(100);
    let settings = Settings {
        size: Some(48),
        epochs: Some(22),
        ..here.settings("model")
    };
    let report = go(&settings);
    let results = &report.results;
    assert_eq!(results.pictures, 60);
    assert!(results.accuracy.value > 0.8, "{}", results.words());
    assert_eq!(results.baseline.accuracy.value, 0.25);
    assert!(
        results.accuracy.low > results.baseline.accuracy.high,
        "{}",
        results.words()
    );
    assert_eq!(asked(&settings.data, &settings.out), results.accuracy.value);
    let trained = Trained::load(&settings.out).unwrap();
    assert_eq!(trained.classes(), demo::CLASSES);
    assert_eq!(trained.about(), &report.model);
    let table = results.confusion.iter().flatten().sum::<usize>();
    assert_eq!(table, 60);
    let wrong = 60 - (0..4).map(|class| results.confusion[class][class]).sum::<usize>();
    assert_eq!(results.mistakes.len(), wrong.min(24));
    assert!(settings.out.join("report/mistakes.png").exists());
    assert!(!settings.out.join("checkpoint").exists());

    // One picture, and the same among others: the same answer.
    let bytes = fs::read(here.path("data/red-disc/red-disc-000.png")).unwrap();
    let disc = picture::decode(&bytes).unwrap();
    let other = image::RgbImage::new(300, 20);
    let one = trained.classify(std::slice::from_ref(&disc));
    let three = trained.classify(&[other, disc.clone(), disc]);
    assert_eq!(three.len(), 3);
    for (a, b) in one[0].probabilities.iter().zip(&three[1].probabilities) {
        assert!((a - b).abs() < 1e-4);
    }
    let sum: f32 = one[0].probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5);
    let heat = &one[0].heat;
    assert_eq!((heat.width, heat.height, heat.cells.len()), (6, 6, 36));
    assert_eq!(heat.cells.iter().copied().fold(0.0, f32::max), 1.0);
    assert!(heat.cells.iter().all(|cell| (0.0..=1.0).contains(cell)));

    // The shape alone has a colour: there it is hotter than elsewhere.
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for number in 0..20 {
        let bytes = fs::read(here.path(&format!("data/red-cross/red-cross-{number:03}.png"))).unwrap();
        let picture = picture::decode(&bytes).unwrap();
        let heat = &trained.classify(std::slice::from_ref(&picture))[0].heat;
        let small = picture::fit(&picture, heat.width as u32);
        for (pixel, cell) in small.pixels().zip(&heat.cells) {
            let coloured = pixel.0[0].abs_diff(pixel.0[2]) > 40;
            if coloured { &mut on } else { &mut off }.push(*cell);
        }
    }
    let mean = |cells: &[f32]| cells.iter().sum::<f32>() / cells.len() as f32;
    assert!(mean(&on) > 1.5 * mean(&off), "{} {}", mean(&on), mean(&off));
}

#[test]
fn the_same_seed_gives_the_same_model() {
    let here = Here::new(20);
    let (a, b) = (here.settings("a"), here.settings("b"));
    let (first, second) = (timeless(go(&a)), timeless(go(&b)));
    assert_eq!(first, second);
    assert_eq!(model(&a.out), model(&b.out));
    let other = Settings {
        seed: 2,
        ..here.settings("c")
    };
    go(&other);
    assert_ne!(model(&other.out), model(&a.out));
}

#[test]
fn a_training_that_was_broken_off_goes_on() {
    let here = Here::new(20);
    let whole = here.settings("whole");
    let expected = timeless(go(&whole));
    let broken = here.settings("broken");
    let fault = train(&broken, &mut |progress| match progress {
        Progress::Epoch(epoch) if epoch.epoch == 2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    assert!(fault.unwrap_err().to_string().contains("after epoch 2"));
    assert!(!broken.out.join("model.json").exists());
    let mut said = Vec::new();
    let report = train(&broken, &mut |progress| {
        said.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(timeless(report.unwrap()), expected);
    assert_eq!(model(&broken.out), model(&whole.out));
    assert!(said.contains(&Progress::Says("goes on after epoch 2".into())));
    let epochs = said
        .iter()
        .filter(|progress| matches!(progress, Progress::Epoch(_)));
    assert_eq!(epochs.count(), 2);
}

/// A checkpoint of other settings, or one that is broken, is not gone on with.
#[test]
fn another_training_begins_anew() {
    let here = Here::new(20);
    let stop = |settings: &Settings| {
        let broken = train(settings, &mut |progress| match progress {
            Progress::Epoch(epoch) if epoch.epoch == 1 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        assert!(broken.is_err());
    };
    let epochs = |settings: &Settings| {
        let mut epochs = 0;
        let done = train(settings, &mut |progress| {
            epochs += usize::from(matches!(progress, Progress::Epoch(_)));
            ControlFlow::Continue(())
        });
        assert!(done.is_ok());
        epochs
    };
    let settings = here.settings("model");
    stop(&settings);
    let other = Settings {
        seed: 9,
        ..settings.clone()
    };
    assert_eq!(epochs(&other), 4);
    stop(&settings);
    fs::write(settings.out.join("checkpoint/1/net.bpk"), "broken").unwrap();
    assert_eq!(epochs(&settings), 4);
}

#[test]
fn it_ends_where_it_gets_no_better() {
    let here = Here::new(20);
    let settings = Settings {
        epochs: Some(60),
        patience: Some(1),
        rate: Some(0.03),
        ..here.settings("model")
    };
    let report = go(&settings);
    assert!(report.epochs.len() < 60, "{:?}", report.epochs.last());
    assert_eq!(report.best_epoch + 1, report.epochs.len());
    let losses: Vec<f64> = report.epochs.iter().map(|epoch| epoch.valid_loss).collect();
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(losses[report.best_epoch - 1], least);
}

#[test]
fn settings_that_do_not_do_are_said() {
    let here = Here::new(5);
    let usual = here.settings("model");
    let with = |change: &dyn Fn(&mut Settings)| {
        let mut settings = usual.clone();
        change(&mut settings);
        fault(&settings)
    };
    assert!(with(&|s| s.size = Some(8)).contains("--size is 8"));
    assert!(with(&|s| s.epochs = Some(0)).contains("--epochs is 0"));
    assert!(with(&|s| s.rate = Some(-1.0)).contains("--rate"));
    assert!(with(&|s| s.device = "tpu".into()).contains("expected `cpu` or `gpu`"));
    assert!(with(&|s| s.fine_tune = true).contains("--weights"));
    let file = here.path("some.pth");
    fs::write(&file, "no weights").unwrap();
    let said = with(&|s| s.weights = Some(file.clone()));
    assert!(said.contains("expected 579344248a93"), "{said}");
    assert!(!usual.out.exists());
}

#[test]
fn a_model_that_is_not_whole_is_refused() {
    let here = Here::new(5);
    let said = |out: &Path| Trained::load(out).unwrap_err().to_string();
    assert!(said(&here.path("nowhere")).contains("image-classifier train"));
    let settings = Settings {
        epochs: Some(1),
        ..here.settings("model")
    };
    go(&settings);
    assert!(Trained::load(&settings.out).is_ok());
    let json = settings.out.join("model.json");
    let text = fs::read_to_string(&json).unwrap();
    for (right, wrong, says) in [
        ("\"size\": 32", "\"size\": 0", "size 0"),
        ("\"size\": 32", "\"size\": 100000", "size 100000"),
        ("model/1", "model/2", "this program reads"),
        ("\"temperature\": ", "\"temperature\": -", "temperature -"),
        ("{", "[", "cannot be read"),
    ] {
        fs::write(&json, text.replacen(right, wrong, 1)).unwrap();
        assert!(said(&settings.out).contains(says), "{}", said(&settings.out));
    }
    fs::write(&json, text).unwrap();
    let path = settings.out.join("model.safetensors");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(said(&settings.out).contains("train again"));
}

/// With the published weights, few pictures are enough; features are computed once; and the model folder stands alone.
#[test]
fn published_weights_need_few_pictures() {
    let Some(weights) = std::env::var_os(WEIGHTS) else {
        eprintln!("not looked at: {WEIGHTS} names no file");
        return;
    };
    let here = Here::new(40);
    let settings = Settings {
        weights: Some(weights.into()),
        cache: Some(here.path("cache")),
        size: Some(96),
        epochs: None,
        ..here.settings("model")
    };
    let told = |settings: &Settings| {
        let mut told = 0;
        let report = train(settings, &mut |progress| {
            told += usize::from(matches!(progress, Progress::Says(words) if words.starts_with("features")));
            ControlFlow::Continue(())
        });
        (timeless(report.unwrap()), told)
    };
    let (report, computed) = told(&settings);
    assert!(computed > 0);
    assert!(report.results.accuracy.value > 0.7, "{}", report.results.words());
    assert_eq!(
        asked(&settings.data, &settings.out),
        report.results.accuracy.value
    );
    let again = Settings {
        out: here.path("again"),
        ..settings.clone()
    };
    assert_eq!(told(&again), (report, 0));
    assert_eq!(model(&again.out), model(&settings.out));

    // All of the network learns on, the head is new: its first convolution is another.
    let deep = Settings {
        out: here.path("deep"),
        fine_tune: true,
        epochs: Some(1),
        size: Some(32),
        ..settings.clone()
    };
    let (report, computed) = told(&deep);
    assert!(report.fine_tuned);
    assert_eq!(computed, 0);
    assert_eq!(asked(&deep.data, &deep.out), report.results.accuracy.value);
    assert_ne!(model(&deep.out), model(&settings.out));
}
