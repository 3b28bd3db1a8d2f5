//! Recruitee's careers sites: `GET https://COMPANY.recruitee.com/api/offers/`, or the same at a domain of the company's own; the whole
//! board in one answer. Source: career.recruitee.com/docs, and public code for the list of fields.

use pivot_domain::posting::{Pay, Posting, Remote};

use super::fields::{Fields, blocks, place, places, section};
use super::{Answer, Asked, Boards, Reading, Trouble};

pub(super) fn fetch(boards: &Boards, asked: &Asked<'_>, host: &str) -> Result<Answer, Trouble> {
    let url = format!("{}/api/offers/", boards.bases.recruitee.replace("{host}", host));
    let (answer, _) = boards.one_page(asked, &url, "offers", read)?;
    Ok(answer)
}

fn read(job: &Fields<'_>, reading: &mut Reading<'_>) {
    let one = job
        .some("location")
        .unwrap_or_else(|| place([job.line("city"), job.line("country")]));
    let remote = match (job.flag("hybrid"), job.flag("remote"), job.flag("on_site")) {
        (Some(true), ..) => Some(Remote::Hybrid),
        (_, Some(true), _) => Some(Remote::Remote),
        (.., Some(true)) => Some(Remote::OnSite),
        _ => None,
    };
    let pay = Pay {
        min: job.number("salary.min"),
        max: job.number("salary.max"),
        currency: job.some("salary.currency"),
        interval: job.some("salary.period"),
    };
    let posting = Posting {
        title: job.line("title"),
        places: places([one]),
        remote,
        team: job.line("department"),
        kind: job.line("employment_type_code"),
        pay: (pay.min.is_some() || pay.max.is_some()).then_some(pay),
        url: job.link("careers_url"),
        apply_url: job.link("careers_apply_url"),
        text: blocks([
            job.html("description"),
            section("Requirements", job.html("requirements")),
        ]),
        posted: job.moment("published_at"),
        ..Posting::default()
    };
    reading.take(job, job.id("id"), posting);
}
