//! The five boards against doubles in their documented shapes, and against answers that are broken.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

#[path = "../doubles/mod.rs"]
mod doubles;

mod addresses;
mod broken;
mod live;
mod shapes;

use std::time::Duration;

use doubles::{Double, Told};
use jiff::Timestamp;
use pivot_app::connect::boards::{Answer, Asked, Bases, Board, Boards, Listed, Which, address};
use pivot_app::connect::http::{Http, Patience, Tag, Trouble};
use pivot_domain::posting::Posting;

/// All services at one double.
fn boards(base: &str) -> Boards {
    Boards {
        http: Http::new(Patience {
            whole: Duration::from_secs(10),
            tries: 2,
            pause: Duration::from_millis(1),
            longest: Duration::from_millis(50),
        }),
        bases: Bases {
            greenhouse: format!("{base}/greenhouse"),
            lever: format!("{base}/lever"),
            lever_eu: format!("{base}/lever-eu"),
            ashby: format!("{base}/ashby"),
            smartrecruiters: format!("{base}/smart"),
            recruitee: format!("{base}/recruitee/{{host}}"),
        },
    }
}

fn now() -> Timestamp {
    "2027-03-01T10:00:00Z".parse().unwrap()
}

fn fetch(double: &Double, which: &str, tag: &Tag, known: &[Posting]) -> Result<Answer, Trouble> {
    boards(&double.base).fetch(&Asked {
        which: &address(which).unwrap(),
        company: "Example",
        tag,
        known,
        now: now(),
    })
}

fn listed(double: &Double, which: &str) -> Listed {
    match fetch(double, which, &Tag::default(), &[]) {
        Ok(Answer::Listed(listed)) => listed,
        other => panic!("{which}: {other:?}"),
    }
}

/// A double that has one answer.
fn of(body: &str) -> Double {
    let body = body.to_owned();
    Double::start(move |_| Told::new(200, body.clone()))
}

const ALL: [&str; 5] = [
    "greenhouse:example",
    "lever:example",
    "ashby:example",
    "smartrecruiters:example",
    "recruitee:example",
];

/// A list with nothing in it, as each has it.
fn nothing(which: &str) -> &'static str {
    match address(which).unwrap() {
        Which::Greenhouse(_) => r#"{"jobs": [], "meta": {"total": 0}}"#,
        Which::Lever { .. } => "[]",
        Which::Ashby(_) => r#"{"apiVersion": "1", "jobs": []}"#,
        Which::SmartRecruiters(_) => r#"{"offset": 0, "limit": 100, "totalFound": 0, "content": []}"#,
        Which::Recruitee(_) => r#"{"offers": []}"#,
    }
}
