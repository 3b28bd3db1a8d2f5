//! Routes: what is asked, and what is answered to programs (JSON) and to people (pages).
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, RETRY_AFTER,
    VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use image::RgbImage;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::batch::Queue;
use super::fault::Fault;
use super::metrics::{Metrics, Now};
use super::page::{self, About, Picture};
use super::{Limits, upload};
use crate::classifier::{Classifier, Said};
use crate::reading;

/// Nothing but the page's own: no third party, no frame around it, pictures from the answer or the person's disk.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What all requests share.
pub(super) struct Shared {
    pub(super) about: About,
    pub(super) classifier: Arc<dyn Classifier>,
    pub(super) limits: Limits,
    pub(super) queue: Queue,
    pub(super) metrics: Arc<Metrics>,
    /// So many pictures are unpacked at once: one for each processor.
    pub(super) unpacking: Arc<Semaphore>,
    pub(super) connections: AtomicUsize,
    pub(super) stopping: AtomicBool,
    /// A connection was cut off with something unanswered.
    pub(super) cut: AtomicBool,
}

/// All routes.
pub(super) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(first))
        .route("/classify", post(classify))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .route(
            "/style.css",
            get(|| asset("text/css", include_str!("assets/style.css"))),
        )
        .route(
            "/page.js",
            get(|| asset("text/javascript", include_str!("assets/page.js"))),
        )
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), around))
        .with_state(shared)
}

/// Counts every answer and puts the same headers on each.
async fn around(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    // Only names that are known: who asks cannot make the table grow.
    let route = ["/", "/classify", "/health", "/metrics", "/style.css", "/page.js"]
        .into_iter()
        .find(|route| *route == request.uri().path())
        .unwrap_or("elsewhere");
    let mut response = next.run(request).await;
    shared
        .metrics
        .answered(route, response.status().as_u16(), begin.elapsed());
    let headers = response.headers_mut();
    let mut put =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    put(CONTENT_SECURITY_POLICY, POLICY);
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(X_FRAME_OPTIONS, "DENY");
    put(REFERRER_POLICY, "no-referrer");
    put(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    if !matches!(route, "/style.css" | "/page.js") {
        put(CACHE_CONTROL, "no-store");
        put(VARY, "accept");
    }
    response
}

async fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=3600")], text).into_response()
}

async fn first(State(shared): State<Arc<Shared>>) -> Response {
    Html(page::first(&shared.about).into_string()).into_response()
}

/// Whether it can answer: for who starts and watches it.
async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let (status, word) = if shared.stopping.load(Ordering::SeqCst) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if shared.queue.works() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "broken")
    };
    let said =
        json!({ "status": word, "classes": shared.about.classes.len(), "waiting": shared.queue.waiting() });
    (status, Json(said)).into_response()
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let now = Now {
        waiting: shared.queue.waiting(),
        connections: shared.connections.load(Ordering::SeqCst),
    };
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        shared.metrics.text(now),
    )
        .into_response()
}

async fn nowhere(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let fault = Fault::new(
        StatusCode::NOT_FOUND,
        "There is nothing at this address.",
        "Begin at the first page, /.",
    );
    told(&shared, person(&headers), &fault)
}

async fn not_so(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let fault = Fault::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This address is not asked in this way.",
        "Send a picture to /classify by POST; the other addresses are read by GET.",
    );
    told(&shared, person(&headers), &fault)
}

/// A picture comes, what it shows goes.
async fn classify(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let person = person(request.headers());
    match answer(&shared, request, person).await {
        Ok(response) => response,
        Err(fault) => told(&shared, person, &fault),
    }
}

async fn answer(shared: &Arc<Shared>, request: Request, person: bool) -> Result<Response, Fault> {
    let limits = shared.limits;
    let bytes = upload::read(request, limits.bytes_max, limits.upload).await?;
    let begin = Instant::now();
    let place = shared.queue.place()?;
    let asked = async {
        let permit = shared.unpacking.clone().acquire_owned().await;
        let worker = shared.clone();
        let unpacked = tokio::task::spawn_blocking(move || {
            let picture = reading::read(&bytes, limits.pixels_max)?;
            drop(bytes);
            let size = picture.dimensions();
            let shown = person.then(|| Picture::new(&picture));
            let fitted = worker.classifier.fit(picture);
            drop(permit);
            Ok::<_, Fault>((size, shown, fitted))
        });
        // A reader of pictures that panics has met a broken one.
        let broken = |_| Fault::from(reading::Bad::Broken("picture"));
        let (size, shown, picture): (_, _, RgbImage) = unpacked.await.map_err(broken)??;
        let said = shared.queue.ask(place, picture).await?;
        Ok::<_, Fault>((size, shown, said))
    };
    let (size, shown, said) = tokio::time::timeout(limits.answer, asked)
        .await
        .map_err(|_| Fault::later("The picture was not reached in time: too many wait."))??;
    Ok(match shown {
        Some(picture) => Html(page::answer(&shared.about, &picture, &said).into_string()).into_response(),
        None => Json(programs(
            shared.classifier.classes(),
            size,
            &said,
            begin.elapsed(),
        ))
        .into_response(),
    })
}

/// The answer to a program: the likeliest class, all classes from the likeliest, and the heat map.
fn programs(classes: &[String], (width, height): (u32, u32), said: &Said, time: Duration) -> Value {
    let mut ranked: Vec<(&String, f32)> = classes.iter().zip(said.probabilities.iter().copied()).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    json!({
        "label": ranked.first().map(|(name, _)| name),
        "classes": ranked.iter().map(|(name, probability)| json!({ "name": name, "probability": probability })).collect::<Vec<_>>(),
        "heat": { "width": said.heat.width, "height": said.heat.height, "cells": said.heat.cells },
        "picture": { "width": width, "height": height },
        "milliseconds": time.as_micros() as f64 / 1000.0,
    })
}

/// A fault as the asker reads it.
fn told(shared: &Shared, person: bool, fault: &Fault) -> Response {
    let mut response = if person {
        (
            fault.status,
            Html(page::fault(&shared.about, fault).into_string()),
        )
            .into_response()
    } else {
        (
            fault.status,
            Json(json!({ "error": fault.what, "next": fault.next })),
        )
            .into_response()
    };
    if let Some(seconds) = fault.retry_seconds {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Whether a person asks: browsers name HTML among what they accept, programs name JSON or nothing.
fn person(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok())
        .any(|accept| accept.contains("text/html"))
}
