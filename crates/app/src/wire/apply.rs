//! The JSON of applications.

use pivot_domain::application::Application;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::company::ScoredJson;
use super::instant;
use crate::verbs::apply::{Board, Offer};

/// `pivot.applications/1`: the applications that stand, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationsJson {
    format: &'static str,
    applications: Vec<ApplicationJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ApplicationJson {
    posting: String,
    title: String,
    company: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    resumes: Vec<VariantJson>,
    /// Where it is now.
    stage: &'static str,
    over: bool,
    stages: Vec<StageJson>,
    actions: Vec<ActionJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct VariantJson {
    sha256: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct StageJson {
    stage: &'static str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ActionJson {
    task: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<String>,
}

impl ApplicationsJson {
    /// All applications.
    pub fn new(board: &Board, zones: &Zones) -> ApplicationsJson {
        ApplicationsJson {
            format: "pivot.applications/1",
            applications: board.all.iter().map(|a| ApplicationJson::new(a, zones)).collect(),
        }
    }
}

impl ApplicationJson {
    fn new(application: &Application, zones: &Zones) -> ApplicationJson {
        let stages = application.stages.iter().map(|reached| StageJson {
            stage: reached.stage.name(),
            at: instant(reached.at, zones),
            note: reached.note.clone(),
        });
        let actions = application.actions.iter().map(|action| ActionJson {
            task: action.task.clone(),
            title: action.title.clone(),
            due: action.due.map(|due| due.to_string()),
            done: action.done.map(|at| instant(at, zones)),
        });
        let resumes = application.resumes.iter().map(|variant| VariantJson {
            sha256: variant.sha256.clone(),
            name: variant.name.clone(),
        });
        ApplicationJson {
            posting: application.posting.clone(),
            title: application.title.clone(),
            company: application.company.clone(),
            link: application.link.clone(),
            task: application.task.clone(),
            note: application.note.clone(),
            resumes: resumes.collect(),
            stage: application.stage().name(),
            over: application.stage().is_over(),
            stages: stages.collect(),
            actions: actions.collect(),
        }
    }
}

/// `pivot.offers/1`: offers, that of the best company first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OffersJson {
    format: &'static str,
    offers: Vec<OfferJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OfferJson {
    application: ApplicationJson,
    /// `null` where the company is not on the list.
    score: Option<ScoredJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<PayJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PayJson {
    min: Option<f64>,
    max: Option<f64>,
    currency: Option<String>,
    interval: Option<String>,
}

impl OffersJson {
    /// The offers in their order.
    pub fn new(offers: &[Offer], zones: &Zones) -> OffersJson {
        let of = |offer: &Offer| OfferJson {
            application: ApplicationJson::new(&offer.application, zones),
            score: offer.company.as_ref().map(|c| ScoredJson::new(&c.score)),
            pay: offer.pay.as_ref().map(|pay| PayJson {
                min: pay.min,
                max: pay.max,
                currency: pay.currency.clone(),
                interval: pay.interval.clone(),
            }),
        };
        OffersJson {
            format: "pivot.offers/1",
            offers: offers.iter().map(of).collect(),
        }
    }
}
