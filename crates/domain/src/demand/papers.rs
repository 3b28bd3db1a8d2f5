//! Publications.

use std::ops::Range;

use super::is_wish;
use super::phrases::is_others;
use super::sentence::Sentence;

/// Conferences and journals at which research appears.
#[rustfmt::skip]
const VENUES: &[&str] = &[
    "neurips", "nips", "icml", "iclr", "cvpr", "iccv", "eccv", "acl", "emnlp", "naacl", "eacl", "coling",
    "tacl", "aaai", "ijcai", "kdd", "siggraph", "eurographics", "interspeech", "icassp", "corl", "icra",
    "iros", "rss", "aistats", "uai", "jmlr", "tmlr", "colt", "wacv", "bmvc", "3dv", "miccai", "midl",
    "recsys", "sigir", "wsdm", "cikm", "icdm", "sigmod", "vldb", "usenix", "ccs", "ndss", "osdi", "sosp",
    "nsdi", "sigcomm", "asplos", "isca", "mlsys", "chi", "uist", "facct", "focs", "stoc", "soda", "popl",
    "pldi", "oopsla", "icse", "nature", "pnas", "lancet", "jama", "tpami", "pami", "ijcv", "ieee", "acm",
    "ismir", "aamas", "ecml", "arxiv", "eurocrypt", "isscc", "springer", "elsevier",
];
/// Where research appears.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "conference*", "journal*", "venue", "venues", "proceedings", "workshop", "workshops", "peer reviewed",
    "peer review", "refereed", "top tier", "outlets", "symposi*",
];
/// What makes publications those of the person.
#[rustfmt::skip]
const RECORD: &[&str] = &[
    "record", "track record", "list of", "history", "first author*", "author", "authored", "authorship",
    "co author*", "coauthor*", "lead author", "research", "scientific", "academic", "scholarly", "required",
    "must", "essential", "mandatory", "proven", "strong", "evidence", "demonstrated", "several", "multiple",
    "at least", "one or more", "two or more", "have", "your own", "outstanding", "excellent", "impactful",
    "relevant", "high impact", "high quality", "portfolio of", "with", "significant",
];
/// What is written.
#[rustfmt::skip]
const WORKS: &[&str] = &[
    "paper", "papers", "article*", "research", "work", "works", "findings", "results", "manuscript*",
    "author", "monograph*", "book*", "scientist", "researcher",
];
/// What one does with other people's papers, or will do.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "you will", "you ll", "you get to", "implement*", "reproduc*", "replicat*", "help", "follow*", "keep up",
    "keeping up", "keep track", "support*", "encourage*", "translat*", "latest", "digest*", "summari*",
    "discuss*", "present", "prepare", "contribute to", "contributing to", "drive", "white", "write", "curate",
    "review", "edit", "manage", "monitor", "citing", "scan", "for publication", "aim*", "subscri*", "figures",
    "news*", "read", "reads", "reading", "apply", "applying", "turn", "turning", "understand", "interest",
    "love", "passion", "curious", "curiosity",
];

/// What says that it is research.
const SCIENCE: &[&str] = &["scientific", "research", "academic", "scholarly", "published"];
/// How many there are.
#[rustfmt::skip]
const COUNTS: &[&str] = &[
    "at least", "several", "multiple", "two", "three", "one or more", "few", "track record", "number of", "first author",
    "peer reviewed",
];
/// Publications of the press.
#[rustfmt::skip]
const PRESS: &[&str] = &[
    "newspaper*", "magazine*", "media", "print", "trade", "news", "editorial", "advertis*", "digital",
    "reader*", "subscri*", "language*", "marketing", "blog*",
];
/// What one does who publishes.
const HABITS: &[&str] = &["record", "experience", "history", "ability", "background"];
/// Where one has published.
const WHERE: &[&str] = &[
    "in",
    "at",
    "work",
    "widely",
    "extensively",
    "regularly",
    "several",
    "original",
];

/// The publications that a sentence names.
pub(super) fn find(sentence: &Sentence<'_>) -> Vec<Range<usize>> {
    let named = (0..sentence.words.len()).filter(|i| is_named(sentence, *i));
    let words = named.map(|i| i..i + 1 + usize::from(sentence.word(i + 1) == "record"));
    words.collect()
}

/// The bytes of the words by which a sentence demands publications.
pub(super) fn read(
    sentence: &Sentence<'_>,
    named: &[Range<usize>],
    parts: &[Range<usize>],
    under_wishes: bool,
) -> Option<Range<usize>> {
    if sentence.colours.of_company {
        return None;
    }
    let demanded = named.iter().find(|words| {
        let Some(part) = parts.iter().find(|p| p.contains(&words.start)) else {
            return false;
        };
        let no = (1..=3).any(|back| sentence.before(words.start, back) == "no");
        let free = no
            || is_wish(sentence, part, words, under_wishes)
            || sentence.denies(part)
            || is_of_others(sentence, words);
        !free
    })?;
    Some(sentence.bytes(demanded))
}

/// Whether they are somebody else's, or still to be written.
fn is_of_others(sentence: &Sentence<'_>, words: &Range<usize>) -> bool {
    let start = words.start;
    let from = start.saturating_sub(8);
    let clause = (from..start)
        .rev()
        .find(|i| sentence.is_parted(*i + 1))
        .map_or(from, |i| i + 1);
    let before = clause..start;
    let near = sentence.has(&(start.saturating_sub(3)..start), &["from", "our"]);
    let record = sentence.has(
        &(start.saturating_sub(5)..start),
        &["track record", "record of", "experience"],
    );
    let by =
        sentence.word(start) == "published" && sentence.has(&(start + 1..start + 2), &["by", "on", "weekly"]);
    by || near || (!record && (sentence.has(&before, OTHERS) || is_others(&sentence.words, start)))
}

/// Whether a word names publications of research.
fn is_named(sentence: &Sentence<'_>, i: usize) -> bool {
    let after = i + 1..i + 9;
    let before = i.saturating_sub(5)..i;
    let around = before.start..after.end;
    let venue = sentence.has(&after, VENUES) || sentence.has(&after, PLACES);
    let placed = venue || sentence.has(&around, PLACES) || sentence.has(&around, VENUES);
    match sentence.word(i) {
        "publications" if !sentence.has(&(i.saturating_sub(3)..i + 6), PRESS) => true,
        "publication" | "publications" => placed || sentence.has(&around, RECORD),
        "published" | "publishing" | "publish" | "publishes" => is_publishing(sentence, i, venue, placed),
        "paper" | "papers" | "articles" | "article" | "manuscripts" => {
            let near = i.saturating_sub(4)..i;
            let counted = sentence.word(i).starts_with("paper") && sentence.has(&near, COUNTS);
            placed || counted || sentence.has(&near, SCIENCE)
        }
        "accepted" | "presented" | "appeared" => {
            let work = sentence.has(&around, &["work", "research", "paper*", "results"]);
            work && sentence.has(&(i + 1..i + 5), &["at", "to", "in", "by"]) && venue
        }
        "authorship" | "bibliography" => placed,
        "output" | "outputs" => sentence.has(&(i.saturating_sub(3)..i), SCIENCE),
        "reviewed" | "refereed" => {
            sentence.has(&(i + 1..i + 3), &["work", "research", "contributions", "output*"])
        }
        "h" => sentence.word(i + 1) == "index",
        "citations" | "preprints" => placed || sentence.has(&before, RECORD),
        "research" | "record" | "contributions" | "work" | "authored" | "coauthored" => {
            ["at", "in", "to", "for", "such"].contains(&sentence.word(i + 1)) && sentence.has(&after, VENUES)
        }
        _ => false,
    }
}

/// Whether one has published or publishes: "published at", "a history of publishing in", "you publish regularly".
fn is_publishing(sentence: &Sentence<'_>, i: usize, venue: bool, placed: bool) -> bool {
    let (word, next, before) = (sentence.word(i), sentence.word(i + 1), sentence.before(i, 1));
    let after = i + 1..i + 5;
    let have = ["have", "ve", "has"].contains(&before) && WHERE.contains(&next);
    let record = word == "publishing" && HABITS.contains(&next);
    if have || record || (word == "published" && ["work", "works"].contains(&next)) {
        return true;
    }
    let habit = ["you", "regularly", "actively", "who"].contains(&before) && venue;
    if word != "published" && !habit && !sentence.has(&(i.saturating_sub(5)..i), HABITS) {
        return false;
    }
    let work = sentence.has(&after, WORKS) || sentence.has(&(i.saturating_sub(4)..i), WORKS);
    let research = sentence.has(&after, &["paper*", "article*", "research*", "author", "scien*"]);
    venue || research || (work && placed)
}
