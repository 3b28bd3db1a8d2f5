//! Writing: what is drafted, dated ahead, published and due; a post begun; a text edited with its page beside it; what a build and a
//! publishing would change, shown before it is done.

mod edit;
pub(crate) mod json;
mod list;
mod publish;

use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};
use pivot_app::publish::site::Finding;

use super::today::query;
use crate::desk::Desk;
use crate::look::{self, Frame};

const FRAME: Frame = Frame {
    title: "Writing",
    here: "/writing",
    version: String::new(),
    files: None,
    said: None,
    scripts: &["writing.js"],
};

/// Where what previews show is.
pub(crate) const SITE: &str = "/writing/site/";

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/writing", get(list::page))
        .route("/writing/begin", post(list::begin).get(list::again))
        .route("/writing/edit", get(edit::page).post(edit::send))
        .route("/writing/preview", post(edit::preview).get(list::again))
        .route("/writing/site/{*path}", get(edit::file))
        .route("/writing/publish", get(publish::page))
        .merge(json::routes())
}

/// What builds the site and asks its repository, which may take a while.
pub(crate) fn publishing() -> Router<Desk> {
    Router::new()
        .route("/writing/build", post(publish::build).get(publish::again))
        .route("/writing/ready", post(publish::ready).get(publish::again))
        .route("/writing/push", post(publish::push).get(publish::again))
}

/// The address of the page on which a text is edited.
fn address(path: &str) -> String {
    format!("/writing/edit?path={}", query(path))
}

/// What was just done, by the name that the address has for it.
fn done(uri: &axum::http::Uri) -> Option<&'static str> {
    let name = uri
        .query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix("done="))?;
    Some(match name {
        "begun" => {
            "The post is begun: here is what the journal says, and questions that are yours to answer."
        }
        "saved" => "Saved.",
        "built" => "The site is built.",
        "published" => "Published: what was shown stands there now.",
        _ => return None,
    })
}

/// What was just done, said on the page.
fn says(done: Option<&str>) -> Markup {
    html! { @if let Some(words) = done { div.said role="status" { p { (words) } } } }
}

/// What is to be told of files, each with its place; of one file where `of` is true, so that its name need not be said.
fn findings(all: &[Finding], of_one: bool) -> Markup {
    html! {
        ul.told {
            @for finding in all {
                li.bad[finding.grave] {
                    @if finding.line > 0 && of_one {
                        a.place href="#text" data-line=(finding.line) data-column=(finding.column) {
                            "Line " (finding.line) ", column " (finding.column)
                        }
                        ": "
                    } @else if !of_one {
                        a href=(address(&finding.path)) { (finding.path) }
                        @if finding.line > 0 { ", line " (finding.line) ", column " (finding.column) }
                        ": "
                    }
                    (look::coded(&look::sentence(&finding.fault.what)))
                    @if !finding.fault.expected.is_empty() { " Expected " (look::coded(&finding.fault.expected)) "." }
                    @if let Some(hint) = &finding.fault.hint { " " (look::coded(&look::sentence(hint))) }
                }
            }
        }
    }
}
