use pivot_app::planning::forecast::*;
use pivot_app::{Folder, Options, Situation};
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let now: jiff::Timestamp = std::env::args().nth(2).unwrap().parse().unwrap();
    let s = Situation::load(&Folder::find(std::path::Path::new(&dir)).unwrap(), now).unwrap();
    let t = std::time::Instant::now();
    let ahead = Ahead::new(&s, &Options::default()).unwrap();
    println!("ahead {:?}", t.elapsed());
    for threads in [1, 2] {
        let t = std::time::Instant::now();
        let o = Observations::of(&s);
        let model = Model {
            pace: o.pace(),
            shape: Some(Shape::Lognormal),
            losses: Some(o.losses()),
            scope: Some(o.scope()),
        };
        let q = finish(
            &ahead,
            &model,
            &Wish {
                futures: 10_000,
                seed: 1,
                threads,
            },
        )
        .unwrap();
        println!("{threads}: {:?} {q:?}", t.elapsed());
    }
    let q = finish(
        &ahead,
        &Model::certain(),
        &Wish {
            futures: 1,
            seed: 1,
            threads: 1,
        },
    )
    .unwrap();
    println!("plan {} certain {q:?}", ahead.plan.finish);
    let q = finish(
        &ahead,
        &Model::independent(),
        &Wish {
            futures: 3000,
            seed: 1,
            threads: 2,
        },
    )
    .unwrap();
    println!("independent {q:?}");
    let t = std::time::Instant::now();
    let f = forecast(&s, &Options::default(), &Wish::default()).unwrap();
    println!("{:?}", t.elapsed());
    for st in &f.steps {
        println!("{} {:?}", st.number, st.finish);
    }
    for st in f.critical.iter().take(60) {
        print!("{} {} ", st.task, st.share);
    }
    println!("{:?} {} {:?}", f.error, f.by_plan, f.charts.weeks);
}
