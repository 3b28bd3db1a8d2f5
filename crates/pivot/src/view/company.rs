//! Companies and cities in a terminal.

use std::path::Path;

use anstyle::Style;
use pivot_app::domain::companies::{Companies, Ranked, RankedCity, Score};
use pivot_app::wire::said;

use super::count;
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, paint};

/// `companies.toml` was begun.
pub(crate) fn begun(screen: &mut Screen, path: &Path) {
    screen.prose(
        GOOD,
        0,
        2,
        &format!(
            "{} is there, with two companies and two cities that do not exist.",
            path.display()
        ),
    );
    screen.next("put your own companies and marks into it; then pivot company rank, and pivot posting fetch where they have a board.");
}

/// The companies, as they stand in the file.
pub(crate) fn list(screen: &mut Screen, companies: &Companies) {
    for company in &companies.companies {
        let city = company
            .city
            .as_ref()
            .map_or(String::new(), |city| format!("  {city}"));
        screen.painted(&format!("{}{city}", paint(STRONG, &company.name)));
        if !company.why.is_empty() {
            screen.prose(Style::new(), 2, 0, &company.why);
        }
        let row = |screen: &mut Screen, label: &str, text: Option<String>| {
            if let Some(text) = text {
                screen.labelled(Style::new(), label, &text);
            }
        };
        row(screen, "Move", company.relocation.as_ref().map(said));
        row(screen, "Remote", company.remote.as_ref().map(said));
        row(
            screen,
            "Contacts",
            (!company.contacts.is_empty()).then(|| company.contacts.join("; ")),
        );
        row(screen, "Board", company.board.clone());
    }
    if companies.companies.is_empty() {
        screen.prose(NOTE, 0, 2, "companies.toml has no company yet.");
    }
    screen.next("pivot company rank orders them by your marks; pivot posting fetch asks their boards.");
}

/// The companies by their scores, with the sums.
pub(crate) fn rank(screen: &mut Screen, companies: &Companies, ranked: &[Ranked]) {
    for (place, of) in (1..).zip(ranked) {
        scored(screen, place, &of.name, &of.score);
        if let Some(company) = companies.company(&of.name).filter(|c| !c.why.is_empty()) {
            screen.prose(FAINT, 6, 0, &company.why);
        }
    }
    if ranked.is_empty() {
        screen.prose(NOTE, 0, 2, "companies.toml has no company yet.");
    }
    screen.blank();
    screen.prose(
        FAINT,
        0,
        2,
        "A score is the mean of your marks, each as often as its weight says; what you gave no mark is left out, and what it could make of the score is said.",
    );
    screen.next("change marks and weights in companies.toml and look again; pivot company relocate compares the cities.");
}

/// The cities by their scores, with what each row came to.
pub(crate) fn relocate(screen: &mut Screen, cities: &[RankedCity]) {
    for (place, city) in (1..).zip(cities) {
        scored(screen, place, &city.name, &city.score);
        for scale in &city.scales {
            screen.prose(FAINT, 6, 2, &scale.to_string());
        }
        if !city.companies.is_empty() {
            screen.prose(
                Style::new(),
                6,
                2,
                &format!("there: {}", city.companies.join(", ")),
            );
        }
    }
    match cities.first() {
        None => screen.prose(
            NOTE,
            0,
            2,
            "companies.toml has no city yet: [[city]] with a name and rows, and [city_weights].",
        ),
        Some(first) if !first.alike.is_empty() => {
            screen.blank();
            let what = format!(
                "All are alike in {}, which decides nothing.",
                first.alike.join(", ")
            );
            screen.prose(FAINT, 0, 2, &what);
        }
        Some(_) => {}
    }
    screen.next("a row is 0 for the worst of your cities and 10 for the best; change rows and weights in companies.toml and look again.");
}

fn scored(screen: &mut Screen, place: usize, name: &str, score: &Score) {
    let mean = score
        .mean
        .map_or_else(|| "  – ".to_owned(), |mean| format!("{mean:4.1}"));
    screen.painted(&format!(
        "{place:>2}  {}  {}",
        paint(MARK, mean),
        paint(STRONG, name)
    ));
    let rows: Vec<String> = score.rows.iter().map(ToString::to_string).collect();
    if rows.is_empty() {
        screen.prose(NOTE, 6, 2, &score.to_string());
    } else {
        screen.prose(Style::new(), 6, 2, &format!("{}: {score}", rows.join(", ")));
    }
    if !score.missing.is_empty() && score.mean.is_some() {
        let missing = format!(
            "{} {}: {:.1} to {:.1} with any mark",
            count(score.missing.len(), "row"),
            if score.missing.len() == 1 { "is" } else { "are" }.to_owned()
                + " not known ("
                + &score.missing.join(", ")
                + ")",
            score.least,
            score.most
        );
        screen.prose(NOTE, 6, 2, &missing);
    }
}
