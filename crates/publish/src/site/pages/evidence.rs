//! Pages of evidence: what was checked, when, by what. Only what a page of the site rests on is published.

use std::collections::{BTreeMap, BTreeSet};

use super::super::contexts::{Context, EvidencePage, EvidenceRow, Evidences, Named, Shown, day};
use super::super::front::fields::is_address;
use super::super::links::{Leads, evidence, evidence_page};
use super::{Maker, Page, Uses};

/// So many pages that show a figure are named.
const PAGES_MAX: usize = 100;
/// Excerpts are cut at so many characters.
const EXCERPT_CHARS_MAX: usize = 4000;

impl Maker<'_, '_> {
    pub(super) fn evidence_pages(&self, pages: &mut Vec<Page>, uses: &Uses) {
        let record = self.desk.input.record;
        // By id: the figures that rest on it, and the pages that show them.
        let mut needed: BTreeMap<String, (Vec<Shown>, Vec<Named>)> = BTreeMap::new();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        let mut add = |id: &str, to: &mut Vec<Named>, all: &[(String, String)]| {
            for (name, url) in all {
                if to.len() < PAGES_MAX && seen.insert((id.to_owned(), url.clone())) {
                    to.push(Named {
                        name: name.clone(),
                        url: url.clone(),
                        count: 1,
                    });
                }
            }
        };
        for (key, all) in &uses.figures {
            let Some(figure) = record.figures.get(key) else {
                continue;
            };
            for id in figure
                .evidence
                .iter()
                .filter(|id| record.evidence.contains_key(*id))
            {
                let (figures, shown) = needed.entry(id.clone()).or_default();
                figures.extend(self.figure(key));
                add(id, shown, all);
            }
        }
        for (id, all) in uses.direct.iter().chain(&self.linked()) {
            add(id, &mut needed.entry(id.clone()).or_default().1, all);
        }
        let mut rows = Vec::new();
        for (id, (figures, shown)) in needed {
            let Some(of) = record.evidence.get(&id) else {
                continue;
            };
            let path = evidence_page(&id);
            rows.push((
                of.at.timestamp(),
                EvidenceRow {
                    title: of.title.clone(),
                    url: self.desk.url(&path, false),
                    day: day(of.at.date()),
                    by: of.by.clone(),
                    verified: of.verified,
                },
            ));
            let page = EvidencePage {
                head: self.head(&format!("{}: evidence", of.title), &of.found, &path, "evidence/"),
                title: of.title.clone(),
                found: of.found.clone(),
                at: format!("{}, {}", day(of.at.date()).text, of.at.strftime("%H:%M %Z")),
                at_iso: of.at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                by: of.by.clone(),
                verified: of.verified,
                sha256: of.sha256.clone(),
                excerpt: of
                    .excerpt
                    .as_deref()
                    .map(cut)
                    .filter(|text| !text.trim().is_empty()),
                link: of.link.clone().filter(|link| is_address(link)),
                figures,
                pages: shown,
            };
            pages.push(self.kept(&path, "evidence.html", Context::Evidence(Box::new(page))));
        }
        if rows.is_empty() {
            return;
        }
        rows.sort_by(|a, b| (b.0, &a.1.url).cmp(&(a.0, &b.1.url)));
        let page = Evidences {
            head: self.head(
                "Evidence",
                "What was checked, when, and by what.",
                "evidence/",
                "evidence/",
            ),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        };
        pages.push(self.kept("evidence/", "evidences.html", Context::Evidences(page)));
    }

    /// Evidence that a text links to by its address.
    fn linked(&self) -> BTreeMap<String, Vec<(String, String)>> {
        let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut pages: Option<BTreeMap<String, String>> = None;
        for source in self
            .order
            .posts
            .iter()
            .chain(&self.order.projects)
            .map(|number| &self.sources[*number])
        {
            for link in source
                .text
                .body
                .iter()
                .flat_map(|body| &body.links)
                .filter(|link| link.target.contains("evidence/"))
            {
                let Leads::Inside(page, _) = self.desk.leads(source, &link.target) else {
                    continue;
                };
                let pages = pages.get_or_insert_with(|| {
                    let all = evidence(self.desk.input.record);
                    all.map(|(id, page)| (page, id.to_owned())).collect()
                });
                if let Some(id) = pages.get(&page) {
                    let shown = (
                        source.text.front.title().to_owned(),
                        self.desk.url(source.page(), false),
                    );
                    all.entry(id.clone()).or_default().push(shown);
                }
            }
        }
        all
    }
}

/// What is shown of an excerpt: no control characters, and not too much.
fn cut(text: &str) -> String {
    let plain = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let mut cut: String = text.chars().filter(plain).take(EXCERPT_CHARS_MAX).collect();
    if cut.chars().count() == EXCERPT_CHARS_MAX {
        cut.push('…');
    }
    cut
}
