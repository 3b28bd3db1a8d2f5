//! The stylesheet and the scripts: in the binary, under an address that names their content, so that a browser keeps them.

use std::sync::OnceLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::grid;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// One look: what all pages share, then what each has of its own.
const STYLE: &str = concat!(
    include_str!("../assets/style/base.css"),
    include_str!("../assets/style/calendar.css"),
    include_str!("../assets/style/timeline.css"),
    include_str!("../assets/style/records.css"),
    include_str!("../assets/style/forecast.css"),
    include_str!("../assets/style/labs.css"),
    include_str!("../assets/style/writing.css"),
    include_str!("../assets/style/companies.css"),
    include_str!("../assets/style/answer.css"),
);

/// Name, kind and content.
const FILES: &[(&str, &str, &str)] = &[
    ("style.css", CSS, STYLE),
    ("live.js", SCRIPT, include_str!("../assets/live.js")),
    ("calendar.js", SCRIPT, include_str!("../assets/calendar.js")),
    ("timeline.js", SCRIPT, include_str!("../assets/timeline.js")),
    ("forecast.js", SCRIPT, include_str!("../assets/forecast.js")),
    ("labs.js", SCRIPT, include_str!("../assets/labs.js")),
    ("writing.js", SCRIPT, include_str!("../assets/writing.js")),
];

/// The files, and the one that is made.
fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FILES.iter().copied().chain([("grid.css", CSS, grid::css())])
}

/// The address of a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", version())
}

/// Eight digits that change with any of the files.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        for (_, _, content) in all() {
            hash.update(content);
        }
        hash.finalize()[..4].iter().map(|b| format!("{b:02x}")).collect()
    })
}

pub(crate) fn routes() -> Router {
    Router::new().route("/assets/{version}/{name}", get(file))
}

async fn file(Path((_, name)): Path<(String, String)>) -> Response {
    match all().find(|f| f.0 == name) {
        Some((_, kind, content)) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            content,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
