//! What was said for what: the confusion matrix of a submission, to be shown.

use std::collections::BTreeMap;

use super::answers::{Answers, Usage};
use super::{Lab, csv, form};
use crate::metrics::Metric;
use crate::score::Side;
use crate::score::cells::label;

/// More classes than that are not shown.
const CLASSES_MAX: usize = 24;

/// Rows by what is true and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    /// The classes, by name; numbers by size.
    pub classes: Vec<String>,
    /// Rows of the class `i` that were said to be of the class `j`: `cells[i][j]`.
    pub cells: Vec<Vec<u64>>,
}

/// The confusion matrix over a part of the rows of a submission without faults; `None` where the metric is not one of classes, or
/// there are too many of them.
pub fn confusion(lab: &Lab, answers: &Answers, part: Usage, submission: &[u8]) -> Option<Confusion> {
    let of_classes = matches!(
        lab.metric,
        Metric::Accuracy
            | Metric::F1
            | Metric::FBeta
            | Metric::MacroF1
            | Metric::MicroF1
            | Metric::Mcc
            | Metric::QuadraticWeightedKappa
    );
    if !of_classes || lab.parameters.sets {
        return None;
    }
    let header = form::columns(submission).ok()?;
    let id = header.iter().position(|c| c == "id")?;
    let value = (0..header.len()).find(|c| *c != id)?;
    let mut pairs: BTreeMap<(String, String), u64> = BTreeMap::new();
    csv::each(
        Side::Predictions,
        submission,
        |_| {},
        |row| {
            let answer = answers.of(row.get(id).trim()).filter(|a| a.usage == part);
            if let Some(answer) = answer
                && let (Ok(truth), Ok(said)) = (label(&answer.values[0]), label(row.get(value)))
            {
                *pairs.entry((truth.into_owned(), said.into_owned())).or_default() += 1;
            }
        },
    )
    .ok()?;
    let mut classes: Vec<String> = pairs.keys().flat_map(|(t, s)| [t.clone(), s.clone()]).collect();
    classes.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y),
        _ => a.cmp(b),
    });
    classes.dedup();
    if classes.is_empty() || classes.len() > CLASSES_MAX {
        return None;
    }
    let cells = classes
        .iter()
        .map(|truth| {
            let of = |said: &String| pairs.get(&(truth.clone(), said.clone())).copied().unwrap_or(0);
            classes.iter().map(of).collect()
        })
        .collect();
    Some(Confusion { classes, cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::parse;

    const LAB: &str = "format = \"pivot.lab/1\"\nid = \"x\"\ntitle = \"X\"\ntopic = \"x\"\n\
        metric = { name = \"accuracy\" }\n\
        [[set]]\nname = \"own\"\ntruth = \"truth.csv\"\nbars = { passed = 0.5, good = 0.75, excellent = 1 }\n";

    #[test]
    fn only_the_part_is_counted() {
        let truth = "id,usage,label\n1,public,10\n2,public,9\n3,public,10\n4,private,9\n";
        let answers = Answers::read(truth.as_bytes()).unwrap();
        let lab = parse(LAB).0.unwrap();
        let said = b"id,label\n1,10\n2,10.0\n3,2\n4,2\n";
        let found = confusion(&lab, &answers, Usage::Public, said).unwrap();
        assert_eq!(found.classes, ["2", "9", "10"], "numbers by size");
        assert_eq!(found.cells, [vec![0, 0, 0], vec![0, 0, 1], vec![1, 0, 1]]);
        let rmse = LAB
            .replace("accuracy", "rmse")
            .replace("0.5", "2")
            .replace("0.75", "1.5");
        let rmse = parse(&rmse).0.unwrap();
        assert_eq!(confusion(&rmse, &answers, Usage::Public, said), None);
    }
}
