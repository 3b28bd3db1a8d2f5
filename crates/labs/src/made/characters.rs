//! Text of a small grammar with long memory: for the lab `characters`.
//!
//! A paragraph opens with who speaks and when, as `mira: yesterday the old king (whom two bakers trusted) followed one ship.` What
//! was said at its beginning decides what comes hundreds of characters later: the time decides the ending of every verb, the
//! speaker which words are likely, and the last sentence names the speaker again. A verb agrees with its noun over a bracket
//! between them, and brackets nest.
//!
//! Every step is a choice among strings of which none begins another, by whole weights, so the probability of each character
//! after all before it is known exactly: the share of the weight that its string has among those that fit so far. The mean of its
//! logarithm over the test is the bound that no model gets below but by chance. For seed 1 it is 0.517 bits, and the test `bound`
//! computes it.

use std::collections::BTreeSet;

use super::draws::Draws;
use super::parts::{Csv, usages};
use super::{Made, MadeFile, Size};

const SPEAKERS: [&str; 6] = ["mira", "jonas", "edda", "luca", "viola", "pavel"];
/// Ten nouns that each speaker likes.
const NOUNS: [[&str; 10]; 6] = [
    [
        "king", "queen", "knight", "jester", "castle", "crown", "throne", "herald", "page", "guard",
    ],
    [
        "ship", "sailor", "harbour", "captain", "island", "gull", "whale", "anchor", "pirate", "storm",
    ],
    [
        "baker", "oven", "miller", "cook", "kitchen", "kettle", "guest", "spoon", "waiter", "cake",
    ],
    [
        "farmer", "horse", "meadow", "goat", "shepherd", "barn", "plough", "hen", "orchard", "dog",
    ],
    [
        "singer",
        "fiddler",
        "drum",
        "dancer",
        "stage",
        "piper",
        "chorus-girl",
        "actor",
        "mask",
        "poet",
    ],
    [
        "miner",
        "smith",
        "hammer",
        "tunnel",
        "troll",
        "lantern",
        "dwarf-lord",
        "giant",
        "cave",
        "dragon",
    ],
];
const ADJECTIVES: [&str; 18] = [
    "old", "proud", "golden", "salty", "wet", "distant", "warm", "sweet", "busy", "green", "slow", "muddy",
    "loud", "quick", "painted", "deep", "dark", "heavy",
];
/// `-s` of one, `-ed` of the past.
const VERBS: [&str; 14] = [
    "follow", "trust", "greet", "fear", "help", "mock", "want", "call", "visit", "paint", "need", "warn",
    "join", "answer",
];
/// When, which decides the ending of every verb.
const TIMES: [&str; 3] = ["yesterday", "today", "tomorrow"];

/// A choice: strings and their weights. None begins another.
type Choice = Vec<(String, u32)>;

/// A paragraph that is being written.
#[derive(Debug)]
struct Writer<'d> {
    draws: &'d mut Draws,
    text: String,
    /// The probability of each character of the text.
    chances: Vec<f64>,
    speaker: usize,
    time: usize,
}

impl Writer<'_> {
    /// Draws a string, writes it and gives its place among the others.
    fn choose(&mut self, choice: &[(String, u32)]) -> usize {
        let place = self.draws.weighted(choice.iter().map(|(_, weight)| *weight));
        let chosen = &choice[place].0;
        let mut fitting: u32 = choice.iter().map(|(_, weight)| weight).sum();
        for (start, letter) in chosen.char_indices() {
            let end = start + letter.len_utf8();
            let fits = choice
                .iter()
                .filter(|(text, _)| text.starts_with(&chosen[..end]))
                .map(|(_, weight)| weight);
            let next: u32 = fits.sum();
            self.chances.push(f64::from(next) / f64::from(fitting));
            fitting = next;
        }
        self.text.push_str(chosen);
        place
    }

    /// Nouns of one or many, those of the speaker nine times as likely as all others, each before any of these ends, which run
    /// fastest.
    fn nouns(&self, many: &[bool], ends: &[(&str, u32)]) -> Choice {
        let mut nouns = Vec::new();
        for (speaker, names) in NOUNS.iter().enumerate() {
            let likely = if speaker == self.speaker { 45 } else { 1 };
            for name in names {
                for many in many {
                    for (end, weight) in ends {
                        let ending = if *many { "s" } else { "" };
                        nouns.push((format!("{name}{ending}{end}"), likely * weight));
                    }
                }
            }
        }
        nouns
    }

    /// Adjectives, three of them liked by the speaker, that together weigh so much.
    fn adjectives(&self, weight: u32) -> Choice {
        let each = |place: usize| if place / 3 == self.speaker { 10 } else { 1 };
        ADJECTIVES
            .iter()
            .enumerate()
            .map(|(place, name)| (format!("{name} "), each(place) * weight))
            .collect()
    }

    /// What a noun may follow; `before` stands in front.
    fn articles(before: &str) -> Choice {
        [("the", 6), ("one", 4), ("two", 1), ("many", 1)]
            .map(|(article, weight)| (format!("{before}{article} "), weight))
            .into()
    }

    /// An adjective, perhaps, and a noun after an article: whether it is of many, and which end it has.
    fn noun(&mut self, article: usize, ends: &[(&str, u32)]) -> (bool, usize) {
        let many: &[bool] = match article {
            0 => &[false, true],
            1 => &[false],
            _ => &[true],
        };
        let nouns = self.nouns(many, ends);
        let weight: u32 = nouns.iter().map(|(_, weight)| weight).sum();
        // The 18 adjectives weigh 3 · 10 + 15 · 1 = 45: together half as much as the nouns.
        let mut choice = self.adjectives(weight / 90);
        let adjectives = choice.len();
        choice.extend(nouns);
        let place = match self.choose(&choice) {
            place if place < adjectives => self.choose(&choice[adjectives..]),
            place => place - adjectives,
        };
        (many[place / ends.len() % many.len()], place % ends.len())
    }

    /// Verbs for a noun of one or many before this end, in the paragraph's time.
    fn verbs(&self, many: bool, end: &str) -> Choice {
        let form = |verb: &str| match (self.time, many) {
            (0, _) => format!("{verb}ed"),
            (1, true) => verb.to_owned(),
            (1, false) => format!("{verb}s"),
            _ => format!("will {verb}"),
        };
        VERBS
            .iter()
            .map(|verb| (format!("{}{end}", form(verb)), 4))
            .collect()
    }

    /// A bracket that says more about a noun, up to `depth` within each other, and then the noun's verb before this end.
    fn verb(&mut self, many: bool, end: &str, depth: usize) {
        let mut choice = self.verbs(many, end);
        if depth > 0 {
            // 56 the verbs, 24 a bracket.
            choice.push(("(whom ".to_owned(), 24));
        }
        if self.choose(&choice) == VERBS.len() {
            let article = self.choose(&Self::articles(""));
            let (inner, _) = self.noun(article, &[(" ", 1)]);
            self.verb(inner, ") ", depth - 1);
            let after = self.verbs(many, end);
            self.choose(&after);
        }
    }

    /// A paragraph.
    fn paragraph(&mut self) {
        self.speaker = self.choose(&SPEAKERS.map(|name| (format!("{name}: "), 1)));
        self.time = self.choose(&TIMES.map(|time| (time.to_owned(), 1)));
        let mut opening = Self::articles(" ");
        loop {
            let place = self.choose(&opening);
            if place == 4 {
                return;
            }
            let (many, _) = self.noun(place, &[(" ", 1)]);
            self.verb(many, " ", 2);
            // Objects in a row, then the end of the sentence.
            loop {
                let article = self.choose(&Self::articles(""));
                let (_, end) = self.noun(article, &[(".", 4), (" and ", 1)]);
                if end == 0 {
                    break;
                }
            }
            // 12 another sentence, 3 the end.
            opening = Self::articles(" ");
            let said = ["spoke", "speaks", "will speak"][self.time];
            opening.push((format!(" so {said} {}.\n", SPEAKERS[self.speaker]), 3));
        }
    }
}

/// A paragraph and the probability of each of its characters (all are one byte).
fn paragraph(draws: &mut Draws) -> (String, Vec<f64>) {
    let mut writer = Writer {
        draws,
        text: String::new(),
        chances: Vec::new(),
        speaker: 0,
        time: 0,
    };
    writer.paragraph();
    (writer.text, writer.chances)
}

/// What a character is called in the header of a submission and in the answers: a letter or a digit by itself, another by a word,
/// for headers lose spaces and commas part fields; what has no word by its number, as `u+20ac`.
pub fn name(character: char) -> String {
    let word = match character {
        c if c.is_ascii_alphanumeric() => return c.to_string(),
        ' ' => "space",
        '\n' => "newline",
        '\t' => "tab",
        '.' => "stop",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '!' => "exclamation",
        '?' => "question",
        '-' => "hyphen",
        '\'' => "apostrophe",
        '"' => "quote",
        '&' => "ampersand",
        '$' => "dollar",
        '(' => "open",
        ')' => "close",
        c => return format!("u+{:04x}", u32::from(c)),
    };
    word.to_owned()
}

/// What is asked: a beginning of a paragraph, the character that follows, and its probability.
#[derive(Debug)]
struct Question {
    context: String,
    next: char,
    #[cfg_attr(not(test), expect(dead_code, reason = "the test `bound` reads it"))]
    chance: f64,
}

/// Characters that a question shows at least: who speaks, when, and a word.
const SHOWN: usize = 20;

/// The text to learn from and the questions: each from a paragraph of its own, none of which is in the text.
fn draw(seed: u64, size: Size) -> (String, Vec<Question>) {
    let mut draws = Draws::new(seed, "characters");
    let (train, test) = size.rows((1600, 1500), (120, 80));
    let mut seen = BTreeSet::new();
    let mut fresh = |draws: &mut Draws| loop {
        let (text, chances) = paragraph(draws);
        if seen.insert(text.clone()) {
            return (text, chances);
        }
    };
    let text = (0..train).map(|_| fresh(&mut draws).0).collect();
    let mut questions = Vec::with_capacity(test);
    let mut asked = BTreeSet::new();
    while questions.len() < test {
        let (text, chances) = fresh(&mut draws);
        let place = SHOWN + draws.below(text.len() - SHOWN);
        let next = char::from(text.as_bytes()[place]);
        let context = text[..place].to_owned();
        if asked.insert(context.clone()) {
            questions.push(Question {
                context,
                next,
                chance: chances[place],
            });
        }
    }
    (text, questions)
}

/// Makes a set.
pub(super) fn make(seed: u64, size: Size) -> Made {
    let (text, questions) = draw(seed, size);
    let usages = usages(&mut Draws::new(seed, "characters/usages"), questions.len());
    let alphabet: BTreeSet<char> = text.chars().chain(questions.iter().map(|q| q.next)).collect();
    let names: Vec<String> = alphabet.into_iter().map(name).collect();
    let mut header = vec!["id"];
    header.extend(names.iter().map(String::as_str));
    let mut sample = Csv::new(&header);
    let mut test_csv = Csv::new(&["id", "context"]);
    let mut truth = Csv::new(&["id", "usage", "next"]);
    let even = format!("{:.6}", 1.0 / names.len() as f64);
    for (place, (question, usage)) in questions.iter().zip(usages).enumerate() {
        let id = (place + 1).to_string();
        test_csv.row(&[&id, &question.context]);
        truth.row(&[id.as_str(), usage, &name(question.next)]);
        let mut row = vec![id.as_str()];
        row.resize(header.len(), &even);
        sample.row(&row);
    }
    Made {
        files: vec![
            MadeFile {
                path: "train.txt".to_owned(),
                bytes: text.into_bytes(),
            },
            test_csv.file("test.csv"),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of -log₂ of the true probability of each answer: what one who knows the grammar scores.
    #[test]
    fn bound() {
        let (_, questions) = draw(1, Size::Whole);
        let bits = questions.iter().map(|q| -q.chance.log2()).sum::<f64>() / questions.len() as f64;
        assert!((bits - 0.517).abs() < 0.005, "{bits}");
    }

    /// The probabilities of a paragraph multiply to those of its choices: `mira: ` is one of six names that begin differently, so
    /// its first letter carries all of it; of the three times two begin with `to`.
    #[test]
    fn probabilities_are_those_of_the_choices() {
        let mut draws = Draws::new(3, "probabilities");
        for _ in 0..40 {
            let (text, chances) = paragraph(&mut draws);
            assert_eq!(text.len(), chances.len());
            let (speaker, rest) = text.split_once(": ").unwrap();
            assert!((chances[0] - 1.0 / 6.0).abs() < 1e-15);
            assert!(chances[1..speaker.len() + 2].iter().all(|p| *p == 1.0));
            let time = &chances[speaker.len() + 2..];
            let (t, d) = match rest.starts_with("to") {
                true => (2.0 / 3.0, 1.0 / 2.0),
                false => (1.0 / 3.0, 1.0),
            };
            assert!(
                (time[0] - t).abs() < 1e-15 && (time[2] - d).abs() < 1e-15,
                "{text}"
            );
            // Who speaks is named again at no cost.
            assert!(text.ends_with(&format!("{speaker}.\n")));
            assert!(chances[text.len() - speaker.len()..].iter().all(|p| *p == 1.0));
        }
    }

    #[test]
    fn awkward_characters_have_names() {
        assert_eq!(name('a'), "a");
        assert_eq!(name(' '), "space");
        assert_eq!(name('€'), "u+20ac");
        let all: BTreeSet<String> = (0..=127).map(char::from).map(name).collect();
        assert_eq!(all.len(), 128, "no two have the same name");
    }
}
