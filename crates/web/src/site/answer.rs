//! What is answered: files of the site by their paths, and nothing else.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use tokio::sync::watch::Receiver;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::Shown;
use super::page::{EVENTS, bare, dressed};
use crate::gate::{Hosts, host_of};

/// Nothing is sent to this server but questions.
const LARGEST: usize = 64 * 1024;
/// A request is answered within this time.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
struct Site {
    shown: Receiver<Shown>,
    nonce: String,
}

/// The site of what was made last, as it is asked for at `address`. `nonce` is a secret of this run.
pub fn routes(shown: Receiver<Shown>, address: SocketAddr, nonce: &str) -> Router {
    let site = Site {
        shown,
        nonce: nonce.to_owned(),
    };
    Router::new()
        .route("/", get(home))
        .route("/{*path}", get(file))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .route(EVENTS, get(events))
        .with_state(site)
        .layer(RequestBodyLimitLayer::new(LARGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Hosts::of(address), guard))
}

/// Lets through what is meant for us; what others' pages embed of ours is refused by their browser.
async fn guard(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let known = host_of(request.headers()).is_some_and(|host| hosts.know(host));
    let mut response = if !known {
        let text = "This address is not the site's. Open the link that pivot site serve printed.\n";
        (StatusCode::MISDIRECTED_REQUEST, text).into_response()
    } else if ![Method::GET, Method::HEAD].contains(request.method()) {
        (StatusCode::METHOD_NOT_ALLOWED, "Nothing is sent to a site.\n").into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn home(state: State<Site>) -> Response {
    answer(&state, "")
}

async fn file(state: State<Site>, Path(path): Path<String>) -> Response {
    answer(&state, &path)
}

/// The answer for a path without the first `/`, its signs read.
fn answer(site: &Site, path: &str) -> Response {
    let shown = site.shown.borrow().clone();
    let base = shown.base.trim_start_matches('/');
    if path.is_empty() && !base.is_empty() {
        return lead(&shown.base);
    }
    let page = |status, text: String| {
        let mut response = (status, text).into_response();
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    };
    if shown.files.is_empty() {
        let text = "There is nothing to show yet.";
        return page(
            StatusCode::SERVICE_UNAVAILABLE,
            bare("No site yet", text, &shown, &site.nonce),
        );
    }
    let own = path.strip_prefix(base);
    // Paths are looked up and never opened: one that is no file's leads nowhere.
    if let Some(own) = own {
        let name = if own.is_empty() || own.ends_with('/') {
            format!("{own}index.html")
        } else {
            own.to_owned()
        };
        if let Some(bytes) = shown.files.get(&name) {
            return match kind(&name) {
                "text/html; charset=utf-8" => page(
                    StatusCode::OK,
                    dressed(&String::from_utf8_lossy(bytes), &shown, &site.nonce),
                ),
                kind => (
                    [(header::CONTENT_TYPE, kind)],
                    Body::from(Bytes::from_owner(bytes.clone())),
                )
                    .into_response(),
            };
        }
    }
    // A folder's page is asked for with a `/`.
    let folder = format!("{path}/");
    if let Some(own) = folder.strip_prefix(base)
        && (own.is_empty() || shown.files.contains_key(&format!("{own}index.html")))
    {
        return lead(&format!("/{}", encoded(&folder)));
    }
    match shown.files.get("404.html") {
        Some(bytes) => page(
            StatusCode::NOT_FOUND,
            dressed(&String::from_utf8_lossy(bytes), &shown, &site.nonce),
        ),
        None => page(
            StatusCode::NOT_FOUND,
            bare(
                "Nothing is here",
                "The site has no such page.",
                &shown,
                &site.nonce,
            ),
        ),
    }
}

fn lead(to: &str) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
}

/// A path as an address has it.
fn encoded(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(crate::pages::today::query).collect();
    parts.join("/")
}

/// What kind of file it is, by its name.
pub(crate) fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The version there is, then each new one.
async fn events(State(site): State<Site>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut shown = site.shown.clone();
    shown.mark_changed();
    let events = stream::unfold(shown, |mut shown| async move {
        shown.changed().await.ok()?;
        let version = shown.borrow_and_update().version.clone();
        Some((Ok(Event::default().event("version").data(version)), shown))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
