//! A document laid out, and drawn as text and HTML.

use pivot_publish::resume::layout::{clean, link, stretch};
use pivot_publish::resume::{html, sheet, text};
use proptest::prelude::*;

use crate::world::{ADA, document, options, record};

#[test]
fn a_document_is_laid_out_in_one_order() {
    let record = record();
    let text = text(&sheet(&document(ADA), &options(&record)));
    assert_eq!(
        text,
        "\
Ada Example
Machine learning engineer
ada@example.org
+1 416 555 0100
Toronto, CA
https://ada.example
https://kaggle.example/ada
Chat: ada

SUMMARY

Eight years of web services, now deep learning.

SKILLS

- Go (senior): used in Web developer, Acme Ltd
- Python: PyTorch, NumPy; used in Maps
- Gardening

EXPERIENCE

Web developer, Acme Ltd
Mar 2018 - Present
https://acme.example
Services for logistics.
- Wrote billing services in Go
- Moved reports from SQL to Spark on AWS
- Led three people

Junior developer, Early Ltd
2014 - Feb 2018
- Kept a shop in PHP and MySQL alive

PROJECTS

Maps
Dec 2026 - Feb 2027
https://ada.example/maps
Finds roofs in pictures.
- Trained a U-Net in PyTorch
- PyTorch, computer vision

EDUCATION

BSc, Mathematics, Example University
2010 - 2014
- Linear algebra

LANGUAGES

- English: native
"
    );
}

#[test]
fn dates_have_a_plain_hyphen() {
    assert_eq!(stretch("2018-03-05", "2026-06"), "Mar 2018 - Jun 2026");
    assert_eq!(stretch("2018", ""), "2018 - Present");
    assert_eq!(stretch("", "2018-12"), "Dec 2018");
    assert_eq!(stretch("2018-03-01", "2018-03-31"), "Mar 2018");
    assert_eq!(
        stretch("spring", "2019"),
        "spring - 2019",
        "what is no date stays as it was written"
    );
}

/// A figure in a bullet leads to its evidence; one that is part of another number does not.
#[test]
fn a_figure_leads_to_its_evidence() {
    let text = r#"{ "projects": [{ "name": "Roofs", "highlights": ["Roofs, Dice: 0.81", "Before it was 0.815", "Not 10.81."],
        "x-pivot": { "evidence": ["e-roofs"], "figures": { "score:roofs": "0.81" } } }] }"#;
    let record = record();
    let sheet = sheet(&document(text), &options(&record));
    let links: Vec<Option<&str>> = sheet.sections[0].entries[0]
        .points
        .iter()
        .map(|p| p.link.as_deref())
        .collect();
    assert_eq!(links, [Some("https://ada.example/evidence/e-roofs/"), None, None]);
}

#[test]
fn hostile_text_stays_text() {
    let script = "<script>alert(1)</script>\u{ad}\u{e001}\u{202e}\u{0}\"'&";
    let mut text = ADA.to_owned();
    for plain in [
        "Ada Example",
        "Machine learning engineer",
        "Services for logistics.",
        "Led three people",
        "Gardening",
        "Maps",
    ] {
        text = text.replace(
            plain,
            serde_json::Value::from(script).to_string()[1..].trim_end_matches('"'),
        );
    }
    let text = text
        .replace("https://acme.example", "javascript:alert(1)")
        .replace("https://kaggle.example/ada", "data:text/html,x");
    let record = record();
    let mut sheet = sheet(&document(&text), &options(&record));
    let page = html(&sheet);
    assert!(
        !page.contains("<script") && !page.contains("href=\"javascript") && !page.contains("href=\"data:"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains(['\u{ad}', '\u{e001}', '\u{202e}', '\u{0}']));
    // A sheet from elsewhere is trusted no more.
    sheet.contact[0].link = Some("javascript:alert(1)".into());
    sheet.sections[0].entries[0].link = Some("javascript:alert(1)".into());
    assert!(!html(&sheet).contains("href=\"javascript"));
}

#[test]
fn the_page_is_whole() {
    let record = record();
    let page = html(&sheet(&document(ADA), &options(&record)));
    assert!(
        page.starts_with("<!DOCTYPE html><html lang=\"en\">")
            && page.contains("<title>Ada Example - Resume</title>")
    );
    assert_eq!(page.matches("<h1>").count(), 1);
    assert_eq!(page.matches("<h2>").count(), 6);
    assert!(!page.contains("<script") && !page.contains(" src="));
    assert!(page.contains("<a href=\"mailto:ada@example.org\">ada@example.org</a>"));
    assert!(page.contains("<a href=\"tel:+14165550100\">+1 416 555 0100</a>"));
    assert!(page.contains("@media print") && page.contains("@page{size:A4"));
}

#[test]
fn what_breaks_machines_is_taken_out() {
    assert_eq!(
        clean("sub\u{ad}mission \u{f0e0} o\u{fb03}ce\n\u{200b}x\u{7}y"),
        "submission office x y"
    );
    assert_eq!(link(" https://a.example/x "), Some("https://a.example/x".into()));
    for bad in [
        "a.example",
        "javascript:alert(1)",
        "https://a.example/ b",
        "https://a\"b",
        "",
    ] {
        assert_eq!(link(bad), None, "{bad}");
    }
}

proptest! {
    /// Every text of a document is somewhere in the plain twin, and lines are no longer than they may be.
    #[test]
    fn every_text_is_printed(words in proptest::collection::vec("[a-zA-Zé<>&\"]{1,12}( [a-z]{1,9}){0,20}", 1..6)) {
        let list = words.iter().map(|w| serde_json::Value::from(w.as_str()).to_string()).collect::<Vec<_>>().join(", ");
        let record = record();
        let document = document(&format!("{{ \"work\": [{{ \"name\": \"A\", \"highlights\": [{list}] }}] }}"));
        let sheet = sheet(&document, &options(&record));
        let plain: String = text(&sheet).split_whitespace().collect();
        for word in &words {
            let wanted: String = word.split_whitespace().collect();
            prop_assert!(plain.contains(&wanted));
        }
        prop_assert!(text(&sheet).lines().all(|l| l.chars().count() <= 80));
    }
}
