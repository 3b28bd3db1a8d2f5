//! Texts: what people write as HTML, case by case, and that nothing they write can do harm.
#![allow(clippy::unwrap_used)]

mod harmless;
mod markdown;
mod notebooks;
mod pictures;

use std::collections::BTreeMap;

use jiff::civil::date;
use pivot_domain::fault::Fault;
use pivot_publish::record::{Figure, Record};
use pivot_publish::text::{Around, Measured, Rendered, Target};

/// A record with two figures.
pub(crate) fn record() -> Record {
    let figure = |value: f64, text: &str, what: &str| Figure {
        value,
        text: text.into(),
        what: what.into(),
        on: date(2026, 12, 1),
        evidence: vec!["first".into(), "last".into()],
    };
    Record {
        history: BTreeMap::new(),
        figures: BTreeMap::from([
            (
                "score:garments".into(),
                figure(0.9731, "0.9731", "Garments, accuracy"),
            ),
            ("rank:titanic".into(), figure(12.0, "12 of 340", "Titanic, rank")),
        ]),
        evidence: BTreeMap::new(),
    }
}

/// Renders with a site around where `other/` is a page, `loss.png` and `a b.png` are pictures, and the web is the web.
pub(crate) fn with<T>(absolute: bool, work: impl Fn(&Around<'_>) -> T) -> T {
    let record = record();
    work(&Around {
        record: &record,
        evidence: &|id| format!("/repo/evidence/{id}/"),
        picture: &|path| {
            matches!(path, "loss.png" | "a b.png").then(|| Measured {
                width: 1600,
                height: 900,
                variants: vec![
                    (480, "/repo/p/1-480.png".into()),
                    (960, "/repo/p/1-960.png".into()),
                ],
                url: "/repo/p/1.png".into(),
            })
        },
        link: &|target| match target {
            "other/" => Target::Inside("/repo/posts/other/".into()),
            t if t.contains(':') => Target::Outside,
            _ => Target::Missing,
        },
        file: &|name| format!("/repo/files/{name}"),
        absolute,
    })
}

pub(crate) fn render(text: &str) -> (Rendered, Vec<Fault>) {
    with(false, |around| pivot_publish::text::markdown(text, 0, around))
}

/// The HTML of a text without a fault.
pub(crate) fn html(text: &str) -> String {
    let (rendered, faults) = render(text);
    assert!(faults.is_empty(), "{text:?}: {faults:?}");
    rendered.html
}

/// The only fault of a text: what stands at its place, and what is wrong.
pub(crate) fn fault(text: &str) -> (String, String) {
    let (_, mut faults) = render(text);
    assert_eq!(faults.len(), 1, "{text:?}: {faults:?}");
    let fault = faults.remove(0);
    (text[fault.at].to_owned(), fault.what)
}
