//! `pivot apply offers`: what was offered, compared by the rows and weights of the companies.

use pivot_domain::application::{Application, Stage};
use pivot_domain::companies::{Ranked, rank};
use pivot_domain::posting::Pay;

use super::Board;
use crate::verbs::posting::Postings;

/// An offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The application that led to it.
    pub application: Application,
    /// The company's score; `None` where the company is not on the list any more, or was never known.
    pub company: Option<Ranked>,
    /// What the posting said of the pay.
    pub pay: Option<Pay>,
}

/// The applications that stand at an offer, or were taken: the company of the best score first, those without a company last.
pub fn offers(board: &Board, postings: &Postings) -> Vec<Offer> {
    let ranked = rank(&postings.companies);
    let place = |application: &Application| {
        let name = application.company.to_lowercase();
        ranked
            .iter()
            .position(|company| company.name.to_lowercase() == name)
    };
    let is_offer = |a: &&Application| matches!(a.stage(), Stage::Offer | Stage::Hired);
    let mut offers: Vec<(usize, Offer)> = board
        .all
        .iter()
        .filter(is_offer)
        .map(|application| {
            let at = place(application);
            let known = postings.all.iter().find(|known| known.id == application.posting);
            let offer = Offer {
                application: application.clone(),
                company: at.map(|at| ranked[at].clone()),
                pay: known.and_then(|known| known.posting.pay.clone()),
            };
            (at.unwrap_or(usize::MAX), offer)
        })
        .collect();
    offers.sort_by_key(|(place, _)| *place);
    offers.into_iter().map(|(_, offer)| offer).collect()
}
