//! How long an answer to a date takes: `cargo run --release -p pivot-app --example fit`.
//!
//! Both built-in curricula at 10, 20 and 40 hours a week with a busy calendar and days off, asked for dates from a day to
//! many weeks too soon: the milliseconds of each answer (the best of three), the wishes that collide, the repairs.

mod common;

use std::error::Error;
use std::time::Instant;

use common::{HOURS, Person};
use jiff::ToSpan;
use pivot_app::Options;
use pivot_app::domain::curriculum;
use pivot_app::planning::{fit, plan};

/// A week of skiing.
const AWAY: &str = "[[away]]\nfrom = 2027-02-22\nto = 2027-02-28\nwhy = \"skiing\"\n";

/// Days by which the date is too soon.
const TOO_SOON: [i64; 6] = [0, 1, 3, 10, 40, 90];

fn main() -> Result<(), Box<dyn Error>> {
    let talk = std::env::args().any(|a| a == "--talk");
    let (mut worst, mut sum, mut count) = (0.0f64, 0.0, 0u32);
    for (name, text) in curriculum::built_in() {
        for hours in HOURS {
            let person = Person {
                tables: AWAY,
                ..Person::new(text, hours)
            };
            let situation = person.situation()?;
            let finish = plan(&situation, &Options::default())
                .map_err(|e| format!("{e:?}"))?
                .finish;
            let last = situation.settings.zones.local(finish).date();
            for days in TOO_SOON {
                let by = last.checked_sub(days.days())?;
                let (mut best, mut answer) = (f64::MAX, None);
                for _ in 0..3 {
                    let begun = Instant::now();
                    let fit = fit::fit(&situation, by).map_err(|e| format!("{e:?}"))?;
                    best = best.min(1000.0 * begun.elapsed().as_secs_f64());
                    answer = Some(fit);
                }
                let Some(fit) = answer else { continue };
                (worst, sum, count) = (worst.max(best), sum + best, count + 1);
                let wishes: Vec<&str> = fit.conflict.iter().map(|c| c.name.as_str()).collect();
                println!(
                    "{name:18} {hours:32} -{days:<2} {best:6.1} ms  fits {:5} proven {:5} repairs {}  {}",
                    fit.fits,
                    fit.proven,
                    fit.repairs.len(),
                    wishes.join(", ")
                );
                if talk {
                    for r in &fit.repairs {
                        println!("    {:>6} min  {}  -> {}", r.asks.as_mins(), r.change, r.finish);
                    }
                }
            }
        }
    }
    println!(
        "{count} answers: mean {:.1} ms, worst {worst:.1} ms",
        sum / f64::from(count)
    );
    Ok(())
}
