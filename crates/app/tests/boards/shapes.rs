//! Each board in the shape of its documents.

use pivot_app::connect::boards::{Answer, InMemory};
use pivot_domain::posting::{Pay, Posting, Remote, merge};
use serde_json::{Value, json};

use super::{Asked, Board, Double, Tag, Told, Trouble, address, fetch, listed, now, of};

fn moment(text: &str) -> Option<jiff::Timestamp> {
    Some(text.parse().unwrap())
}

/// Shape: github.com/grnhse/greenhouse-api-docs at 0c37c31a, "List jobs" with content.
pub(super) const GREENHOUSE: &str = r#"{"jobs": [
        {"id": 127817, "internal_job_id": 144381, "title": "Vision\tEngineer", "updated_at": "2016-01-14T10:55:28-05:00", "requisition_id": "50",
         "location": {"name": "Remote - Canada"}, "absolute_url": "https://boards.greenhouse.io/example/jobs/127817", "language": "en", "metadata": null,
         "content": "&lt;h2&gt;What you do&lt;/h2&gt;&lt;p&gt;R&amp;amp;D in C#&lt;/p&gt;&lt;ul&gt;&lt;li&gt;x &amp;lt; y&lt;/li&gt;&lt;li&gt;PyTorch&lt;/li&gt;&lt;/ul&gt;",
         "departments": [{"id": 13583, "name": "Research", "parent_id": null, "child_ids": []}], "offices": [{"id": 8304, "name": "East", "location": "Montréal"}],
         "pay_input_ranges": [{"min_cents": 5000000, "max_cents": 7550050, "currency_type": "CAD", "title": "Pay", "blurb": ""}]},
        {"id": 2, "internal_job_id": null, "title": "Prospects", "location": {"name": ""}, "absolute_url": "https://boards.greenhouse.io/example/jobs/2",
         "content": "", "departments": [], "offices": [{"id": 1, "name": "East", "location": null}, {"id": 2, "name": "East"}]}
        ], "meta": {"total": 2}}"#;

#[test]
fn greenhouse() {
    let double = of(GREENHOUSE);
    let found = listed(&double, "greenhouse:example");
    assert_eq!(
        double.asked()[0].path,
        "/greenhouse/v1/boards/example/jobs?content=true"
    );
    assert_eq!((found.whole, &*found.notes), (true, &[][..]));
    assert_eq!(
        found.postings[0],
        Posting {
            board: "greenhouse:example".into(),
            company: "Example".into(),
            id: "127817".into(),
            title: "Vision Engineer".into(),
            places: vec!["Remote - Canada".into()],
            remote: Some(Remote::Remote),
            team: "Research".into(),
            kind: String::new(),
            // In cents.
            pay: Some(Pay {
                min: Some(50_000.0),
                max: Some(75_500.5),
                currency: Some("CAD".into()),
                interval: None
            }),
            url: "https://boards.greenhouse.io/example/jobs/127817".into(),
            apply_url: "https://boards.greenhouse.io/example/jobs/127817".into(),
            text: "# What you do\nR&D in C#\nx < y\nPyTorch".into(),
            posted: None,
            first_seen: now(),
            last_seen: now(),
            gone: None,
        }
    );
    assert_eq!(found.postings[1].places, ["East"]);
}

/// Shape: github.com/lever/postings-api at f61aac58.
pub(super) fn lever_job(id: &str) -> Value {
    json!({"id": id, "text": "Speech Engineer",
        "categories": {"location": "Lyon", "commitment": "Full-time", "team": "Speech", "department": "Research", "allLocations": ["Lyon", "Oslo"]},
        "country": "FR", "openingPlain": "We listen.", "descriptionPlain": "We listen.\nAnd speak.", "descriptionBody": "<div>And speak.</div>",
        "lists": [{"text": "You have", "content": "<li>Python</li><li>5+ years</li>"}], "additionalPlain": "Write to us.",
        "hostedUrl": "https://jobs.lever.co/example/1", "applyUrl": "https://jobs.lever.co/example/1/apply", "workplaceType": "hybrid",
        "salaryRange": {"currency": "EUR", "interval": "per-year-salary", "min": 60000, "max": 80000}, "createdAt": 1_800_000_000_000_u64})
}

#[test]
fn lever_in_pages() {
    let double = Double::start(|asked| {
        let skip: usize = asked.query("skip").unwrap().parse().unwrap();
        assert_eq!(
            (asked.query("mode"), asked.query("limit")),
            (Some("json"), Some("100"))
        );
        let some = (skip..(skip + 100).min(130)).map(|n| lever_job(&format!("job-{n}")));
        Told::json(200, &Value::Array(some.collect())).with("etag", "\"1\"")
    });
    let found = listed(&double, "lever-eu:example");
    assert_eq!(double.asked()[1].place(), "/lever-eu/v0/postings/example");
    assert_eq!(
        (double.asked().len(), found.postings.len(), found.whole),
        (2, 130, true)
    );
    // Of several pages there is no state.
    assert_eq!(found.tag, Tag::default());
    let job = &found.postings[129];
    assert_eq!(
        (&*job.id, &*job.board, &*job.kind),
        ("job-129", "lever-eu:example", "Full-time")
    );
    assert_eq!(job.places, ["Lyon", "Oslo"]);
    assert_eq!((job.remote, &*job.team), (Some(Remote::Hybrid), "Speech"));
    assert_eq!(
        job.text,
        "We listen.\nAnd speak.\n# You have\nPython\n5+ years\nWrite to us."
    );
    assert_eq!(
        job.pay.as_ref().unwrap().interval.as_deref(),
        Some("per-year-salary")
    );
    // 1.8e9 seconds after 1970: date -u -d @1800000000
    assert_eq!(job.posted, moment("2027-01-15T08:00:00Z"));
}

/// A service that knows no `skip` would be asked for ever.
#[test]
fn lever_without_pages() {
    let double = Double::start(|_| {
        let same = (0..100).map(|n| lever_job(&format!("job-{n}")));
        Told::json(200, &Value::Array(same.collect()))
    });
    let found = listed(&double, "lever:example");
    assert_eq!(
        (found.postings.len(), found.whole, double.asked().len()),
        (100, false, 2)
    );
}

/// Pay as Ashby has it.
fn ashby_pay() -> Value {
    json!({"compensationTierSummary": "€81K – €87K", "scrapeableCompensationSalarySummary": "€81K - €87K", "compensationTiers": [
        {"title": "A", "components": [{"compensationType": "EquityPercentage", "minValue": 0.1}, {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR", "minValue": 81000, "maxValue": 87000}]}]})
}

/// Shape: developers.ashbyhq.com/docs/public-job-posting-api; `id` as the service sends it.
pub(super) fn ashby_answer() -> Value {
    let pay = ashby_pay();
    json!({"apiVersion": "1", "jobs": [
        {"id": "a-1", "title": "Engineer", "location": "Houston, TX", "secondaryLocations": [{"location": "Austin", "address": {}}], "department": "Product", "team": "Growth",
         "isListed": true, "isRemote": true, "descriptionHtml": "<p>Join us</p><script>alert(1)</script>", "descriptionPlain": "Join us",
         "publishedAt": "2021-04-30T16:21:55.393+00:00", "employmentType": "FullTime",
         "jobUrl": "https://jobs.ashbyhq.com/example/a-1", "applyUrl": "https://jobs.ashbyhq.com/example/a-1/application", "compensation": pay},
        {"title": "Hidden", "isListed": false, "jobUrl": "https://jobs.ashbyhq.com/example/h"},
        {"title": "No id", "isRemote": false, "workplaceType": "OnSite", "address": {"postalAddress": {"addressLocality": "Lyon", "addressCountry": "France"}},
         "descriptionPlain": "Plain\ntext", "jobUrl": "https://jobs.ashbyhq.com/example/b-2/?utm=x"},
        // As the documented example has it: beside the job.
        {"compensation": pay},
    ]})
}

#[test]
fn ashby() {
    let pay = ashby_pay();
    let double = of(&ashby_answer().to_string());
    let found = listed(&double, "ashby:example");
    assert_eq!(
        double.asked()[0].path,
        "/ashby/posting-api/job-board/example?includeCompensation=true"
    );
    let ids: Vec<&str> = found.postings.iter().map(|p| &*p.id).collect();
    assert_eq!((ids, found.whole), (vec!["a-1", "b-2"], true));
    let euros = Some(Pay {
        min: Some(81_000.0),
        max: Some(87_000.0),
        currency: Some("EUR".into()),
        interval: Some("1 YEAR".into()),
    });
    let [first, second] = &found.postings[..] else {
        unreachable!()
    };
    assert_eq!((&first.pay, &second.pay), (&euros, &euros));
    assert_eq!(
        (first.remote, second.remote),
        (Some(Remote::Remote), Some(Remote::OnSite))
    );
    assert_eq!((&*first.text, &*second.text), ("Join us", "Plain\ntext"));
    assert_eq!(first.posted, moment("2021-04-30T16:21:55.393Z"));
    assert_eq!(
        (&*first.places, &*second.places),
        (
            &["Houston, TX".to_owned(), "Austin".to_owned()][..],
            &["Lyon, France".to_owned()][..]
        )
    );
    // Beside the list, where there is one posting.
    let only = json!({"jobs": [{"id": "1", "title": "One"}], "compensation": pay}).to_string();
    assert_eq!(listed(&of(&only), "ashby:example").postings[0].pay, euros);
}

/// A row of SmartRecruiters' list. Shape: dev.smartrecruiters.com/customer-api/posting-api.
pub(super) fn smart_row(n: usize) -> Value {
    json!({"id": n.to_string(), "uuid": "u", "name": format!("Job {n}"), "refNumber": "R", "releasedDate": "2026-12-01T10:00:00.000Z",
            "company": {"identifier": "Example", "name": "Example"}, "location": {"city": "Berlin", "region": "BE", "country": "de", "remote": false},
            "department": {"id": "1", "label": "Research"}, "function": {"id": "eng", "label": "Engineering"}, "typeOfEmployment": {"label": "Full-time"}, "ref": "https://api"})
}

/// One posting of SmartRecruiters; its sections are from memory: not read in a source, to be held against a real answer.
pub(super) fn smart_text(id: &str) -> Value {
    json!({"id": id, "postingUrl": format!("https://jobs.smartrecruiters.com/Example/{id}"),
                    "applyUrl": "https://jobs.smartrecruiters.com/apply", "jobAd": {"sections": {"qualifications": {"title": "Qualifications", "text": "<ul><li>C++</li></ul>"},
                    "jobDescription": {"title": "Job", "text": format!("<p>Text of {id}</p>")}, "videos": {"urls": []}}}})
}

#[test]
fn smartrecruiters_has_texts_one_by_one() {
    let double = Double::start(|asked| {
        if let Some((_, id)) = asked.place().split_once("/postings/") {
            return match id {
                "3" => Told::new(404, ""),
                id => Told::json(200, &smart_text(id)),
            };
        }
        let offset: usize = asked.query("offset").unwrap().parse().unwrap();
        let some = (offset..(offset + 100).min(103)).map(smart_row);
        Told::json(
            200,
            &json!({"offset": offset, "limit": 100, "totalFound": 103, "content": some.collect::<Vec<_>>()}),
        )
    });
    let first = listed(&double, "smartrecruiters:Example");
    assert_eq!(
        (first.postings.len(), first.whole, double.asked().len()),
        (103, true, 2 + 103)
    );
    let job = &first.postings[102];
    assert_eq!(job.text, "# Job\nText of 102\n# Qualifications\nC++");
    assert_eq!(
        (&*job.places[0], &*job.team, &*job.kind),
        ("Berlin, BE, de", "Research", "Full-time")
    );
    assert_eq!(job.url, "https://jobs.smartrecruiters.com/Example/102");
    assert_eq!(first.postings[3].text, "");
    // The next time only the one that is missing is asked for, and nothing has changed.
    let known = merge(&[], &Answer::Listed(first).fetched(), now(), false).all;
    let again = fetch(&double, "smartrecruiters:Example", &Tag::default(), &known).unwrap();
    assert_eq!(double.asked().len(), 105 + 3);
    let merged = merge(&known, &again.fetched(), now(), false);
    assert_eq!(merged.all, known);
    assert_eq!(merged.changed.len() + merged.new.len() + merged.gone.len(), 0);
}

/// Shape: career.recruitee.com/docs, fields from memory: not read in a source, to be held against a real answer.
pub(super) fn recruitee_answer() -> Value {
    json!({"offers": [{"id": 11, "slug": "engineer", "title": "Engineer", "description": "<div>We build.<br/>A lot.</div>", "requirements": "<ul><li>Rust</li></ul>",
        "location": null, "city": "Utrecht", "country": "Netherlands", "department": "Tech", "careers_url": "https://jobs.example.com/o/engineer",
        "careers_apply_url": "https://jobs.example.com/o/engineer/c/new", "employment_type_code": "fulltime", "published_at": "2026-11-02 09:30:00 UTC", "remote": true}]})
}

#[test]
fn recruitee_at_a_domain_of_its_own() {
    let double = of(&recruitee_answer().to_string());
    let found = listed(&double, "recruitee:jobs.example.com");
    assert_eq!(double.asked()[0].path, "/recruitee/jobs.example.com/api/offers/");
    let job = &found.postings[0];
    assert_eq!(job.text, "We build.\nA lot.\n# Requirements\nRust");
    assert_eq!(
        (&*job.id, &*job.places, job.remote),
        (
            "11",
            &["Utrecht, Netherlands".to_owned()][..],
            Some(Remote::Remote)
        )
    );
    assert_eq!(
        (job.posted, &*job.board),
        (moment("2026-11-02T09:30:00Z"), "recruitee:jobs.example.com")
    );
}

#[test]
fn what_is_known_is_not_sent_again() {
    for which in super::ALL {
        let body = super::nothing(which);
        let double = Double::start(move |asked| match asked.header("if-none-match") {
            Some("\"1\"") => Told::new(304, ""),
            _ => Told::new(200, body).with("etag", "\"1\""),
        });
        let tag = listed(&double, which).tag;
        assert_eq!(tag.etag.as_deref(), Some("\"1\""), "{which}");
        assert_eq!(fetch(&double, which, &tag, &[]), Ok(Answer::Same), "{which}");
    }
    // One that answers so without being asked for it has told nothing.
    let double = Double::start(|_| Told::new(304, ""));
    let told = fetch(&double, "lever:example", &Tag::default(), &[]);
    assert!(matches!(told, Err(Trouble::Silent(_))), "{told:?}");
}

#[test]
fn the_twin_in_memory_tells_the_same_three_apart() {
    let twin = InMemory::default();
    let ask = |which: &str| {
        twin.fetch(&Asked {
            which: &address(which).unwrap(),
            company: "Example",
            tag: &Tag::default(),
            known: &[],
            now: now(),
        })
    };
    let mut boards = twin.boards.lock().unwrap();
    boards.insert("lever:none".into(), Ok(vec![]));
    boards.insert("lever:ill".into(), Err(Trouble::Busy(None)));
    drop(boards);
    assert!(
        matches!(ask("lever:none"), Ok(Answer::Listed(listed)) if listed.postings.is_empty() && listed.whole)
    );
    assert_eq!(ask("lever:ill"), Err(Trouble::Busy(None)));
    assert_eq!(ask("lever:other"), Ok(Answer::NoBoard));
}
