//! Lever's Postings API: `GET /v0/postings/SITE?mode=json&skip=&limit=`, pages that are lists. Source: github.com/lever/postings-api at
//! f61aac58; `createdAt` was seen and is not documented.

use pivot_domain::posting::{Pay, Posting};

use super::fields::{Fields, blocks, line, places, section, workplace};
use super::{Answer, Asked, Boards, PAGE, PAGES, Page, Reading, Tag, Trouble};

pub(super) fn fetch(boards: &Boards, asked: &Asked<'_>, site: &str, eu: bool) -> Result<Answer, Trouble> {
    let base = if eu {
        &boards.bases.lever_eu
    } else {
        &boards.bases.lever
    };
    let mut reading = Reading::of(asked);
    for page in 0..PAGES {
        let url = format!(
            "{base}/v0/postings/{site}?mode=json&skip={}&limit={PAGE}",
            page * PAGE
        );
        // The state of the first page is that of the board where it is the only one; of more there is none.
        let Some(Page { value, tag }) = boards.page_of(page, &url, asked)? else {
            return Ok(Answer::Same);
        };
        let known = reading.ids.len();
        let count = reading.items(Some(&value), "the answer itself", read)?;
        if count < PAGE {
            let tag = if page == 0 { tag } else { Tag::default() };
            return Ok(Answer::Listed(reading.listed(tag)));
        }
        // A service that knows no pages answers with the same one again.
        if reading.ids.len() == known {
            break;
        }
    }
    reading.listed.whole = false;
    reading.note("its pages have no end, and were not all read".into());
    Ok(Answer::Listed(reading.listed(Tag::default())))
}

fn read(job: &Fields<'_>, reading: &mut Reading<'_>) {
    let all = job.list("categories.allLocations").into_iter();
    let all = all.filter_map(|place| place.as_str().map(line));
    let lists = job.list("lists").into_iter().map(|list| {
        let list = Fields::of(list, "a list".into());
        section(&list.line("text"), list.html("content"))
    });
    // The description holds its opening and its body; where it is missing, they stand for it.
    let whole = first([job.text("descriptionPlain"), job.html("description")]);
    let whole = match whole.is_empty() {
        false => whole,
        true => blocks([
            first([job.text("openingPlain"), job.html("opening")]),
            first([job.text("descriptionBodyPlain"), job.html("descriptionBody")]),
        ]),
    };
    let closing = first([job.text("additionalPlain"), job.html("additional")]);
    let pay = Pay {
        min: job.number("salaryRange.min"),
        max: job.number("salaryRange.max"),
        currency: job.some("salaryRange.currency"),
        interval: job.some("salaryRange.interval"),
    };
    let posting = Posting {
        title: job.line("text"),
        places: places([job.line("categories.location")].into_iter().chain(all)),
        remote: workplace(&job.line("workplaceType")),
        team: first([job.line("categories.team"), job.line("categories.department")]),
        kind: job.line("categories.commitment"),
        pay: (pay.min.is_some() || pay.max.is_some()).then_some(pay),
        url: job.link("hostedUrl"),
        apply_url: job.link("applyUrl"),
        text: blocks([whole].into_iter().chain(lists).chain([closing])),
        posted: job.millis("createdAt"),
        ..Posting::default()
    };
    reading.take(job, job.id("id"), posting);
}

/// The first that says something.
fn first<const N: usize>(texts: [String; N]) -> String {
    texts
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}
