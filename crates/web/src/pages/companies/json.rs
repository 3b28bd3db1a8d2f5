//! The twins of the companies' pages.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use pivot_app::domain::companies::rank;
use pivot_app::verbs::posting::{Known, held, postings as known, reading};
use pivot_app::verbs::{apply, company};
use pivot_app::wire::{ApplicationsJson, PostingsJson, RankJson, ShownPostingJson};

use super::Asked;
use super::postings::{is_shown, way};
use crate::desk::Desk;
use crate::pages::fields::Filled;
use crate::pages::twin;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/companies", get(companies))
        .route("/api/postings", get(postings))
        .route("/api/posting", get(posting))
        .route("/api/applications", get(applications))
}

/// The companies, the best first.
#[utoipa::path(get, path = "/api/companies", responses((status = 200, body = RankJson)))]
pub(crate) async fn companies(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let companies = company::perhaps(&picture.folder)?.unwrap_or_default();
        Ok(RankJson::new(&rank(&companies)))
    })
    .await
}

/// Postings that are known.
#[utoipa::path(get, path = "/api/postings", responses((status = 200, body = PostingsJson)), params(
    ("show" = Option<String>, Query, description = "`list` (those on the list), `new` (of them those of this week), `gone`, or `all`."),
))]
pub(crate) async fn postings(State(desk): State<Desk>, Query(asked): Asked) -> Response {
    twin(desk, move |picture| {
        let way = way(&Filled::of(asked));
        let postings = known(&picture.folder)?;
        let situation = &picture.situation;
        let shown: Vec<&Known> = postings
            .all
            .iter()
            .filter(|known| is_shown(way, known, situation.now))
            .collect();
        Ok(PostingsJson::new(&postings, shown, &situation.settings.zones))
    })
    .await
}

/// One posting: what it demands, and what of that can be shown.
#[utoipa::path(get, path = "/api/posting", params(("id" = String, Query, description = "A posting's id")),
    responses((status = 200, body = ShownPostingJson)))]
pub(crate) async fn posting(State(desk): State<Desk>, Query(asked): Asked) -> Response {
    twin(desk, move |picture| {
        let asked = Filled::of(asked);
        let postings = known(&picture.folder)?;
        let known = postings.find(asked.get("id").unwrap_or_default())?;
        let reading = reading(known, &held(&picture.folder, &picture.situation)?);
        Ok(ShownPostingJson::new(
            known,
            &reading,
            &picture.situation.settings.zones,
        ))
    })
    .await
}

/// The applications, and how far each has come.
#[utoipa::path(get, path = "/api/applications", responses((status = 200, body = ApplicationsJson)))]
pub(crate) async fn applications(State(desk): State<Desk>) -> Response {
    twin(desk, |picture| {
        let situation = &picture.situation;
        Ok(ApplicationsJson::new(
            &apply::board(situation),
            &situation.settings.zones,
        ))
    })
    .await
}
