//! The answer to the article's question as HTML: the inside of a page, and a report of its own to print.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use serde::Serialize;

/// What is shown. Every text is plain; what could be markup is shown as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// The curriculum's question.
    pub question: String,
    /// The answer in a sentence.
    pub verdict: String,
    /// How the postings stand.
    pub standing: Vec<String>,
    /// The missing skills.
    pub skills: Vec<Skill>,
    /// The best set for the hours that were asked for.
    pub best: String,
    /// What more hours would open.
    pub frontier: Vec<Choice>,
    /// The postings.
    pub postings: Vec<Posting>,
    /// Postings whose text is not known.
    pub unread: Vec<String>,
    /// What the person's applications say.
    pub outcomes: Vec<String>,
    /// What the numbers can bear.
    pub doubt: Vec<String>,
    /// The day.
    pub day: String,
}

/// A missing skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Skill {
    /// Its name.
    pub name: String,
    /// Postings that it opens alone.
    pub alone: usize,
    /// Postings that demand it.
    pub demanded: usize,
    /// What leads to it, and the dates.
    pub way: String,
}

/// A set of skills.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Their names.
    pub names: String,
    /// Hours of work.
    pub work: String,
    /// Postings that it opens.
    pub opens: usize,
}

/// A posting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Posting {
    /// Title and company.
    pub title: String,
    /// Where it can be read: an address that begins with `https://` or `http://`, or nothing.
    pub url: String,
    /// `today`, `skills` or `closed`.
    pub stands: &'static str,
    /// How it stands, in words.
    pub told: String,
    /// It asks for an expert.
    pub expert: bool,
    /// What it demands beside skills, with its words.
    pub asks: Vec<String>,
    /// Skills that evidence shows.
    pub shown: Vec<String>,
    /// Skills that nothing shows.
    pub missing: Vec<String>,
}

const INSIDE: &str = include_str!("inside.html");
const REPORT: &str = include_str!("report.html");

fn render(name: &str, sheet: &Sheet) -> Result<String, String> {
    let mut environment = Environment::new();
    // By the ending of the name everything is escaped.
    for (name, text) in [("inside.html", INSIDE), ("report.html", REPORT)] {
        environment.add_template(name, text).map_err(|e| e.to_string())?;
    }
    let template = environment.get_template(name).map_err(|e| e.to_string())?;
    template
        .render(context! { sheet => Value::from(Serde(sheet)) })
        .map_err(|e| e.to_string())
}

/// The inside of a page: sections with headings of the second level.
///
/// # Errors
/// The template of ours has a fault.
pub fn inside(sheet: &Sheet) -> Result<String, String> {
    render("inside.html", sheet)
}

/// A report: one HTML file with its style, fit to print, that asks nobody for anything.
///
/// # Errors
/// The template of ours has a fault.
pub fn report(sheet: &Sheet) -> Result<String, String> {
    render("report.html", sheet)
}

#[cfg(test)]
mod tests {
    use super::{Posting, Sheet, Skill, report};

    #[test]
    fn what_a_posting_says_is_text() {
        let sheet = Sheet {
            question: "Do I <really> need it?".into(),
            verdict: "Of 1 posting, none asks for an expert.".into(),
            skills: vec![Skill {
                name: "C++ & <b>".into(),
                alone: 1,
                demanded: 2,
                way: "20 h".into(),
            }],
            postings: vec![Posting {
                title: "<script>alert(1)</script>".into(),
                url: "https://a.example/?a=1&b=\"2".into(),
                stands: "today",
                ..Posting::default()
            }],
            ..Sheet::default()
        };
        let html = report(&sheet).unwrap();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
        assert!(html.contains("Do I &lt;really&gt; need it?") && html.contains("C++ &amp; &lt;b&gt;"));
        assert!(!html.contains("b=\"2"), "a quote ends no attribute");
        assert!(html.starts_with("<!DOCTYPE html>"));
    }
}
