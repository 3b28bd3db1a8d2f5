//! Sheets become PDFs, held against our own reader.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod common;

use common::{facts, folder, sample, says_all, try_says_all};
use pivot_publish::resume::reading::Reading;
use pivot_publish::resume::sheet::{Contact, Entry, Paper, Point, Section, Sheet};
use pivot_typeset::{reader, resume, world};
use typst::foundations::Dict;

fn read(sheet: &Sheet) -> Reading {
    reader::read(&resume::pdf(sheet).unwrap().bytes).unwrap()
}

/// All pieces in their order.
fn text(reading: &Reading) -> String {
    let runs = reading.pages.iter().flat_map(|page| &page.runs);
    runs.map(|run| run.text.clone()).collect::<Vec<_>>().join("\n")
}

/// Holds a reading against the one that was looked through and kept. Other rooms hold their checks against these files.
/// `RENEW=1` writes them anew.
fn is_as_kept(name: &str, reading: &Reading) {
    let path = folder().join("readings").join(name);
    let json = serde_json::to_string_pretty(reading).unwrap() + "\n";
    if std::env::var_os("RENEW").is_some() {
        std::fs::write(&path, &json).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        serde_json::from_str::<Reading>(&kept).unwrap(),
        *reading,
        "{name}"
    );
}

#[test]
fn the_sample_is_read_back() {
    let sheet = sample();
    let reading = read(&sheet);
    says_all("our reader", &text(&reading), &facts(&sheet));
    assert_eq!(reading.title, "Ada Example - Resume");
    assert_eq!(reading.language, "en-CA");
    assert!(reading.tagged && !reading.encrypted);
    assert_eq!(reading.claims, ["PDF/UA-1", "PDF/A-2a"]);
    assert_eq!(reading.pages.len(), 1);
    assert_eq!(reading.pages[0].images, 0);
    assert!(reading.fonts.iter().all(|font| font.embedded && font.unicode));
    assert_eq!(reading.fonts.len(), 2);
    let mut headings = vec![(1, sheet.name.clone())];
    for section in &sheet.sections {
        headings.push((2, section.title.clone()));
        let entries = section.entries.iter().filter(|entry| !entry.heading.is_empty());
        headings.extend(entries.map(|entry| (3, entry.heading.clone())));
    }
    assert_eq!(reading.headings, headings);
    let mut links: Vec<String> = sheet
        .contact
        .iter()
        .filter_map(|contact| contact.link.clone())
        .collect();
    for entry in sheet.sections.iter().flat_map(|section| &section.entries) {
        links.extend(entry.link.clone());
        links.extend(entry.points.iter().filter_map(|point| point.link.clone()));
    }
    assert_eq!(reading.links, links);
    is_as_kept("sample.json", &reading);
}

/// A4 is 210 mm × 297 mm: × 72 / 25.4 is 595.276 × 841.890 points. Letter is 8.5 × 11 inches: 612 × 792.
#[test]
fn both_papers_have_their_size() {
    for (paper, width, height) in [(Paper::A4, 595.276, 841.890), (Paper::UsLetter, 612.0, 792.0)] {
        let reading = read(&Sheet { paper, ..sample() });
        let page = &reading.pages[0];
        assert!(
            (page.width - width).abs() < 0.01 && (page.height - height).abs() < 0.01,
            "{page:?}"
        );
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let first = resume::pdf(&sample()).unwrap();
    assert_eq!(resume::pdf(&sample()).unwrap(), first);
    let other = Sheet {
        date: sample().date.tomorrow().unwrap(),
        ..sample()
    };
    assert_ne!(resume::pdf(&other).unwrap(), first);
}

/// Whatever is written is text: nothing is run, left out or moved out of the page.
#[test]
fn texts_are_never_markup() {
    let texts = [
        "#import \"@preview/x:0.1.0\": * #read(\"/etc/passwd\") #panic()",
        "$x^2 + y_1$ \\u{41} \\ \\\\ `raw` ``` *bold* _it_ ~ -- --- ... 'single' \"double\"",
        "// comment /* block */ <label> @reference [content] {code} (a: b) = Heading",
        "= Heading - list + enum / term: x https://example.org/#a?b=c&d=%20",
        "</script><script>alert(1)</script> ${jndi} %n %s {{x}} ]]> &amp;",
        "Ωμέγα Привет ŁódźŞ ąęć office affair fjord → ≤ ≠ € ½",
        "שלום עולם",
    ];
    for paper in [Paper::A4, Paper::UsLetter] {
        let mut sheet = Sheet { paper, ..sample() };
        let points = |texts: &[&str]| {
            texts
                .iter()
                .map(|&text| Point {
                    text: text.into(),
                    link: None,
                })
                .collect()
        };
        sheet.sections = vec![Section {
            title: "#heading[x] $ \" \\".into(),
            entries: vec![Entry {
                heading: texts[0].into(),
                link: Some("https://example.org/#(\"a\")".into()),
                dates: "$ #x \"".into(),
                text: texts[1].into(),
                points: points(&texts),
            }],
        }];
        let reading = read(&sheet);
        says_all("our reader", &text(&reading), &facts(&sheet));
        assert_eq!(reading.headings[2].1, texts[0]);
        stays_on_the_page(&reading);
    }
}

/// The margins are 2.1 cm, which is 59.5 points.
fn stays_on_the_page(reading: &Reading) {
    for page in &reading.pages {
        for run in &page.runs {
            assert!(run.x > 59.0 && run.x + run.width < page.width - 59.0, "{run:?}");
            assert!(run.y > 50.0 && run.y < page.height - 50.0, "{run:?}");
        }
    }
}

#[test]
fn long_words_and_names_stay_on_the_page() {
    let mut sheet = sample();
    sheet.name = "Wilhelmina Alexandrina Example-Exampleson von und zu Exampleton upon Thames".into();
    let long = [
        "W".repeat(300),
        format!("https://example.org/{}/b", "a".repeat(250)),
        "x-".repeat(200),
    ];
    sheet.label = long[0].clone();
    sheet.contact = vec![Contact {
        text: long[1].clone(),
        link: Some(long[1].clone()),
    }];
    sheet.sections[0].title = long[0].clone();
    sheet.sections[2].entries[0].heading = long[0].clone();
    sheet.sections[2].entries[0].dates = long[2].clone();
    for (point, text) in sheet.sections[2].entries[0].points.iter_mut().zip(&long) {
        point.text = text.clone();
    }
    let reading = read(&sheet);
    stays_on_the_page(&reading);
    assert_eq!(
        reading.pages[0].runs[0].text, sheet.name,
        "the name is whole, on the first line"
    );
    let found = text(&reading).replace(['\n', '•', ' '], "");
    assert_eq!(
        found.matches(&long[0]).count(),
        4,
        "nothing of a long word is lost"
    );
    assert_eq!(found.matches(&long[1]).count(), 2);
}

#[test]
fn many_pages_keep_headings_with_what_follows() {
    let mut sheet = sample();
    let entries = sheet.sections[2].entries.clone();
    sheet.sections[2].entries = entries.iter().cycle().take(60).cloned().collect();
    let reading = read(&sheet);
    says_all("our reader", &text(&reading), &facts(&sheet));
    assert!(reading.pages.len() > 5, "{}", reading.pages.len());
    let headings: Vec<&str> = reading.headings.iter().map(|(_, text)| text.as_str()).collect();
    for page in &reading.pages {
        let last = page.runs.last().unwrap();
        assert!(!headings.contains(&last.text.as_str()), "{last:?} stands alone");
        assert!(!last.text.starts_with("Mar 2018"), "{last:?} stands alone");
    }
}

#[test]
fn what_cannot_be_set_is_told() {
    let told = |change: &dyn Fn(&mut Sheet)| {
        let mut sheet = sample();
        change(&mut sheet);
        let fault = resume::pdf(&sheet).unwrap_err();
        assert_eq!(fault.status(), 2, "{fault}");
        fault.to_string()
    };
    let lacking = told(&|sheet| {
        sheet.name = "魚 Example".into();
        sheet.sections[2].entries[0].points[1].text = "fish 🐟 \u{7} \u{e000}".into();
    });
    for part in [
        "魚 (U+9B5A) in the name",
        "🐟 (U+1F41F) in point 2 of “Senior web developer, Acme Ltd” under “Experience”",
        "U+0007 in point 2",
        "U+E000 in point 2",
    ] {
        assert!(lacking.contains(part), "{lacking}");
    }
    assert!(told(&|sheet| sheet.name = " \n".into()).contains("name of the resume is empty"));
    assert!(told(&|sheet| sheet.title = String::new()).contains("title of the resume is empty"));
    assert!(told(&|sheet| sheet.language = "deutsch".into()).contains("`en-GB`"));
    assert!(told(&|sheet| sheet.contact[0].link = Some("javascript:alert(1)".into())).contains("https://"));
    assert!(told(&|sheet| sheet.label = "a ".repeat(200_000)).contains("200000 letters"));
}

#[test]
fn a_sheet_with_little_is_set() {
    let sheet = Sheet {
        label: String::new(),
        contact: Vec::new(),
        sections: vec![Section {
            title: String::new(),
            entries: vec![Entry::default()],
        }],
        ..sample()
    };
    let reading = read(&sheet);
    assert_eq!(text(&reading), "Ada Example");
}

/// Layouts that machines read wrong, as readings that a check must catch.
#[test]
fn traps_are_read_as_they_are() {
    for name in ["two-columns", "date-column"] {
        let template = std::fs::read_to_string(folder().join(format!("traps/{name}.typ"))).unwrap();
        let document = world::set(&template, Dict::new()).unwrap();
        let pdf = typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default()).unwrap();
        let reading = reader::read(&pdf).unwrap();
        let right_edge = reading.pages[0].runs.iter().filter(|run| run.x > 200.0).count();
        assert!(right_edge >= 3, "{name}: {reading:?}");
        is_as_kept(&format!("{name}.json"), &reading);
    }
}

/// The assertion about order can fail.
#[test]
fn a_wrong_order_is_noticed() {
    let facts = |list: &[(&str, bool)]| {
        list.iter()
            .map(|&(text, d)| (text.to_owned(), d))
            .collect::<Vec<_>>()
    };
    let wanted = facts(&[
        ("Developer, Acme", false),
        ("Mar 2018 - Present", true),
        ("a point", false),
    ]);
    assert!(try_says_all("Developer,\nAcme Mar 2018 - Present • a point", &wanted).is_ok());
    assert!(try_says_all("Developer, Acme a point Mar 2018 - Present", &wanted).is_err());
    assert!(try_says_all("Mar 2018 - Present Developer, Acme a point", &wanted).is_err());
    assert!(try_says_all("Developer, Acme Mar 2018 – Present a point", &wanted).is_err());
}
