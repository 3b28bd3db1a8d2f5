//! A sheet as values for the template, or what hinders it.

use pivot_publish::resume::sheet::{Contact, Entry, Paper, Point, Sheet};
use serde_json::{Value, json};
use typst::foundations::Dict;

use crate::fault::Fault;
use crate::letters::{Lacking, plain};

/// A sheet has at most so many letters: some sixty pages.
const MOST_LETTERS: usize = 200_000;
/// A link has at most so many bytes.
const LONGEST_LINK: usize = 4_000;

/// The values, each text cleaned to one line.
///
/// # Errors
/// A letter is in none of the fonts, a link leads nowhere, or what must be there is empty.
pub(super) fn values(sheet: &Sheet) -> Result<Dict, Fault> {
    let (language, region) = language(&sheet.language)?;
    let mut cleaner = Cleaner::default();
    let title = cleaner.text(&sheet.title, || "the title".into())?;
    let name = cleaner.text(&sheet.name, || "the name".into())?;
    for (what, text) in [("title", &title), ("name", &name)] {
        if text.is_empty() {
            return Err(Fault::wrong(format!("the {what} of the resume is empty")));
        }
    }
    let label = cleaner.text(&sheet.label, || "the line under the name".into())?;
    let contact = sheet
        .contact
        .iter()
        .map(|contact| cleaner.contact(contact))
        .collect::<Result<Vec<_>, Fault>>()?;
    let mut sections = Vec::new();
    for section in &sheet.sections {
        let heading = cleaner.text(&section.title, || "the heading of a section".into())?;
        let entries = section
            .entries
            .iter()
            .map(|entry| cleaner.entry(&heading, entry))
            .collect::<Result<Vec<_>, Fault>>()?;
        sections.push(json!({"title": heading, "entries": entries}));
    }
    if let Some(told) = cleaner.lacking.told() {
        return Err(Fault::wrong(told));
    }
    let paper = match sheet.paper {
        Paper::A4 => "a4",
        Paper::UsLetter => "us-letter",
    };
    let date = sheet.date;
    let value = json!({
        "language": language, "region": region, "paper": paper,
        "year": date.year(), "month": date.month(), "day": date.day(),
        "title": title, "name": name, "label": label, "contact": contact, "sections": sections,
    });
    serde_json::from_value(value).map_err(|why| Fault::outside(why.to_string()))
}

/// Language and region of a tag: `en-GB` is `en` and `GB`.
fn language(tag: &str) -> Result<(String, Option<String>), Fault> {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic());
    if !(2..=3).contains(&language.len()) || !letters(language) {
        return Err(Fault::wrong(format!(
            "the language of the resume is {tag:?}; expected a tag such as `en` or `en-GB`"
        )));
    }
    let region = parts.find(|part| part.len() == 2 && letters(part));
    Ok((language.to_ascii_lowercase(), region.map(str::to_ascii_uppercase)))
}

#[derive(Default)]
struct Cleaner {
    lacking: Lacking,
    letters: usize,
}

impl Cleaner {
    fn text(&mut self, text: &str, place: impl Fn() -> String) -> Result<String, Fault> {
        self.letters += text.len();
        if self.letters > MOST_LETTERS {
            return Err(Fault::wrong(format!(
                "the resume has more than {MOST_LETTERS} letters; leave out what the reader can do without"
            )));
        }
        let text = plain(text);
        self.lacking.look(&text, place);
        Ok(text)
    }

    fn contact(&mut self, contact: &Contact) -> Result<Value, Fault> {
        let text = self.text(&contact.text, || "the line of addresses".into())?;
        let link = link(contact.link.as_deref(), &text)?;
        Ok(json!({"text": text, "link": link}))
    }

    fn entry(&mut self, section: &str, entry: &Entry) -> Result<Value, Fault> {
        let heading = self.text(&entry.heading, || format!("a heading under “{section}”"))?;
        let place = |what: String| match heading.as_str() {
            "" => format!("{what} of “{section}”"),
            heading => format!("{what} of “{heading}” under “{section}”"),
        };
        let dates = self.text(&entry.dates, || place("the dates".into()))?;
        let text = self.text(&entry.text, || place("the text".into()))?;
        let mut points = Vec::new();
        for (i, point) in entry.points.iter().enumerate() {
            points.push(self.point(point, &|| place(format!("point {}", i + 1)))?);
        }
        let link = link(entry.link.as_deref(), &heading)?;
        Ok(json!({"heading": heading, "link": link, "dates": dates, "text": text, "points": points}))
    }

    fn point(&mut self, point: &Point, place: &dyn Fn() -> String) -> Result<Value, Fault> {
        let text = self.text(&point.text, place)?;
        let link = link(point.link.as_deref(), &text)?;
        Ok(json!({"text": text, "link": link}))
    }
}

/// A link that leads somewhere, and to nothing that runs.
fn link(target: Option<&str>, text: &str) -> Result<Option<String>, Fault> {
    let Some(target) = target else {
        return Ok(None);
    };
    let known = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| target.len() > scheme.len() && target.starts_with(scheme));
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if !known || target.len() > LONGEST_LINK || target.chars().any(odd) {
        return Err(Fault::wrong(format!(
            "the link of “{text}” is {target:?}; expected an address that begins with https://, http://, mailto: or tel:"
        )));
    }
    Ok(Some(target.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_language_and_region() {
        assert_eq!(language("en").unwrap(), ("en".into(), None));
        assert_eq!(language("pt-br").unwrap(), ("pt".into(), Some("BR".into())));
        assert_eq!(language("zh-Hant-TW").unwrap(), ("zh".into(), Some("TW".into())));
        for wrong in ["", "e", "english", "1x", "é"] {
            assert!(
                language(wrong).unwrap_err().to_string().contains("`en-GB`"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_link_leads_somewhere() {
        for right in [
            "https://ada.example/",
            "mailto:ada@example.org",
            "tel:+14165550100",
        ] {
            assert_eq!(link(Some(right), "x").unwrap().as_deref(), Some(right));
        }
        for wrong in [
            "",
            "https://",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ada",
            "https://a b",
        ] {
            assert!(link(Some(wrong), "x").is_err(), "{wrong}");
        }
    }
}
