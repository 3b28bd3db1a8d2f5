//! The whole way: pictures are drawn, learned and served, the service is asked about 200 of them over HTTP, and knows as many as the training
//! reported; the figures come into a text; the program itself serves and ends.
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use image_classifier::serve::{Options, Server};
use image_classifier::train::{Report, Settings, train};
use image_classifier::trained::Trained;
use image_classifier::{demo, showing};

/// 15 of 100 pictures of a class are kept for the test: of 334 of each of four classes, 50 each.
const EACH: usize = 334;
const KEPT: usize = 200;

fn trained(data: &Path, out: &Path) -> Report {
    demo::draw(data, EACH, 7).unwrap();
    let mut settings = Settings::new(data, out);
    settings.size = Some(32);
    settings.epochs = Some(8);
    train(&settings, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// The test pictures of a training, within the folder of the data.
fn kept(out: &Path) -> Vec<PathBuf> {
    let split = fs::read(out.join("report/split.json")).unwrap();
    let split: serde_json::Value = serde_json::from_slice(&split).unwrap();
    split["test"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| PathBuf::from(file.as_str().unwrap()))
        .collect()
}

/// What the service says that a picture is.
fn asked(agent: &ureq::Agent, address: &str, picture: &Path) -> String {
    let mut answer = agent
        .post(format!("http://{address}/classify"))
        .header("content-type", "image/png")
        .send(&fs::read(picture).unwrap())
        .unwrap();
    let said: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    said["label"].as_str().unwrap().to_owned()
}

/// A program that ends with the test, whatever becomes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_training_reports_is_what_the_service_does() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("model"));
    let report = trained(&data, &out);
    let files = kept(&out);
    assert_eq!((files.len(), report.results.pictures), (KEPT, KEPT));

    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::start(Arc::new(Trained::load(&out).unwrap()), Options::at(address)).unwrap();
    let (agent, at) = (ureq::Agent::new_with_defaults(), server.address().to_string());
    // Four at once, so that batches have more than one picture.
    let right: usize = std::thread::scope(|scope| {
        let parts = files.chunks(KEPT / 4).map(|files| {
            let (agent, at, data) = (&agent, &at, &data);
            scope.spawn(move || {
                files
                    .iter()
                    .filter(|file| file.starts_with(asked(agent, at, &data.join(file))))
                    .count()
            })
        });
        parts
            .collect::<Vec<_>>()
            .into_iter()
            .map(|part| part.join().unwrap())
            .sum()
    });
    assert_eq!(right as f64 / KEPT as f64, report.results.accuracy.value);
    // Not by chance: a guess knows a quarter.
    assert!(report.results.accuracy.low > 0.25, "{}", report.results.words());
    drop(agent);
    assert!(server.stop());

    the_program_serves(&out, &data.join(&files[0]), &report);
}

/// The program serves the model, says where, and ends well when it is told to; and writes the figures.
fn the_program_serves(out: &Path, picture: &Path, report: &Report) {
    let program = env!("CARGO_BIN_EXE_image-classifier");
    let mut child = Command::new(program);
    child
        .args(["serve", "--address", "127.0.0.1:0", "--model"])
        .arg(out)
        .stdout(Stdio::piped());
    let mut running = Running(child.spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first
        .strip_prefix("serving http://")
        .and_then(|rest| rest.split(' ').next())
        .unwrap();
    let classes: Vec<&str> = report.model.classes.iter().map(String::as_str).collect();
    let said = asked(&ureq::Agent::new_with_defaults(), address, picture);
    assert!(classes.contains(&said.as_str()), "{said}");
    let load = Command::new(program)
        .args(["load", address, "--rate", "20", "--seconds", "1"])
        .arg(picture)
        .output()
        .unwrap();
    let words = String::from_utf8(load.stdout).unwrap();
    assert!(
        words.contains("20 a second: 20 sent, 20 answered, 0 refused, 0 failed; p50 "),
        "{words}"
    );
    #[cfg(unix)]
    {
        let told = Command::new("kill")
            .arg(running.0.id().to_string())
            .status()
            .unwrap();
        assert!(told.success());
        assert!(running.0.wait().unwrap().success());
        assert_eq!(
            lines.next().unwrap().unwrap(),
            "stopped; all that was taken was answered"
        );
    }

    let here = tempfile::tempdir().unwrap();
    let texts = ["README.md", "MODEL_CARD.md"];
    for text in texts {
        fs::copy(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(text),
            here.path().join(text),
        )
        .unwrap();
    }
    let wrote = Command::new(program)
        .args(["readme", "--model"])
        .arg(out)
        .current_dir(here.path())
        .output()
        .unwrap();
    assert!(wrote.status.success(), "{wrote:?}");
    let accuracy = format!("{:.1} % (", 100.0 * report.results.accuracy.value);
    for text in texts {
        let text = fs::read_to_string(here.path().join(text)).unwrap();
        assert!(
            text.contains(&accuracy) && !text.contains("No training has been written"),
            "{text}"
        );
        assert!(text.contains(&format!("| **{}** |", demo::CLASSES[0])), "{text}");
    }
    // Told twice, it writes the same.
    let readme = fs::read_to_string(here.path().join("README.md")).unwrap();
    assert_eq!(showing::fill(&readme, report).unwrap().text, readme);
    // What has no mark is named, and nothing is written.
    fs::write(here.path().join("other.md"), "# Other\n").unwrap();
    let wrote = Command::new(program)
        .args(["readme", "README.md", "other.md", "--model"])
        .arg(out)
        .current_dir(here.path())
        .output()
        .unwrap();
    let words = String::from_utf8(wrote.stderr).unwrap();
    assert!(
        !wrote.status.success() && words.contains("other.md: it has no marks"),
        "{words}"
    );
}

/// Whoever copies this gets the headings that readers look for.
#[test]
fn readme_and_card_have_their_headings() {
    for text in ["README.md", "MODEL_CARD.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(text)).unwrap();
        for heading in ["Results", "Training data", "Intended use", "Limits"] {
            assert!(
                text.lines().any(|line| line == format!("## {heading}")),
                "no {heading}"
            );
        }
    }
}
