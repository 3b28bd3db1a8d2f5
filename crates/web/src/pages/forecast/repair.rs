//! A repair that fit offers: what it changes and what the plan becomes; and then, done.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::html;
use pivot_app::planning::fit::{Bend, Repair};
use pivot_app::planning::{Plan, plan};
use pivot_app::verbs::mend::{apply, mend, mended};
use pivot_app::words::long_date;
use pivot_app::{Error, Options};

use super::super::{blocking, show};
use super::confirm::{self, Confirm};
use super::{Asked, FRAME, Fields};
use crate::desk::{Desk, Picture};
use crate::look::Frame;

const PATH: &str = "/forecast/repair";

pub(super) fn routes() -> Router<Desk> {
    Router::new().route(PATH, get(look_at).post(carry_out))
}

/// The date, and which of its repairs is meant.
fn named(asked: &Asked) -> Result<(Date, usize), Error> {
    let by = asked.date("by")?;
    let n = asked.get("n").and_then(|n| n.parse::<usize>().ok());
    by.zip(n)
        .ok_or_else(|| Error::wrong("this address names no change").next("choose one on the forecast page"))
}

/// The repair that is meant; `None` where there is none by now.
fn meant(picture: &Picture, (by, n): (Date, usize)) -> Result<Option<Repair>, Error> {
    let fit = picture.fit(by)?;
    Ok(n.checked_sub(1).and_then(|at| fit.repairs.get(at)).cloned())
}

/// What a repair changes, and what the plan becomes. Nothing is written yet.
async fn look_at(State(desk): State<Desk>, uri: Uri, Query(fields): Fields) -> Response {
    let frame = Frame {
        scripts: &[],
        ..FRAME
    };
    show(desk, uri, frame, move |picture, frame| {
        let asked = Asked(fields);
        let (by, n) = named(&asked)?;
        let back = format!("/forecast?by={by}#fit");
        let Some(repair) = meant(picture, (by, n))? else {
            return Ok(confirm::gone("This change is not needed any more", &back));
        };
        let aim = asked.get("aim").map(|_| by);
        let made = mend(&picture.folder, &picture.situation, &repair, aim)?;
        let after = made
            .by_hand
            .is_empty()
            .then(|| plan(&mended(&picture.situation, &made), &Options::default()))
            .transpose()?;
        let late = |plan: &Plan| plan.zones.local(plan.finish).date() > by;
        let moves_date = matches!(repair.bends[..], [Bend::Date(_)]);
        let missed = after.as_ref().is_some_and(late) && !moves_date;
        // A date that is written down may be kept where one that is not is missed.
        let mut kept_if_written = false;
        if missed && aim.is_none() {
            let aimed = mend(&picture.folder, &picture.situation, &repair, Some(by))?;
            kept_if_written = !late(&plan(&mended(&picture.situation, &aimed), &Options::default())?);
        }
        let note = html! {
            @if kept_if_written {
                p.note {
                    "The plan ends after the date that you asked about. "
                    a href=(format!("{PATH}?by={by}&n={n}&aim=yes")) { "Write the date down too, as the finish you hope for" }
                    ", and it keeps it."
                }
            } @else if missed {
                p.note { "The plan heeds soft deadlines first, and ends after the date. It can be kept where they bend." }
            }
        };
        let mut fields = vec![
            ("by", by.to_string()),
            ("n", n.to_string()),
            ("change", repair.change.clone()),
        ];
        fields.extend(aim.map(|_| ("aim", "yes".to_owned())));
        let asks = Confirm {
            title: format!("To be done by {}", long_date(by)),
            change: &repair.change,
            mend: &made,
            after: after.as_ref(),
            note,
            action: PATH,
            fields,
            back,
        };
        Ok(confirm::page(picture, frame, &asks))
    })
    .await
}

/// Does it, where nothing changed since it was shown.
async fn carry_out(State(desk): State<Desk>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    blocking(move || {
        let asked = Asked(fields);
        let mut until = None;
        let outcome = desk.write(asked.get("version").unwrap_or_default(), |picture| {
            let (by, n) = named(&asked)?;
            // What was shown is done, and nothing else.
            let shown = |r: &Repair| asked.get("change") == Some(r.change.trim());
            let repair = meant(picture, (by, n))?.filter(shown).ok_or(Error::Changed)?;
            until = Some(match repair.bends[..] {
                [Bend::Date(date)] => date,
                _ => by,
            });
            let aim = asked.get("aim").map(|_| by);
            let mend = mend(&picture.folder, &picture.situation, &repair, aim)?;
            apply(&picture.folder, &picture.situation, &mend)
        })?;
        let by = until.map_or_else(String::new, |by| format!("&by={by}"));
        Ok(confirm::done(outcome, &by, "#fit"))
    })
    .await
}
