//! A document becomes a sheet: one column, one order, headings that machines know.

use jiff::civil::Date;
use pivot_domain::json::Node;
use pivot_domain::resume::{Claim, Document, Partial, Resume, newest_first};

use super::sheet::{Contact, Entry, Paper, Point, Section, Sheet};
use super::used::Uses;
use crate::record::Record;

/// The sections by their field and heading, in the order in which they stand: what a person can comes before where they did it.
pub const SECTIONS: [(&str, &str); 12] = [
    ("summary", "Summary"),
    ("skills", "Skills"),
    ("work", "Experience"),
    ("projects", "Projects"),
    ("publications", "Publications"),
    ("awards", "Awards"),
    ("certificates", "Certifications"),
    ("education", "Education"),
    ("volunteer", "Volunteering"),
    ("languages", "Languages"),
    ("interests", "Interests"),
    ("references", "References"),
];

/// How a document is laid out.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The language tag of its texts: `en`.
    pub language: &'a str,
    /// The day that stands as the document's date.
    pub date: Date,
    /// The paper.
    pub paper: Paper,
    /// Address below which evidence can be seen, with a slash at its end (`https://ada.example/evidence/`); `None`: no links to it.
    pub evidence: Option<&'a str>,
    /// What figures there are.
    pub record: &'a Record,
    /// In the order of the document, as [`tailor`](super::tailor()) made it, and not in the usual one. Work, education and volunteering
    /// stand newest first in both.
    pub as_written: bool,
}

/// Lays a document out.
pub fn sheet(document: &Document, options: &Options<'_>) -> Sheet {
    let resume = document.resume();
    let name = clean(&resume.basics.name);
    let title = if name.is_empty() {
        "Resume".into()
    } else {
        format!("{name} - Resume")
    };
    let order = order(document.root(), options.as_written);
    let sections = order.into_iter().map(|(field, heading)| Section {
        title: heading.to_owned(),
        entries: entries(document, &resume, field, options),
    });
    Sheet {
        language: options.language.to_owned(),
        title,
        date: options.date,
        paper: options.paper,
        name,
        label: clean(&resume.basics.label),
        contact: contact(&resume),
        sections: sections.filter(|s| !s.entries.is_empty()).collect(),
    }
}

/// The sections in their order: the usual one, or that of the document's fields with the summary first.
fn order(root: &Node, as_written: bool) -> Vec<(&'static str, &'static str)> {
    if !as_written {
        return SECTIONS.to_vec();
    }
    let mut order = vec![SECTIONS[0]];
    for member in root.members() {
        let section = SECTIONS.iter().find(|(field, _)| *field == member.name);
        order.extend(section.filter(|s| !order.contains(s)));
    }
    order
}

/// Ways to reach the person, each whole.
fn contact(resume: &Resume) -> Vec<Contact> {
    let basics = &resume.basics;
    let mut contact = Vec::new();
    let mut add = |text: String, link: Option<String>| {
        if !text.is_empty() {
            contact.push(Contact { text, link });
        }
    };
    let email = clean(&basics.email);
    let mail =
        (email.contains('@') && !email.contains(char::is_whitespace)).then(|| format!("mailto:{email}"));
    add(email, mail);
    let phone = clean(&basics.phone);
    let digits: String = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let tel = (digits.len() >= 5).then(|| format!("tel:{digits}"));
    add(phone, tel);
    let place = &basics.location;
    let parts = [
        &place.address,
        &place.postal_code,
        &place.city,
        &place.region,
        &place.country_code,
    ];
    add(joined(parts, ", "), None);
    add(clean(&basics.url), link(&basics.url));
    for profile in &basics.profiles {
        match link(&profile.url) {
            Some(url) => add(clean(&profile.url), Some(url)),
            None => add(joined([&profile.network, &profile.username], ": "), None),
        }
    }
    contact
}

/// The entries of a section in their order.
fn entries(document: &Document, resume: &Resume, field: &str, options: &Options<'_>) -> Vec<Entry> {
    let at = |claim: &Claim, texts: &[String]| points(claim, texts, options);
    let entries: Vec<(Entry, (String, String))> = match field {
        "summary" => vec![undated(Entry {
            text: clean(&resume.basics.summary),
            ..Entry::default()
        })],
        "skills" => vec![undated(Entry {
            points: skills(document, resume),
            ..Entry::default()
        })],
        "work" => resume
            .work
            .iter()
            .map(|w| {
                let entry = Entry {
                    heading: joined([&w.position, &w.name, &w.location], ", "),
                    link: link(&w.url),
                    text: sentences(&w.description, &w.summary),
                    points: at(&w.claim, &w.highlights),
                    dates: String::new(),
                };
                (entry, (w.start_date.clone(), w.end_date.clone()))
            })
            .collect(),
        "volunteer" => resume
            .volunteer
            .iter()
            .map(|v| {
                let entry = Entry {
                    heading: joined([&v.position, &v.organization], ", "),
                    link: link(&v.url),
                    text: clean(&v.summary),
                    points: at(&v.claim, &v.highlights),
                    dates: String::new(),
                };
                (entry, (v.start_date.clone(), v.end_date.clone()))
            })
            .collect(),
        "education" => resume
            .education
            .iter()
            .map(|e| {
                let degree = joined([&e.study_type, &e.area], ", ");
                let entry = Entry {
                    heading: joined([&degree, &e.institution], ", "),
                    link: link(&e.url),
                    text: clean(&e.score),
                    points: at(&e.claim, &e.courses),
                    dates: String::new(),
                };
                (entry, (e.start_date.clone(), e.end_date.clone()))
            })
            .collect(),
        "projects" => resume
            .projects
            .iter()
            .map(|p| {
                let roles = p.roles.iter().map(|r| clean(r)).collect::<Vec<_>>().join(", ");
                let keywords = p.keywords.iter().map(|k| clean(k)).filter(|k| !k.is_empty());
                let keywords = keywords.collect::<Vec<_>>().join(", ");
                let mut points = at(&p.claim, &p.highlights);
                if !keywords.is_empty() {
                    points.push(Point {
                        text: keywords,
                        link: None,
                    });
                }
                let entry = Entry {
                    heading: joined([&p.name, &roles, &p.entity], ", "),
                    link: link(&p.url),
                    text: clean(&p.description),
                    points,
                    dates: String::new(),
                };
                (entry, (p.start_date.clone(), p.end_date.clone()))
            })
            .collect(),
        "publications" => resume
            .publications
            .iter()
            .map(|p| {
                let heading = joined([&p.name, &p.publisher], ", ");
                dated(heading, &p.url, &p.summary, &p.release_date, &p.claim, options)
            })
            .collect(),
        "awards" => resume
            .awards
            .iter()
            .map(|a| {
                let heading = joined([&a.title, &a.awarder], ", ");
                dated(heading, "", &a.summary, &a.date, &a.claim, options)
            })
            .collect(),
        "certificates" => resume
            .certificates
            .iter()
            .map(|c| {
                dated(
                    joined([&c.name, &c.issuer], ", "),
                    &c.url,
                    "",
                    &c.date,
                    &c.claim,
                    options,
                )
            })
            .collect(),
        "languages" => {
            let texts = resume
                .languages
                .iter()
                .map(|l| joined([&l.language, &l.fluency], ": "));
            vec![undated(listed(texts))]
        }
        "interests" => {
            let texts = resume.interests.iter().map(|i| {
                let keywords = i.keywords.iter().map(|k| clean(k)).collect::<Vec<_>>().join(", ");
                joined([&i.name, &keywords], ": ")
            });
            vec![undated(listed(texts))]
        }
        _ => {
            let texts = resume
                .references
                .iter()
                .map(|r| joined([&r.name, &r.reference], ": "));
            vec![undated(listed(texts))]
        }
    };
    arranged(field, entries, options.as_written)
}

/// Sorts entries and gives them their dates.
fn arranged(field: &str, mut entries: Vec<(Entry, (String, String))>, as_written: bool) -> Vec<Entry> {
    if !as_written || matches!(field, "work" | "education" | "volunteer") {
        entries.sort_by(|(_, a), (_, b)| newest_first((&a.0, &a.1), (&b.0, &b.1)));
    }
    // What was published or given has one day, and does not go on.
    let moment = matches!(field, "publications" | "awards" | "certificates");
    entries
        .into_iter()
        .map(|(mut entry, (start, end))| {
            entry.dates = if moment {
                shown(&end)
            } else {
                stretch(&start, &end)
            };
            entry
        })
        .filter(|e| !(e.heading.is_empty() && e.text.is_empty() && e.points.is_empty()))
        .collect()
}

fn undated(entry: Entry) -> (Entry, (String, String)) {
    (entry, (String::new(), String::new()))
}

fn listed(texts: impl Iterator<Item = String>) -> Entry {
    let points = texts
        .filter(|t| !t.is_empty())
        .map(|text| Point { text, link: None });
    Entry {
        points: points.collect(),
        ..Entry::default()
    }
}

/// An entry of a single day.
fn dated(
    heading: String,
    url: &str,
    text: &str,
    date: &str,
    claim: &Claim,
    options: &Options<'_>,
) -> (Entry, (String, String)) {
    let evidence = claim.evidence.last().and_then(|id| evidence(id, options));
    let entry = Entry {
        heading,
        link: link(url).or(evidence),
        text: clean(text),
        ..Entry::default()
    };
    (entry, (date.to_owned(), date.to_owned()))
}

/// `Python (senior): NumPy, pandas; used as Web developer, Acme Ltd`.
fn skills(document: &Document, resume: &Resume) -> Vec<Point> {
    let mut points = Vec::new();
    let uses = Uses::of(resume);
    for skill in &resume.skills {
        let level = clean(&skill.level);
        let mut text = clean(&skill.name);
        if !level.is_empty() {
            text = if text.is_empty() {
                level
            } else {
                format!("{text} ({level})")
            };
        }
        let keywords = skill.keywords.iter().map(|k| clean(k)).filter(|k| !k.is_empty());
        let keywords = keywords.collect::<Vec<_>>().join(", ");
        text = joined([&text, &keywords], ": ");
        let places = uses.places(document, skill).join("; ");
        if !places.is_empty() && !text.is_empty() {
            let sign = if keywords.is_empty() { ":" } else { ";" };
            text = format!("{text}{sign} used in {places}");
        }
        if !text.is_empty() {
            points.push(Point { text, link: None });
        }
    }
    points
}

/// Bullets; one that names a figure leads to what carries it.
fn points(claim: &Claim, texts: &[String], options: &Options<'_>) -> Vec<Point> {
    let texts = texts.iter().map(|t| clean(t)).filter(|t| !t.is_empty());
    texts
        .map(|text| {
            let figure = claim.figures.iter().find(|(_, shown)| names(&text, shown));
            let id = figure
                .and_then(|(key, _)| options.record.figures.get(key))
                .and_then(|f| f.evidence.last());
            let link = id.and_then(|id| evidence(id, options));
            Point { text, link }
        })
        .collect()
}

/// Whether a text has a figure as it is shown, and not as a part of a longer number.
pub(super) fn names(text: &str, shown: &str) -> bool {
    !shown.is_empty()
        && text.match_indices(shown).any(|(at, _)| {
            let digit = |c: char| c.is_ascii_digit();
            let (before, after) = (&text[..at], &text[at + shown.len()..]);
            let more = |sign: char| after.strip_prefix(sign).is_some_and(|r| r.starts_with(digit));
            !(before.ends_with(|c: char| digit(c) || c == '.')
                || after.starts_with(digit)
                || more('.')
                || more(','))
        })
}

fn evidence(id: &str, options: &Options<'_>) -> Option<String> {
    let known = options.record.evidence.contains_key(id);
    options
        .evidence
        .filter(|_| known)
        .map(|base| format!("{base}{id}/"))
}

/// `Mar 2018 - Jun 2026`, `Mar 2018 - Present`; what is no date stays as it was written.
pub fn stretch(start: &str, end: &str) -> String {
    match (start.trim().is_empty(), end.trim().is_empty()) {
        (true, true) => String::new(),
        (true, false) => shown(end),
        (false, true) => format!("{} - Present", shown(start)),
        (false, false) if shown(start) == shown(end) => shown(start),
        (false, false) => format!("{} - {}", shown(start), shown(end)),
    }
}

fn shown(date: &str) -> String {
    Partial::parse(date.trim()).map_or_else(|| clean(date), Partial::shown)
}

/// The texts that are not empty, with `sign` between them.
fn joined<'t>(texts: impl IntoIterator<Item = &'t String>, sign: &str) -> String {
    let texts = texts.into_iter().map(|t| clean(t)).filter(|t| !t.is_empty());
    texts.collect::<Vec<_>>().join(sign)
}

/// Two texts behind each other, with a full stop where the first one has none.
fn sentences(first: &str, second: &str) -> String {
    let (first, second) = (clean(first), clean(second));
    match (first.is_empty(), second.is_empty()) {
        (false, false) if first.ends_with(['.', '!', '?', ':']) => format!("{first} {second}"),
        (false, false) => format!("{first}. {second}"),
        _ => first + &second,
    }
}

/// A text in one line, without what breaks it for machines: controls, soft hyphens, marks of width nothing, letters for private
/// use. Ligatures become letters.
pub fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => {}
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => {}
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// About how many pages a sheet takes: lines of 95 characters and 54 to a page, as the template of a page in 10 points has them.
/// It is an estimate, and a real count is better where there is one.
pub fn pages(sheet: &Sheet) -> f64 {
    const COLUMNS: usize = 95;
    const LINES: f64 = 54.0;
    let lines = |text: &str| text.chars().count().div_ceil(COLUMNS);
    let mut whole = 2 + lines(&sheet.label) + sheet.contact.len().div_ceil(3);
    for section in &sheet.sections {
        whole += 2;
        for entry in &section.entries {
            whole += lines(&entry.heading) + lines(&entry.dates) + lines(&entry.text);
            // A bullet is set in.
            whole += entry
                .points
                .iter()
                .map(|p| (p.text.chars().count() + 3).div_ceil(COLUMNS))
                .sum::<usize>();
            // What stands between entries.
            whole += usize::from(!entry.heading.is_empty());
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundred lines")]
    let whole = whole as f64;
    whole / LINES
}

/// An address that a reader may be led to: the web alone, without blanks and controls.
pub fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once(':')?.0.to_ascii_lowercase();
    let whole = !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'));
    (matches!(scheme.as_str(), "http" | "https") && whole).then(|| url.to_owned())
}
