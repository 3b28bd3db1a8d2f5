//! The JSON of companies and cities.

use pivot_domain::companies::{Companies, Company, Ranked, RankedCity, Said, Score};
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::company::short;

/// `pivot.company-list/1`: the companies as the file has them.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompaniesJson {
    format: &'static str,
    companies: Vec<CompanyJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CompanyJson {
    name: String,
    /// The name by which its postings are known.
    short: String,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    /// `yes`, `no` or the person's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    relocation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<String>,
    contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<String>,
}

/// `pivot.company-rank/1`: the companies, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankJson {
    format: &'static str,
    ranked: Vec<RankedJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RankedJson {
    name: String,
    #[serde(flatten)]
    score: ScoredJson,
}

/// A weighted mean, with its sum.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScoredJson {
    /// 0 to 10; `null` where nothing that counts is known.
    mean: Option<f64>,
    /// The sum in words: `24 + 12 + 5 = 41, of weights 6: 6.83`.
    sum: String,
    rows: Vec<MarkJson>,
    /// Rows that count and are not known.
    missing: Vec<String>,
    /// The mean where every missing row were 0, and where it were 10.
    least: f64,
    most: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct MarkJson {
    name: String,
    mark: f64,
    weight: f64,
}

/// `pivot.company-relocate/1`: the cities, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelocateJson {
    format: &'static str,
    cities: Vec<CityJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CityJson {
    name: String,
    #[serde(flatten)]
    score: ScoredJson,
    /// How each row came to its mark: `rent 1000, between 1300 (0) and 800 (10)`.
    scales: Vec<String>,
    /// Rows that decide nothing, as all cities are alike in them.
    alike: Vec<String>,
    /// Companies of the list that are there.
    companies: Vec<String>,
}

/// Yes, no, or the person's words.
pub fn said(said: &Said) -> String {
    match said {
        Said::Flag(true) => "yes".into(),
        Said::Flag(false) => "no".into(),
        Said::Words(words) => words.clone(),
    }
}

impl CompaniesJson {
    /// The companies of a file.
    pub fn new(companies: &Companies) -> CompaniesJson {
        let of = |company: &Company| CompanyJson {
            name: company.name.clone(),
            short: short(&company.name),
            why: company.why.clone(),
            city: company.city.clone(),
            relocation: company.relocation.as_ref().map(said),
            remote: company.remote.as_ref().map(said),
            contacts: company.contacts.clone(),
            board: company.board.clone(),
        };
        CompaniesJson {
            format: "pivot.company-list/1",
            companies: companies.companies.iter().map(of).collect(),
        }
    }
}

impl RankJson {
    /// Companies in their order.
    pub fn new(ranked: &[Ranked]) -> RankJson {
        let of = |ranked: &Ranked| RankedJson {
            name: ranked.name.clone(),
            score: ScoredJson::new(&ranked.score),
        };
        RankJson {
            format: "pivot.company-rank/1",
            ranked: ranked.iter().map(of).collect(),
        }
    }
}

impl ScoredJson {
    pub(super) fn new(score: &Score) -> ScoredJson {
        let row = |row: &pivot_domain::companies::Row| MarkJson {
            name: row.name.clone(),
            mark: row.mark,
            weight: row.weight,
        };
        ScoredJson {
            mean: score.mean,
            sum: score.to_string(),
            rows: score.rows.iter().map(row).collect(),
            missing: score.missing.clone(),
            least: score.least,
            most: score.most,
        }
    }
}

impl RelocateJson {
    /// Cities in their order.
    pub fn new(cities: &[RankedCity]) -> RelocateJson {
        let of = |city: &RankedCity| CityJson {
            name: city.name.clone(),
            score: ScoredJson::new(&city.score),
            scales: city.scales.iter().map(ToString::to_string).collect(),
            alike: city.alike.clone(),
            companies: city.companies.clone(),
        };
        RelocateJson {
            format: "pivot.company-relocate/1",
            cities: cities.iter().map(of).collect(),
        }
    }
}
