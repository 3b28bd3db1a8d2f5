//! Publications.

use std::ops::Range;

use super::is_wish;
use super::sentence::{DENIALS, Sentence};

/// Conferences and journals at which research appears.
const VENUES: &[&str] = &[
    "neurips",
    "nips",
    "icml",
    "iclr",
    "cvpr",
    "iccv",
    "eccv",
    "acl",
    "emnlp",
    "naacl",
    "aaai",
    "ijcai",
    "kdd",
    "siggraph",
    "interspeech",
    "icassp",
    "corl",
    "icra",
    "aistats",
    "uai",
    "jmlr",
    "tmlr",
    "colt",
];
/// What makes it research.
const RESEARCH: &[&str] = &[
    "record",
    "peer reviewed",
    "peer review",
    "research",
    "scientific",
    "academic",
    "conference",
    "conferences",
    "journal",
    "journals",
    "first author",
    "author",
    "authored",
    "top tier",
    "venue",
    "venues",
    "workshops",
    "required",
    "proven",
    "strong",
];
/// What one does with other people's papers, or will do.
const OTHERS: &[&str] = &[
    "you will",
    "you ll",
    "read",
    "reading",
    "implement",
    "implementing",
    "reproduce",
    "reproducing",
    "help",
    "from",
    "follow",
    "following",
    "keep up",
    "our",
    "support",
    "opportunity to",
    "chance to",
    "time to",
    "encourage",
];

/// The bytes of the words by which a sentence demands publications.
pub(super) fn read(sentence: &Sentence<'_>, under_wishes: bool) -> Option<Range<usize>> {
    if sentence.of_company() {
        return None;
    }
    let named: Vec<usize> = (0..sentence.words.len())
        .filter(|i| is_named(sentence, *i))
        .collect();
    let parts = sentence.parts(&named);
    named.into_iter().find_map(|i| {
        let part = parts.iter().find(|p| p.contains(&i))?;
        let no = (1..=3).any(|back| sentence.before(i, back) == "no");
        let free = no
            || is_wish(sentence, part, under_wishes)
            || sentence.has(part, DENIALS)
            || sentence.has(&(0..i), OTHERS);
        let end = if sentence.word(i + 1) == "record" {
            i + 2
        } else {
            i + 1
        };
        (!free).then(|| sentence.bytes(&(i..end)))
    })
}

/// Whether a word names publications of research.
fn is_named(sentence: &Sentence<'_>, i: usize) -> bool {
    let after = i + 1..(i + 7).min(sentence.words.len());
    let venue = sentence.has(&after, VENUES);
    let around = i.saturating_sub(4)..after.end;
    match sentence.word(i) {
        "publication" | "publications" => venue || sentence.has(&around, RESEARCH),
        "published" => {
            venue || sentence.has(&after, RESEARCH) || sentence.has(&after, &["paper", "papers", "articles"])
        }
        "paper" | "papers" => {
            venue || sentence.has(&around, &["peer reviewed", "author", "authored", "top tier"])
        }
        _ => false,
    }
}
