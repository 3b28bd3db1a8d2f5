//! The names of degrees.

use std::ops::Range;

use super::Level;
use super::sentence::Sentence;
use super::studies::{honours, kind, studies};

/// Names that mean a degree wherever they stand; those of two words or more may have full stops in them.
#[rustfmt::skip]
const SURE: &[(&str, Level)] = &[
    ("phd", Level::Phd), ("dphil", Level::Phd), ("engd", Level::Phd), ("scd", Level::Phd),
    ("pgdip", Level::Master), ("doctorate", Level::Phd), ("doctorates", Level::Phd), ("msc", Level::Master),
    ("meng", Level::Master), ("mtech", Level::Master), ("mphil", Level::Master), ("mres", Level::Master),
    ("mmath", Level::Master), ("mphys", Level::Master), ("msci", Level::Master), ("masc", Level::Master),
    ("mba", Level::Master), ("mca", Level::Master), ("mfa", Level::Master), ("mph", Level::Master),
    ("mpp", Level::Master), ("mfin", Level::Master), ("mscs", Level::Master), ("msee", Level::Master),
    ("diplom", Level::Master), ("magister", Level::Master), ("postgrad", Level::Master),
    ("bsc", Level::Bachelor), ("beng", Level::Bachelor), ("btech", Level::Bachelor),
    ("basc", Level::Bachelor), ("bcom", Level::Bachelor), ("bmath", Level::Bachelor),
    ("bca", Level::Bachelor), ("bba", Level::Bachelor), ("bscs", Level::Bachelor), ("bsee", Level::Bachelor),
    ("llb", Level::Bachelor), ("bachelor", Level::Bachelor), ("bachelors", Level::Bachelor),
    ("baccalaureate", Level::Bachelor), ("undergrad", Level::Bachelor),
];
/// Names in capitals that mean other things too: Microsoft, milliseconds, Massachusetts.
const SHORT: &[(&str, Level)] = &[
    ("BS", Level::Bachelor),
    ("BA", Level::Bachelor),
    ("MS", Level::Master),
    ("MA", Level::Master),
];
/// The same with full stops, and names that need them.
const DOTTED: &[(&str, Level)] = &[
    ("bs", Level::Bachelor),
    ("ba", Level::Bachelor),
    ("be", Level::Bachelor),
    ("ms", Level::Master),
    ("ma", Level::Master),
    ("me", Level::Master),
];
/// What a degree can be of or in, where its name alone would not do.
#[rustfmt::skip]
pub(super) const FIELDS: &[&str] = &[
    "science", "sciences", "arts", "engineering", "business", "philosophy", "technology", "computer",
    "computing", "cs", "ee", "data", "statistics", "mathematics", "maths", "math", "physics", "economics",
    "informatics", "research", "public", "applied", "laws", "education", "finance", "information", "design",
    "computational", "artificial", "social", "health", "analytics", "linguistics", "robotics",
];
/// What is as good as the word "degree" after one of the kinds.
pub(super) const DEGREES: &[&str] = &["degree", "degrees", "qualification", "qualifications", "diploma"];
/// What follows "masters" where it is a degree.
const AFTER_MASTERS: &[&str] = &[
    "degree",
    "in",
    "or",
    "level",
    "required",
    "preferred",
    "is",
    "would",
    "programme",
    "program",
];
/// What stands before "degree" where it is an amount.
#[rustfmt::skip]
const AMOUNTS: &[&str] = &[
    "high", "higher", "large", "certain", "great", "varying", "considerable", "third", "highest", "lesser", "greater", "fourth",
];
/// What follows "degree" where it is none of a university.
const MEASURES: &[&str] = &[
    "feedback",
    "view",
    "angle",
    "angles",
    "turn",
    "celsius",
    "apprenticeship",
    "apprenticeships",
];

/// What stands before the "s" of "Master's" and "Master(s)".
const GENITIVE: &[&str] = &["'", "’", "´", "`", "‘", "ʼ", "("];

/// Every degree that a sentence names, with its words.
pub(super) fn find(sentence: &Sentence<'_>) -> Vec<(Level, Range<usize>)> {
    let mut named: Vec<(Level, Range<usize>)> = Vec::new();
    let mut i = 0;
    while i < sentence.words.len() {
        let Some((level, mut end)) = name_at(sentence, i) else {
            i += 1;
            continue;
        };
        if DEGREES.contains(&sentence.word(end)) && !sentence.is_parted(end) {
            end += 1;
        }
        named.push((level, i..end));
        i = end;
    }
    named
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
        "phds" if ["in", "preferred", "required", "only", "or", "are", "welcome"].contains(&next) => {
            Some((Level::Phd, i + 1))
        }
        "master" => master(sentence, i),
        "masters" => {
            let follows = AFTER_MASTERS.contains(&next)
                || (next == "of" && FIELDS.contains(&sentence.word(i + 2)))
                || ["a", "or", "your"].contains(&sentence.before(i, 1))
                || (1..4).any(|n| certain(sentence, i + n).is_some())
                || (["with", "plus", "and"].contains(&next)
                    && (i + 2..i + 5).any(|j| sentence.word(j).starts_with("year")));
            follows.then_some((Level::Master, i + 1))
        }
        "3" | "4" | "three" | "four" if next == "year" => {
            let end = (i + 2..i + 5)
                .find(|j| ["degree", "degrees", "bachelor", "college"].contains(&sentence.word(*j)))?;
            Some((Level::Bachelor, end))
        }
        "2" | "first" | "upper" if honours(sentence, i).is_some() => honours(sentence, i),
        "associate" | "associates" => {
            let s = i + 1 + usize::from(next == "s");
            ["degree", "degrees"]
                .contains(&sentence.word(s))
                .then_some((Level::Any, s))
        }
        "bac" if sentence.gap(i + 1) == "+" => {
            let level = if next == "3" {
                Level::Bachelor
            } else {
                Level::Master
            };
            Some((level, i + 2))
        }
        "doctor"
            if next == "of" && ["philosophy", "science", "engineering"].contains(&sentence.word(i + 2)) =>
        {
            Some((Level::Phd, i + 3))
        }
        "first" | "primary" if next == "degree" => Some((Level::Bachelor, i + 1)),
        "second" if next == "degree" && !sentence.word(i + 2).starts_with("burn") => {
            Some((Level::Master, i + 1))
        }
        "doctor" if next == "s" && sentence.word(i + 2) == "degree" => Some((Level::Phd, i + 2)),
        "third" if next == "level" && DEGREES.contains(&sentence.word(i + 2)) => Some((Level::Any, i + 2)),
        "degree" | "degrees" => degree(sentence, i),
        _ => kind(sentence, i).or_else(|| studies(sentence, i)),
    }
}

/// A name that is sure, also in letters with full stops between.
fn certain(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let word = sentence.word(i);
    if let Some((_, level)) = SURE.iter().find(|(name, _)| *name == word) {
        let genitive = sentence.word(i + 1) == "s" && GENITIVE.contains(&sentence.gap(i + 1));
        return Some((*level, i + 1 + usize::from(genitive)));
    }
    if !["ph", "d", "m", "b"].contains(&word) || !sentence.written(i).starts_with(char::is_uppercase) {
        return None;
    }
    let mut joined = word.to_owned();
    let mut found = None;
    for end in i + 1..i + 4 {
        let gap = sentence.gap(end);
        let space = word == "ph" && sentence.word(end) == "d";
        let stop = gap.starts_with('.') || space;
        if !stop || gap.trim().len() > 1 {
            break;
        }
        joined.push_str(sentence.word(end));
        let named = SURE.iter().chain(DOTTED).find(|(name, _)| *name == joined);
        found = named.map(|(_, level)| (*level, end + 1)).or(found);
    }
    found
}

/// Whether a short name in capitals means a degree: by what follows it, or by another degree beside it.
fn short_counts(sentence: &Sentence<'_>, i: usize) -> bool {
    let before = sentence.before(i, 1);
    if before.starts_with(|c: char| c.is_ascii_digit()) || ["our", "the"].contains(&before) {
        return false;
    }
    // "Boston, MA".
    let is_sure =
        |j: usize| certain(sentence, j).is_some() || SHORT.iter().any(|(n, _)| *n == sentence.written(j));
    let town = sentence.written(i) == "MA"
        && sentence.gap(i).contains(',')
        && !i.checked_sub(1).is_some_and(is_sure);
    if town {
        return false;
    }
    let next = sentence.word(i + 1);
    let parted = sentence.gap(i + 1).contains(',');
    if ["in", "degree", "degrees", "required", "preferred"].contains(&next) && !parted {
        return true;
    }
    let field = FIELDS.contains(&next) && next != "data";
    if field && !parted && !sentence.is_parted(i) && sentence.written(i + 1) != "EE" {
        return true;
    }
    let listing = |word: &str| ["or", "and"].contains(&word);
    let goes_on = ["with", "plus", "from", "and", ""].contains(&next) || sentence.gap(i + 1).contains('+');
    let another = |j: usize| j != i && is_sure(j);
    if goes_on && (0..sentence.words.len()).any(another) {
        return true;
    }
    if listing(next)
        && [
            "equivalent",
            "higher",
            "above",
            "similar",
            "comparable",
            "foreign",
        ]
        .contains(&sentence.word(i + 2))
    {
        return true;
    }
    let is_name = |j: usize| {
        certain(sentence, j).is_some()
            || SHORT.iter().any(|(name, _)| *name == sentence.written(j))
            || ["master", "masters"].contains(&sentence.word(j))
    };
    let after = is_name(i + 1) || (listing(next) && (is_name(i + 2) || is_name(i + 3)));
    let back = |n: usize| i.checked_sub(n).is_some_and(is_name);
    after
        || back(1)
        || (listing(before) && back(2))
        || (["an", "a"].contains(&before) && listing(sentence.before(i, 2)))
}

/// "Master's", "Master of Science", "a Master in physics"; not the verb, the branch or the Scrum.
fn master(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let next = sentence.word(i + 1);
    let before = sentence.before(i, 1);
    let genitive = next == "s" && GENITIVE.contains(&sentence.gap(i + 1));
    if genitive {
        return Some((Level::Master, i + 2));
    }
    let counts = ["degree", "degrees", "level", "studies", "programme", "program"].contains(&next)
        || (next == "of" && FIELDS.contains(&sentence.word(i + 2)))
        || (next == "in" && ["a", "or", "bachelor"].contains(&before))
        || (["or", "and"].contains(&before) && sentence.before(i, 2).starts_with("bachelor"))
        || (next == "in" && FIELDS.contains(&sentence.word(i + 2)))
        || certain(sentence, i + 1).is_some()
        || (["or", "and"].contains(&next)
            && (certain(sentence, i + 2).is_some() || certain(sentence, i + 3).is_some()))
        || (before.starts_with("bachelor") && sentence.gap(i).trim() == "/");
    counts.then_some((Level::Master, i + 1))
}

/// "A degree in physics"; not one of freedom, of autonomy, or of a circle.
fn degree(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let (before, next) = (sentence.before(i, 1), sentence.word(i + 1));
    let amount = (AMOUNTS.contains(&before) && !["in", "from"].contains(&next))
        || before.starts_with(|c: char| c.is_ascii_digit())
        || (sentence.before(i, 2) == "to"
            && ["some", "what", "that", "this", "any", "a", "the"].contains(&before)
            && !["in", "level", "standard"].contains(&next));
    let feedback = MEASURES.contains(&next);
    let several = sentence.word(i) == "degrees" && !["in", "are", "not", ""].contains(&next);
    // "Enrolled in a degree programme", but not one that is sold or offered.
    let studying = ["enrolled", "pursuing", "studying", "completed", "complete"];
    let programme = ["programme", "programmes", "program", "programs"].contains(&next)
        && !(1..6).any(|back| studying.contains(&sentence.before(i, back)));
    let of = next == "of" && sentence.word(i + 2) != "any";
    (!amount && !feedback && !several && !programme && !of).then_some((Level::Any, i + 1))
}
