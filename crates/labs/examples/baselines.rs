//! What the simple baselines reach on the made data: `baselines [LAB]…` makes the whole set of each lab by seed 1 (`SEED=N` for
//! another), runs each baseline and prints its score on the public and on the private part, with seconds.
#![allow(clippy::disallowed_methods, reason = "an example reads its own settings")]

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use pivot_labs::baselines;
use pivot_labs::made::{RECIPES, Size, make};
use pivot_labs::metrics::Metric;
use pivot_labs::score::{Limits, Parameters, score};

fn metric(lab: &str) -> Metric {
    match lab {
        "shops" => Metric::Rmse,
        "reviews" => Metric::Auc,
        "characters" => Metric::BitsPerCharacter,
        "boxes" => Metric::DetectionMap,
        _ => Metric::Accuracy,
    }
}

/// The rows of one usage of truth and submission (ids stand first in both), without the column of usages.
fn part(truth: &str, submission: &str, usage: &str) -> (String, String) {
    let mut of_part = Vec::new();
    let mut kept = String::new();
    for (line, row) in truth.lines().enumerate() {
        let mut fields = row.splitn(3, ',');
        let (id, used, rest) = (fields.next(), fields.next(), fields.next());
        if line == 0 || used == Some(usage) {
            kept += &format!("{},{}\n", id.unwrap_or_default(), rest.unwrap_or_default());
            of_part.push(id.unwrap_or_default());
        }
    }
    of_part.sort_unstable();
    let mut said = String::new();
    for row in submission.lines() {
        let id = row.split(',').next().unwrap_or_default();
        if of_part.binary_search(&id).is_ok() {
            said += row;
            said.push('\n');
        }
    }
    (kept, said)
}

fn main() -> Result<(), Box<dyn Error>> {
    let said: Vec<String> = std::env::args().skip(1).collect();
    let seed = std::env::var("SEED").map_or(Ok(1), |seed| seed.parse())?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "lab         metric              baseline             public  private  seconds"
    )?;
    for lab in RECIPES
        .iter()
        .filter(|lab| said.is_empty() || said.iter().any(|s| s == *lab))
    {
        let began = Instant::now();
        let made = make(lab, seed, Size::Whole)?;
        let metric = metric(lab);
        let (name, seconds) = (metric.name(), began.elapsed().as_secs_f64());
        writeln!(
            out,
            "{lab:<11} {name:<19} {:<20} {:>6}  {:>7}  {seconds:>7.2}",
            "(made)", "", ""
        )?;
        let truth = String::from_utf8(made.truth.clone())?;
        for baseline in baselines::names(lab) {
            let began = Instant::now();
            let files = |path: &str| made.file(path).map(<[u8]>::to_vec);
            let submission = String::from_utf8(baselines::predict(lab, baseline, &files)?)?;
            let seconds = began.elapsed().as_secs_f64();
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
            let (public, private) = (value("public")?, value("private")?);
            writeln!(
                out,
                "{lab:<11} {name:<19} {baseline:<20} {public:>6.4}  {private:>7.4}  {seconds:>7.2}"
            )?;
        }
    }
    Ok(())
}
