//! Solves problems like Pivot's and prints time, finish, bound and gap.
#![allow(missing_docs, unreachable_pub)]
#[path = "../benches/instances.rs"]
mod instances;
use pivot_engine::{Options, check, solve};

fn main() {
    let effort = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(Options::default().effort);
    let mut proven = 0;
    for seed in 0..20u64 {
        let problem = instances::pivot(seed, 80 + 2 * seed as usize, 26, 362, 8);
        let start = std::time::Instant::now();
        let s = solve(&problem, &Options { effort, ..Options::default() }).unwrap();
        let t = start.elapsed();
        let v = check(&problem, &s);
        if std::env::var("IDLE").is_ok() {
            let mut lens = std::collections::BTreeMap::new();
            let mut total = 0;
            for w in &problem.resources[0].calendar {
                let end = w.end.min(s.cost.finish);
                if end <= w.start { continue; }
                let mut used: Vec<_> = s.sessions.iter().filter(|x| x.start < end && x.end > w.start && problem.activities[x.activity].demands[0].resource == 0).map(|x| (x.start, x.end)).collect();
                used.push((end, end));
                let mut t = w.start;
                for (a, b) in used { if a > t { if let Some(x)=s.sessions.iter().find(|x| x.end==t && problem.activities[x.activity].demands[0].resource==0) { let ac=&problem.activities[x.activity]; let nx=s.sessions.iter().find(|y| y.start==a && problem.activities[y.activity].demands[0].resource==0 && a<end).map(|y| y.activity); println!("  hole {} at {t}: before it act {} work {} split {} ends {} next {nx:?} window {}", a-t, x.activity, ac.work, ac.split.is_some(), s.outcomes[x.activity]==pivot_engine::Outcome::Placed{start:0,finish:0}, w.end-w.start);} else {println!("  hole {} at {t} window start", a-t);} *lens.entry(a - t).or_insert(0) += 1; total += a - t; if a-t>=6 {print!("[{}..{} of {}..{}] ", t, a, w.start, w.end);} } t = t.max(b); }
            }
            println!("idle {total} {lens:?}");
        }
        proven += usize::from(s.proven);
        println!("{seed:2} {:4} windows {:3} {:?} bound {} gap {} ({:.2}%) proven {} schedules {} {t:?} {:?}",
            problem.activities.len(), problem.resources[0].calendar.len(), s.cost, s.bound, s.cost.finish - s.bound,
            100.0 * (s.cost.finish - s.bound) as f64 / s.bound as f64, s.proven, s.schedules, v.first());
    }
    println!("proven {proven}");
    for people in [10usize, 100, 1000] {
        let problem = instances::cohort(7, people);
        let start = std::time::Instant::now();
        let s = solve(&problem, &Options { effort: 0, ..Options::default() }).unwrap();
        println!("{} {:?} {:?} proven {} bound {}", problem.activities.len(), start.elapsed(), s.cost, s.proven, s.bound);
        let start = std::time::Instant::now();
        println!("  check {:?} {:?}", check(&problem, &s).first(), start.elapsed());
    }
}
