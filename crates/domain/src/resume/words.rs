//! Words and phrases in a résumé: whole, in any case ([`crate::words`] says what a word is).

use std::collections::BTreeMap;

use super::Resume;
use crate::words::tokens;

/// So many characters of what stands around a word are shown on either side.
const AROUND: usize = 24;

/// A word that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The word or phrase that was looked for.
    pub word: String,
    /// The section in which it was met first: `skills`.
    pub section: &'static str,
    /// What stands there, in one line, shortened.
    pub excerpt: String,
}

/// Whether a text has anything to look for in it: a letter or a digit.
pub fn is_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

impl Resume {
    /// The texts in which words are looked for, each with its section: what the person did, learned and can; no names of
    /// employers, schools or persons.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let mut texts: Vec<(&'static str, &str)> = Vec::new();
        let mut add = |section, text| texts.push((section, text));
        for skill in &self.skills {
            add("skills", skill.name.as_str());
            skill.keywords.iter().for_each(|k| add("skills", k));
        }
        for project in &self.projects {
            add("projects", &project.name);
            add("projects", &project.description);
            let lists = [&project.highlights, &project.keywords, &project.roles];
            lists.into_iter().flatten().for_each(|t| add("projects", t));
        }
        for work in &self.work {
            add("work", &work.position);
            add("work", &work.summary);
            work.highlights.iter().for_each(|t| add("work", t));
        }
        for volunteer in &self.volunteer {
            add("volunteer", &volunteer.position);
            add("volunteer", &volunteer.summary);
            volunteer.highlights.iter().for_each(|t| add("volunteer", t));
        }
        for certificate in &self.certificates {
            add("certificates", &certificate.name);
        }
        for education in &self.education {
            add("education", &education.area);
            education.courses.iter().for_each(|t| add("courses", t));
        }
        add("basics", &self.basics.label);
        add("basics", &self.basics.summary);
        for profile in &self.basics.profiles {
            add("profiles", &profile.network);
        }
        texts
    }

    /// For each list of words and phrases those that are in the résumé, in the order of the list, each where it was met first.
    /// It takes one pass over the texts, however many words there are.
    pub fn find(&self, lists: &[&[String]]) -> Vec<Vec<Found>> {
        let mut found: Vec<Vec<Option<Found>>> = lists.iter().map(|list| vec![None; list.len()]).collect();
        // Each phrase as its words with one space between them: where it belongs. And the most words that one has.
        let mut phrases: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        let mut longest = 0;
        for (i, list) in lists.iter().enumerate() {
            for (k, phrase) in list.iter().enumerate() {
                let words: Vec<String> = tokens(phrase).into_iter().map(|t| t.lower).collect();
                longest = longest.max(words.len());
                phrases.entry(words.join(" ")).or_default().push((i, k));
            }
        }
        for (section, text) in self.texts() {
            let words = tokens(text);
            for (at, first) in words.iter().enumerate() {
                let mut here = String::new();
                for (n, word) in words[at..].iter().take(longest).enumerate() {
                    if n > 0 && !word.joined {
                        break;
                    }
                    if n > 0 {
                        here.push(' ');
                    }
                    here.push_str(&word.lower);
                    for (i, k) in phrases.get(&here).into_iter().flatten() {
                        found[*i][*k].get_or_insert_with(|| Found {
                            word: lists[*i][*k].clone(),
                            section,
                            excerpt: around(text, first.start, word.end),
                        });
                    }
                }
            }
        }
        found
            .into_iter()
            .map(|list| list.into_iter().flatten().collect())
            .collect()
    }
}

/// What stands around a place, in one line.
fn around(text: &str, start: usize, end: usize) -> String {
    let shown = |c: char| {
        if c.is_control() || c.is_whitespace() {
            ' '
        } else {
            c
        }
    };
    let before: Vec<char> = text[..start].chars().rev().take(AROUND + 1).collect();
    let after: Vec<char> = text[end..].chars().take(AROUND + 1).collect();
    let mut line = String::new();
    if before.len() > AROUND {
        line.push('…');
    }
    line.extend(before.iter().take(AROUND).rev().map(|c| shown(*c)));
    line.extend(text[start..end].chars().map(shown));
    line.extend(after.iter().take(AROUND).map(|c| shown(*c)));
    if after.len() > AROUND {
        line.push('…');
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
