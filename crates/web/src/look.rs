//! What pages have in common: the frame, the way from one to the other, and small pieces.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;

/// What the frame of a page needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// The page's name, of the browser's tab and of the heading that nobody sees twice.
    pub(crate) title: &'static str,
    /// Its path.
    pub(crate) here: &'static str,
    /// The version that it shows.
    pub(crate) version: String,
    /// By what the person's files are known, where it shows some of them.
    pub(crate) files: Option<String>,
    /// What was just done, in a sentence, and the ids by which it is taken back.
    pub(crate) said: Option<(String, Vec<String>)>,
    /// Scripts and stylesheets beside those that every page has.
    pub(crate) scripts: &'static [&'static str],
}

/// Path, name, and the lines of its sign on a field of 24 by 24.
type Place = (&'static str, &'static str, &'static str);

/// The pages by what they are for: plan it, do it, prove it.
const PLACES: [(&str, &[Place]); 4] = [
    (
        "Plan it",
        &[
            (
                "/",
                "Today",
                "M12 3v2M12 19v2M4.2 4.2l1.5 1.5M18.3 18.3l1.5 1.5M3 12h2M19 12h2M4.2 19.8l1.5-1.5M18.3 5.7l1.5-1.5M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
            ),
            ("/calendar", "Calendar", "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"),
            ("/timeline", "Timeline", "M4 6h9M7 12h10M11 18h9"),
            (
                "/forecast",
                "Forecast",
                "M4 20V4M4 20h16M7 15c4 0 5-7 12-8M7 16c5 0 7-2 12-3",
            ),
        ],
    ),
    (
        "Do it",
        &[
            ("/journal", "Journal", "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4"),
            (
                "/labs",
                "Labs",
                "M9 3h6M10 3v6l-5.5 9.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9",
            ),
        ],
    ),
    (
        "Prove it",
        &[
            (
                "/evidence",
                "Evidence",
                "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
            ),
            (
                "/answer",
                "Answer",
                "M4 5h16v11H9l-5 4zM9.5 9a2.5 2.5 0 1 1 3.5 2.2c-.7.3-1 .7-1 1.3M12 14v.2",
            ),
            ("/writing", "Writing", "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3M13 20h7"),
            (
                "/companies",
                "Companies",
                "M4 20V8l8-4 8 4v12zM4 20h16M9 20v-5h6v5M8 11h2M14 11h2",
            ),
        ],
    ),
    (
        "",
        &[(
            "/settings",
            "Settings",
            "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
        )],
    ),
];

fn head(title: &str, scripts: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " · Pivot" }
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(assets::address("style.css"));
            @for name in scripts {
                @if name.ends_with(".css") { link rel="stylesheet" href=(assets::address(name)); }
                @else { script type="module" src=(assets::address(name)) {} }
            }
        }
    }
}

/// A page in its frame.
pub(crate) fn page(frame: &Frame, body: &Markup) -> Markup {
    let scripts: Vec<&str> = ["live.js"].iter().chain(frame.scripts).copied().collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(frame.title, &scripts))
            body data-version=(frame.version) data-files=[&frame.files] {
                a.skip href="#main" { "Skip to the page" }
                nav.places aria-label="Pages" {
                    a.brand href="/" { (sign("M4 18C9 18 9 6 20 6M20 6l-4-3M20 6l-4 3")) span { "Pivot" } }
                    @for (group, places) in PLACES {
                        @if !group.is_empty() { p.group { (group) } }
                        ul {
                            @for (path, name, lines) in places.iter() {
                                li {
                                    a href=(path) aria-current=[(*path == frame.here).then_some("page")] {
                                        (sign(lines)) span { (name) }
                                    }
                                }
                            }
                        }
                    }
                }
                main id="main" tabindex="-1" {
                    @if let Some((said, ids)) = &frame.said { (told(frame, said, ids)) }
                    (body)
                }
                p.stale hidden role="status" { "Something changed. " a href="" { "Show it" } }
            }
        }
    }
}

/// What was just done, with a way back.
fn told(frame: &Frame, said: &str, ids: &[String]) -> Markup {
    html! {
        div.said role="status" {
            p { (said) }
            @if !ids.is_empty() {
                form method="post" action="/do/undo" {
                    (version(&frame.version))
                    (back(frame.here))
                    @for id in ids { input type="hidden" name="id" value=(id); }
                    button.quiet { "Undo" }
                }
            }
        }
    }
}

/// A page without the way to others: for whoever is not let in, or where something is wrong.
pub(crate) fn bare(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, &[]))
            body.bare { main id="main" { (body) } }
        }
    }
}

/// The version that a form was made for.
pub(crate) fn version(version: &str) -> Markup {
    html! { input type="hidden" name="version" value=(version); }
}

/// Where to go when it is done.
pub(crate) fn back(path: &str) -> Markup {
    html! { input type="hidden" name="back" value=(path); }
}

/// A sign of lines, for the eye alone.
pub(crate) fn sign(lines: &str) -> Markup {
    html! {
        svg.sign viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" { path d=(lines) {} }
    }
}

/// A step's number in its colour.
pub(crate) fn step(number: u32) -> Markup {
    html! { span class=(format!("step {}", hue(number))) title=(format!("Step {number}")) { (number) } }
}

/// The class that gives a step its colour: eight that people with any kind of sight tell apart, in turn. A step's number always
/// stands beside it.
pub(crate) fn hue(step: u32) -> &'static str {
    ["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7"][step as usize % 8]
}

/// A text with its first letter large and a full stop, as a sentence stands on a page. A name at its front stays as it is written.
pub(crate) fn sentence(text: &str) -> String {
    let mut all = begun(text);
    if !all.ends_with(['.', '?', '!', ':', '…']) {
        all.push('.');
    }
    all
}

/// The same without a full stop: the beginning of a sentence.
pub(crate) fn begun(text: &str) -> String {
    let mut letters = text.chars();
    let mut all = String::new();
    if !begins_with_a_name(text) {
        all.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    }
    all.push_str(letters.as_str());
    all
}

/// Whether the first word is a file's, a field's, a session's or a task's name and no ordinary word: it has a dot within, a digit,
/// or another letter that only code has. So has a command of Pivot.
fn begins_with_a_name(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ':', ';', '?', '!', ')']);
    let coded = |c: char| c.is_ascii_digit() || "./\\_#=@`".contains(c);
    word == "pivot" || word.contains(coded)
}

/// A text in which names of files and values stand in backticks.
pub(crate) fn coded(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// SVG that was made here, with a name and a description for those who do not see it.
pub(crate) fn figure(name: &str, description: &str, svg: &str) -> Markup {
    html! {
        figure.chart aria-label=(name) {
            div role="img" aria-label=(format!("{name}. {description}")) { (PreEscaped(svg)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_sentence_begins_large_but_for_a_name() {
        for (text, said) in [
            ("write 45m", "Write 45m."),
            ("élan is missing", "Élan is missing."),
            ("done. Twice", "Done. Twice."),
            ("pivot.toml has no `[hours]`", "pivot.toml has no `[hours]`."),
            ("bad.ics: no calendar", "bad.ics: no calendar."),
            ("calendars/bad.ics, line 2", "calendars/bad.ics, line 2."),
            ("finish_by is no date", "finish_by is no date."),
            ("t250 is done already", "t250 is done already."),
            ("1.0/1 is pinned", "1.0/1 is pinned."),
            ("pivot forecast draws more", "pivot forecast draws more."),
            ("mon-fri and sat", "Mon-fri and sat."),
            ("the end?", "The end?"),
            ("a, b, …", "A, b, …"),
            ("", "."),
        ] {
            assert_eq!(sentence(text), said);
        }
    }
}
