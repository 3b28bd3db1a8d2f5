//! What a machine computes: measurements with their median and spread, beside others, and what an epoch of a lab takes by them.

use serde::{Deserialize, Serialize};

/// The form of a saved table.
pub const TABLE: &str = "pivot.bench-table/1";

/// So many pictures of our training cost as much as an epoch of the network of a lab, on its made set: processor time of an epoch with
/// its validation, over that of a picture, both on one thread of one machine (docs/rig.md).
const EPOCHS: [(&str, f64); 7] = [
    ("shapes", 2800.0),
    ("garments", 2200.0),
    ("budget", 7100.0),
    ("shops", 90.0),
    ("reviews", 900.0),
    ("characters", 10_400.0),
    ("boxes", 3900.0),
];

/// A thing that was measured several times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// `matmul`, `copy`, `scale`, `triad`, `training` or `disk`.
    pub kind: String,
    /// `cpu`, `gpu` or `disk`.
    pub device: String,
    /// The type of the numbers, such as `f32`; of a disk how its cache was left out.
    pub number: String,
    /// Rows of the matrices, bytes of an array or a file, pictures of a batch.
    pub size: u64,
    /// What was done each time: so many of `unit`.
    pub work: u64,
    /// `flop`, `byte` or `image`.
    pub unit: String,
    /// How long each time took.
    pub seconds: Vec<f64>,
}

impl Measure {
    /// The work of a second: of the time in the middle. `None` where nothing can be said.
    pub fn rate(&self) -> Option<f64> {
        let middle = median(&self.seconds)?;
        (middle > 0.0).then(|| self.work as f64 / middle)
    }

    /// From the shortest time to the longest, as a share of the one in the middle.
    pub fn spread(&self) -> Option<f64> {
        let middle = median(&self.seconds).filter(|m| *m > 0.0)?;
        let least = self.seconds.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.seconds.iter().copied().fold(0.0, f64::max);
        Some((most - least) / middle)
    }

    /// Whether another measured the same thing.
    pub fn is_like(&self, other: &Measure) -> bool {
        let key = |m: &Measure| (m.kind.clone(), m.device.clone(), m.number.clone(), m.size);
        key(self) == key(other)
    }
}

/// The number in the middle, of two in the middle their mean; `None` of none, and where one is no number.
pub fn median(numbers: &[f64]) -> Option<f64> {
    if numbers.is_empty() || numbers.iter().any(|n| !n.is_finite()) {
        return None;
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    Some(if sorted.len().is_multiple_of(2) {
        (sorted[half - 1] + sorted[half]) / 2.0
    } else {
        sorted[half]
    })
}

/// A table of measurements, as it is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// [`TABLE`].
    pub format: String,
    /// What it was saved as.
    pub name: String,
    /// The day, such as 2027-01-31.
    pub date: String,
    /// Small sizes and few times.
    pub quick: bool,
    /// Threads that computed.
    pub threads: u64,
    /// Whether the program that computed was built to be quick.
    pub release: bool,
    /// How many waited for a processor in the minute before, and in that before the end; `None` where the system does not tell.
    pub load: [Option<f64>; 2],
    /// What was measured.
    pub measures: Vec<Measure>,
}

impl Table {
    /// Reads a saved table.
    ///
    /// # Errors
    /// In words: it is none, or of another form.
    pub fn read(bytes: &[u8]) -> Result<Table, String> {
        let table: Table =
            serde_json::from_slice(bytes).map_err(|why| format!("is no table of measurements: {why}"))?;
        if table.format != TABLE {
            return Err(format!(
                "is of the form `{}`; expected `{TABLE}`",
                table.format.chars().take(60).collect::<String>()
            ));
        }
        Ok(table)
    }

    /// How many times as fast each thing is as in another table, for what both measured in the same way.
    pub fn beside(&self, other: &Table) -> Vec<Option<f64>> {
        let ratio = |mine: &Measure| {
            let theirs = other.measures.iter().find(|m| m.is_like(mine))?;
            Some(mine.rate()? / theirs.rate()?)
        };
        self.measures.iter().map(ratio).collect()
    }

    /// Why its figures are not to be believed; `None`: nothing speaks against them.
    ///
    /// Before the start nobody but others computed: with more than a quarter of the threads taken the rest is slower than the
    /// machine. At the end our own threads are in the number too.
    pub fn doubt(&self) -> Option<String> {
        if !self.release && self.measures.iter().any(|m| m.kind != "disk") {
            return Some("pivot-train was built without --release".into());
        }
        let threads = self.threads.max(1) as f64;
        if let Some(before) = self.load[0].filter(|load| *load > threads / 4.0) {
            return Some(format!(
                "others were computing: a load of {before:.2} on {} before the start",
                threads_said(self.threads)
            ));
        }
        if let Some(after) = self.load[1].filter(|load| *load > threads * 1.25 + 0.5) {
            return Some(format!(
                "others came to compute: a load of {after:.2} on {} at the end",
                threads_said(self.threads)
            ));
        }
        let unsteady = |m: &&Measure| m.spread().is_some_and(|s| s > 0.5);
        let many = self.measures.iter().filter(unsteady).count();
        (many * 2 > self.measures.len()).then(|| {
            format!(
                "{many} of {} figures vary by more than half from one time to the next",
                self.measures.len()
            )
        })
    }

    /// Pictures of a training in a second, on the fastest device, and that device.
    pub fn images(&self) -> Option<(f64, &str)> {
        let rates = self.measures.iter().filter(|m| m.kind == "training");
        rates
            .filter_map(|m| Some((m.rate()?, m.device.as_str())))
            .max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// About how long an epoch of each lab takes here: the lab, and seconds. Empty where no training was measured.
    ///
    /// An epoch costs as much as the training of so many of the pictures that are measured here: that is a matter of the
    /// networks and not of the machine, as long as the machine is a processor. A card is held back by small steps, and quicker than
    /// said with large ones.
    pub fn epochs(&self) -> Vec<(&'static str, f64)> {
        match self.images() {
            Some((rate, _)) => EPOCHS
                .iter()
                .map(|(lab, pictures)| (*lab, pictures / rate))
                .collect(),
            None => Vec::new(),
        }
    }
}

fn threads_said(threads: u64) -> String {
    match threads {
        1 => "1 thread".into(),
        n => format!("{n} threads"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(kind: &str, size: u64, work: u64, seconds: &[f64]) -> Measure {
        Measure {
            kind: kind.into(),
            device: "cpu".into(),
            number: "f32".into(),
            size,
            work,
            unit: "flop".into(),
            seconds: seconds.to_vec(),
        }
    }

    fn table(measures: Vec<Measure>) -> Table {
        Table {
            format: TABLE.into(),
            name: "own".into(),
            date: "2027-01-31".into(),
            quick: false,
            threads: 4,
            release: true,
            load: [Some(0.1), Some(3.9)],
            measures,
        }
    }

    #[test]
    fn the_middle_and_the_spread() {
        for (numbers, middle) in [
            (&[][..], None),
            (&[3.0], Some(3.0)),
            (&[4.0, 1.0], Some(2.5)),
            (&[9.0, 1.0, 2.0], Some(2.0)),
            (&[1.0, f64::NAN], None),
            (&[1.0, f64::INFINITY], None),
        ] {
            assert_eq!(median(numbers), middle, "{numbers:?}");
        }
        // 16 operations in 2 s are 8 a second; from 1 to 4 s are 3 s, 1.5 times the 2 s in the middle.
        let one = measure("matmul", 2, 16, &[4.0, 2.0, 1.0]);
        assert_eq!((one.rate(), one.spread()), (Some(8.0), Some(1.5)));
        // A clock that saw no time pass, or a table that somebody wrote, is no division by nothing.
        let none = measure("matmul", 2, 16, &[0.0, 0.0]);
        assert_eq!((none.rate(), none.spread()), (None, None));
        assert_eq!(measure("matmul", 2, 16, &[]).rate(), None);
    }

    #[test]
    fn only_the_same_is_held_beside() {
        let now = table(vec![
            measure("matmul", 2, 16, &[1.0]),
            measure("matmul", 4, 128, &[1.0]),
            measure("copy", 2, 16, &[1.0]),
        ]);
        let then = table(vec![
            measure("matmul", 4, 128, &[0.5]),
            measure("copy", 2, 16, &[0.0]),
        ]);
        // 128 a second now and 256 then: half as fast. The copy of then has no rate.
        assert_eq!(now.beside(&then), [None, Some(0.5), None]);
    }

    /// More than 4 / 4 = 1 before, more than 4 x 1.25 + 0.5 = 5.5 at the end.
    #[test]
    fn a_machine_that_is_not_at_rest_is_doubted() {
        let steady = || table(vec![measure("matmul", 2, 16, &[1.0, 1.1])]);
        for (load, doubted) in [
            ([Some(0.1), Some(3.9)], None),
            ([Some(1.0), Some(5.5)], None),
            (
                [Some(1.01), None],
                Some("a load of 1.01 on 4 threads before the start"),
            ),
            ([None, Some(5.6)], Some("a load of 5.60 on 4 threads at the end")),
            ([None, None], None),
        ] {
            let said = Table { load, ..steady() }.doubt();
            match doubted {
                None => assert_eq!(said, None, "{load:?}"),
                Some(part) => assert!(said.is_some_and(|s| s.contains(part)), "{load:?}"),
            }
        }
        let slow = Table {
            release: false,
            ..steady()
        };
        assert!(slow.doubt().is_some_and(|s| s.contains("without --release")));
        // 0.6 / 1 = 60 % of the middle, in one figure of two; then in two of three.
        let wild = || measure("copy", 2, 16, &[0.8, 1.0, 1.4]);
        let mut half = steady();
        half.measures.push(wild());
        assert_eq!(half.doubt(), None);
        half.measures.push(wild());
        assert!(half.doubt().is_some_and(|s| s.starts_with("2 of 3 figures")));
    }

    #[test]
    fn epochs_follow_from_pictures() {
        let mut table = table(vec![measure("training", 64, 64, &[0.064])]);
        // 64 pictures in 0.064 s: 1000 a second, so an epoch lasts a thousandth of its pictures.
        assert_eq!(table.images(), Some((1000.0, "cpu")));
        for ((lab, seconds), (known, pictures)) in table.epochs().into_iter().zip(EPOCHS) {
            assert_eq!(lab, known);
            assert!((seconds - pictures / 1000.0).abs() < 1e-12);
        }
        // The faster device counts.
        let gpu = Measure {
            device: "gpu".into(),
            ..measure("training", 64, 64, &[0.0064])
        };
        table.measures.push(gpu);
        assert_eq!(
            table.images().map(|(_, device)| device.to_owned()),
            Some("gpu".into())
        );
        assert_eq!(
            Table {
                measures: Vec::new(),
                ..table
            }
            .epochs(),
            []
        );
    }

    #[test]
    fn every_lab_with_a_network_has_its_epoch() {
        let mut labs: Vec<&str> = EPOCHS.iter().map(|(lab, _)| *lab).collect();
        let mut networks = pivot_labs::baselines::NETWORKS.to_vec();
        labs.sort_unstable();
        networks.sort_unstable();
        assert_eq!(labs, networks);
    }

    #[test]
    fn what_is_saved_is_read() {
        let table = table(vec![measure("matmul", 2, 16, &[0.1, 0.2])]);
        let bytes = serde_json::to_vec(&table).unwrap_or_default();
        assert_eq!(Table::read(&bytes), Ok(table.clone()));
        let other = Table {
            format: "pivot.plan/1".into(),
            ..table
        };
        let bytes = serde_json::to_vec(&other).unwrap_or_default();
        assert!(Table::read(&bytes).is_err_and(|why| why.contains("`pivot.plan/1`")));
        assert!(Table::read(b"{}").is_err_and(|why| why.contains("no table")));
    }
}
