//! Footnotes: numbered as they are referred to, at the end of the text, with a way back.

use std::ops::Range;

use pivot_domain::fault::Fault;

use super::super::escape;
use super::{At, Note, Writer};

impl Writer<'_> {
    pub(super) fn refer(&mut self, name: &str, range: &Range<usize>, at: At<'_>) {
        let key = (self.part, name.to_owned());
        let Some(note) = self.notes.get_mut(&key) else {
            let names: Vec<String> = self
                .notes
                .keys()
                .filter(|(p, _)| *p == self.part)
                .map(|(_, n)| n.clone())
                .collect();
            let fault = Fault::new(
                at(range.clone()),
                format!("there is no footnote `{name}`"),
                "a line `[^NAME]: …` for it",
            );
            self.faults
                .push(fault.nearest(name, names.iter().map(String::as_str)));
            escape::text(self.out(), &format!("[^{name}]"));
            return;
        };
        if note.number == 0 {
            self.noted += 1;
            note.number = self.noted;
        }
        note.references += 1;
        let (number, time) = (note.number, note.references);
        if !self.links.is_empty() {
            // No link within a link.
            self.keep(&format!("<sup>{number}</sup>"));
            return;
        }
        let id = if time == 1 {
            format!("fnref-{number}")
        } else {
            format!("fnref-{number}-{time}")
        };
        let html = format!("<sup><a href=\"#fn-{number}\" id=\"{id}\">{number}</a></sup>");
        self.ids.insert(id);
        self.keep(&html);
    }

    pub(super) fn write_notes(&mut self) {
        let mut notes: Vec<((usize, String), Note)> = std::mem::take(&mut self.notes).into_iter().collect();
        // Those that nobody refers to come last, so that no word is lost.
        notes.sort_by_key(|(_, note)| if note.number == 0 { usize::MAX } else { note.number });
        let mut items = String::new();
        for ((_, name), note) in notes {
            let Some((out, range)) = note.definition else {
                continue;
            };
            let at = range.clone();
            let body = self.done(out, "", &|_| at.clone());
            if note.number == 0 {
                let fault = Fault::new(
                    range,
                    format!("nothing refers to the footnote `{name}`"),
                    format!("`[^{name}]` in the text"),
                );
                self.faults.push(fault);
                items.push_str(&format!("<li>{body}</li>\n"));
                continue;
            }
            let number = note.number;
            self.ids.insert(format!("fn-{number}"));
            let back = format!(" <a href=\"#fnref-{number}\" aria-label=\"Back to the text\">↩\u{fe0e}</a>");
            let body = body.trim_end();
            match body.strip_suffix("</p>") {
                Some(body) => items.push_str(&format!("<li id=\"fn-{number}\">{body}{back}</p></li>\n")),
                None => items.push_str(&format!("<li id=\"fn-{number}\">{body}{back}</li>\n")),
            }
        }
        if !items.is_empty() {
            let section = format!("<section aria-label=\"Footnotes\"><ol>\n{items}</ol></section>\n");
            self.rendered.html.push_str(&section);
        }
    }
}
