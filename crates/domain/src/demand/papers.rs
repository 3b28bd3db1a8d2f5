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
    "peer review", "refereed", "peer", "top tier", "outlets", "symposi*",
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
    "news*", "read", "reads", "reading", "apply", "applying", "turn", "turning", "understand",
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
        "publication" | "publications" => {
            placed
                || ["in", "on", "patents"].contains(&sentence.word(i + 1))
                || (sentence.word(i + 1) == "or" && sentence.word(i + 2) == "patents")
                || sentence.has(&around, RECORD)
        }
        "published" | "publishing" | "publish" => {
            let habit = ["you", "regularly", "actively"].contains(&sentence.before(i, 1)) && venue;
            let done = sentence.word(i) == "published"
                || habit
                || sentence.has(
                    &before,
                    &[
                        "record",
                        "experience",
                        "history",
                        "ability",
                        "track record",
                        "background",
                    ],
                );
            let work = sentence.has(&(i + 1..i + 5), WORKS) || sentence.has(&(i.saturating_sub(4)..i), WORKS);
            let adjacent =
                sentence.word(i) == "published" && ["work", "works"].contains(&sentence.word(i + 1));
            done && (venue
                || adjacent
                || sentence.has(
                    &(i + 1..i + 5),
                    &["paper*", "article*", "research", "author", "scien*"],
                )
                || (work && placed))
        }
        "paper" | "papers" | "articles" | "article" | "manuscripts" => {
            let authored = ["author*", "co author*", "coauthor*", "writing", "written"];
            let science = sentence.has(
                &(i.saturating_sub(3)..i),
                &["scientific", "research", "academic", "scholarly", "published"],
            );
            placed
                || (sentence.has(&around, &authored) && science)
                || sentence.has(&before, &["first author", "peer reviewed"])
        }
        "accepted" | "presented" | "appeared" => {
            let work = sentence.has(&around, &["work", "research", "paper*", "results"]);
            work && sentence.has(&(i + 1..i + 5), &["at", "to", "in", "by"]) && venue
        }
        "authorship" | "bibliography" => placed,
        _ => false,
    }
}
