//! The pages' twins in JSON, described by an OpenAPI document.

use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;

use crate::desk::Desk;
use crate::pages::{
    answer, calendar, companies, evidence, forecast, journal, labs, settings, timeline, today, why, writing,
};

/// Everything that is described.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Pivot",
        description = "The plan, the journal and the forecast of one pivot, as `pivot serve` answers on this machine."
    ),
    paths(
        today::json,
        calendar::json::calendar,
        calendar::json::consequences,
        companies::json::companies,
        companies::json::postings,
        companies::json::posting,
        companies::json::applications,
        timeline::json,
        why::json,
        evidence::json,
        journal::json,
        labs::json::labs,
        labs::json::lab,
        labs::json::board,
        labs::json::hints,
        settings::json,
        forecast::json,
        forecast::what_if::json,
        forecast::fit::json,
        answer::json,
        writing::json::writing,
        writing::json::text
    )
)]
struct Described;

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route(
        "/api/openapi.json",
        get(async || Json(Described::openapi()).into_response()),
    )
}
