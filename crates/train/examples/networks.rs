//! What the networks reach on the made data: `networks [LAB]…` makes the whole set of each lab by seed 1, trains its network with
//! `SEED=N` (1), and prints its score on the public and on the private part, with seconds.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::time::Instant;

use pivot_labs::made::{Size, make};
use pivot_labs::metrics::Metric;
use pivot_labs::score::{Limits, Parameters, score};
use pivot_train::fit::tell::Tell;
use pivot_train::nets::LABS;
use pivot_train::order::Order;
use pivot_train::{device, nets};

/// The rows of one usage of the truth, without the column of usages, and the submission's rows for them.
fn part(truth: &str, submission: &str, usage: &str) -> (String, String) {
    let mut kept = String::new();
    let mut ids = Vec::new();
    for (line, row) in truth.lines().enumerate() {
        let mut fields = row.splitn(3, ',');
        let (Some(id), Some(used), Some(rest)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if line == 0 || used == usage {
            kept += &format!("{id},{rest}\n");
            ids.push(id);
        }
    }
    ids.sort_unstable();
    let of_part = |row: &&str| {
        row.split(',')
            .next()
            .is_some_and(|id| ids.binary_search(&id).is_ok())
    };
    let said: Vec<&str> = submission.lines().filter(of_part).collect();
    (kept, said.join("\n"))
}

fn main() -> Result<(), Box<dyn Error>> {
    let said: Vec<String> = std::env::args().skip(1).collect();
    let seed = std::env::var("SEED").map_or(Ok(1), |seed| seed.parse())?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "lab         metric              public  private   valid  parameters  epochs  seconds"
    )?;
    for lab in LABS
        .iter()
        .filter(|lab| said.is_empty() || said.iter().any(|s| s == *lab))
    {
        let dir = tempfile::tempdir()?;
        let made = make(lab, 1, Size::Whole)?;
        for file in &made.files {
            fs::write(dir.path().join(&file.path), &file.bytes)?;
        }
        let order = Order {
            lab: (*lab).to_owned(),
            data: dir.path().to_owned(),
            out: dir.path().join("out"),
            seed,
            epochs: None,
            resume: false,
            settings: std::collections::BTreeMap::new(),
        };
        let began = Instant::now();
        let mut lines = Vec::new();
        let done = nets::run(&order, &device::cpu(), &mut Tell::new(&mut lines))?;
        let seconds = began.elapsed().as_secs_f64();
        let metric = Metric::named(done.metric).ok_or("a metric")?;
        let truth = String::from_utf8(made.truth)?;
        let submission = fs::read_to_string(order.out.join("submission.csv"))?;
        let value = |usage: &str| {
            let (truth, said) = part(&truth, &submission, usage);
            score(
                metric,
                &Parameters::default(),
                &mut truth.as_bytes(),
                &mut said.as_bytes(),
                &Limits::default(),
            )
            .map(|score| score.value)
            .map_err(|error| format!("{error:?}"))
        };
        writeln!(
            out,
            "{lab:<11} {:<19} {:>6.4}  {:>7.4}  {:>6.4}  {:>10}  {:>6}  {seconds:>7.1}",
            done.metric,
            value("public")?,
            value("private")?,
            done.valid,
            done.parameters,
            done.epoch
        )?;
        out.flush()?;
    }
    Ok(())
}
