//! Ashby's public Job Postings API: `GET /posting-api/job-board/NAME?includeCompensation=true`, the whole board in one answer. Source:
//! developers.ashbyhq.com/docs/public-job-posting-api, whose example has the compensation beside the job, where it is looked for too;
//! `id`, `workplaceType` and the parts of a tier from memory: not read in a source, to be held against a real answer.

use pivot_domain::posting::{Pay, Posting, Remote};
use serde_json::Value;

use super::fields::{Fields, line, place, places, workplace};
use super::{Answer, Asked, Boards, Reading, Trouble};

pub(super) fn fetch(boards: &Boards, asked: &Asked<'_>, name: &str) -> Result<Answer, Trouble> {
    let url = format!(
        "{}/posting-api/job-board/{name}?includeCompensation=true",
        boards.bases.ashby
    );
    let mut listed_last = false;
    let read = |job: &Fields<'_>, reading: &mut Reading<'_>| {
        // An item that is nothing but compensation belongs to the posting before it.
        if job.at("title").is_none() && job.at("jobUrl").is_none() && job.at("compensation").is_some() {
            let last = reading.listed.postings.last_mut().filter(|_| listed_last);
            if let Some(last) = last.filter(|last| last.pay.is_none()) {
                last.pay = pay(job);
            }
            return;
        }
        listed_last = job.flag("isListed") != Some(false);
        if listed_last {
            posting(job, reading);
        }
    };
    let (mut answer, value) = boards.one_page(asked, &url, "jobs", read)?;
    // Beside the list it belongs to the one posting there is; of several nobody knows which.
    if let Answer::Listed(listed) = &mut answer
        && let [only] = &mut listed.postings[..]
        && only.pay.is_none()
        && value["jobs"].as_array().is_some_and(|jobs| jobs.len() == 1)
    {
        only.pay = pay(&Fields::of(&value, "the board".into()));
    }
    Ok(answer)
}

fn posting(job: &Fields<'_>, reading: &mut Reading<'_>) {
    let others = job
        .list("secondaryLocations")
        .into_iter()
        .map(|other| match other {
            Value::String(name) => line(name),
            other => Fields::of(other, "another place".into()).line("location"),
        });
    let mut all = places([job.line("location")].into_iter().chain(others));
    if all.is_empty() {
        let part = |name: &str| job.line(&format!("address.postalAddress.{name}"));
        all = places([place([
            part("addressLocality"),
            part("addressRegion"),
            part("addressCountry"),
        ])]);
    }
    let url = job.link("jobUrl");
    // The documented shape has no id; the address ends with it.
    let at_end = || {
        let path = url.split(['?', '#']).next()?.trim_end_matches('/');
        path.rsplit('/').next().map(str::to_owned)
    };
    let id = job.id("id").or_else(at_end);
    let html = job.html("descriptionHtml");
    let team = [job.line("team"), job.line("department")];
    let posting = Posting {
        title: job.line("title"),
        places: all,
        remote: workplace(&job.line("workplaceType"))
            .or_else(|| (job.flag("isRemote") == Some(true)).then_some(Remote::Remote)),
        team: team.into_iter().find(|t| !t.is_empty()).unwrap_or_default(),
        kind: job.line("employmentType"),
        pay: pay(job),
        apply_url: job.link("applyUrl"),
        // The HTML says which lines are headings.
        text: if html.is_empty() {
            job.text("descriptionPlain")
        } else {
            html
        },
        posted: job.moment("publishedAt"),
        url,
        ..Posting::default()
    };
    reading.take(job, id, posting);
}

/// The salary, of the summary or of the first tier that has one.
fn pay(job: &Fields<'_>) -> Option<Pay> {
    let tiers = job.list("compensation.compensationTiers").into_iter();
    let of_tiers = tiers.flat_map(|tier| Fields::of(tier, "a tier of pay".into()).list("components"));
    job.list("compensation.summaryComponents")
        .into_iter()
        .chain(of_tiers)
        .map(|part| Fields::of(part, "a part of pay".into()))
        .filter(|part| part.line("compensationType").eq_ignore_ascii_case("salary"))
        .map(|part| Pay {
            min: part.number("minValue"),
            max: part.number("maxValue"),
            currency: part.some("currencyCode"),
            interval: part.some("interval"),
        })
        .find(|pay| pay.min.is_some() || pay.max.is_some())
}
