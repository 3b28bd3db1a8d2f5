//! Labs: the list; of each its statement, its data, what was submitted and what came of it, the leaderboard, the learning curve,
//! what was taken for what, hints. What is done here is what `pivot lab` does: [`work`] shows the forms, [`send`] takes them.

mod board;
pub(crate) mod json;
mod lab;
mod list;
mod send;
mod statement;
mod work;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Redirect;
use axum::routing::{get, post};
use maud::{Markup, html};
use pivot_app::Folder;
use pivot_app::labs::lab::{Bar, SHORT, built_in};

use super::today::query;
use crate::desk::Desk;
use crate::look::Frame;

const FRAME: Frame = Frame {
    title: "Labs",
    here: "/labs",
    version: String::new(),
    files: None,
    said: None,
    scripts: &["labs.js"],
};

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/labs", get(list::page))
        .route("/labs/{id}", get(lab::page))
        .route("/labs/{id}/get", post(send::fetch).get(again))
        .route("/labs/{id}/hint", post(send::hint).get(again))
        .merge(json::routes())
}

/// What takes files: how large they may be, each lab says.
pub(crate) fn submissions() -> Router<Desk> {
    Router::new()
        .route("/labs/{id}/submit", post(send::submit).get(again))
        .layer(DefaultBodyLimit::disable())
}

/// Who asks for the address of a form wants the page.
async fn again(Path(id): Path<String>) -> Redirect {
    Redirect::to(&address(&id))
}

/// The address of a lab's page.
pub(crate) fn address(id: &str) -> String {
    format!("/labs/{}", query(id))
}

/// Whether there is a lab of this name, with faults or without.
fn is_there(folder: &Folder, id: &str) -> bool {
    built_in().iter().any(|lab| lab.id == id) || folder.labs().iter().any(|own| own == id)
}

/// `12 B`, `3.4 kB`, `47.0 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The word for a bar.
fn word(bar: Option<Bar>) -> &'static str {
    bar.map_or(SHORT, Bar::name)
}

/// The same as a sign.
fn bar_reached(bar: Option<Bar>) -> Markup {
    html! {
        @match bar {
            Some(bar) => span.badge.good { (bar.name()) },
            None => span.badge { (SHORT) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_say_enough() {
        assert_eq!(
            [size(12), size(3_400), size(47_000_000)],
            ["12 B", "3.4 kB", "47.0 MB"]
        );
        assert_eq!(address("a b/../c"), "/labs/a%20b%2F..%2Fc");
    }
}
