//! `file`: a file is there, is what its name says, and has words and headings.

use super::with::With;
use super::{Found, Look, text};

/// An image of fewer bytes shows nothing.
const IMAGE_MIN: usize = 512;

/// What files of a name begin with.
const SIGNATURES: [(&str, &[&[u8]]); 6] = [
    (".png", &[b"\x89PNG\r\n\x1a\n"]),
    (".jpg", &[b"\xff\xd8\xff"]),
    (".jpeg", &[b"\xff\xd8\xff"]),
    (".gif", &[b"GIF87a", b"GIF89a"]),
    (".pdf", &[b"%PDF-"]),
    (".zip", &[b"PK\x03\x04"]),
];

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let name = look.name();
    let read = match look.file(&format!("put the file there: {name}, in the pivot's folder")) {
        Ok(read) => read,
        Err(found) => return found,
    };
    let lower = name.to_lowercase();
    let size = text::count(read.bytes.len(), "byte");
    if read.bytes.iter().all(u8::is_ascii_whitespace) {
        return Found::missing(format!("`{name}` is empty"), "put the real file in its place").by(read, "");
    }
    if let Some((kind, signatures)) = SIGNATURES.iter().find(|(ending, _)| lower.ends_with(ending)) {
        let kind = &kind[1..];
        if !signatures.iter().any(|s| read.bytes.starts_with(s)) {
            let next = format!("save it as {kind}, whatever it is now");
            return Found::missing(format!("`{name}` is no {kind}: it begins otherwise"), next).by(read, "");
        }
        if kind != "pdf" && kind != "zip" && read.bytes.len() < IMAGE_MIN {
            let found = format!("`{name}` has {size}: too few to show anything");
            return Found::missing(found, "put the real picture in its place").by(read, "");
        }
        return Found::met(format!("`{name}` is there: {kind}, {size}")).by(read, "");
    }
    let body = text::lossy(&read.bytes);
    let least = with.least("words", 0);
    // What programs read above a text is none of its words.
    let words = text::words(text::body(&body));
    if !words.reach(least) {
        let found = format!("`{name}` has {}", words.short_of(least));
        return Found::missing(found, "write on, and ask again").by(read, body);
    }
    let wanted = with.list("headings");
    let (missing, empty) = text::headings(&body, &wanted);
    if let Some(first) = missing.first() {
        let found = format!("`{name}` lacks the heading {}", missing.join(", "));
        return Found::missing(found, format!("add a line `## {first}` with its section")).by(read, body);
    }
    if let Some(first) = empty.first() {
        let found = format!("`{name}` has nothing below the heading {}", empty.join(", "));
        return Found::missing(found, format!("write the section {first}")).by(read, body);
    }
    let said = if least > 0 || !wanted.is_empty() {
        let and = if wanted.is_empty() {
            ""
        } else {
            " and its headings"
        };
        format!("`{name}` has {}{and}", text::count(words.count(), "word"))
    } else {
        format!("`{name}` is there: {size}")
    };
    Found::met(said).by(read, body)
}
