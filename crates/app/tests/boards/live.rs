//! Whether real answers have the shape of the fixtures. Off by default, for nothing is asked of anybody in a usual run:
//!
//! `PIVOT_LIVE="greenhouse:NAME lever:NAME" cargo test -p pivot-app --test boards live`; the other services are in `../live.rs`.

use pivot_app::connect::boards::{Bases, Which, address};
use pivot_app::connect::http::{Http, Login, Patience, Request};
use serde_json::{Value, json};

use super::doubles::shape::differences;
use super::shapes::{GREENHOUSE, ashby_answer, lever_job, recruitee_answer, smart_row};
use super::{ALL, Double, Told, boards};

/// What a board answers otherwise than its fixture.
fn held(http: &Http, which: &Which, bases: &Bases) -> Vec<String> {
    let (url, fixture) = match which {
        Which::Greenhouse(name) => (
            format!("{}/v1/boards/{name}/jobs?content=true", bases.greenhouse),
            serde_json::from_str(GREENHOUSE).unwrap(),
        ),
        Which::Lever { site, eu } => {
            let base = if *eu { &bases.lever_eu } else { &bases.lever };
            (
                format!("{base}/v0/postings/{site}?mode=json&skip=0&limit=100"),
                json!([lever_job("1")]),
            )
        }
        Which::Ashby(name) => (
            format!(
                "{}/posting-api/job-board/{name}?includeCompensation=true",
                bases.ashby
            ),
            ashby_answer(),
        ),
        Which::SmartRecruiters(name) => (
            format!(
                "{}/v1/companies/{name}/postings?limit=100&offset=0",
                bases.smartrecruiters
            ),
            json!({"offset": 0, "limit": 100, "totalFound": 1, "content": [smart_row(1)]}),
        ),
        Which::Recruitee(host) => (
            format!("{}/api/offers/", bases.recruitee.replace("{host}", host)),
            recruitee_answer(),
        ),
    };
    let answer = http
        .ask(&Request::get(&url, &Login::None))
        .and_then(|a| a.good(|_| None));
    let real: Value = answer
        .and_then(|a| a.json())
        .unwrap_or_else(|e| panic!("{which}: {e:?}"));
    let told = differences(&fixture, &real).into_iter();
    told.map(|what| format!("{which}: {what}")).collect()
}

/// Each board as its double answers, one field of another kind, and the boards that `PIVOT_LIVE` names as they answer now.
#[test]
fn answers_have_the_shape_of_the_fixtures() {
    let double = Double::start(|asked| {
        let place = asked.place();
        Told::json(
            200,
            &match () {
                () if place.starts_with("/greenhouse") => serde_json::from_str(GREENHOUSE).unwrap(),
                () if place.starts_with("/lever") => json!([lever_job("7")]),
                () if place.starts_with("/ashby") => ashby_answer(),
                () if place.starts_with("/smart") => {
                    json!({"offset": "0", "limit": 100, "totalFound": 1, "content": [smart_row(3)]})
                }
                () => recruitee_answer(),
            },
        )
    });
    let played = boards(&double.base);
    for which in ALL {
        let which = address(which).unwrap();
        let told = match which {
            Which::SmartRecruiters(_) => {
                vec!["smartrecruiters:example: `offset` is a text, and not a number".to_owned()]
            }
            _ => Vec::new(),
        };
        assert_eq!(held(&played.http, &which, &played.bases), told);
    }
    let named = std::env::var("PIVOT_LIVE").unwrap_or_default();
    let http = Http::new(Patience::default());
    let told: Vec<String> = named
        .split_whitespace()
        .filter(|named| !named.starts_with("kaggle") && !named.starts_with("feed:"))
        .map(|board| address(board).unwrap_or_else(|| panic!("{board} is no board, such as greenhouse:NAME")))
        .flat_map(|which| held(&http, &which, &Bases::default()))
        .collect();
    assert_eq!(told, [""; 0]);
}
