//! Degrees: the words that name one, and what is said of it.

use std::ops::Range;

use super::sentence::{DENIALS, Sentence};
use super::years::amount_from;
use super::{Class, Level, is_wish};

/// Names that mean a degree wherever they stand.
const SURE: &[(&str, Level)] = &[
    ("phd", Level::Phd),
    ("dphil", Level::Phd),
    ("doctorate", Level::Phd),
    ("msc", Level::Master),
    ("meng", Level::Master),
    ("mtech", Level::Master),
    ("mphil", Level::Master),
    ("mba", Level::Master),
    ("bsc", Level::Bachelor),
    ("beng", Level::Bachelor),
    ("btech", Level::Bachelor),
    ("bachelor", Level::Bachelor),
    ("bachelors", Level::Bachelor),
];
/// Names in capitals that mean other things too: Microsoft, milliseconds, Massachusetts.
const SHORT: &[(&str, Level)] = &[
    ("BS", Level::Bachelor),
    ("BA", Level::Bachelor),
    ("MS", Level::Master),
    ("MA", Level::Master),
];
/// Names with a full stop inside.
const DOTTED: &[(&str, &str, Level)] = &[
    ("ph", "d", Level::Phd),
    ("m", "sc", Level::Master),
    ("m", "eng", Level::Master),
    ("m", "tech", Level::Master),
    ("m", "s", Level::Master),
    ("m", "a", Level::Master),
    ("b", "sc", Level::Bachelor),
    ("b", "eng", Level::Bachelor),
    ("b", "tech", Level::Bachelor),
    ("b", "s", Level::Bachelor),
    ("b", "a", Level::Bachelor),
];
/// What a master can be of.
const FIELDS: &[&str] = &[
    "science",
    "sciences",
    "arts",
    "engineering",
    "business",
    "philosophy",
    "technology",
    "computer",
    "data",
    "statistics",
    "mathematics",
    "research",
    "public",
    "applied",
];
/// What stands before "degree" and says which.
const KINDS: &[(&str, Level)] = &[
    ("doctoral", Level::Phd),
    ("doctorate", Level::Phd),
    ("graduate", Level::Master),
    ("advanced", Level::Master),
    ("postgraduate", Level::Master),
    ("undergraduate", Level::Bachelor),
];
/// Who follows the name of a degree where none is demanded.
const PEOPLE: &[&str] = &[
    "student",
    "students",
    "candidate",
    "candidates",
    "intern",
    "interns",
    "internship",
    "internships",
    "researchers",
    "thesis",
    "theses",
    "colleagues",
];
/// What comes before a degree that somebody else has, or that is offered.
const OTHERS: &[&str] = &[
    "sponsor",
    "sponsors",
    "pay for",
    "pays for",
    "tuition",
    "reimburse",
    "reimbursement",
    "supervise",
    "founded by",
    "our team",
    "the team",
    "team of",
    "alongside",
    "mentor",
    "colleagues",
    "work with",
    "working with",
    "led by",
    "support your",
    "fund your",
    "time for a",
    "budget for",
];
/// What may stand between "or" and "experience".
const EXPERIENCE: &[&str] = &[
    "equivalent",
    "similar",
    "comparable",
    "relevant",
    "practical",
    "industry",
    "professional",
    "work",
    "working",
    "related",
    "an",
    "a",
    "the",
    "significant",
    "extensive",
    "demonstrated",
    "substantial",
    "other",
    "hands",
    "on",
    "proven",
    "technical",
    "in",
    "commensurate",
    "real",
    "world",
    "job",
    "strong",
    "several",
    "many",
    "years",
    "of",
];

/// The degrees of a sentence: the lowest of each part, how much it is wanted, and the bytes of the words.
pub(super) fn read(sentence: &Sentence<'_>, under_wishes: bool) -> Vec<(Level, Class, Range<usize>)> {
    let mut named = named(sentence);
    // "A degree (BSc or MSc)": the names say which.
    if named.iter().any(|(level, _)| *level != Level::Any) {
        named.retain(|(level, _)| *level != Level::Any);
    }
    let marks: Vec<usize> = named.iter().map(|(_, words)| words.start).collect();
    let mut found = Vec::new();
    for part in sentence.parts(&marks) {
        let least = named
            .iter()
            .filter(|(_, words)| part.contains(&words.start))
            .min_by_key(|(level, _)| *level);
        if let Some((level, words)) = least {
            let class = class(sentence, &part, words, under_wishes);
            found.push((*level, class, sentence.bytes(words)));
        }
    }
    found
}

fn class(sentence: &Sentence<'_>, part: &Range<usize>, words: &Range<usize>, under_wishes: bool) -> Class {
    let no = (1..=3).any(|back| sentence.before(words.start, back) == "no");
    if no || (sentence.has(part, DENIALS) && !sentence.has(part, &["preferred", "a plus", "desirable"])) {
        Class::NotNeeded
    } else if is_wish(sentence, part, under_wishes) {
        Class::Preferred
    } else if is_replaced(sentence, &(words.start..part.end)) {
        Class::OrEquivalent
    } else {
        Class::Required
    }
}

/// Whether experience will do in place of the degree.
fn is_replaced(sentence: &Sentence<'_>, part: &Range<usize>) -> bool {
    part.clone().filter(|i| sentence.word(*i) == "or").any(|or| {
        let mut i = or + 1;
        while part.contains(&i) && EXPERIENCE.contains(&sentence.word(i)) {
            i += 1;
        }
        let passed = sentence.has(&(or..i), &["equivalent", "comparable"]);
        match sentence.word(i) {
            "experience" | "background" | "skills" | "expertise" => true,
            "have" | "are" => sentence.word(i + 1).starts_with("taught") || sentence.word(i + 1) == "self",
            "self" => true,
            "degree" | "degrees" | "qualification" | "qualifications" | "diploma" | "field" | "fields"
            | "subject" | "discipline" => false,
            _ => passed || amount_from(sentence, or + 1),
        }
    })
}

/// Every degree that a sentence names, with its words.
fn named(sentence: &Sentence<'_>) -> Vec<(Level, Range<usize>)> {
    let mut named: Vec<(Level, Range<usize>)> = Vec::new();
    let mut i = 0;
    while i < sentence.words.len() {
        match name_at(sentence, i) {
            Some((level, mut end)) => {
                if ["degree", "degrees"].contains(&sentence.word(end)) {
                    end += 1;
                }
                if !is_others(sentence, i, end) {
                    named.push((level, i..end));
                }
                i = end;
            }
            None => i += 1,
        }
    }
    named
}

/// Whether a degree is somebody else's or offered.
fn is_others(sentence: &Sentence<'_>, start: usize, end: usize) -> bool {
    PEOPLE.contains(&sentence.word(end)) || sentence.has(&(0..start), OTHERS) || sentence.of_company()
}

/// The degree whose name begins at a word, and the end of the name.
fn name_at(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    if let Some((level, end)) = certain(sentence, i) {
        return Some((level, end));
    }
    let (word, next) = (sentence.word(i), sentence.word(i + 1));
    if let Some((_, level)) = SHORT.iter().find(|(name, _)| *name == sentence.written(i)) {
        return short_counts(sentence, i).then_some((*level, i + 1));
    }
    match word {
        "phds" if ["in", "preferred", "required", "only", "or"].contains(&next) => Some((Level::Phd, i + 1)),
        "master" => master(sentence, i),
        "masters" => {
            let follows = ["degree", "in", "or", "level", "required", "preferred"].contains(&next)
                || (next == "of" && FIELDS.contains(&sentence.word(i + 2)))
                || ["a", "or"].contains(&sentence.before(i, 1));
            follows.then_some((Level::Master, i + 1))
        }
        "4" | "four" if next == "year" && sentence.word(i + 2) == "degree" => Some((Level::Bachelor, i + 2)),
        "degree" | "degrees" => degree(sentence, i),
        _ => {
            let (_, level) = KINDS.iter().find(|(kind, _)| *kind == word)?;
            ["degree", "degrees", "qualification"]
                .contains(&next)
                .then_some((*level, i + 1))
        }
    }
}

/// A name that is sure, or one with a full stop inside.
fn certain(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let word = sentence.word(i);
    if let Some((_, level)) = SURE.iter().find(|(name, _)| *name == word) {
        let genitive = sentence.word(i + 1) == "s" && ["'", "’"].contains(&sentence.gap(i + 1));
        return Some((*level, i + 1 + usize::from(genitive)));
    }
    let dotted = sentence.gap(i + 1) == "." && sentence.written(i).starts_with(char::is_uppercase);
    let (_, _, level) = DOTTED
        .iter()
        .find(|(first, second, _)| dotted && *first == word && *second == sentence.word(i + 1))?;
    Some((*level, i + 2))
}

/// Whether a short name in capitals means a degree: by what follows it, or by another degree beside it.
fn short_counts(sentence: &Sentence<'_>, i: usize) -> bool {
    let before = sentence.before(i, 1);
    if before.starts_with(|c: char| c.is_ascii_digit()) || ["our", "the"].contains(&before) {
        return false;
    }
    let next = sentence.word(i + 1);
    if ["in", "degree", "degrees", "required", "preferred"].contains(&next)
        && !sentence.gap(i + 1).contains(',')
    {
        return true;
    }
    let listing = |word: &str| ["or", "and"].contains(&word);
    if listing(next)
        && ["equivalent", "higher", "above", "similar", "comparable"].contains(&sentence.word(i + 2))
    {
        return true;
    }
    let is_name = |j: usize| {
        certain(sentence, j).is_some()
            || SHORT.iter().any(|(name, _)| *name == sentence.written(j))
            || ["master", "masters"].contains(&sentence.word(j))
    };
    let after = is_name(i + 1) || (listing(next) && is_name(i + 2));
    let back = |n: usize| i.checked_sub(n).is_some_and(is_name);
    after || back(1) || (listing(before) && back(2))
}

/// "Master's", "Master of Science", "a Master in physics"; not the verb, the branch or the Scrum.
fn master(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let next = sentence.word(i + 1);
    let before = sentence.before(i, 1);
    let genitive = next == "s" && ["'", "’"].contains(&sentence.gap(i + 1));
    if genitive {
        return Some((Level::Master, i + 2));
    }
    let counts = ["degree", "degrees", "level"].contains(&next)
        || (next == "of" && FIELDS.contains(&sentence.word(i + 2)))
        || (next == "in" && ["a", "or", "bachelor"].contains(&before))
        || (["or", "and"].contains(&before) && sentence.before(i, 2).starts_with("bachelor"))
        || (before == "bachelor" && sentence.gap(i) == "/");
    counts.then_some((Level::Master, i + 1))
}

/// "A degree in physics"; not one of freedom, of autonomy, or of a circle.
fn degree(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let (before, next) = (sentence.before(i, 1), sentence.word(i + 1));
    let amount = [
        "high", "higher", "some", "large", "certain", "great", "what", "that", "this", "of", "any",
    ]
    .contains(&before)
        || before.starts_with(|c: char| c.is_ascii_digit());
    (!amount && next != "of" && (sentence.word(i) == "degree" || next == "in")).then_some((Level::Any, i + 1))
}
