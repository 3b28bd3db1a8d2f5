//! A sheet as one HTML file that needs no other: for a browser, its printer, and machines that read it.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::layout;
use super::sheet::{Contact, Entry, Paper, Section, Sheet};

const STYLE: &str = "\
:root{color-scheme:light dark}\
*{box-sizing:border-box}\
body{margin:0;font:1rem/1.5 Georgia,'Times New Roman',serif;color:CanvasText;background:Canvas}\
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}\
h1{font-size:1.9rem;line-height:1.2;margin:0}\
h2{font-size:1.15rem;margin:1.6rem 0 .4rem;border-bottom:1px solid;padding-bottom:.15rem}\
h3{font-size:1rem;margin:.9rem 0 0}\
p{margin:.2rem 0}\
ul{margin:.3rem 0;padding-left:1.2rem}\
address{font-style:normal}\
address p{margin:0}\
a{color:inherit}\
a:focus-visible{outline:2px solid;outline-offset:2px}\
@media print{body{font-size:10.5pt;color:#000;background:#fff}main{max-width:none;padding:0}\
h2,h3{break-after:avoid}li,h3+p{break-inside:avoid}a{text-decoration:none}}";

/// A page of its own; everything in it is escaped, and links lead to the web, to mail and to telephones alone.
pub fn html(sheet: &Sheet) -> String {
    let paper = match sheet.paper {
        Paper::A4 => "@page{size:A4;margin:18mm}",
        Paper::UsLetter => "@page{size:letter;margin:.7in}",
    };
    let page = markup! {
        (DOCTYPE)
        html lang=(sheet.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (sheet.title) }
                @if !sheet.label.is_empty() { meta name="description" content=(format!("{}, {}", sheet.name, sheet.label)); }
                style { (PreEscaped(STYLE)) (PreEscaped(paper)) }
            }
            body { main {
                header {
                    h1 { (sheet.name) }
                    @if !sheet.label.is_empty() { p { (sheet.label) } }
                    @if !sheet.contact.is_empty() {
                        address { @for contact in &sheet.contact { p { (reach(contact)) } } }
                    }
                }
                @for section in &sheet.sections { (drawn(section)) }
            } }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

fn reach(contact: &Contact) -> Markup {
    // What a sheet was given from elsewhere is no more trusted than a document.
    let known = |l: &&String| l.starts_with("mailto:") || l.starts_with("tel:") || layout::link(l).is_some();
    linked(&contact.text, contact.link.as_ref().filter(known))
}

fn linked(text: &str, link: Option<&String>) -> Markup {
    markup! {
        @match link {
            Some(link) => a href=(link) { (text) },
            None => (text),
        }
    }
}

fn drawn(section: &Section) -> Markup {
    markup! {
        section {
            h2 { (section.title) }
            @for entry in &section.entries { (entry_of(entry)) }
        }
    }
}

fn entry_of(entry: &Entry) -> Markup {
    let safe = |l: &Option<String>| l.as_deref().and_then(layout::link);
    markup! {
        @if !entry.heading.is_empty() { h3 { (linked(&entry.heading, safe(&entry.link).as_ref())) } }
        @if !entry.dates.is_empty() { p { (entry.dates) } }
        @if !entry.text.is_empty() { p { (entry.text) } }
        @if !entry.points.is_empty() {
            ul { @for point in &entry.points { li { (linked(&point.text, safe(&point.link).as_ref())) } } }
        }
    }
}
