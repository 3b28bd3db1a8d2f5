//! What a résumé says that the journal can carry: its figures as they are today, and the skills that an advertisement demands.

use std::collections::BTreeSet;

use pivot_domain::json::Node;
use pivot_domain::resume::{Claim, FIELD, Resume};
use pivot_domain::skills::Skills;
use serde::{Deserialize, Serialize};

use super::lines::{Lines, short};
use super::{Findings, Given, Rule};
use crate::resume::layout::names;
use crate::resume::posting::Posting;

/// What an advertisement demands, in three lists and without a mark: a share of words is no measure of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demands {
    /// Shown, and evidence that was checked carries it.
    pub covered: Vec<Asked>,
    /// Shown, on the person's word.
    pub claimed: Vec<Asked>,
    /// Not in the PDF.
    pub missing: Vec<Asked>,
}

/// A demanded skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The id of the skill.
    pub skill: String,
    /// Its name.
    pub name: String,
    /// Whether one can do without it.
    pub optional: bool,
    /// Ids of the evidence that carries it.
    pub evidence: Vec<String>,
    /// Where the document names it, as JSON pointers; of what is missing in the PDF too.
    pub places: Vec<String>,
}

/// An item of a document: where it is, its claim, its texts.
struct Item<'d> {
    pointer: String,
    claim: Claim,
    texts: Vec<&'d str>,
}

/// The items of all sections.
fn items<'d>(root: &'d Node, resume: &Resume) -> Vec<Item<'d>> {
    let claims: [(&str, Vec<&Claim>); 8] = [
        ("work", resume.work.iter().map(|x| &x.claim).collect()),
        ("volunteer", resume.volunteer.iter().map(|x| &x.claim).collect()),
        ("education", resume.education.iter().map(|x| &x.claim).collect()),
        ("awards", resume.awards.iter().map(|x| &x.claim).collect()),
        (
            "certificates",
            resume.certificates.iter().map(|x| &x.claim).collect(),
        ),
        (
            "publications",
            resume.publications.iter().map(|x| &x.claim).collect(),
        ),
        ("skills", resume.skills.iter().map(|x| &x.claim).collect()),
        ("projects", resume.projects.iter().map(|x| &x.claim).collect()),
    ];
    let mut items = Vec::new();
    for (section, claims) in claims {
        let nodes = root.get(section).map_or(&[][..], Node::items);
        for (at, (node, claim)) in nodes.iter().zip(claims).enumerate() {
            let texts = node
                .members()
                .iter()
                .filter(|m| m.name != FIELD)
                .flat_map(|m| m.node.texts());
            items.push(Item {
                pointer: format!("/{section}/{at}"),
                claim: claim.clone(),
                texts: texts.collect(),
            });
        }
    }
    items
}

/// Holds the figures of a document against those of today.
pub(super) fn figures(given: &Given<'_>, all: &mut Findings) {
    let rule = Rule::Figures;
    let (Some(document), Some(record)) = (given.document, given.record) else {
        all.not_done(
            rule,
            "there is no resume.json, or no journal, to hold figures against",
            "",
        );
        return;
    };
    let mut looked = 0;
    for item in items(document.root(), &document.resume()) {
        for (key, shown) in &item.claim.figures {
            looked += 1;
            match record.figures.get(key) {
                None => {
                    let what = format!(
                        "`{key}` was {shown} when {} was made, and is in the journal no more",
                        item.pointer
                    );
                    all.fault(
                        rule,
                        what,
                        "a figure of the journal",
                        "take the item out, or write it anew",
                    );
                }
                Some(now) if now.text != *shown => {
                    let what = format!(
                        "`{key}` was {shown} when {} was made, and is {} now",
                        item.pointer, now.text
                    );
                    let next = "write the number anew in the text and under x-pivot, or take the item out";
                    all.fault(rule, what, now.text.clone(), next);
                }
                Some(_) if !item.texts.iter().any(|t| names(t, shown)) => {
                    let what = format!(
                        "{} rests on `{key}`, and its text does not have {shown}",
                        item.pointer
                    );
                    all.warning(
                        rule,
                        what,
                        shown.clone(),
                        "write it into the text, or take the figure out of x-pivot",
                    );
                }
                Some(_) => {}
            }
        }
        for id in item
            .claim
            .evidence
            .iter()
            .filter(|id| !record.evidence.contains_key(*id))
        {
            looked += 1;
            let what = format!(
                "{} rests on the evidence `{}`, which there is not",
                item.pointer,
                short(id)
            );
            all.fault(rule, what, "evidence of the journal", "take it out of x-pivot");
        }
        for pointer in item
            .claim
            .carried_by
            .iter()
            .filter(|p| document.root().at_pointer(p).is_none())
        {
            looked += 1;
            let what = format!(
                "{} is carried by {}, where there is nothing",
                item.pointer,
                short(pointer)
            );
            all.warning(
                rule,
                what,
                "a place in resume.json",
                "lead it to where the item stands now",
            );
        }
    }
    if all.clean(rule) {
        all.passed(
            rule,
            match looked {
                0 => "no item rests on a figure".to_owned(),
                n => format!("{n} figures are those of today"),
            },
        );
    }
}

/// What an advertisement demands, against the text of the PDF and what carries it.
pub(super) fn demands(posting: &Posting, lines: &Lines, given: &Given<'_>) -> Demands {
    let list = Skills::built_in();
    // A line at a time would part names that are broken across lines.
    let text = lines.text();
    let shown: BTreeSet<String> = [text.as_str(), &text.replace('\n', " ")]
        .iter()
        .flat_map(|t| list.find(t))
        .map(|f| f.skill.id.clone())
        .collect();
    let resume = given.document.map(|d| (d.root(), d.resume()));
    let items = resume
        .as_ref()
        .map_or(Vec::new(), |(root, resume)| items(root, resume));
    let mut demands = Demands::default();
    for demand in &posting.demands {
        let named: Vec<&Item<'_>> = items
            .iter()
            .filter(|i| {
                i.texts
                    .iter()
                    .any(|t| list.find(t).iter().any(|f| f.skill.id == demand.skill))
            })
            .collect();
        let carries = |id: &&String| {
            given
                .record
                .and_then(|r| r.evidence.get(*id))
                .is_some_and(|e| e.verified)
        };
        let mut evidence: Vec<String> = Vec::new();
        for id in named.iter().flat_map(|i| &i.claim.evidence).filter(carries) {
            if !evidence.contains(id) {
                evidence.push(id.clone());
            }
        }
        let asked = Asked {
            skill: demand.skill.clone(),
            name: demand.name.clone(),
            optional: demand.optional,
            evidence,
            places: named.iter().map(|i| i.pointer.clone()).collect(),
        };
        if !shown.contains(&demand.skill) {
            demands.missing.push(asked);
        } else if asked.evidence.is_empty() {
            demands.claimed.push(asked);
        } else {
            demands.covered.push(asked);
        }
    }
    demands
}
