//! Greenhouse's Job Board API: `GET /v1/boards/TOKEN/jobs?content=true`, the whole board in one answer, its texts HTML that was turned
//! into entities. Source: github.com/grnhse/greenhouse-api-docs at 0c37c31a.

use pivot_domain::posting::{Pay, Posting, Remote};

use super::fields::{Fields, places};
use super::{Answer, Asked, Boards, Reading, Trouble};

pub(super) fn fetch(boards: &Boards, asked: &Asked<'_>, token: &str) -> Result<Answer, Trouble> {
    let url = format!("{}/v1/boards/{token}/jobs?content=true", boards.bases.greenhouse);
    let (mut answer, value) = boards.one_page(asked, &url, "jobs", read)?;
    // It says how many there are.
    if let Answer::Listed(listed) = &mut answer
        && let Some(total) = value.pointer("/meta/total").and_then(serde_json::Value::as_u64)
        && total > value["jobs"].as_array().map_or(0, Vec::len) as u64
    {
        listed.whole = false;
        listed
            .notes
            .push(format!("it lists fewer than the {total} postings that it counts"));
    }
    Ok(answer)
}

fn read(job: &Fields<'_>, reading: &mut Reading<'_>) {
    let offices = job.list("offices").into_iter().map(|office| {
        let office = Fields::of(office, "an office".into());
        office.some("location").unwrap_or_else(|| office.line("name"))
    });
    let place = job.line("location.name");
    let departments = job.list("departments").into_iter();
    let departments = departments.map(|d| Fields::of(d, "a department".into()).line("name"));
    let pay = job.list("pay_input_ranges").into_iter().next().map(|range| {
        let range = Fields::of(range, "a range of pay".into());
        Pay {
            min: range.number("min_cents").map(|cents| cents / 100.0),
            max: range.number("max_cents").map(|cents| cents / 100.0),
            currency: range.some("currency_type"),
            interval: None,
        }
    });
    let posting = Posting {
        title: job.line("title"),
        remote: by_words(&place),
        // The offices say where a posting belongs to, its own place where the work is.
        places: match place.is_empty() {
            true => places(offices),
            false => vec![place],
        },
        team: places(departments).join(", "),
        pay,
        url: job.link("absolute_url"),
        apply_url: job.link("absolute_url"),
        text: job.html("content"),
        posted: job.moment("first_published"),
        ..Posting::default()
    };
    reading.take(job, job.id("id"), posting);
}

/// Its places are free words: "Remote - Canada", "Hybrid, Lyon".
fn by_words(place: &str) -> Option<Remote> {
    let lower = place.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    if words.clone().any(|word| word == "hybrid") {
        Some(Remote::Hybrid)
    } else {
        words.any(|word| word == "remote").then_some(Remote::Remote)
    }
}
