//! Answers that are none, or not what they should be: nothing panics, and nothing known is taken for gone.

use std::time::Duration;

use pivot_app::connect::boards::Answer;
use pivot_domain::posting::{Posting, merge};

use super::{ALL, Double, Tag, Told, Trouble, fetch, listed, nothing, now, of};

#[test]
fn none_no_board_and_no_answer_are_three() {
    for which in ALL {
        let found = listed(&of(nothing(which)), which);
        assert_eq!(
            (found.postings.len(), found.whole, &*found.notes),
            (0, true, &[][..]),
            "{which}"
        );
        let ask = |status: u16| {
            let double = Double::start(move |_| Told::new(status, "<html>no</html>"));
            fetch(&double, which, &Tag::default(), &[])
        };
        assert_eq!(ask(404), Ok(Answer::NoBoard), "{which}");
        assert_eq!(ask(401), Err(Trouble::Login), "{which}");
        assert_eq!(ask(403), Err(Trouble::Forbidden(None)), "{which}");
        assert_eq!(ask(409), Err(Trouble::Conflict(None)), "{which}");
        assert_eq!(ask(412), Err(Trouble::Changed), "{which}");
        assert_eq!(ask(429), Err(Trouble::Busy(None)), "{which}");
        assert_eq!(ask(503), Err(Trouble::Busy(None)), "{which}");
        assert_eq!(
            ask(500),
            Err(Trouble::Silent("it answered 500".into())),
            "{which}"
        );
    }
    let busy = Double::start(|_| Told::new(429, "").with("retry-after", "120"));
    let told = fetch(&busy, "ashby:example", &Tag::default(), &[]);
    assert_eq!(told, Err(Trouble::Busy(Some(Duration::from_secs(120)))));
}

#[test]
fn what_is_no_list_is_told_and_loses_nothing() {
    let known = vec![Posting {
        board: "lever:example".into(),
        id: "1".into(),
        ..Posting::default()
    }];
    for which in ALL {
        for (body, part) in [
            ("<!doctype html><title>Careers</title>", "a page instead of JSON"),
            ("{\"jobs\": [{\"id\": 1, \"tit", "ends in the middle"),
            ("[{\"id\": \"1\", \"tex", "ends in the middle"),
            ("", "ends in the middle"),
            ("{\"jobs\": [{\"id\": 1} {\"id\": 2}]}", "no JSON"),
            ("null", "nothing where the list"),
            ("{}", "where the list of postings"),
            ("\"no\"", "where the list of postings"),
            (
                "{\"jobs\": {\"id\": 1}, \"offers\": 3, \"content\": \"none\"}",
                "where the list of postings",
            ),
            (
                "{\"jobs\": null, \"offers\": null, \"content\": null}",
                "where the list of postings",
            ),
        ] {
            let told = fetch(&of(body), which, &Tag::default(), &known);
            let Err(Trouble::Silent(what)) = &told else {
                panic!("{which} {body}: {told:?}");
            };
            assert!(what.contains(part), "{which} {body}: {what}");
        }
        let cut = Double::start(|_| Told {
            cut: Some(10),
            ..Told::new(200, "{\"jobs\": [], \"offers\": []}")
        });
        let told = fetch(&cut, which, &Tag::default(), &known);
        assert_eq!(
            told,
            Err(Trouble::Silent("its answer broke off".into())),
            "{which}"
        );
    }
}

/// Nulls, missing keys and wrong kinds: a field that cannot be read is none, a posting that cannot be known again is left out, and
/// then what is missing is not taken for gone.
#[test]
fn odd_postings_are_told() {
    let jobs = r#"[
        {"id": "1", "title": "One", "text": "One", "name": "One", "location": null, "categories": null, "content": null, "lists": null, "offices": null,
         "departments": [null, 3], "compensation": null, "secondaryLocations": [null, 7, "Oslo"], "department": null, "unknown": {"x": []}},
        {"id": "2", "title": "Two", "text": "Two", "name": "Two", "location": 5, "categories": "x", "content": 7, "description": [], "descriptionPlain": {},
         "descriptionHtml": 1, "isListed": "yes", "isRemote": 3, "lists": "none", "createdAt": "soon", "publishedAt": "soon", "published_at": 1, "releasedDate": {},
         "first_published": "31.1.2027", "absolute_url": "javascript:alert(1)", "hostedUrl": "javascript:alert(1)", "jobUrl": "data:text/html,x", "careers_url": "//x",
         "applyUrl": "https://a b", "salaryRange": {"min": "many"}, "compensation": {"compensationTiers": {}}, "salary": []},
        {"id": null, "title": "No id", "text": "No id", "name": "No id"},
        {"id": "4", "title": null, "text": null, "name": ["x"]},
        {"id": "1", "title": "Twice", "text": "Twice", "name": "Twice"},
        "a text", null]"#;
    for (which, body) in [
        ("greenhouse:example", format!("{{\"jobs\": {jobs}}}")),
        ("lever:example", jobs.to_owned()),
        ("ashby:example", format!("{{\"jobs\": {jobs}}}")),
        ("recruitee:example", format!("{{\"offers\": {jobs}}}")),
        ("smartrecruiters:example", format!("{{\"content\": {jobs}}}")),
    ] {
        let found = listed(&of(&body), which);
        let titles: Vec<&str> = found.postings.iter().map(|p| &*p.title).collect();
        assert_eq!((titles, found.whole), (vec!["One", "Two"], false), "{which}");
        assert!(
            found.postings.iter().all(|p| p.url.is_empty() && p.pay.is_none()),
            "{which}"
        );
        let notes = found.notes.join("\n");
        for part in [
            "posting 3 has no id, and was left out",
            "posting 4 (4) has no title",
            "posting 6 is a text",
            "posting 7 is nothing",
        ] {
            assert!(notes.contains(part), "{which}: {notes}");
        }
        assert!(notes.contains("posting 2: `"), "{which}: {notes}");
        let known = vec![Posting {
            board: found.postings[0].board.clone(),
            id: "4".into(),
            ..Posting::default()
        }];
        let merged = merge(&known, &Answer::Listed(found).fetched(), now(), false);
        assert!(merged.gone.is_empty(), "{which}");
    }
}

/// However often it was turned into entities, and wherever it stands: a script is never kept, and no tag is left.
#[test]
fn no_script_survives() {
    let html = "<h3>Do</h3><p onclick='alert(1)'>Good <b>work</b></p><script>alert('one')</script><img src=x onerror=alert(2)><style>alert{}</style>\
        <svg><script>alert(3)</script></svg><a href='javascript:alert(4)'>Here</a><p>End";
    let entities = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;")
    };
    let mut text = html.to_owned();
    for times in 0..4 {
        let job = serde_json::json!({"id": "1", "title": "One", "text": "One", "name": "One", "content": text, "descriptionPlain": text, "descriptionHtml": text, "description": text,
            "lists": [{"text": text, "content": text}], "additionalPlain": text});
        for (which, body) in [
            ("greenhouse:example", serde_json::json!({"jobs": [job]})),
            ("lever:example", serde_json::json!([job])),
            ("ashby:example", serde_json::json!({"jobs": [job]})),
            ("recruitee:example", serde_json::json!({"offers": [job]})),
        ] {
            let found = listed(&of(&body.to_string()), which).postings.remove(0).text;
            // A plain text in entities is a plain text: only what is declared as HTML is read again.
            if which != "lever:example" || times == 0 {
                assert!(!found.contains("alert"), "{which} {times}: {found}");
            }
            if which != "lever:example" {
                assert_eq!(found, "# Do\nGood work\nHere\nEnd", "{which} {times}");
            }
            assert!(
                !found.contains("<s") && !found.contains("<i") && !found.contains("</"),
                "{which} {times}: {found}"
            );
        }
        text = entities(&text);
    }
    // What only speaks of tags and comparisons keeps its words.
    let job = serde_json::json!([{"id": "1", "text": "One", "descriptionPlain": "Know <script> and <canvas>; n < 5.\u{1b}[31m\nC#\n# Second"}]);
    let found = listed(&of(&job.to_string()), "lever:example")
        .postings
        .remove(0)
        .text;
    assert_eq!(
        found,
        "Know \u{2039}script> and \u{2039}canvas>; n < 5. [31m\nC#\n# Second"
    );
}

/// A board that counts more than it lists has not listed all.
#[test]
fn a_list_that_ends_early_is_no_whole_one() {
    let green = r#"{"jobs": [{"id": 1, "title": "One"}], "meta": {"total": 2}}"#;
    let found = listed(&of(green), "greenhouse:example");
    assert_eq!((found.postings.len(), found.whole), (1, false));
    // SmartRecruiters: the second page has nothing.
    let double = Double::start(|asked| match asked.query("offset") {
        Some("0") => Told::new(
            200,
            r#"{"totalFound": 3, "content": [{"id": "1", "name": "One"}]}"#,
        ),
        Some(_) => Told::new(200, r#"{"totalFound": 3, "content": []}"#),
        None => Told::new(500, ""),
    });
    let found = listed(&double, "smartrecruiters:example");
    assert_eq!((found.postings.len(), found.whole), (1, false));
    assert!(
        found.notes.iter().any(|n| n.contains("not all texts")),
        "{:?}",
        found.notes
    );
    // A page that fails is no shorter list.
    let double = Double::start(|asked| match asked.query("skip") {
        Some("0") => {
            let jobs: Vec<_> = (0..100)
                .map(|n| serde_json::json!({"id": n.to_string(), "text": "One"}))
                .collect();
            Told::json(200, &serde_json::Value::Array(jobs))
        }
        _ => Told::new(404, ""),
    });
    let told = fetch(&double, "lever:example", &Tag::default(), &[]);
    assert!(matches!(told, Err(Trouble::Silent(_))), "{told:?}");
}
