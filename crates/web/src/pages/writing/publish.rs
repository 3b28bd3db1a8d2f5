//! What a build and a publishing would change, shown before it is done.

use axum::extract::{Form, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::connect::pages::Change;
use pivot_app::connect::typeset;
use pivot_app::verbs::site::{
    Ahead, BuildWish, Ready, ahead, build as build_site, publish, ready as get_ready,
};
use pivot_app::words::count;

use super::{FRAME, done, findings, says};
use crate::desk::{Desk, Picture};
use crate::fault::told;
use crate::look::{self, Frame};
use crate::pages::deeds::Wish;
use crate::pages::{blocking, show};
use crate::words;

type Sent = Form<Vec<(String, String)>>;

/// Who asks for the address of a form wants the page.
pub(super) async fn again() -> Redirect {
    Redirect::to("/writing/publish")
}

pub(super) async fn page(State(desk): State<Desk>, uri: Uri) -> Response {
    let done = done(&uri);
    show(desk, uri, FRAME, move |picture, _| {
        let ahead = ahead(&picture.folder, &picture.situation)?;
        Ok(html! { (says(done)) (body(picture, &ahead)) })
    })
    .await
}

fn top() -> Markup {
    html! {
        header.top {
            div {
                p.faint { a href="/writing" { "Writing" } " / publishing" }
                h1 { "What would change" }
            }
        }
    }
}

fn body(picture: &Picture, ahead: &Ahead) -> Markup {
    let site = picture.situation.settings.site.as_ref();
    let to = site.and_then(|site| site.publish.as_ref());
    let nothing = ahead.added.is_empty() && ahead.changed.is_empty() && ahead.removed.is_empty();
    html! {
        (top())
        section.card {
            h2 { "A build" }
            @if !ahead.grave.is_empty() {
                p { (count(ahead.grave.len(), "fault")) " would keep the site from being built; what is built stays as it is." }
                (findings(&ahead.grave, false))
            } @else if nothing {
                p { code { "site/" } " is what posts and projects say." }
            } @else {
                p { "In " code { "site/" } ", on this machine alone:" }
                (lists([("new", &ahead.added), ("changed", &ahead.changed), ("gone", &ahead.removed)]))
                form method="post" action="/writing/build" { button { "Build the site" } }
            }
        }
        section.card {
            h2 { "A publishing" }
            @match to {
                None => p {
                    code { "pivot.toml" } " does not say where to. Under " a href="/settings#file" { "Settings" } " add " code { "[site]" }
                    " with " code { "title" } ", " code { "author" } ", " code { "address" } " and " code { "publish = { repository = \"…\" }" } "."
                },
                Some(to) => {
                    p { "To " code { (to.repository) } ", branch " code { (to.branch) } ", by your own git. The site is built and the branch is asked for; nothing is sent." }
                    form method="post" action="/writing/ready" { button disabled[!ahead.grave.is_empty()] { "See what would be published" } }
                },
            }
        }
    }
}

/// So many paths are listed at once.
const LISTED: usize = 40;

fn lists<'l>(all: impl IntoIterator<Item = (&'l str, &'l Vec<String>)>) -> Markup {
    html! {
        @for (what, paths) in all {
            @if !paths.is_empty() {
                details id=(what) open[paths.len() <= 8] {
                    summary { strong { (paths.len()) } " " (what) }
                    ul.paths {
                        @for path in paths.iter().take(LISTED) { li { code { (path) } } }
                        @if paths.len() > LISTED { li { "and " (paths.len() - LISTED) " more" } }
                    }
                }
            }
        }
    }
}

pub(super) async fn build(State(desk): State<Desk>) -> Response {
    blocking(move || {
        let picture = desk.picture()?;
        let companion = typeset::find();
        let wish = BuildWish {
            drafts: false,
            keep_going: false,
            companion: &companion,
        };
        let built = build_site(&picture.folder, || Ok(&picture.situation), &wish)?;
        let done = if built.done { "?done=built" } else { "" };
        Ok(Redirect::to(&format!("/writing/publish{done}")).into_response())
    })
    .await
}

/// Builds the site, asks the branch, and shows what would change there.
pub(super) async fn ready(State(desk): State<Desk>) -> Response {
    blocking(move || {
        let picture = desk.picture()?;
        let outcome = get_ready(&picture.folder, &picture.situation);
        Ok(asks(&picture, outcome, StatusCode::OK, None))
    })
    .await
}

/// What would be published, with the form that does it; or why nothing can be.
fn asks(
    picture: &Picture,
    outcome: Result<Ready, Error>,
    status: StatusCode,
    note: Option<&str>,
) -> Response {
    let (status, body) = match outcome {
        Ok(ready) => (status, agreeing(picture, &ready, note)),
        Err(error) => {
            let (status, what, next) = told(&error);
            let body = html! {
                (top())
                section.card.fault {
                    h2 { "Nothing was published" }
                    p { (words::said(&what)) }
                    @if let Some(next) = next { p { (words::said(&next)) } }
                    p { a.button href="/writing/publish" { "Back" } }
                }
            };
            (status, body)
        }
    };
    let frame = Frame {
        // What was asked for stays, whatever is recorded elsewhere: the form is of this moment.
        version: String::new(),
        ..FRAME
    };
    (status, Html(look::page(&frame, &body).into_string())).into_response()
}

fn agreeing(picture: &Picture, ready: &Ready, note: Option<&str>) -> Markup {
    let of = |wanted: Change| -> Vec<String> {
        let all = ready.prepared.changes.iter();
        all.filter(|(change, _)| *change == wanted)
            .map(|(_, path)| path.clone())
            .collect()
    };
    let (added, changed, removed) = (of(Change::Added), of(Change::Changed), of(Change::Removed));
    let nothing = ready.prepared.is_same() && ready.new.is_empty();
    html! {
        @if let Some(note) = note { div.note.bad role="alert" { p { (note) } } }
        (top())
        section.card {
            h2 { "To " code { (ready.to.repository) } ", branch " code { (ready.to.branch) } }
            @if nothing { p { "Nothing: the branch already is what the site is." } }
            @if ready.prepared.is_first() { p { "The branch is not there yet, and is made." } }
            @if !ready.new.is_empty() {
                p { strong { (count(ready.new.len(), "post")) } " that others could not see before:" }
                ul { @for post in &ready.new { li { (post.title) " · " (count(post.words as usize, "word")) " · " code { (post.url) } } } }
            }
            (lists([("new", &added), ("changed", &changed), ("gone", &removed)]))
            @if !ready.prepared.kept.is_empty() { p.faint { "Stands there and not here, and stays: " (ready.prepared.kept.join(", ")) "." } }
        }
        @if !nothing {
            form.row method="post" action="/writing/push" {
                (look::version(&picture.version))
                input type="hidden" name="mark" value=(seen(ready));
                button.first { "Publish" }
                a.button href="/writing/publish" { "Not now" }
                span.faint { "What is pushed can be read by everybody who can see the branch." }
            }
        } @else {
            p { a.button href="/writing" { "Back" } }
        }
    }
}

/// What stands for that which was shown: where to, what, and over what.
fn seen(ready: &Ready) -> String {
    let slugs: Vec<&str> = ready.new.iter().map(|post| post.slug.as_str()).collect();
    format!(
        "{} {} {} {}",
        ready.prepared.mark(),
        slugs.join(","),
        ready.to.branch,
        ready.to.repository
    )
}

/// Publishes what was shown, where it still is that.
pub(super) async fn push(State(desk): State<Desk>, Form(fields): Sent) -> Response {
    let wish = Wish::of(fields);
    blocking(move || {
        let (version, mark) = (wish.must("version")?, wish.must("mark")?);
        let picture = desk.picture()?;
        let outcome = get_ready(&picture.folder, &picture.situation);
        let other = "Something changed since that page was made, and nothing was published. This is what would change now.";
        let ready = match outcome {
            Ok(ready) if seen(&ready) == mark => ready,
            outcome => return Ok(asks(&picture, outcome, StatusCode::CONFLICT, Some(other))),
        };
        match desk.write(version, |picture| publish(&picture.folder, &picture.situation, &ready)) {
            Ok(_) => Ok(Redirect::to("/writing?done=published").into_response()),
            Err(Error::Changed) => {
                desk.forget();
                let picture = desk.picture()?;
                Ok(asks(&picture, Ok(ready), StatusCode::CONFLICT, Some(other)))
            }
            Err(error) => Ok(asks(&picture, Err(error), StatusCode::OK, None)),
        }
    })
    .await
}
