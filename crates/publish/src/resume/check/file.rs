//! The file itself: letters, fonts, tags, links, pages, pictures.

use super::lines::{Lines, short};
use super::{Findings, MOST, Rule};
use crate::resume::layout::link;
use crate::resume::reading::Reading;
use crate::resume::sheet::Sheet;

pub(super) fn check(reading: &Reading, lines: &Lines, sheet: Option<&Sheet>, all: &mut Findings) {
    letters(reading, all);
    links(reading, sheet, all);
    pages(reading, all);
    fonts(reading, lines, all);
    tags(reading, sheet, all);
    if reading.encrypted {
        let next = "save it without a password and without rights";
        all.fault(Rule::Encryption, "the file is encrypted", "no encryption", next);
    } else {
        all.passed(Rule::Encryption, "the file is not encrypted");
    }
    let images: Vec<usize> = (1..=reading.pages.len())
        .filter(|p| reading.pages[p - 1].images > 0)
        .collect();
    for page in &images {
        let count = reading.pages[page - 1].images;
        let what = format!("{count} pictures are on page {page}: what they show cannot be read");
        let finding = all.fault(Rule::Images, what, "no pictures, no icons", "leave them out");
        finding.page = Some(*page);
    }
    if images.is_empty() {
        all.passed(Rule::Images, "there are no pictures");
    }
}

/// What a letter is that machines stumble over.
fn odd(c: char) -> Option<&'static str> {
    match c {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => {
            Some("a letter for private use, as icons have")
        }
        '\u{ad}' => Some("a soft hyphen, which breaks a word in two"),
        '\u{fb00}'..='\u{fb06}' => Some("a ligature in place of its letters"),
        '\u{fffd}' => Some("a letter that the font does not name"),
        c if c.is_control() && !c.is_whitespace() => Some("a control letter"),
        _ => None,
    }
}

fn letters(reading: &Reading, all: &mut Findings) {
    let rule = Rule::Letters;
    let mut more = 0;
    for (at, page) in reading.pages.iter().enumerate() {
        for run in &page.runs {
            let Some((c, what)) = run.text.chars().find_map(|c| Some((c, odd(c)?))) else {
                continue;
            };
            more += 1;
            if more <= MOST {
                let what = format!("here is U+{:04X}: {what}", u32::from(c));
                all.fault(
                    rule,
                    what,
                    "plain letters",
                    "write it out, or draw it with another font",
                )
                .at(at + 1, &run.text);
            }
        }
    }
    if more > MOST {
        all.fault(
            rule,
            format!("{} more places have such letters", more - MOST),
            "plain letters",
            "",
        );
    } else if more == 0 {
        all.passed(rule, "all letters are plain");
    }
}

fn links(reading: &Reading, sheet: Option<&Sheet>, all: &mut Findings) {
    let rule = Rule::Links;
    for target in &reading.links {
        let known = target.starts_with("mailto:") || target.starts_with("tel:") || target.starts_with('#');
        if !known && link(target).is_none() {
            all.fault(
                rule,
                "a link leads to no address of the web",
                "https://…, mailto:… or tel:…",
                "write it whole",
            )
            .text = Some(short(target));
        }
    }
    let Some(sheet) = sheet else {
        if all.clean(rule) {
            let why = format!(
                "{} links are whole addresses; which there should be, no sheet says",
                reading.links.len()
            );
            all.not_done(rule, why, "");
        }
        return;
    };
    let entries = || sheet.sections.iter().flat_map(|s| &s.entries);
    let wanted = sheet.contact.iter().filter_map(|c| c.link.as_ref());
    let wanted = wanted.chain(entries().filter_map(|e| e.link.as_ref()));
    let wanted: Vec<&String> = wanted
        .chain(entries().flat_map(|e| &e.points).filter_map(|p| p.link.as_ref()))
        .collect();
    let plain = |link: &str| link.trim_end_matches('/').to_owned();
    for lost in wanted
        .iter()
        .filter(|w| !reading.links.iter().any(|l| plain(l) == plain(w)))
    {
        all.fault(
            rule,
            "a link of the resume is not in the PDF",
            lost.as_str(),
            "see that it can be clicked",
        );
    }
    if all.clean(rule) {
        all.passed(rule, format!("all {} links are there", wanted.len()));
    }
}

fn pages(reading: &Reading, all: &mut Findings) {
    let rule = Rule::Pages;
    match reading.pages.len() {
        0 => {
            all.fault(
                rule,
                "the file has no pages",
                "one or two pages",
                "build it again",
            );
        }
        1 => all.passed(rule, "one page"),
        2 => all.passed(rule, "two pages"),
        n => {
            let next = "cut it for a posting: `pivot resume build --for POSTING`";
            all.warning(rule, format!("the file has {n} pages"), "one or two pages", next);
        }
    }
}

fn fonts(reading: &Reading, lines: &Lines, all: &mut Findings) {
    let rule = Rule::Fonts;
    if reading.fonts.is_empty() {
        if lines.is_empty() {
            all.not_done(rule, "there is no text, and no font", "");
        } else {
            all.not_done(
                rule,
                "no font was found, though there is text",
                "look with `pdffonts`",
            );
        }
        return;
    }
    for font in &reading.fonts {
        if !font.embedded {
            let what = format!("the font {} is not in the file", short(&font.name));
            all.fault(
                rule,
                what,
                "embedded fonts",
                "embed it: elsewhere another one may stand in for it",
            );
        }
        if !font.unicode {
            let what = format!(
                "the font {} does not say which letter is which",
                short(&font.name)
            );
            all.fault(
                rule,
                what,
                "a Unicode map in each font",
                "export with another program or font",
            );
        }
    }
    if all.clean(rule) {
        all.passed(
            rule,
            format!(
                "{} fonts are embedded, each with its letters",
                reading.fonts.len()
            ),
        );
    }
}

fn tags(reading: &Reading, sheet: Option<&Sheet>, all: &mut Findings) {
    let rule = Rule::Tags;
    if !reading.tagged {
        let next = "build it with `pivot-typeset`, or export a tagged PDF";
        all.fault(
            rule,
            "the text is not tagged",
            "tags for headings, lists and paragraphs",
            next,
        );
    }
    let title = reading.title.trim();
    match sheet {
        _ if title.is_empty() => {
            all.fault(
                rule,
                "the file has no title",
                "a title such as `Ada Example - Resume`",
                "set it",
            );
        }
        Some(sheet) if sheet.title != title => {
            all.fault(
                rule,
                "the file has another title",
                sheet.title.clone(),
                "build it again",
            )
            .text = Some(short(title));
        }
        _ => {}
    }
    let language = reading.language.trim();
    match sheet {
        _ if language.is_empty() => {
            all.fault(
                rule,
                "the file does not say its language",
                "a tag such as `en`",
                "set it",
            );
        }
        Some(sheet)
            if !language
                .to_lowercase()
                .starts_with(&sheet.language.to_lowercase()) =>
        {
            all.fault(
                rule,
                "the file names another language",
                sheet.language.clone(),
                "build it again",
            )
            .text = Some(short(language));
        }
        _ => {}
    }
    if reading.tagged && reading.headings.is_empty() {
        all.fault(
            rule,
            "no heading is tagged as one",
            "the name and each section as headings",
            "build it again",
        );
    }
    for pair in reading.headings.windows(2).filter(|p| p[1].0 > p[0].0 + 1) {
        let what = format!(
            "a heading of level {} follows one of level {}",
            pair[1].0, pair[0].0
        );
        all.fault(rule, what, "no level left out", "build it again").text = Some(short(&pair[1].1));
    }
    if all.clean(rule) {
        all.passed(rule, "tags, title and language are there");
    }
    if reading.claims.is_empty() {
        let next = "build it with `pivot-typeset`";
        all.warning(
            Rule::Claims,
            "the file claims to conform to nothing",
            "PDF/UA-1 and PDF/A",
            next,
        );
    } else {
        all.passed(
            Rule::Claims,
            format!("the file claims {}", reading.claims.join(", ")),
        );
    }
}
