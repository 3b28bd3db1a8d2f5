//! Degrees: how much one is wanted, by what is said around its name.

use std::ops::Range;

use super::amount::{NAMES, begins as amount_from};
use super::phrases::is_others;
use super::sentence::Sentence;
use super::{Class, Level, is_wish};

/// Who follows the name of a degree where none is demanded.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "student", "students", "candidate", "candidates", "intern", "interns", "internship", "internships",
    "researchers", "thesis", "theses", "colleagues", "colleague", "position", "positions", "project",
    "projects", "supervision", "supervisor", "scholarship", "scholarships", "engineers", "scientists",
    "peers", "team", "teams", "staff", "dropout", "dropouts", "apprenticeships", "alumni", "studentship",
    "studentships",
];
/// What says that the person is one of them.
#[rustfmt::skip]
const BEING: &[&str] = &[
    "you are", "you re", "be a", "be an", "currently a", "current", "as a", "enrolled as", "enrolled",
    "submitted", "defended", "completed", "finished", "final year", "penultimate year", "second year",
    "third year",
];
/// What may stand between "or" and what does in place of a degree.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "equivalent", "similar", "comparable", "relevant", "practical", "industry", "industrial", "professional",
    "work", "working", "related", "an", "a", "the", "significant", "extensive", "demonstrated",
    "demonstrable", "substantial", "other", "hands", "on", "proven", "technical", "in", "commensurate",
    "real", "world", "job", "strong", "several", "many", "years", "of", "few", "some", "lot", "lots",
    "couple", "enough", "sufficient", "solid", "good", "prior", "commercial", "have", "has", "having", "you",
    "ve", "can", "show", "demonstrate", "bring", "possess", "with", "to", "equally", "ample", "any",
    "alternative", "by", "through", "similarly", "convincing", "impressive", "completed", "great", "else",
    "non", "academic", "your", "own", "plenty", "formal", "long", "applied", "military", "open", "source",
    "got", "getting", "gained", "hold", "shown", "know", "are", "re", "exceptional", "compelling", "deep",
    "wide", "broad", "considerable", "verifiable", "corresponding", "just", "level", "amount", "number",
    "body", "if", "failing", "that", "otherwise", "done", "something", "anything", "its", "their",
    "vocational", "life",
];
/// What does in place of a degree.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "experience", "experiences", "background", "skills", "skill", "expertise", "knowledge", "portfolio",
    "bootcamp", "bootcamps", "apprenticeship", "training", "certification", "certifications", "certificate",
    "self", "taught", "learned", "learnt", "worked", "built", "practice", "proof", "evidence", "track",
    "career", "ability", "combination", "achievements", "projects", "autodidact", "accomplishments",
    "contributions", "nous", "competence", "competences", "competencies", "capability", "capabilities",
    "results", "record", "github", "profile", "history", "passion", "aptitude", "talent", "been", "doing",
    "shipped", "spent", "written", "made", "led", "earned",
];
/// What does in place of a degree whatever stands before it.
const TRAINING: &[&str] = &[
    "experience",
    "training",
    "apprenticeship",
    "background",
    "bootcamp",
    "portfolio",
    "expertise",
    "career",
    "certification",
];
/// What is a degree again, or what it is in.
#[rustfmt::skip]
const DEGREES: &[&str] = &[
    "degree", "degrees", "qualification", "qualifications", "diploma", "field", "fields", "subject",
    "subjects", "discipline", "disciplines", "area", "areas", "major", "topic", "stem", "above", "higher",
    "better", "university", "education", "studies", "course", "school", "program", "programme", "institution",
    "foreign", "region", "international",
];
/// What says of those who lack something that they need not apply.
pub(super) const EXCLUDED: &[&str] = &[
    "not ~ considered",
    "not apply",
    "not eligible",
    "not ~ accept*",
    "no interview",
    "not ~ reviewed",
];
/// What says in other words that something else will do.
#[rustfmt::skip]
const INSTEAD: &[&str] = &[
    "in lieu", "in place of", "substitut*", "make up for", "compensat*", "equivalent experience",
    "experience will do", "experience counts", "experience accepted", "experience is fine", "replac* by",
    "replac* it", "replaced", "unless you have", "failing that", "instead",
];

/// What says that it does in any case.
const EQUAL: &[&str] = &["equivalent", "comparable", "similar", "commensurate"];

/// The degrees of a sentence: the lowest of each part, how much it is wanted, and the bytes of the words.
pub(super) fn read(
    sentence: &Sentence<'_>,
    mut named: Vec<(Level, Range<usize>)>,
    parts: &[Range<usize>],
    under_wishes: bool,
) -> Vec<(Level, Class, Range<usize>)> {
    let denied = |words: &Range<usize>| {
        parts
            .iter()
            .any(|p| p.contains(&words.start) && is_denied(sentence, p, words))
    };
    named.retain(|(_, words)| !is_not_of_person(sentence, parts, words) || denied(words));
    let mut found = Vec::new();
    for part in parts {
        let here = || named.iter().filter(|(_, words)| part.contains(&words.start));
        // "A degree (BSc or MSc)": the names say which.
        let least = here()
            .filter(|(level, _)| *level != Level::Any)
            .min_by_key(|(level, _)| *level)
            .or_else(|| here().next());
        if let Some((level, words)) = least {
            let first = named
                .iter()
                .all(|(_, w)| w.start >= words.start || !part.contains(&w.start));
            let class = match class(sentence, part, words, under_wishes) {
                Class::Required if first && follows_experience(sentence, part, words) => Class::OrEquivalent,
                class => class,
            };
            found.push((*level, class, sentence.bytes(words)));
        }
    }
    // The same across parts: "a good academic background, such as an MSc".
    let said: Vec<Class> = found
        .iter()
        .filter(|(level, ..)| *level != Level::Any)
        .map(|(_, class, _)| *class)
        .collect();
    found.retain(|(level, class, _)| *level != Level::Any || !said.contains(class));
    found
}

fn class(sentence: &Sentence<'_>, part: &Range<usize>, words: &Range<usize>, under_wishes: bool) -> Class {
    let wish = is_wish(sentence, part, words, under_wishes);
    if is_denied(sentence, part, words) && !sentence.wishes(part, words) {
        Class::NotNeeded
    } else if wish {
        Class::Preferred
    } else if is_replaced(sentence, part, words) {
        Class::OrEquivalent
    } else {
        Class::Required
    }
}

/// Whether it is said that none is needed.
fn is_denied(sentence: &Sentence<'_>, part: &Range<usize>, words: &Range<usize>) -> bool {
    let from = words.start.saturating_sub(3);
    let no = (from..words.start)
        .rev()
        .find(|i| ["no", "never", "without"].contains(&sentence.word(*i)));
    // "Is a PhD required? No."
    let answered = (words.end..part.end)
        .any(|i| ["no", "nope", "never"].contains(&sentence.word(i)) && sentence.gap(i).contains('?'));
    if sentence.has(&(0..sentence.words.len()), EXCLUDED) {
        return false;
    }
    // "Whether you have a PhD or taught yourself".
    let whether = sentence.has(&(words.start.saturating_sub(6)..words.start), &["whether"])
        && sentence.has(&(words.end..part.end), &["or"]);
    answered
        || whether
        || no.is_some_and(|no| (no + 1..words.start).all(|i| !sentence.is_parted(i)))
        || sentence.denies(part)
}

/// Whether a degree is somebody else's or offered.
fn is_not_of_person(sentence: &Sentence<'_>, parts: &[Range<usize>], words: &Range<usize>) -> bool {
    let skip = usize::from(["level", "and", "s"].contains(&sentence.word(words.end)));
    let people =
        PEOPLE.contains(&sentence.word(words.end)) || PEOPLE.contains(&sentence.word(words.end + skip));
    let being = people && sentence.has(&(words.start.saturating_sub(4)..words.start), BEING);
    let must = parts
        .iter()
        .any(|p| p.contains(&words.start) && sentence.is_must(p));
    (people && !being)
        || (!being && !must && is_others(&sentence.words, words.start))
        || sentence.colours.of_company
}

/// Whether something else will do in place of the degree.
fn is_replaced(sentence: &Sentence<'_>, part: &Range<usize>, words: &Range<usize>) -> bool {
    let after = words.end..part.end;
    sentence.has(part, INSTEAD)
        || after.clone().any(|i| {
            sentence.gap(i).trim() == "/" && ["equivalent", "experience"].contains(&sentence.word(i))
        })
        || after.filter(|i| sentence.word(*i) == "or").any(|or| {
            let goes_on = goes_on(sentence, words.end..or) && !sentence.has(&(or..or + 4), EQUAL);
            replaces(sentence, part, or) && (!goes_on || amount_from(sentence, or + 1))
        })
}

/// Whether a degree, the first of its part, is what will do in place of experience: "5 years or a degree", "5 years, or 3 with a degree".
fn follows_experience(sentence: &Sentence<'_>, part: &Range<usize>, words: &Range<usize>) -> bool {
    let or = (1..=5)
        .filter_map(|back| words.start.checked_sub(back))
        .find(|i| sentence.word(*i) == "or");
    or.is_some_and(|or| {
        let number =
            (or + 1..words.start).any(|i| sentence.word(i).starts_with(|c: char| c.is_ascii_digit()));
        let near = number || words.start - or <= 3;
        near && sentence.has(&(part.start..or), &["experience", "years", "yrs", "self taught"])
    })
}

/// Whether words after a degree have begun to speak of something more, which an "or" then goes on with: "with postdoctoral or
/// industrial experience".
fn goes_on(sentence: &Sentence<'_>, between: Range<usize>) -> bool {
    let last = between
        .clone()
        .rev()
        .find(|i| sentence.is_parted(*i))
        .unwrap_or(between.start);
    !sentence.is_parted(between.end)
        && sentence.has(
            &(last..between.end),
            &["with", "years", "yrs", "experience", "skills"],
        )
}

/// Whether what follows an "or" does in place of a degree.
fn replaces(sentence: &Sentence<'_>, part: &Range<usize>, or: usize) -> bool {
    let mut i = or + 1;
    while part.contains(&i) && BETWEEN.contains(&sentence.word(i)) {
        i += 1;
    }
    let passed = or..i;
    if amount_from(sentence, or + 1) {
        // "Or 3 years with a Master's" is another degree.
        return !sentence.has(&(or..or + 8), NAMES);
    }
    if sentence.has(&passed, &["foreign", "international", "overseas"]) {
        return false;
    }
    let word = if part.contains(&i) { sentence.word(i) } else { "" };
    if PLACES.contains(&word) {
        return true;
    }
    if DEGREES.contains(&word) {
        // "Or an equivalent qualification/experience".
        return sentence.gap(i + 1).trim() == "/" && PLACES.contains(&sentence.word(i + 1));
    }
    // "Or software engineering experience": words of a field, and nothing that begins anew.
    let named = (i..(i + 4).min(part.end))
        .take_while(|j| {
            !["and", "with", "in", "or", "plus", "of"].contains(&sentence.word(*j))
                && (*j == i || !sentence.is_parted(*j))
        })
        .any(|j| TRAINING.contains(&sentence.word(j)));
    let degree = (i..(i + 4).min(part.end))
        .take_while(|j| *j == i || !sentence.is_parted(*j))
        .any(|j| DEGREES.contains(&sentence.word(j)));
    named || (!degree && sentence.has(&passed, &["equivalent", "comparable"]))
}
