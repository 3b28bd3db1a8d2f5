//! A person, what is recorded of her work, and a sheet as a PDF of one column would be read back.

use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::tz::TimeZone;
use pivot_domain::resume::Document;
use pivot_publish::record::{Evidence, Figure, Record};
use pivot_publish::resume::layout::Options;
use pivot_publish::resume::reading::{Font, Page, Reading, Run};
use pivot_publish::resume::sheet::{Paper, Sheet};

pub(crate) const ADA: &str = r#"{
  "basics": {
    "name": "Ada Example", "label": "Machine learning engineer", "email": "ada@example.org", "phone": "+1 416 555 0100",
    "url": "https://ada.example", "summary": "Eight years of web services, now deep learning.",
    "location": { "city": "Toronto", "countryCode": "CA" },
    "profiles": [{ "network": "Kaggle", "username": "ada", "url": "https://kaggle.example/ada" }, { "network": "Chat", "username": "ada" }]
  },
  "work": [
    { "name": "Early Ltd", "position": "Junior developer", "startDate": "2014", "endDate": "2018-02",
      "highlights": ["Kept a shop in PHP and MySQL alive"] },
    { "name": "Acme Ltd", "position": "Web developer", "url": "https://acme.example", "startDate": "2018-03-05",
      "summary": "Services for logistics.",
      "highlights": ["Wrote billing services in Go", "Moved reports from SQL to Spark on AWS", "Led three people"] }
  ],
  "projects": [
    { "name": "Maps", "description": "Finds roofs in pictures.", "startDate": "2026-12", "endDate": "2027-02",
      "url": "https://ada.example/maps", "highlights": ["Trained a U-Net in PyTorch"], "keywords": ["PyTorch", "computer vision"] }
  ],
  "education": [{ "institution": "Example University", "area": "Mathematics", "studyType": "BSc", "startDate": "2010", "endDate": "2014",
    "courses": ["Linear algebra"] }],
  "skills": [
    { "name": "Go", "level": "senior", "x-pivot": { "carried_by": ["/work/1/highlights/0"] } },
    { "name": "Python", "keywords": ["PyTorch", "NumPy"] },
    { "name": "Gardening" }
  ],
  "languages": [{ "language": "English", "fluency": "native" }]
}
"#;

pub(crate) fn document(text: &str) -> Document {
    Document::read(text.as_bytes()).unwrap()
}

fn figure(value: f64, text: &str, what: &str, evidence: &str) -> Figure {
    let (text, what) = (text.to_owned(), what.to_owned());
    let on = date(2027, 1, 20);
    let evidence = vec![evidence.to_owned()];
    Figure {
        value,
        text,
        what,
        on,
        evidence,
    }
}

fn seen(title: &str, verified: bool) -> Evidence {
    Evidence {
        title: title.into(),
        found: "It was looked at.".into(),
        at: TimeZone::UTC
            .to_zoned_datetime(date(2027, 1, 20).at(10, 0, 0, 0))
            .unwrap(),
        by: "pivot lab submit".into(),
        verified,
        sha256: None,
        excerpt: None,
        link: None,
    }
}

pub(crate) fn record() -> Record {
    Record {
        history: BTreeMap::new(),
        figures: BTreeMap::from([
            (
                "score:garments".to_owned(),
                figure(0.9731, "0.9731", "Garments, accuracy", "e-garments"),
            ),
            (
                "score:roofs".to_owned(),
                figure(0.81, "0.81", "Roofs, Dice", "e-roofs"),
            ),
            (
                "rank:titanic".to_owned(),
                figure(12.0, "12 of 340", "Titanic, rank", "e-titanic"),
            ),
            (
                "rank:word".to_owned(),
                figure(1.0, "1 of 2", "Hearsay, rank", "e-word"),
            ),
            (
                "hours:step-7".to_owned(),
                figure(41.0, "41 h", "Hours of step 7", "e-hours"),
            ),
        ]),
        evidence: BTreeMap::from([
            ("e-garments".to_owned(), seen("Garments: attempt 3", true)),
            ("e-roofs".to_owned(), seen("Roofs: attempt 1", true)),
            ("e-titanic".to_owned(), seen("Titanic: standing", true)),
            ("e-word".to_owned(), seen("Hearsay", false)),
            ("e-hours".to_owned(), seen("Hours", false)),
            ("e-post".to_owned(), seen("A post", true)),
        ]),
    }
}

pub(crate) fn options(record: &Record) -> Options<'_> {
    Options {
        language: "en",
        date: date(2027, 3, 1),
        paper: Paper::A4,
        evidence: Some("https://ada.example/evidence/"),
        record,
        as_written: false,
    }
}

/// A sheet as it is read back from a PDF of one column: each line a piece of 10 points, 14 points apart, bullets set in.
pub(crate) fn printed(sheet: &Sheet) -> Reading {
    let mut lines: Vec<(f64, f64, String)> = Vec::new();
    let mut add = |x: f64, size: f64, text: &str| {
        for line in textwrap(text, 90) {
            lines.push((x, size, line));
        }
    };
    add(56.0, 20.0, &sheet.name);
    add(56.0, 10.0, &sheet.label);
    sheet.contact.iter().for_each(|c| add(56.0, 10.0, &c.text));
    for section in &sheet.sections {
        add(56.0, 12.0, &section.title);
        for entry in &section.entries {
            [&entry.heading, &entry.dates, &entry.text]
                .into_iter()
                .for_each(|t| add(56.0, 10.0, t));
            entry.points.iter().for_each(|p| add(68.0, 10.0, &p.text));
        }
    }
    let mut pages = Vec::new();
    for chunk in lines.chunks(52) {
        let runs = chunk.iter().enumerate().map(|(i, (x, size, text))| Run {
            text: text.clone(),
            x: *x,
            y: 60.0 + 14.0 * i as f64,
            width: text.chars().count() as f64 * 0.5 * size,
            size: *size,
        });
        pages.push(Page {
            width: 595.0,
            height: 842.0,
            runs: runs.collect(),
            images: 0,
        });
    }
    let entries = || sheet.sections.iter().flat_map(|s| &s.entries);
    let links = sheet.contact.iter().filter_map(|c| c.link.clone());
    let links = links.chain(entries().filter_map(|e| e.link.clone()));
    let links = links
        .chain(entries().flat_map(|e| &e.points).filter_map(|p| p.link.clone()))
        .collect();
    let sections = sheet.sections.iter().map(|s| (2, s.title.clone()));
    Reading {
        title: sheet.title.clone(),
        language: sheet.language.clone(),
        tagged: true,
        claims: vec!["PDF/UA-1".into(), "PDF/A-2a".into()],
        encrypted: false,
        pages,
        headings: std::iter::once((1, sheet.name.clone())).chain(sections).collect(),
        fonts: vec![Font {
            name: "Libertinus Serif".into(),
            embedded: true,
            unicode: true,
        }],
        links,
    }
}

/// Lines of at most so many letters.
fn textwrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
