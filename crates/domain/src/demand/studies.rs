//! Degrees that are named by what was studied: kinds, honours, years at a university.

use super::Level;
use super::names::{DEGREES, FIELDS};
use super::sentence::Sentence;

/// What stands before "degree" and says which.
#[rustfmt::skip]
const KINDS: &[(&str, Level)] = &[
    ("doctoral", Level::Phd), ("doctorate", Level::Phd), ("terminal", Level::Phd),
    ("graduate", Level::Master), ("grad", Level::Master), ("advanced", Level::Master),
    ("postgraduate", Level::Master), ("higher", Level::Master), ("undergraduate", Level::Bachelor),
    ("honours", Level::Bachelor), ("honors", Level::Bachelor), ("hons", Level::Bachelor),
    ("class", Level::Bachelor), ("hbo", Level::Bachelor),
];
/// What stands before "studies" or "education" at a university.
const ACADEMIC: &[&str] = &[
    "university",
    "college",
    "academic",
    "tertiary",
    "higher",
    "uni",
    "postsecondary",
];
/// What one has done at a university.
#[rustfmt::skip]
const DONE: &[&str] = &[
    "finished", "finish", "attended", "attend", "graduated", "graduate", "completed", "complete", "studied",
    "been", "gone", "went", "go", "enrolled", "through",
];
/// What may stand between the kind and the noun.
const ADJECTIVES: &[&str] = &[
    "level",
    "academic",
    "university",
    "technical",
    "quantitative",
    "scientific",
];
/// What stands before "graduate of" and the like.
const GRADUATES: &[&str] = &[
    "a",
    "university",
    "college",
    "an",
    "qualified",
    "recent",
    "new",
    "fresh",
];
/// What follows a mark of honours.
const HONOURS: &[&str] = &[
    "degree", "honours", "honors", "hons", "bachelor", "bsc", "in", "from",
];
/// What one has from a university.
const STUDIES: &[&str] = &[
    "studies",
    "education",
    "diploma",
    "qualification",
    "qualifications",
    "background",
    "graduates",
];

/// "Doctoral qualification", "graduate-level degree", "honours in mathematics".
pub(super) fn kind(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let (_, level) = KINDS.iter().find(|(kind, _)| *kind == sentence.word(i))?;
    let level = *level;
    let (word, next) = (sentence.word(i), sentence.word(i + 1));
    let skip = usize::from(ADJECTIVES.contains(&next));
    let noun = sentence.word(i + 1 + skip);
    let after = sentence.word(i + 2 + skip);
    let level = match (sentence.before(i, 1), word) {
        ("post", "doctoral") => return None,
        ("under", "graduate") => Level::Bachelor,
        _ => level,
    };
    if word == "doctoral" && ["student", "candidate"].contains(&next) {
        return Some((level, i + 1));
    }
    let high = ["higher", "advanced", "terminal"].contains(&word);
    if DEGREES.contains(&noun) {
        return (after != "of" || FIELDS.contains(&sentence.word(i + 3 + skip)))
            .then_some((level, i + 1 + skip));
    }
    if high {
        return (word == "higher" && noun == "education").then_some((Level::Any, i + 2));
    }
    let low = ["graduate", "grad", "undergraduate"].contains(&word);
    let studies = (["studies", "education"].contains(&next)
        || (!low && ["training", "research", "level"].contains(&next)))
        && !["programme", "program", "intern", "interns"].contains(&after);
    let in_field = next == "in" && !["graduate", "class", "grad", "hbo"].contains(&word);
    let graduate = word == "graduate"
        && ["in", "of", "from"].contains(&next)
        && (i == 0 || GRADUATES.contains(&sentence.before(i, 1)))
        || (word == "graduate" && next != "s" && ["university", "college"].contains(&sentence.before(i, 1)));
    if graduate {
        return Some((Level::Any, i + 1));
    }
    let beside =
        word == "hbo" && (next == "or" || next == "wo" || next == "level" || sentence.gap(i).contains('('));
    ((word != "class" && studies) || in_field || beside).then_some((level, i + 1))
}

/// "A 2:1 in physics", "an upper second", "first-class honours".
pub(super) fn honours(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let (next, after) = (sentence.word(i + 1), sentence.word(i + 2));
    let follows = |j: usize| {
        HONOURS.contains(&sentence.word(j))
            || (sentence.word(j) == "or"
                && ["above", "higher", "better", "equivalent", "first", "1st"]
                    .contains(&sentence.word(j + 1)))
    };
    let marks = || sentence.has(&(i.saturating_sub(4)..i), &["gpa", "version"]);
    let mark = ["1", "2", "i", "ii"].contains(&next)
        && match sentence.gap(i + 1) {
            ":" => {
                let before = ["a", "an", "of", "least", "your", "or", "predicted", "minimum"];
                before.contains(&sentence.before(i, 1)) || follows(i + 2)
            }
            "." => follows(i + 2) && !marks(),
            _ => false,
        };
    let alone = sentence.word(i) == "first"
        && sentence.before(i, 1) == "a"
        && next == "in"
        && FIELDS.contains(&after);
    if alone {
        return Some((Level::Bachelor, i + 1));
    }
    let second = sentence.word(i) == "upper" && next == "second";
    let first = sentence.word(i) == "first"
        && next == "class"
        && ["honours", "honors", "degree", "hons"].contains(&after);
    (mark || second || first).then_some((Level::Bachelor, i + 2))
}

/// Studies at a university without the word "degree": "completed university studies", "never finished university".
pub(super) fn studies(sentence: &Sentence<'_>, i: usize) -> Option<(Level, usize)> {
    let (word, next) = (sentence.word(i), sentence.word(i + 1));
    let before = |back| sentence.before(i, back);
    let educated =
        word == "education" && next == "in" && (i + 2..i + 4).any(|j| FIELDS.contains(&sentence.word(j)));
    if educated && !["higher", "secondary", "continuing", "further"].contains(&before(1)) {
        return Some((Level::Any, i + 1));
    }
    if ["university", "uni", "academic"].contains(&word) && ["level", "trained", "training"].contains(&next) {
        return Some((Level::Any, i + 2));
    }
    if ACADEMIC.contains(&word) && STUDIES.contains(&next) {
        return Some((Level::Any, i + 2));
    }
    let done = |back| DONE.contains(&before(back));
    match word {
        "university" | "college" | "uni"
            if !["s", "of", "campus", "partners", "hospital"].contains(&next) =>
        {
            let at = ["to", "at", "from", "a", "an"].contains(&before(1));
            let far = (2..6).any(|back| {
                [
                    "graduated",
                    "attended",
                    "finished",
                    "completed",
                    "studied",
                    "enrolled",
                ]
                .contains(&before(back))
            });
            (done(1) || far || (at && (done(2) || done(3)))).then_some((Level::Any, i + 1))
        }
        "studies" => {
            let finished =
                (1..=3).any(|back| ["completed", "finished", "successful"].contains(&before(back)));
            (finished && next != "show").then_some((Level::Any, i + 1))
        }
        "study" if before(1) != "you" => None,
        "graduated" | "studied" | "studying" | "majored" | "study" => {
            let field = next == "in" || (1..=2).any(|n| FIELDS.contains(&sentence.word(i + n)));
            field.then_some((Level::Any, i + 1))
        }
        _ => None,
    }
}
