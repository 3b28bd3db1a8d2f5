//! What is told of applications.

use std::path::Path;

use axum::extract::{Form, State};
use axum::http::Uri;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use pivot_app::Error;
use pivot_app::domain::application::Stage;
use pivot_app::domain::duration::parse;
use pivot_app::domain::moment::Looking;
use pivot_app::verbs::apply::{self as verb, Next, Sent};
use pivot_app::verbs::posting::postings;

use crate::desk::{Desk, Picture};
use crate::pages::deeds::{self, Wish};

type Filled = Form<Vec<(String, String)>>;

/// The moment that is told, by the person's clock: one that is past.
fn at(picture: &Picture, wish: &Wish) -> Result<Option<Timestamp>, Error> {
    let at = wish
        .get("at")
        .map(|text| deeds::moment(picture, text, Looking::Back));
    at.transpose()
}

pub(super) async fn apply(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    deeds::act(desk, uri.path().to_owned(), Wish::of(fields), |picture, wish| {
        let postings = postings(&picture.folder)?;
        let known = postings.find(wish.must("posting")?)?;
        let mut resumes = Vec::new();
        if let Some(file) = wish.get("resume") {
            // A page names files of the pivot alone.
            let inside = picture.folder.read_inside(file, 64 * 1024 * 1024)?;
            if inside.is_none() {
                return Err(Error::wrong(format!("there is no file `{file}` in the pivot"))
                    .next("name it from the pivot's folder, such as resume/resume.pdf"));
            }
            resumes.push(verb::variant(
                &picture.folder,
                &picture.folder.root().join(Path::new(file)),
            )?);
        }
        let sent = Sent {
            resumes,
            note: wish.get("note"),
            at: at(picture, wish)?,
            task: None,
        };
        verb::apply(&picture.folder, &picture.situation, known, &sent)
    })
    .await
}

pub(super) async fn stage(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    deeds::act(desk, uri.path().to_owned(), Wish::of(fields), |picture, wish| {
        let name = wish.must("stage")?;
        let stage = Stage::named(name).ok_or_else(|| {
            let all: Vec<&str> = Stage::ALL.into_iter().map(Stage::name).collect();
            Error::wrong(format!("`{name}` is no stage")).next(format!("one of: {}", all.join(", ")))
        })?;
        verb::stage(
            &picture.folder,
            &picture.situation,
            wish.must("posting")?,
            (stage, at(picture, wish)?),
            wish.get("note"),
        )
    })
    .await
}

pub(super) async fn next(State(desk): State<Desk>, uri: Uri, Form(fields): Filled) -> Response {
    deeds::act(desk, uri.path().to_owned(), Wish::of(fields), |picture, wish| {
        let due = wish.get("due").map(|text| {
            text.parse::<Date>()
                .map_err(|_| Error::wrong(format!("`{text}` is no date")).next("write 2027-03-05"))
        });
        let text = wish.get("spent").unwrap_or("30m");
        let spent = parse(text)
            .ok_or_else(|| Error::wrong(format!("`{text}` is no duration")).next("write 45m, 2h or 1h30m"))?;
        let action = Next {
            what: wish.must("what")?,
            due: due.transpose()?,
            spent,
        };
        verb::next(&picture.folder, &picture.situation, wish.must("posting")?, action)
    })
    .await
}
