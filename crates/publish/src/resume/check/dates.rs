//! Dates: each can be read, with a plain hyphen between two, the newest first.

use jiff::civil::Date;
use pivot_domain::resume::{MONTHS, Partial};

use super::lines::{Lines, short};
use super::{Findings, MOST, Rule};
use crate::resume::layout::SECTIONS;
use crate::resume::sheet::Sheet;

const EXPECTED: &str = "such as `Mar 2018 - Jun 2026` or `Mar 2018 - Present`, with a plain hyphen";

/// A stretch of time as it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    from: Partial,
    /// `None`: it goes on.
    to: Option<Partial>,
}

impl Stretch {
    fn last(self) -> Date {
        self.to.map_or(Date::MAX, Partial::last)
    }
}

pub(super) fn check(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    if lines.is_empty() {
        all.not_done(Rule::Dates, "there is no text to look at", "");
        all.not_done(Rule::NewestFirst, "there is no text to look at", "");
        return;
    }
    // Each section with the dates of its entries in their order.
    let sections = match sheet {
        Some(sheet) => of_sheet(sheet, lines, all),
        None => of_lines(lines),
    };
    dashes(lines, sheet, all);
    let count: usize = sections.iter().map(|(_, dates)| dates.len()).sum();
    if all.clean(Rule::Dates) {
        if count == 0 && sheet.is_none() {
            all.not_done(
                Rule::Dates,
                "no date was recognised",
                "write dates such as `Mar 2018 - Jun 2026`",
            );
        } else {
            all.passed(
                Rule::Dates,
                format!("{count} dates were read, each with a plain hyphen"),
            );
        }
    }
    newest(&sections, all);
}

type Dated = Vec<(String, Vec<(String, Stretch)>)>;

/// The dates of a sheet, each held against the text.
fn of_sheet(sheet: &Sheet, lines: &Lines, all: &mut Findings) -> Dated {
    let mut sections = Vec::new();
    for section in &sheet.sections {
        let mut dates = Vec::new();
        for entry in section.entries.iter().filter(|e| !e.dates.is_empty()) {
            let page = lines.find(&entry.heading, 0).map(|(_, _, page)| page);
            match parse(&entry.dates) {
                Some(stretch) => dates.push((entry.dates.clone(), stretch)),
                None => {
                    let what = format!("the dates of `{}` cannot be read", short(&entry.heading));
                    let finding = all.fault(
                        Rule::Dates,
                        what,
                        EXPECTED,
                        "write startDate and endDate as 2018-03",
                    );
                    finding.at(page.unwrap_or(1), &entry.dates);
                }
            }
            if lines.find(&entry.dates, 0).is_none() {
                let what = format!(
                    "the dates of `{}` are not in the text as they should be",
                    short(&entry.heading)
                );
                let finding = all.fault(
                    Rule::Dates,
                    what,
                    entry.dates.clone(),
                    "see that nothing redraws the hyphen",
                );
                finding.at(page.unwrap_or(1), &entry.heading);
            }
        }
        sections.push((section.title.clone(), dates));
    }
    sections
}

/// The dates of lines that are nothing but dates, under headings that are known.
fn of_lines(lines: &Lines) -> Dated {
    let mut sections: Dated = vec![(String::new(), Vec::new())];
    for (_, line) in &lines.stream {
        if let Some((_, title)) = SECTIONS
            .iter()
            .find(|(_, title)| title.eq_ignore_ascii_case(line))
        {
            sections.push(((*title).to_owned(), Vec::new()));
        } else if let (Some(stretch), Some((_, dates))) = (parse(&plain(line)), sections.last_mut()) {
            dates.push((line.clone(), stretch));
        }
    }
    sections
}

/// Other dashes between two dates, in any line.
fn dashes(lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    let found: Vec<&(usize, String)> = lines.stream.iter().filter(|(_, line)| odd_dash(line)).collect();
    for (page, line) in found.iter().take(MOST) {
        let whole = parse(&plain(line)).is_some();
        let what = "another dash than the plain hyphen stands between two dates";
        let next = "write a plain hyphen: some readers lose the whole entry";
        // In the person's own sentences it is theirs to decide.
        let finding = if whole || sheet.is_none() {
            all.fault(Rule::Dates, what, EXPECTED, next)
        } else {
            all.warning(Rule::Dates, what, EXPECTED, next)
        };
        finding.at(*page, line);
    }
}

/// A line with plain hyphens for other dashes.
fn plain(line: &str) -> String {
    line.replace(['–', '—', '−', '‑', '‒'], "-")
}

/// Whether something that ends like a date is tied by another dash to something that begins like one.
fn odd_dash(line: &str) -> bool {
    line.char_indices()
        .filter(|(_, c)| matches!(c, '–' | '—' | '−' | '‑' | '‒'))
        .any(|(at, c)| {
            let (before, after) = (line[..at].trim_end(), line[at + c.len_utf8()..].trim_start());
            let year =
                |t: &str| t.len() >= 4 && t.is_char_boundary(t.len() - 4) && is_year(&t[t.len() - 4..]);
            let word: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
            let begins = is_year(&word) || month(&word).is_some() || is_present(&word);
            year(before) && begins
        })
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"))
}

fn is_present(text: &str) -> bool {
    ["present", "now", "today", "current"].contains(&text.to_lowercase().as_str())
}

fn month(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|m| lower.len() >= 3 && lower.starts_with(&m.to_lowercase()))?;
    // `March` and `Mar`, and no `Marble`.
    const LONG: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    (LONG[at].starts_with(&lower)).then_some(at as i8 + 1)
}

/// Whether a text is a date or a stretch of time and nothing else.
pub(super) fn is_date(text: &str) -> bool {
    parse(&plain(text)).is_some()
}

/// `Mar 2018 - Jun 2026`, `2018 - Present`, `Mar 2018`, `2018-03`.
fn parse(text: &str) -> Option<Stretch> {
    let text = text.trim();
    let one = |part: &str| -> Option<Partial> {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            [year] if is_year(year) => Partial::parse(year),
            [date] if date.len() > 4 => Partial::parse(date),
            [name, year] if is_year(year) => {
                Partial::parse(&format!("{year}-{:02}", month(name.trim_end_matches('.'))?))
            }
            _ => None,
        }
    };
    if let Some(date) = one(text) {
        return Some(Stretch {
            from: date,
            to: Some(date),
        });
    }
    let (from, to) = text.split_once(" - ").or_else(|| text.split_once('-'))?;
    let from = one(from.trim())?;
    let to = to.trim();
    if is_present(to) {
        return Some(Stretch { from, to: None });
    }
    Some(Stretch {
        from,
        to: Some(one(to)?),
    })
}

fn newest(sections: &Dated, all: &mut Findings) {
    let history = |title: &str| {
        let fields = ["work", "education", "volunteer"];
        SECTIONS
            .iter()
            .any(|(field, t)| *t == title && fields.contains(field))
    };
    let mut looked = 0;
    for (title, dates) in sections.iter().filter(|(t, _)| history(t)) {
        looked += dates.len();
        for pair in dates.windows(2).filter(|p| p[0].1.last() < p[1].1.last()) {
            let what = format!("under {title}, `{}` stands before `{}`", pair[0].0, pair[1].0);
            all.fault(
                Rule::NewestFirst,
                what,
                "the newest first",
                "sort the entries by their end",
            );
        }
    }
    if all.clean(Rule::NewestFirst) {
        if looked == 0 {
            let why = "no dates were found under Experience, Education or Volunteering";
            all.not_done(Rule::NewestFirst, why, "");
        } else {
            all.passed(Rule::NewestFirst, "the newest stands first");
        }
    }
}
