//! Years of experience.

use std::ops::Range;

use super::amount::Amount;
use super::degree::EXCLUDED;
use super::is_wish;
use super::phrases::{BACK, is_others};
use super::sentence::Sentence;

/// What comes before years that are no experience.
#[rustfmt::skip]
const SPANS: &[&str] = &[
    "contract*", "permit", "valid*", "internship", "visa*", "warrant*", "vest", "vests", "vesting", "commit",
    "commitment", "lasts", "last for", "guarantee*", "fixed term", "term of", "duration", "tenure", "runway",
    "appoint*", "sponsor*", "authori*", "eligib*", "reside*", "lived", "live in", "clearance", "licen*",
    "leave", "holiday*", "vacation", "sabbatical", "probation*", "renewable", "retention", "roadmap",
    "doubl*", "customers", "founded", "profitable", "in business", "runs for", "takes", "bonus*", "salary",
    "raise", "budget", "support for", "stay for", "stay with", "committed", "cliff", "since", "serving",
    "bond", "age", "aged", "project of", "programme of", "program of", "graduated", "within", "temporary",
    "limited", "position for", "post for", "role for", "period", "secondment", "cover", "placement",
    "fellowship", "residency", "traineeship", "rotation", "assignment", "engagement", "initial", "lasting",
    "spanning", "spans", "horizon", "check", "checks", "vetting", "screening", "criminal", "trial", "grow*",
    "grew", "growing", "be at least", "be over", "codebase", "code base", "follow up", "maternity",
    "paternity", "parental", "visa", "relocat*", "notice", "stay", "staying", "remain", "available for",
    "availability", "average*", "takes about", "trusted", "in operation", "on the market", "in the market",
    "market leader", "established", "operating", "existed", "driving",
];
/// What comes after years that are no experience.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    "ago", "old", "in a row", "in business", "in existence", "of age", "of leave", "of service",
    "of ~ history", "of funding", "of runway", "of support", "of warranty", "of growth", "of residence",
    "of residency", "of continuous residence", "of study", "of studies", "of school*", "of college",
    "of university", "of education", "of tuition", "of parental", "of maternity", "of paternity", "of paid",
    "of employment", "of sensor", "of historical", "of operation", "of operations", "of logs", "of records",
    "of salary", "of free", "of profit*", "of innovation", "of our", "of tenure", "of success", "of being",
    "of publish*", "later", "from now", "ahead", "contract", "fixed", "term", "internship", "programme",
    "program", "warranty", "visa", "permit", "plan", "roadmap", "anniversary", "young", "apart", "on average",
    "running", "with us", "after the", "after you", "after your", "initially", "parental", "maternity",
    "leave", "cliff", "vesting", "guarantee", "or older", "or over", "and over", "and older", "and above",
    "ftc", "with possib*", "with the possib*", "with an option", "with option", "with extension",
    "extendable", "time", "time you", "of address", "of references", "of tax", "of accounts", "since",
    "for free", "younger", "straight", "remaining", "left", "of validity", "of ~ study", "of ~ studies",
    "degree", "course", "university", "college", "diploma", "vision", "horizon", "forecast", "window",
    "lease", "loan", "cycle", "deal", "agreement", "fellowship", "traineeship", "grant", "project",
    "commitment", "stay", "assignment", "placement", "tenure", "secondment", "residence", "validity",
    "notice", "probation", "duration", "availability", "of tradition", "of heritage", "of excellence",
    "of know how", "of continuous growth", "of uptime", "of combined", "of collective", "partnership",
    "relationship", "journey", "history", "runway", "residency",
];
/// Data is no experience, but work with it is.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "engineering", "science", "analysis", "analytics", "architecture", "platform", "warehous*", "model*",
    "migration", "work", "visuali*", "management", "pipeline*", "infrastructure", "experience", "governance",
    "strategy", "mining", "entry", "quality", "centre", "center",
];
/// What is kept for years and is no experience.
#[rustfmt::skip]
const RECORDS: &[&str] = &[
    "imagery", "images", "recordings", "observations", "archives", "documents", "emails", "patients",
    "measurements", "readings", "telemetry", "footage", "weather", "prices", "claims", "transactions",
    "articles", "tickets", "scans", "logs",
];
/// What comes before years that are a time in the calendar.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "last", "past", "next", "first", "every", "each", "within", "after", "previous", "coming", "until",
    "final", "another", "per", "once", "twice", "recent", "initial", "whether", "fewer",
];
/// What is of so many years and is experience.
#[rustfmt::skip]
const OF: &[&str] = &[
    "minimum", "experience", "total", "background", "record", "excess", "expertise", "one", "career",
    "combination", "some", "sum", "upwards", "north", "period", "part", "equivalent",
];
/// What comes before years that are the least.
const LEAST: &[&str] = &[
    "at least",
    "minimum",
    "min",
    "no less than",
    "not less than",
    "no fewer than",
    "not fewer than",
];
/// What comes before years that are the most.
const MOST: &[&str] = &[
    "up to",
    "less than",
    "fewer than",
    "under",
    "below",
    "no more than",
    "not more than",
    "at most",
    "maximum",
    "max",
    "not exceed*",
    "shorter than",
];
/// What comes after them.
const MOST_AFTER: &[&str] = &["or less", "or fewer", "at most", "max", "maximum", "or under"];
/// What makes years those of experience.
#[rustfmt::skip]
const EXPERIENCE: &[&str] = &[
    "experience", "experienced", "background", "expertise", "track record", "under your belt", "behind you",
    "exp", "career", "hands on", "seniority", "in a similar role", "to your name", "seasoned", "practice",
];
/// What follows years that are those of experience.
#[rustfmt::skip]
const WORK: &[&str] = &[
    "in", "as", "with", "of", "on", "at", "commercial", "industry", "professional", "relevant", "practical",
    "post", "coding", "using", "industrial", "total", "overall", "across", "under", "leading", "clinical",
    "postdoc*", "management", "software", "full", "related", "proven", "doing", "experience*", "postdoctoral",
];
/// What the person has, or has done.
#[rustfmt::skip]
const HAVING: &[&str] = &[
    "have", "ve", "has", "bring", "possess", "spent", "having", "worked", "done", "show", "point", "written",
    "coded", "built", "been", "boast", "offer",
];
/// Who or what is spoken of where it is not the person.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "we", "us", "our", "its", "their", "it", "this", "these", "they", "is", "are", "was", "were", "will",
    "the", "customers",
];
/// Levels for which a posting gives years of their own.
#[rustfmt::skip]
const LEVELS: &[&str] = &[
    "junior", "mid", "senior", "staff", "principal", "lead", "l1", "l2", "l3", "l4", "l5", "l6", "l7", "ic2",
    "ic3", "ic4", "ic5", "intermediate", "associate", "level",
];

/// Years that a sentence demands.
pub(super) struct Demanded {
    /// The fewest that suffice.
    pub(super) count: u32,
    /// The bytes that say so.
    pub(super) bytes: Range<usize>,
    /// Whether they are those of one of several levels: "Senior: 6+ years".
    pub(super) of_level: bool,
}

/// The fewest years that a sentence demands. `degree` tells whether it names a degree too.
pub(super) fn read(
    sentence: &Sentence<'_>,
    amounts: &[Amount],
    parts: &[Range<usize>],
    degrees: &[Range<usize>],
    under_wishes: bool,
) -> Option<Demanded> {
    if sentence.colours.of_company || is_of_firm(sentence) {
        return None;
    }
    let mut kept: Option<&Amount> = None;
    for amount in amounts {
        let part = parts.iter().find(|p| p.contains(&amount.words.start))?;
        let wish = is_wish(sentence, part, &amount.words, under_wishes) || sentence.denies(part);
        // "A four year degree".
        let named = degrees.iter().any(|d| d.contains(&amount.words.start));
        if wish || named || !is_experience(sentence, amount, !degrees.is_empty()) {
            continue;
        }
        let better = match kept {
            None => true,
            Some(known) if is_alternative(sentence, known.words.end..amount.words.start, degrees) => {
                amount.count < known.count
            }
            Some(known) => amount.count > known.count,
        };
        if better {
            kept = Some(amount);
        }
    }
    kept.filter(|amount| amount.count > 0).map(|amount| Demanded {
        count: amount.count,
        bytes: sentence.bytes(&amount.words),
        of_level: LEVELS.contains(&sentence.word(0)) && (1..4).any(|i| sentence.gap(i).contains(':')),
    })
}

/// Whether a sentence that does not speak of the person speaks of a firm: "Acme has", "With 20 years of experience, Acme is".
fn is_of_firm(sentence: &Sentence<'_>) -> bool {
    let is = |i: usize| ["is", "are", "has", "was", "have", "we", "our"].contains(&sentence.word(i));
    let begins = ["with", "for", "over", "after", "boasting"].contains(&sentence.word(0));
    let has = (1..4).any(|i| ["has", "boasts", "looks"].contains(&sentence.word(i)));
    !sentence.colours.of_person && (has || (begins && (0..sentence.words.len()).any(is)))
}

/// Whether the words between two amounts make the second an alternative: "or 3 with B", "or a Master's and 10", but not "in Java or
/// Kotlin, and 2".
fn is_alternative(sentence: &Sentence<'_>, between: Range<usize>, degrees: &[Range<usize>]) -> bool {
    let Some(or) = between.clone().rev().find(|i| sentence.word(*i) == "or") else {
        return false;
    };
    let degree = degrees.iter().any(|d| d.start > or && between.contains(&d.start));
    let joins = (or + 1..=between.end).any(|i| sentence.word(i) == "and" || sentence.is_parted(i));
    degree || !joins || sentence.gap(or + 1).contains(',')
}

/// Whether an amount of years is one of experience.
fn is_experience(sentence: &Sentence<'_>, amount: &Amount, degree: bool) -> bool {
    let words = &amount.words;
    let before = |n: usize| words.start.saturating_sub(n)..words.start;
    // "5 years' leave": the sign of the genitive stands alone where it is an s.
    let end = words.end + usize::from(sentence.word(words.end) == "s");
    // "Less than 3 years will not be considered".
    let all = 0..sentence.words.len();
    let most =
        !sentence.has(&all, EXCLUDED) && sentence.has(&before(4), MOST) && !sentence.has(&before(4), LEAST);
    let clause = end..(end..end + 6).find(|i| sentence.is_parted(*i)).unwrap_or(end + 6);
    if most || sentence.has(&clause, MOST_AFTER) {
        return false;
    }
    if amount.sure {
        return true;
    }
    let next = sentence.word(end);
    // "A code base of ten years", but "experience of ten years".
    let of = sentence.before(words.start, 1) == "of" && !OF.contains(&sentence.before(words.start, 2));
    let in_time = sentence.before(words.start, 1) == "in" && next != "of";
    let time = of || in_time || (1..=2).any(|back| TIMES.contains(&sentence.before(words.start, back)));
    let data = next == "of"
        && (sentence.has(&(end + 1..end + 4), RECORDS)
            || (end + 1..end + 4)
                .any(|i| sentence.word(i) == "data" && !sentence.has(&(i + 1..i + 2), DATA)));
    if time
        || data
        || is_followed(sentence, end)
        || is_spanned(sentence, words.start)
        || is_others(&sentence.words, words.start)
    {
        return false;
    }
    let plus = words.clone().any(|i| {
        sentence.word(i).ends_with('+')
            || sentence.gap(i).contains('+')
            || ["more", "plus"].contains(&sentence.word(i))
    }) || sentence.gap(words.start).contains('+');
    let longer = next == "or" && ["longer", "more"].contains(&sentence.word(end + 1));
    if sentence.has(&before(4), &["whether"]) {
        return false;
    }
    let around = words.start.saturating_sub(6)..end + 12;
    let work = WORK.contains(&next) || (next.len() > 4 && next.ends_with("ing"));
    if plus
        || longer
        || degree
        || work
        || sentence.has(&before(3), LEAST)
        || sentence.has(&around, EXPERIENCE)
    {
        return true;
    }
    let alone = words.start < 4
        || ["(", ":"]
            .iter()
            .any(|sign| sentence.gap(words.start).contains(sign));
    let things = sentence.words.iter().any(|w| THINGS.contains(&w.lower.as_str()));
    let you = sentence.colours.of_person && sentence.has(&(end..end + 4), HAVING);
    (alone && !things) || you || sentence.has(&before(12), HAVING)
}

/// Whether what follows years says that they are no experience.
fn is_followed(sentence: &Sentence<'_>, end: usize) -> bool {
    // "5 years running clusters" is work.
    let runs =
        sentence.word(end) == "running" && !sentence.word(end + 1).is_empty() && !sentence.is_parted(end + 1);
    !runs && sentence.begins(end, AFTER)
}

/// Whether what comes before years says that they are no experience.
fn is_spanned(sentence: &Sentence<'_>, start: usize) -> bool {
    let mut from = start.saturating_sub(8);
    // What is said of the person begins anew.
    if let Some(back) = (from..start).rev().find(|i| sentence.has(&(*i..i + 2), BACK)) {
        from = back;
    }
    // "Term: 18 months".
    let headed = ["term", "length"].contains(&sentence.word(0)) && sentence.gap(1).contains(':');
    headed || sentence.has(&(from..start), SPANS)
}
