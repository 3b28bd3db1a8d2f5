//! Finds skills in a text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Kind, Skill, Skills};
use crate::words::{Token, tokens};

/// So many words to either side are company.
const NEAR: usize = 8;

/// A skill where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'s> {
    /// The skill.
    pub skill: &'s Skill,
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// The words that it was found by, as they stand there.
    pub words: String,
}

/// A name that stands somewhere.
struct Candidate {
    skill: usize,
    /// Its words, as numbers of tokens.
    words: Range<usize>,
    sure: bool,
}

impl Skills {
    /// The skills that a text names, each as often as it does, in the order of the text. Where two names of one skill overlap, the
    /// longer one counts.
    ///
    /// ```
    /// use pivot_domain::skills::Skills;
    ///
    /// let ids = |text| -> Vec<String> { Skills::built_in().find(text).iter().map(|f| f.skill.id.clone()).collect() };
    /// assert_eq!(ids("Services in Go, on Linux"), ["go", "linux"]);
    /// assert!(ids("Go to the office").is_empty());
    /// ```
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        let words = tokens(text);
        let mut candidates = self.candidates(text, &words);
        self.decide(text, &words, &mut candidates);
        candidates.retain(|c| c.sure);
        candidates.sort_by_key(|c| (c.words.start, c.skill));
        candidates
            .into_iter()
            .map(|c| {
                let at = words[c.words.start].start..words[c.words.end - 1].end;
                Found {
                    skill: &self.list[c.skill],
                    words: text[at.clone()].to_owned(),
                    at,
                }
            })
            .collect()
    }

    /// All names, sure or not, without those in phrases that mean something else.
    fn candidates(&self, text: &str, words: &[Token]) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        // Words of phrases that mean something else, by skill.
        let mut else_where: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for (at, first) in words.iter().enumerate() {
            let mut here = String::new();
            for (n, word) in words[at..].iter().take(self.longest).enumerate() {
                if n > 0 && !word.joined {
                    break;
                }
                if n > 0 {
                    here.push(' ');
                }
                here.push_str(&word.lower);
                let range = at..at + n + 1;
                for skill in self.not.get(&here).into_iter().flatten() {
                    else_where.entry(*skill).or_default().push(range.clone());
                }
                for (skill, name, kind) in self.names.get(&here).into_iter().flatten() {
                    let stands = &text[first.start..word.end];
                    // A sign before the name belongs to it: `.NET`.
                    let sign = &name[..name.find(char::is_alphanumeric).unwrap_or(0)];
                    if !text[..first.start].ends_with(sign) || (*kind != Kind::Any && stands != name) {
                        continue;
                    }
                    found.push(Candidate {
                        skill: *skill,
                        words: range.clone(),
                        sure: *kind != Kind::Unsure,
                    });
                }
            }
        }
        self.without_parts(found, &else_where)
    }

    /// Leaves out what is a part of a longer name of the same skill, what stands in a phrase that means something else, and what was
    /// found twice. Candidates come in the order of their first words, so that only neighbours can overlap.
    fn without_parts(
        &self,
        found: Vec<Candidate>,
        else_where: &BTreeMap<usize, Vec<Range<usize>>>,
    ) -> Vec<Candidate> {
        let inside = |a: &Range<usize>, b: &Range<usize>| b.start <= a.start && a.end <= b.end;
        let keep: Vec<bool> = found
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let before = found[..i]
                    .iter()
                    .rev()
                    .take_while(|o| o.words.start + self.longest > c.words.start);
                let after = found[i + 1..]
                    .iter()
                    .take_while(|o| o.words.start == c.words.start);
                let again = before.clone().any(|o| o.skill == c.skill && o.words == c.words);
                let part = before.chain(after).any(|o| {
                    o.skill == c.skill && inside(&c.words, &o.words) && o.words.len() > c.words.len()
                });
                let other = else_where.get(&c.skill).is_some_and(|ranges| {
                    let end = ranges.partition_point(|r| r.start <= c.words.start);
                    let near = ranges[..end].iter().rev();
                    near.take_while(|r| r.start + self.longest > c.words.start)
                        .any(|r| inside(&c.words, r))
                });
                !(again || part || other)
            })
            .collect();
        let mut keep = keep.into_iter();
        found
            .into_iter()
            .filter(|_| keep.next().unwrap_or(true))
            .collect()
    }

    /// Which of the unsure names are in company.
    fn decide(&self, text: &str, words: &[Token], candidates: &mut [Candidate]) {
        let sure: Vec<(usize, Range<usize>)> = candidates
            .iter()
            .filter(|c| c.sure)
            .map(|c| (c.skill, c.words.clone()))
            .collect();
        let listed = lists(text, words, candidates);
        for (c, listed) in candidates.iter_mut().zip(listed) {
            if c.sure {
                continue;
            }
            let skill = &self.list[c.skill];
            let from = c.words.start.saturating_sub(NEAR);
            let to = (c.words.end + NEAR).min(words.len());
            let around = || (from..c.words.start).chain(c.words.end..to);
            let alone = c.words == (0..words.len()) || labelled(text, words, &c.words);
            let named = around().any(|w| skill.near.contains(&words[w].lower));
            // Sure names come in the order of their first words.
            let among = || {
                let begin = sure.partition_point(|(_, w)| w.start + self.longest <= from);
                let near = sure[begin..].iter().take_while(|(_, w)| w.start < to);
                near.filter(|(s, w)| *s != c.skill && w.end > from)
                    .any(|(_, w)| !overlap(w, &c.words))
            };
            c.sure = alone || named || (!skill.strict && (listed || among()));
        }
    }
}

/// Whether a name is all that follows a colon, up to the end or a comma: `Nice to have: Go`.
fn labelled(text: &str, words: &[Token], name: &Range<usize>) -> bool {
    let before = text[..words[name.start].start].trim_end();
    let after = text[words[name.end - 1].end..].trim_start();
    before.ends_with(':') && (after.is_empty() || after.starts_with([',', ';']))
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// For each candidate whether it stands in a list with another skill: nothing but a comma, a sign, "and", "or" between them.
fn lists(text: &str, words: &[Token], candidates: &[Candidate]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|i| (candidates[*i].words.start, candidates[*i].words.end));
    let mut listed = vec![false; candidates.len()];
    for (n, i) in order.iter().enumerate() {
        for k in order[n + 1..].iter().take(4) {
            let (a, b) = (&candidates[*i], &candidates[*k]);
            if a.skill == b.skill || b.words.start < a.words.end {
                continue;
            }
            let (from, to) = (words[a.words.end - 1].end, words[b.words.start].start);
            let between = text[from..to]
                .trim()
                .trim_matches([',', ';', '/', '&', '|', '+', '·', '•'])
                .trim();
            let joins = matches!(
                between.to_lowercase().as_str(),
                "and" | "or" | "and/or" | "as well as"
            );
            // A space alone joins no list.
            let sign =
                between.is_empty() && text[from..to].contains([',', ';', '/', '&', '|', '+', '·', '•']);
            if joins || sign {
                listed[*i] = true;
                listed[*k] = true;
            }
        }
    }
    listed
}
