//! SmartRecruiters' Posting API: `GET /v1/companies/ID/postings?limit=100&offset=`, in pages and without texts, and
//! `GET /v1/companies/ID/postings/PID`, one with its text. Source: dev.smartrecruiters.com/customer-api/posting-api; the sections of
//! a text (`jobAd.sections`) from memory: not read in a source, to be held against a real answer.

use pivot_domain::posting::{Posting, Remote};

use super::fields::{Fields, blocks, place, places, section};
use super::{Answer, Asked, Boards, PAGE, PAGES, Page, Reading, Tag, Trouble};

/// At most so many texts are asked for in one go; the others come with the next.
const TEXTS: usize = 200;
/// The sections of a text, in the order of its page.
const SECTIONS: [&str; 4] = [
    "companyDescription",
    "jobDescription",
    "qualifications",
    "additionalInformation",
];

pub(super) fn fetch(boards: &Boards, asked: &Asked<'_>, company: &str) -> Result<Answer, Trouble> {
    let base = format!("{}/v1/companies/{company}/postings", boards.bases.smartrecruiters);
    let mut reading = Reading::of(asked);
    let (mut offset, mut state, mut is_whole) = (0, Tag::default(), false);
    for page in 0..PAGES {
        let url = format!("{base}?limit={PAGE}&offset={offset}");
        let Some(Page { value, tag }) = boards.page_of(page, &url, asked)? else {
            return Ok(Answer::Same);
        };
        let count = reading.items(value.get("content"), "content", read)?;
        offset += count;
        let total = value.get("totalFound").and_then(serde_json::Value::as_u64);
        is_whole = total.map_or(count < PAGE, |total| offset as u64 >= total);
        if page == 0 && is_whole {
            state = tag;
        }
        if is_whole || count == 0 {
            break;
        }
    }
    if !is_whole {
        reading.listed.whole = false;
        reading.note("it lists fewer postings than it counts".into());
    }
    let is_all = texts(boards, &base, &mut reading);
    // Texts that are still to come are asked for the next time, so that nothing may be the same then.
    let state = if is_all { state } else { Tag::default() };
    Ok(Answer::Listed(reading.listed(state)))
}

fn read(job: &Fields<'_>, reading: &mut Reading<'_>) {
    let part = |name: &str| job.line(&format!("location.{name}"));
    let remote = match (job.flag("location.hybrid"), job.flag("location.remote")) {
        (Some(true), _) => Some(Remote::Hybrid),
        (_, Some(true)) => Some(Remote::Remote),
        _ => None,
    };
    let posting = Posting {
        title: job.line("name"),
        places: places([place([part("city"), part("region"), part("country")])]),
        remote,
        team: job
            .some("department.label")
            .unwrap_or_else(|| job.line("function.label")),
        kind: job.line("typeOfEmployment.label"),
        posted: job.moment("releasedDate"),
        ..Posting::default()
    };
    reading.take(job, job.id("id"), posting);
}

/// Fills in what only the single postings have. Whether all is there.
fn texts(boards: &Boards, base: &str, reading: &mut Reading<'_>) -> bool {
    let known = reading.asked.known;
    let mut left = TEXTS;
    let mut is_all = true;
    let mut trouble = None;
    for posting in &mut reading.listed.postings {
        let old = known
            .iter()
            .find(|p| p.board == posting.board && p.id == posting.id);
        // One that was not released anew says what it said.
        if let Some(old) = old
            .filter(|old| !old.text.is_empty() && old.title == posting.title && old.posted == posting.posted)
        {
            posting.text.clone_from(&old.text);
            posting.url.clone_from(&old.url);
            posting.apply_url.clone_from(&old.apply_url);
            continue;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if left == 0 || trouble.is_some() || !posting.id.chars().all(is_name) {
            is_all = false;
        } else {
            left -= 1;
            match boards.page(&format!("{base}/{}", posting.id), &Tag::default()) {
                Ok(Some(page)) => fill(posting, &page.value),
                // Taken off between the list and now.
                Ok(None) | Err(Trouble::Missing) => is_all = false,
                Err(other) => {
                    is_all = false;
                    trouble = Some(other);
                }
            }
        }
        // What could not be read stays as it was.
        if let Some(old) = old.filter(|_| posting.url.is_empty()) {
            posting.url.clone_from(&old.url);
            posting.apply_url.clone_from(&old.apply_url);
        }
    }
    if let Some(trouble) = trouble {
        reading.note(format!("not all texts could be had: {trouble}"));
    } else if left == 0 && !is_all {
        reading.note(format!(
            "{TEXTS} texts were read, the others come with the next fetch"
        ));
    }
    is_all
}

fn fill(posting: &mut Posting, value: &serde_json::Value) {
    let job = Fields::of(value, "a posting".into());
    posting.text = blocks(SECTIONS.map(|name| {
        let at = |field: &str| format!("jobAd.sections.{name}.{field}");
        section(&job.line(&at("title")), job.html(&at("text")))
    }));
    posting.url = job.link("postingUrl");
    posting.apply_url = job.link("applyUrl");
}
