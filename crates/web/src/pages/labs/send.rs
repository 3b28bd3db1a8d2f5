//! The forms of a lab's page: its data are made, a file is submitted, a hint is shown.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::labs::lab::{Lab, Source};
use pivot_app::labs::score::Fault as TableFault;
use pivot_app::verbs::lab::{
    Entry, GetWish, Handed, Outcome, SubmitWish, Submitted, entries, get, hint as hint_of,
    model_mib as model_most, show_by, submit as submit_to,
};
use pivot_app::words::{count, score, what, when};
use sha2::{Digest, Sha256};

use super::address;
use super::lab::{Turn, alert, answer, definition};
use crate::desk::{Desk, Picture};
use crate::fault::told;
use crate::look::{coded, sentence};
use crate::pages::blocking;
use crate::pages::fields::{Filled, Upload};

/// No page takes a larger file, whatever a lab allows: a terminal does.
const MIB_MAX: u32 = 64;

/// The largest submission that the page takes.
pub(super) fn file_mib(lab: &Lab) -> u32 {
    lab.limits.file_mib.min(MIB_MAX)
}

/// The largest model that the page takes; 0 where none is asked for.
pub(super) fn model_mib(lab: &Lab) -> u32 {
    lab.limits.parameters.map_or(0, model_most).min(MIB_MAX)
}

type Sent = Form<Vec<(String, String)>>;

/// Makes the data of a set.
pub(super) async fn fetch(State(desk): State<Desk>, Path(id): Path<String>, Form(fields): Sent) -> Response {
    blocking(move || {
        let filled = Filled::of(fields);
        let done = seen(&filled).and_then(|seen| desk.write(seen, |picture| fetched(picture, &id, &filled)));
        finish(&desk, &id, "data", filled, done, "?done=data#data")
    })
    .await
}

fn fetched(picture: &Picture, id: &str, filled: &Filled) -> Result<(), Error> {
    let shown = show_by(Some(&picture.folder), &picture.situation.facts, id)?;
    let lab = &shown.definition.lab;
    let seed = filled
        .get("seed")
        .map(|text| {
            text.parse::<u64>().map_err(|_| {
                Error::wrong(format!("`{text}` is no seed")).next("write a whole number, such as 1")
            })
        })
        .transpose()?;
    let set = lab.set(filled.get("set"));
    if set.is_some_and(|set| matches!(set.source, Source::Real { .. })) {
        return Err(Error::wrong(
            "a real set is fetched in a terminal, where its licence is agreed to",
        ));
    }
    let wish = GetWish {
        set: filled.get("set"),
        seed,
        again: filled.get("again").is_some(),
        ..GetWish::default()
    };
    match get(&picture.folder, &shown.definition, &wish, &mut |_| {}) {
        Ok(_) => Ok(()),
        // What a terminal has a flag for, the form has a box for.
        Err(Error::Wrong {
            what,
            next: Some(next),
        }) if next.starts_with("--again") => Err(Error::wrong(what).next(
            "tick the box to put the new ones in their place; attempts stay, and count against the data that they were made on",
        )),
        Err(error) => Err(error),
    }
}

/// Shows the next hint that is unlocked.
pub(super) async fn hint(State(desk): State<Desk>, Path(id): Path<String>, Form(fields): Sent) -> Response {
    blocking(move || {
        let filled = Filled::of(fields);
        let done = seen(&filled).and_then(|seen| {
            desk.write(seen, |picture| {
                let found = definition(&desk, &id)?;
                hint_of(&picture.folder, &picture.situation, &found, None).map(|_| ())
            })
        });
        finish(&desk, &id, "hints", filled, done, "#hints")
    })
    .await
}

/// The version that a form was made for.
fn seen(filled: &Filled) -> Result<&str, Error> {
    filled
        .get("version")
        .ok_or_else(|| Error::wrong("`version` is missing").next("send the form of the page"))
}

/// Leads on where it is done; else shows the page again with what was typed and what is wrong.
fn finish(
    desk: &Desk,
    id: &str,
    section: &'static str,
    filled: Filled,
    done: Result<(), Error>,
    to: &str,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}{to}", address(id))).into_response()),
        Err(error) => {
            let (status, says) = wrong(desk, &filled, &error);
            turned(desk, id, section, filled, says, status)
        }
    }
}

/// The page again, with what is to be said in a section.
fn turned(
    desk: &Desk,
    id: &str,
    section: &'static str,
    filled: Filled,
    says: Markup,
    status: StatusCode,
) -> Result<Response, Error> {
    let turn = Turn {
        section,
        filled,
        says,
        status,
    };
    answer(desk, id, &[], Some(&turn))
}

/// What is wrong with a form that was sent.
fn wrong(desk: &Desk, filled: &Filled, error: &Error) -> (StatusCode, Markup) {
    let (status, _, _) = told(error);
    match error {
        Error::Changed => {
            desk.forget();
            (status, changed(desk, filled))
        }
        Error::Tables { faults, more } => (
            status,
            tables(
                faults.iter().map(|(path, fault)| (path.to_string_lossy(), fault)),
                *more,
            ),
        ),
        other => (status, alert(other)),
    }
}

/// What was recorded since the page was made.
fn changed(desk: &Desk, filled: &Filled) -> Markup {
    // A version begins with the number of facts.
    let known = filled
        .get("version")
        .and_then(|v| v.split('-').next()?.parse().ok());
    let picture = desk.picture().ok();
    let situation = picture.as_ref().map(|picture| &picture.situation);
    let new = situation
        .and_then(|s| s.facts.get(known.unwrap_or(usize::MAX)..))
        .unwrap_or_default();
    html! {
        div.note.bad role="alert" {
            p { strong { "Something was recorded or changed since that page was made, and nothing was done." } " The page is as it is now: choose again, and send it again." }
            @if let (Some(situation), false) = (situation, new.is_empty()) {
                ul { @for fact in new { li { (what(situation, &fact.fact.event)) } } }
            }
        }
    }
}

/// Every fault of a file, by line and column.
fn tables<'f>(
    faults: impl Iterator<Item = (std::borrow::Cow<'f, str>, &'f TableFault)>,
    more: bool,
) -> Markup {
    let faults: Vec<_> = faults.collect();
    html! {
        div.note.bad role="alert" {
            p {
                strong { (count(faults.len(), "fault")) @if more { " so far" } ": nothing was scored or recorded, and it costs no attempt." }
                @if more { " Reading was given up there: mend these first." }
            }
            ul.faults {
                @for (file, fault) in &faults {
                    li {
                        strong {
                            (file)
                            @if let Some(line) = fault.line { ", line " (line) }
                            @if let Some(column) = &fault.column { ", column " (column.number) @if !column.name.is_empty() { " (" (column.name) ")" } }
                            ": "
                        }
                        (coded(&sentence(&fault.what))) " Expected " (coded(&fault.expected)) "."
                        @if let Some(hint) = &fault.hint { " " (coded(&sentence(hint))) }
                    }
                }
            }
        }
    }
}

/// Takes a submission: bounded while it is read, checked, scored and recorded.
pub(super) async fn submit(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let (own, name) = (desk.clone(), id.clone());
    let lab = tokio::task::spawn_blocking(move || definition(&own, &name).map(|found| found.lab)).await;
    let Ok(Ok(lab)) = lab else {
        // Its page says what is wrong with it.
        return blocking(move || answer(&desk, &id, &[], None)).await;
    };
    let mib = |mib: u32| mib as usize * 1024 * 1024;
    let bounds = [("file", mib(file_mib(&lab))), ("model", mib(model_mib(&lab)))];
    let filled = Filled::read_within(form, &bounds).await;
    blocking(move || {
        let filled = match filled {
            Ok(filled) => filled,
            Err(error) => {
                return turned(
                    &desk,
                    &id,
                    "submit",
                    Filled::default(),
                    alert(&error),
                    told(&error).0,
                );
            }
        };
        if let Some((status, says)) = unfit(&filled, &lab) {
            return turned(&desk, &id, "submit", filled, says, status);
        }
        match submitted(&desk, &id, &filled) {
            Ok(Submitted {
                outcome: Outcome::Scored { entry, .. },
                ..
            }) => {
                let to = format!("{}?attempt={}#verdict", address(&id), entry.number);
                Ok(Redirect::to(&to).into_response())
            }
            Ok(other) => {
                let says = not_scored(&desk, &filled, &other);
                turned(&desk, &id, "submit", filled, says, StatusCode::OK)
            }
            Err(error) => {
                let (status, says) = wrong(&desk, &filled, &error);
                turned(&desk, &id, "submit", filled, says, status)
            }
        }
    })
    .await
}

/// What need not be looked at: nothing, or too much.
fn unfit(filled: &Filled, lab: &Lab) -> Option<(StatusCode, Markup)> {
    let too_large = |file: &Upload, mib: u32| {
        let own = if mib < lab.limits.file_mib {
            format!("; pivot lab submit {} FILE takes it in a terminal", lab.id)
        } else {
            String::new()
        };
        let error = Error::wrong(format!(
            "{} is larger than {mib} MiB, and no more was read{own}",
            file.name
        ))
        .next("write one row for each id of test.csv; nothing was scored, and it costs no attempt");
        (StatusCode::PAYLOAD_TOO_LARGE, alert(&error))
    };
    let none = Error::wrong("no file was chosen").next("choose the CSV file that you want to submit");
    match filled.file("file") {
        None => Some((StatusCode::UNPROCESSABLE_ENTITY, alert(&none))),
        Some(file) if file.cut => Some(too_large(file, file_mib(lab))),
        Some(_) => filled
            .file("model")
            .filter(|model| model.cut)
            .map(|model| too_large(model, model_mib(lab))),
    }
}

fn submitted(desk: &Desk, id: &str, filled: &Filled) -> Result<Submitted, Error> {
    let handed = |name: &str| {
        filled
            .file(name)
            .map(|file| Handed::Sent(&file.name, &file.bytes))
    };
    let Some(file) = handed("file") else {
        return Err(Error::Bug("a form without a file got here".into()));
    };
    let wish = SubmitWish {
        file,
        note: filled.get("note"),
        model: handed("model"),
        dry_run: filled.get("dry").is_some(),
    };
    let does = |picture: &Picture| {
        let shown = show_by(Some(&picture.folder), &picture.situation.facts, id)?;
        let here = shown.listed.kept.as_ref().map(|kept| kept.data.as_str());
        if here != filled.get("data") {
            return Err(Error::wrong(
                "the data of the lab are others since that page was made, and nothing was scored",
            )
            .next("look at what is here now, and send what answers it"));
        }
        submit_to(&picture.folder, &picture.situation, &shown.definition, &wish)
    };
    if wish.dry_run {
        return does(&*desk.picture()?);
    }
    match desk.write(seen(filled)?, does) {
        // A form that was sent twice: the second time it is told what the first came to.
        Err(Error::Changed) if was_scored(desk, id, filled)? => does(&*desk.picture()?),
        other => other,
    }
}

/// Whether the file of a form was scored on the form's data, as the folder is now.
fn was_scored(desk: &Desk, id: &str, filled: &Filled) -> Result<bool, Error> {
    desk.forget();
    let picture = desk.picture()?;
    let file = filled.file("file");
    let hash: Option<String> = file.map(|file| {
        let digits = Sha256::digest(&file.bytes);
        digits.iter().map(|b| format!("{b:02x}")).collect()
    });
    let is_this = |entry: &Entry| {
        Some(&entry.sha256) == hash.as_ref() && Some(entry.data.as_str()) == filled.get("data")
    };
    Ok(entries(&picture.situation.facts, id).iter().any(is_this))
}

/// What is said of a file without faults that was not scored.
fn not_scored(desk: &Desk, filled: &Filled, submitted: &Submitted) -> Markup {
    let file = filled.file("file").map_or("it", |file| file.name.as_str());
    let picture = desk.picture().ok();
    let at = |at| {
        picture
            .as_ref()
            .map(|picture| when(&picture.situation, at))
            .unwrap_or_default()
    };
    let lab = &submitted.lab;
    html! {
        @match &submitted.outcome {
            Outcome::Same(entry) => div.note role="status" {
                p {
                    strong { "This very file was attempt " (entry.number) " (" (at(entry.at)) "): " (lab.measure()) " " (score(entry.value)) ", " (super::word(entry.bar)) "." }
                    " It costs no attempt, and nothing was recorded."
                }
            },
            Outcome::Spent => div.note role="status" {
                p {
                    strong { "All " (count(lab.attempts as usize, "attempt")) " of today are made, and nothing was scored." }
                    " " (file) " has no faults. New attempts: " (at(submitted.next_day)) ". Until then hold back a part of " code { "train.csv" } " and score yourself on it: " code { "pivot score " (lab.measure()) " TRUTH FILE" } "."
                }
            },
            Outcome::Valid | Outcome::Scored { .. } => div.note.good role="status" {
                p {
                    strong { (file) " is a valid submission." }
                    " " (count(submitted.rows.0, "row")) @if let Some(n) = submitted.parameters { ", a model of " (n) " numbers" } "; nothing was scored or recorded."
                }
            },
        }
    }
}
