//! The postings of a company: what its board says now against what was known.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What stands in the `format` of a kept file.
pub const FORMAT: &str = "pivot.postings/1";
/// The board of a posting that the person saved as a file.
pub const PASTED: &str = "pasted";

/// A job advertisement as a board has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Posting {
    /// The board: `greenhouse:example`.
    pub board: String,
    /// The company's name, as the person's list has it.
    pub company: String,
    /// The board's own id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the work is, in the board's words.
    pub places: Vec<String>,
    /// Whether one can work from elsewhere, where the board says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<Remote>,
    /// The team or department; may be empty.
    pub team: String,
    /// The kind of employment in the board's words, such as `FullTime`; may be empty.
    pub kind: String,
    /// What is paid, where the board says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
    /// Where it can be read; may be empty.
    pub url: String,
    /// Where one applies; may be empty.
    pub apply_url: String,
    /// What it says, a line for each block of it, headings begin with `#`. Empty where the text could not be had yet.
    pub text: String,
    /// When it was posted, where the board says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posted: Option<Timestamp>,
    /// When it was seen for the first time.
    pub first_seen: Timestamp,
    /// When it was seen for the last time.
    pub last_seen: Timestamp,
    /// When it was found to be there no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Timestamp>,
}

impl Posting {
    /// Whether the person saved it as a file: no board has it, and only they can tell that it is gone.
    pub fn is_pasted(&self) -> bool {
        self.board == PASTED
    }
}

/// Whether one can work from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remote {
    /// Everything.
    Remote,
    /// Some of it.
    Hybrid,
    /// Nothing.
    OnSite,
}

/// What is paid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pay {
    /// The least, in units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The most, in units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// The currency's code, such as `EUR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// For how long, in the board's words, such as `per-year-salary` or `1 YEAR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
}

/// What `postings/COMPANY.json` holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// [`FORMAT`].
    pub format: String,
    /// The company's name.
    pub company: String,
    /// The board that was asked: `greenhouse:example`.
    pub board: String,
    /// When the board last answered well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Timestamp>,
    /// The `ETag` of that answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` of that answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// All that were ever seen, those that are gone too.
    pub postings: Vec<Posting>,
}

/// What came of asking a board.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched {
    /// It listed these.
    Listed {
        /// The postings. When they were seen is not looked at.
        postings: Vec<Posting>,
        /// These are all; where not, what is missing is not gone.
        whole: bool,
    },
    /// It says that nothing has changed since the last time.
    Same,
    /// It did not answer, not well, or there is no such board: nothing is known.
    Failed,
}

/// What is known after a board was asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// All postings, those that are gone too: the known ones in their order, then the new ones in the board's.
    pub all: Vec<Posting>,
    /// Those that were never seen before, as places in `all`.
    pub new: Vec<usize>,
    /// Those that say something else than before, as places in `all`.
    pub changed: Vec<usize>,
    /// Those that are gone since, as places in `all`.
    pub gone: Vec<usize>,
    /// Those that were gone and are there again, as places in `all`.
    pub back: Vec<usize>,
    /// The board listed none where some were known, which was not believed: nothing was taken for gone.
    pub empty: bool,
}

/// Puts what a board answered at `now` to what is known.
///
/// An answer with no posting, where some were there, is believed only where the person says so (`empty_is_true`): a board that
/// is broken or was renamed answers so too. A posting whose text is empty now keeps the text that is known.
pub fn merge(known: &[Posting], fetched: &Fetched, now: Timestamp, empty_is_true: bool) -> Merged {
    let mut merged = Merged {
        all: known.to_vec(),
        ..Merged::default()
    };
    let (listed, whole) = match fetched {
        Fetched::Failed => return merged,
        Fetched::Same => {
            for posting in merged.all.iter_mut().filter(|p| p.gone.is_none()) {
                posting.last_seen = posting.last_seen.max(now);
            }
            return merged;
        }
        Fetched::Listed { postings, whole } => (postings, *whole),
    };
    if listed.is_empty() && !empty_is_true && known.iter().any(|p| p.gone.is_none()) {
        merged.empty = true;
        return merged;
    }
    let mut seen = vec![false; known.len()];
    for posting in listed {
        let is_it = |p: &Posting| p.board == posting.board && p.id == posting.id;
        match merged.all.iter().position(is_it) {
            Some(at) if at >= known.len() || seen[at] => {} // Twice in one answer: the first counts.
            Some(at) => {
                seen[at] = true;
                let old = &merged.all[at];
                let mut next = Posting {
                    first_seen: old.first_seen,
                    last_seen: old.last_seen.max(now),
                    gone: None,
                    posted: posting.posted.or(old.posted),
                    ..posting.clone()
                };
                if next.text.is_empty() {
                    next.text.clone_from(&old.text);
                }
                if old.gone.is_some() {
                    merged.back.push(at);
                } else if says_else(old, &next) {
                    merged.changed.push(at);
                }
                merged.all[at] = next;
            }
            None => {
                merged.new.push(merged.all.len());
                merged.all.push(Posting {
                    first_seen: now,
                    last_seen: now,
                    gone: None,
                    ..posting.clone()
                });
            }
        }
    }
    if whole {
        for (at, seen) in seen.into_iter().enumerate() {
            if !seen && merged.all[at].gone.is_none() {
                merged.all[at].gone = Some(now);
                merged.gone.push(at);
            }
        }
    }
    merged
}

/// Whether it tells the reader something that it did not tell before. That a text came at last is nothing of that kind.
fn says_else(old: &Posting, new: &Posting) -> bool {
    let told = |p: &Posting| Posting {
        text: if old.text.is_empty() {
            String::new()
        } else {
            p.text.clone()
        },
        posted: None,
        first_seen: Timestamp::UNIX_EPOCH,
        last_seen: Timestamp::UNIX_EPOCH,
        gone: None,
        ..p.clone()
    };
    told(old) != told(new)
}

#[cfg(test)]
mod tests {
    use super::{Fetched, Kept, Merged, Posting, merge};
    use jiff::Timestamp;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86400).unwrap()
    }

    fn posting(id: &str, title: &str) -> Posting {
        Posting {
            board: "lever:example".into(),
            id: id.into(),
            title: title.into(),
            text: "Text.".into(),
            ..Posting::default()
        }
    }

    fn listed(postings: &[Posting]) -> Fetched {
        Fetched::Listed {
            postings: postings.to_vec(),
            whole: true,
        }
    }

    /// Two that were seen on day 1.
    fn two() -> Vec<Posting> {
        merge(
            &[],
            &listed(&[posting("1", "One"), posting("2", "Two")]),
            at(1),
            false,
        )
        .all
    }

    #[test]
    fn new_changed_gone_and_back_are_told_apart() {
        let first = two();
        assert_eq!((first[0].first_seen, first[0].last_seen), (at(1), at(1)));
        let second = merge(
            &first,
            &listed(&[posting("3", "Three"), posting("1", "Uno"), posting("3", "Again")]),
            at(2),
            false,
        );
        assert_eq!(
            (&*second.new, &*second.changed, &*second.gone, &*second.back),
            (&[2][..], &[0][..], &[1][..], &[][..])
        );
        let all = &second.all;
        assert_eq!(
            (&*all[0].title, all[0].first_seen, all[0].last_seen),
            ("Uno", at(1), at(2))
        );
        assert_eq!((all[1].gone, all[1].last_seen), (Some(at(2)), at(1)));
        assert_eq!((&*all[2].title, all.len()), ("Three", 3));
        let third = merge(
            all,
            &listed(&[posting("2", "Two"), posting("3", "Three")]),
            at(3),
            false,
        );
        assert_eq!(
            (&*third.new, &*third.changed, &*third.gone, &*third.back),
            (&[][..], &[][..], &[0][..], &[1][..])
        );
        assert_eq!((third.all[1].gone, third.all[1].first_seen), (None, at(1)));
    }

    #[test]
    fn a_failed_fetch_changes_nothing() {
        let known = two();
        let merged = merge(&known, &Fetched::Failed, at(2), true);
        assert_eq!(
            merged,
            Merged {
                all: known,
                ..Merged::default()
            }
        );
    }

    #[test]
    fn an_empty_answer_is_not_believed_at_once() {
        let known = two();
        let doubted = merge(&known, &listed(&[]), at(2), false);
        assert!(doubted.empty);
        assert_eq!((doubted.all, doubted.gone), (known.clone(), vec![]));
        let believed = merge(&known, &listed(&[]), at(2), true);
        assert!(!believed.empty);
        assert_eq!(believed.gone, [0, 1]);
        // Where nothing was there, none is no news.
        assert_eq!(merge(&[], &listed(&[]), at(2), false), Merged::default());
        assert!(!merge(&believed.all, &listed(&[]), at(3), false).empty);
    }

    #[test]
    fn the_same_was_seen_again() {
        let mut known = two();
        known[1].gone = Some(at(1));
        let merged = merge(&known, &Fetched::Same, at(2), false);
        let seen: Vec<Timestamp> = merged.all.iter().map(|p| p.last_seen).collect();
        assert_eq!(seen, [at(2), at(1)]);
        // A clock that went back makes nothing older.
        assert_eq!(
            merge(&known, &Fetched::Same, at(0), false).all[0].last_seen,
            at(1)
        );
    }

    #[test]
    fn a_part_of_a_list_makes_nothing_gone() {
        let part = Fetched::Listed {
            postings: vec![posting("2", "Two")],
            whole: false,
        };
        let merged = merge(&two(), &part, at(2), false);
        assert!(merged.gone.is_empty());
        assert_eq!((merged.all[0].last_seen, merged.all[1].last_seen), (at(1), at(2)));
    }

    #[test]
    fn a_text_that_did_not_come_is_kept_and_one_that_comes_late_is_no_change() {
        let bare = |id| Posting {
            text: String::new(),
            ..posting(id, "One")
        };
        let merged = merge(&two(), &listed(&[bare("1"), posting("2", "Two")]), at(2), false);
        assert_eq!((&*merged.all[0].text, merged.changed.len()), ("Text.", 0));
        let first = merge(&[], &listed(&[bare("1")]), at(1), false).all;
        let then = merge(&first, &listed(&[posting("1", "One")]), at(2), false);
        assert_eq!((&*then.all[0].text, then.changed.len()), ("Text.", 0));
    }

    /// These bytes lie in people's folders: they are read for ever.
    #[test]
    fn a_kept_file_is_read_for_ever() {
        let text = r#"{"format":"pivot.postings/1","company":"Example","board":"lever:example","fetched":"2027-03-01T10:00:00Z","etag":"\"1\"","later":true,
            "postings":[{"board":"lever:example","company":"Example","id":"1","title":"One","places":["Lyon"],"remote":"on-site","team":"","kind":"","pay":{"min":1.5,"currency":"EUR"},
            "url":"","apply_url":"","text":"Text.","first_seen":"2027-02-01T10:00:00Z","last_seen":"2027-03-01T10:00:00Z","gone":"2027-03-02T10:00:00Z"}]}"#;
        let kept: Kept = serde_json::from_str(text).unwrap();
        let one = &kept.postings[0];
        assert_eq!(one.remote, Some(super::Remote::OnSite));
        assert_eq!(one.pay.as_ref().unwrap().min, Some(1.5));
        assert_eq!(one.gone.unwrap().to_string(), "2027-03-02T10:00:00Z");
        let again = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&again).unwrap(), kept);
    }
}
