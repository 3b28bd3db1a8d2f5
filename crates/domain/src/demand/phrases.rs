//! The phrases that colour a demand, in one place.
//!
//! A phrase is words with a space between: `prefer*` is any word that begins so, `~` (not as the first) up to two words of any kind.
//! `n't` is read as `not`, so that `not ~ need*` is found in "isn't strictly needed" and in "do not need".

use crate::words::Token;

/// What makes a demand a wish.
#[rustfmt::skip]
const WISHES: &[&str] = &[
    "desirable", "desired", "desirably", "ideally", "optional*", "bonus*", "plus point*", "pluses", "a plus",
    "a big plus", "as plus", "a ~ plus", "good to have*", "great to have*", "nice to have*", "lovely to have",
    "useful to have", "advantageous", "beneficial", "of benefit", "an asset", "a ~ asset", "an ~ asset",
    "a merit", "meritorious", "meriting", "favourable", "favorable", "favourably", "favorably",
    "in your favour", "in your favor", "helpful", "handy", "useful", "welcome", "welcomed", "valued",
    "valuable", "appreciated", "recommended", "encouraged", "would ~ great", "would ~ ideal", "would ~ nice",
    "would ~ lovely", "would ~ good", "would ~ fantastic", "would ~ amazing", "would ~ awesome",
    "would ~ wonderful", "would ~ excellent", "would ~ interesting", "would ~ help", "would ~ delight*",
    "would ~ impress*", "would ~ suit", "will ~ impress", "strengthen*", "extra credit", "extra points",
    "brownie points", "points for", "points if", "stand out", "stand you out", "sets you apart",
    "set you apart", "it helps", "not hurt", "not harm", "head start", "would ~ if", "leg up", "helps if",
    "does help", "is nice", "is great", "are great", "are nice", "good if", "great if", "nice if",
    "lovely if", "happy if", "happier if", "delighted if", "excited if", "even better", "all the better",
    "much the better", "better still", "even nicer", "if possible", "where possible", "cherry on", "icing on",
    "in an ideal world", "in a perfect world", "highly regarded", "well regarded", "would be considered",
    "not required but", "not necessary but", "not essential but", "not needed but", "not a must but",
    "plusses", "differentiator", "tip the balance", "tip the scales", "goes a long way", "go a long way",
    "catch our eye", "catches our eye", "put you ahead", "puts you ahead", "nice extra", "an extra", "extras",
    "wish list", "counts for", "count for", "additional points", "gold dust", "thrilled if",
    "interested in hearing", "an added", "look favourably", "looks favourably", "is cool", "are cool",
    "is lovely", "is good", "look kindly", "favorably on", "preferred", "preferably", "preferable",
    "preferential*", "we prefer", "we d prefer", "would prefer", "prefer candidates", "preference to",
    "preference will", "preference given", "preference is", "given preference", "our preference",
    "an advantage", "a ~ advantage", "an ~ advantage", "of advantage", "distinct advantage",
    "definite advantage", "added advantage", "we would love", "we d love", "love to see", "love it if",
    "keen to hear", "keen to see", "keen to meet", "particularly keen", "especially keen",
    "we re particularly interested", "we re especially interested", "we are particularly interested",
    "we are especially interested", "you an edge", "have an edge", "distinguishes you", "distinguish you",
    "would ~ advantage*", "welcome addition", "useful addition", "helpful addition", "valuable addition",
    "great addition", "nice addition", "earns you", "earn you", "scores you", "would ~ cool", "kindly",
    "gold star*", "helps", "favoured", "favored", "strong signal", "boon", "adds weight", "speaks for you",
    "we d be", "we would be", "would ~ please*", "amiss", "unnoticed", "icing", "nice touch", "desirables",
    "wished for", "kudos",
];
/// Wishes that colour all that follows them in their sentence.
#[rustfmt::skip]
const LEADING: &[&str] = &[
    "nice to have*", "good to have*", "great to have*", "bonus*", "preferred qualification*",
    "preferred skill*", "preferred requirement*", "ideally", "optional*", "desirable*", "desired",
    "points for", "points if", "extra credit", "helps if", "good if", "great if", "nice if", "lovely if",
    "happy if", "happier if", "delighted if", "excited if", "even better if", "stand out if", "would ~ if",
    "stand out with", "as a plus", "preferred", "preferably", "we prefer", "we would love", "we d love",
    "love to see", "keen to hear", "keen to see",
];
/// Wishes that, before a preposition, colour only what follows: "ideally at a company of products".
pub(super) const ADVERBS: &[&str] = &[
    "ideally",
    "preferably",
    "optionally",
    "desirably",
    "if possible",
    "where possible",
];
/// What makes a demand firm.
#[rustfmt::skip]
const MUSTS: &[&str] = &[
    "required", "requires", "require", "must", "mandatory", "essential", "compulsory", "obligatory",
    "necessary", "needed", "you need", "you ll need", "you will need", "minimum", "prerequisite",
    "non negotiable", "expected",
];
/// What denies a demand.
#[rustfmt::skip]
const DENIALS: &[&str] = &[
    "not ~ required", "not ~ require", "not ~ requirement*", "not ~ need*", "not ~ necess*",
    "not ~ essential", "not ~ expect*", "not ~ must", "not ~ mandatory", "not ~ compulsory",
    "not ~ obligatory", "not ~ prerequisite*", "not have to", "not ~ important", "not ~ matter*",
    "not ~ mind", "not ~ insist*", "not ~ demand*", "not ~ ask* for", "not ~ ask you for", "not ~ look* for",
    "not ~ care", "not ~ breaker", "not ~ dealbreaker", "never ~ ask*", "never ~ require*", "never ~ need*",
    "nobody ~ ask*", "nobody ~ care*", "no one ~ ask*", "no one ~ care*", "nor ~ need*", "no must",
    "no means", "degree or not", "degrees or not", "phd or not", "without a degree", "no need",
    "no requirement*", "no prerequisite*", "unnecessary", "irrelevant", "need not", "with or without",
    "whether or not", "regardless of", "irrespective of", "care little", "care less", "not ~ look* at",
    "not ~ interested", "not ~ screen*", "not ~ filter", "not ~ check", "not ~ impress*", "not ~ relevant",
    "not ~ decisive", "not ~ crucial", "not ~ critical", "not ~ vital", "not ~ condition", "not ~ factor",
    "not ~ bother*", "not ~ play", "not ~ hold it against", "never ~ requirement", "never ~ matter*",
    "makes no", "make no", "made no", "no bearing", "no barrier", "no obstacle", "no problem", "no issue",
    "no worries", "unimportant", "overrated", "lack a", "neither ~ need*", "never ~ look*", "not ~ worry",
    "nor ~ requir*", "dropout*", "lack of a", "neither ~ requir*", "neither ~ expect*", "neither ~ necessary",
    "not ~ precondition", "not ~ showstopper", "needn not", "rarely matter*", "hardly matter*",
    "not ~ obligat*", "unneeded", "not what we",
];
/// Who speaks of the person and not of the company.
#[rustfmt::skip]
const PERSON: &[&str] = &[
    "you", "your", "require*", "looking", "need", "needs", "seek*", "must", "want", "ideal", "expect*",
    "candidate*", "applicant*", "search*", "ask", "hire", "hiring", "someone", "somebody", "anyone", "d love",
    "prefer*", "look for", "like to see", "appreciate", "accept", "insist", "count on", "our next", "our new",
    "our future", "value", "we d", "look favourably", "look favorably", "look kindly",
];
/// Who speaks of the company, unless it comes after one of `INTO`.
const COMPANY: &[&str] = &["our", "we", "founders", "founder"];
/// What is the company where it is the subject: "a media company with", not "team player".
#[rustfmt::skip]
const FIRMS: &[&str] = &[
    "company", "firm", "agency", "startup", "team", "business", "organisation", "organization", "lab",
    "consultancy", "bank", "studio", "manufacturer", "provider", "institute", "hospital", "scaleup", "group",
];
const INTO: &[&str] = &["in", "of", "to", "with", "for", "at", "within", "across", "on"];
/// What comes before something that somebody else has, or that is offered.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "sponsor*", "pay for", "pays for", "tuition", "reimburs*", "subsid*", "scholarship*", "stipend*",
    "supervis*", "founded", "founder*", "cofounder*", "our team", "the team", "team of", "team with",
    "team has", "team includes", "group of", "mix of", "alongside", "mentor*", "colleagues", "coworkers",
    "teammates", "led by", "run by", "built by", "backed by", "headed by", "started by", "guided by",
    "managed by", "advised by", "surrounded by", "learn from", "join a", "report to", "reports to",
    "reporting to", "collaborat* with", "support your", "support you", "support for", "help you", "fund your",
    "fund a", "time off", "time for", "opportunity to", "opportunities to", "chance to", "option to",
    "possibility to", "possibility of", "contribut* to your", "who did", "her", "his", "of us", "of our",
    "our manager", "our staff", "our customers", "our clients", "our ceo", "our cto", "your manager",
    "your boss", "your lead", "budget for", "budget to", "funding for", "allowance for", "leave for",
    "time to", "study towards", "study for a", "write your", "do your", "full pay",
];
/// The same, where it stands right before.
const OTHERS_NEAR: &[&str] = &[
    "work with",
    "works with",
    "working with",
    "teach",
    "teaching",
    "recruit",
    "we have",
];
/// What gives it back to the person after that.
pub(super) const BACK: &[&str] = &[
    "you have",
    "you ve",
    "you hold",
    "you bring",
    "require*",
    "must",
    "need",
    "and have",
    "and hold",
    "candidate*",
    "applicant*",
];

/// The places of phrases that colour a sentence.
#[derive(Default)]
pub(super) struct Colours {
    pub(super) wishes: Vec<(usize, usize)>,
    pub(super) musts: Vec<(usize, usize)>,
    pub(super) denials: Vec<(usize, usize)>,
    /// From where on all is a wish.
    pub(super) leading: Option<usize>,
    /// Whether it speaks of the person somewhere.
    pub(super) of_person: bool,
    /// Whether it speaks of the company itself: "our founders bring", "we have been".
    pub(super) of_company: bool,
}

impl Colours {
    /// Looks them up; `colon` tells whether a colon stands before a word.
    pub(super) fn of(words: &[Token], colon: impl Fn(usize) -> bool) -> Self {
        let wishes = places(words, WISHES);
        let denials = places(words, DENIALS);
        // "No must" and "not required" are no musts.
        let musts = places(words, MUSTS)
            .into_iter()
            .filter(|(start, _)| !denials.iter().any(|(from, to)| from <= start && start < to))
            .collect();
        let begins = places(words, LEADING)
            .into_iter()
            .find(|(start, end)| *start <= 4 || words.get(end - 1).is_some_and(|w| w.lower == "if"))
            .filter(|(start, end)| {
                let named = *start == 0 || colon(*end) || colon(end + 1);
                named
                    || ["if", "for", "with", "love", "see", "hear", "prefer"]
                        .contains(&words[end - 1].lower.as_str())
            })
            .map(|(_, end)| end);
        let headed = wishes.iter().find(|(_, end)| colon(*end)).map(|(_, end)| *end);
        // "Plus: a PhD".
        let headings = ["plus", "pluses", "nice", "great", "extras", "extra", "wishes"];
        let heading = words
            .first()
            .is_some_and(|w| headings.contains(&w.lower.as_str()))
            && colon(1);
        let headed = if heading { Some(1) } else { headed };
        let leading = begins.into_iter().chain(headed).min();
        let of_person = !places(words, PERSON).is_empty();
        let of_company = is_of_company(words) && !of_person;
        Self {
            wishes,
            musts,
            denials,
            leading,
            of_person,
            of_company,
        }
    }
}

/// Whether the first words have the company as their subject.
fn is_of_company(words: &[Token]) -> bool {
    let word = |i: usize| words.get(i).map_or("", |w| w.lower.as_str());
    let after = [
        "with", "has", "have", "of", "that", "is", "was", "and", "had", "brings", "",
    ];
    let article = ["a", "an", "the", "as", "join", "this"].contains(&word(0));
    (0..words.len().min(6)).any(|i| {
        let into = i > 1 && INTO.contains(&word(i - 1));
        let firm = (i < 3 || article) && FIRMS.contains(&word(i)) && after.contains(&word(i + 1));
        firm || (i < 5 && COMPANY.contains(&word(i)) && !into)
    })
}

/// Whether what begins at a word is somebody else's or offered, by the words before it.
pub(super) fn is_others(words: &[Token], start: usize) -> bool {
    // "A team of five, and a PhD": what follows is said of the person anew.
    let article = start > 0 && ["a", "an"].contains(&words[start - 1].lower.as_str());
    let before = start
        .checked_sub(1 + usize::from(article))
        .map_or("", |i| words[i].lower.as_str());
    if before == "and" && article {
        return false;
    }
    let far = &words[start.saturating_sub(10)..start];
    let near = &words[start.saturating_sub(4)..start];
    let Some((_, end)) = places(far, OTHERS).pop().or_else(|| {
        let found = places(near, OTHERS_NEAR).pop()?;
        Some((0, found.1 + far.len() - near.len()))
    }) else {
        return false;
    };
    places(&far[end..], BACK).is_empty()
}

/// Where phrases stand among words, in their order.
pub(super) fn places(words: &[Token], phrases: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // Nearly all phrases begin with another letter.
        let first = word.lower.as_bytes().first();
        let near = phrases.iter().filter(|p| p.as_bytes().first() == first);
        let end = near.filter_map(|p| end_of(words, at, p)).max();
        found.extend(end.map(|end| (at, end)));
    }
    found
}

/// The end of a phrase that begins at a word.
pub(super) fn end_of(words: &[Token], at: usize, phrase: &str) -> Option<usize> {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    if first == "~" {
        return (at..=at + 2).find_map(|at| end_of(words, at, rest));
    }
    let word = &words.get(at)?.lower;
    let stands = match first.strip_suffix('*') {
        Some(begin) => word.starts_with(begin),
        None => word == first,
    };
    match (stands, rest) {
        (false, _) => None,
        (true, "") => Some(at + 1),
        (true, rest) => end_of(words, at + 1, rest),
    }
}
