//! What is kept of a document, in which order, and why.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use pivot_domain::json::Node;
use pivot_domain::resume::{Document, FIELD, newest_first};
use pivot_domain::skills::Skills;

use super::{Choice, Limits};
use crate::resume::layout::{SECTIONS, clean};
use crate::resume::posting::Posting;

/// Demanded skills, by their number in the posting.
type Shows = BTreeSet<usize>;

/// What is kept of a document.
pub(super) struct Plan<'a> {
    posting: &'a Posting,
    /// The sections in their order.
    pub(super) sections: Vec<Section<'a>>,
    /// What the summary and the label show.
    basics: Shows,
}

/// What is kept of a section.
pub(super) struct Section<'a> {
    /// Its field.
    pub(super) field: &'static str,
    /// Its entries in their order, kept or not.
    pub(super) entries: Vec<Entry<'a>>,
}

/// What is kept of an entry.
pub(super) struct Entry<'a> {
    /// Its number in the original.
    pub(super) at: usize,
    /// Why it is left out, where it is.
    pub(super) out: Option<String>,
    /// Its lists in their order.
    pub(super) lists: Vec<(&'static str, Vec<Point>)>,
    what: String,
    /// What its own texts show, without its lists.
    own: Shows,
    dates: (&'a str, &'a str),
    /// How many entries of its section are newer.
    age: usize,
}

/// A bullet.
pub(super) struct Point {
    /// Its number in the original.
    pub(super) at: usize,
    /// Why it is left out, where it is.
    pub(super) out: Option<String>,
    what: String,
    shows: Shows,
}

/// The lists of an entry of a section.
fn lists(field: &str) -> &'static [&'static str] {
    match field {
        "work" | "volunteer" => &["highlights"],
        "projects" => &["highlights", "keywords"],
        "education" => &["courses"],
        "skills" | "interests" => &["keywords"],
        _ => &[],
    }
}

/// Sections that tell of a life in its order: newest first, and not by what they show.
fn is_history(field: &str) -> bool {
    matches!(field, "work" | "education" | "volunteer")
}

impl<'a> Plan<'a> {
    pub(super) fn of(document: &'a Document, posting: &'a Posting, limits: Limits) -> Plan<'a> {
        let root = document.root();
        let look = |text: &str| shows(posting, text);
        let mut sections: Vec<Section<'a>> = SECTIONS
            .iter()
            .filter_map(|(field, _)| {
                let items = root.get(field)?.items();
                let entries = items
                    .iter()
                    .enumerate()
                    .map(|(at, node)| entry(field, at, node, &look));
                Some(Section {
                    field,
                    entries: entries.collect(),
                })
            })
            .collect();
        for section in &mut sections {
            section.arrange(limits);
        }
        let basics = ["label", "summary"]
            .iter()
            .filter_map(|name| root.get("basics")?.get(name)?.text());
        let mut plan = Plan {
            posting,
            sections,
            basics: basics.flat_map(look).collect(),
        };
        plan.order();
        plan
    }

    /// Skills first; then work and projects, whichever shows more; then the rest as usual, those that show something before those
    /// that show nothing.
    fn order(&mut self) {
        let usual = |field: &str| {
            SECTIONS
                .iter()
                .position(|(f, _)| *f == field)
                .unwrap_or(SECTIONS.len())
        };
        let worth: BTreeMap<&str, usize> = self
            .sections
            .iter()
            .map(|s| (s.field, self.worth(&s.shows())))
            .collect();
        self.sections.sort_by_key(|s| {
            let rank = match s.field {
                "skills" => 0,
                "work" | "projects" => 1,
                _ => 2,
            };
            let most = if rank == 1 {
                worth[s.field]
            } else {
                worth[s.field].min(1)
            };
            (rank, Reverse(most), usual(s.field))
        });
    }

    /// What is asked for counts twice what is only wished for.
    fn worth(&self, shows: &Shows) -> usize {
        shows
            .iter()
            .map(|i| if self.posting.demands[*i].optional { 1 } else { 2 })
            .sum()
    }

    /// Leaves out the one thing that is missed least (several at once of a document with very many); false where nothing more may
    /// go.
    pub(super) fn cut(&mut self) -> bool {
        let mut offers = self.offers();
        offers.sort();
        let many = if offers.len() > 200 { offers.len() / 8 } else { 1 };
        offers.truncate(many);
        for (missed, place) in &offers {
            let why = match (missed.tier, missed.alone) {
                (0..=3, _) => "left out for length: it shows nothing that is demanded",
                (_, 0) => "left out for length: what it shows is shown elsewhere too",
                _ => "left out for length, though it shows what is demanded: nothing else was left to cut",
            };
            let entry = &mut self.sections[place.section].entries[place.entry];
            match place.point {
                Some((list, point)) => entry.lists[list].1[point].out = Some(why.into()),
                None => entry.out = Some(why.into()),
            }
        }
        !offers.is_empty()
    }

    /// What may go, with how much it would be missed.
    fn offers(&self) -> Vec<(Missed, Place)> {
        let counts = self.counts();
        let mut offers = Vec::new();
        for (s, section) in self.sections.iter().enumerate() {
            let kept = section.entries.iter().filter(|e| e.out.is_none()).count();
            for (e, entry) in section
                .entries
                .iter()
                .enumerate()
                .filter(|(_, e)| e.out.is_none())
            {
                let mut offer = |tier: u8, shows: &Shows, point: Option<(usize, usize)>| {
                    let alone = shows
                        .iter()
                        .filter(|i| counts.get(i) == Some(&1))
                        .copied()
                        .collect();
                    let missed = Missed {
                        tier,
                        alone: self.worth(&alone),
                        shows: self.worth(shows),
                        age: Reverse(entry.age),
                        place: Reverse(point.map_or(0, |(_, p)| p)),
                    };
                    offers.push((
                        missed,
                        Place {
                            section: s,
                            entry: e,
                            point,
                        },
                    ));
                };
                for (l, (list, points)) in entry
                    .lists
                    .iter()
                    .enumerate()
                    .filter(|(_, (l, _))| *l != "keywords")
                {
                    // A job keeps two bullets while there is something else to leave out.
                    let few = points.iter().filter(|p| p.out.is_none()).count() <= 2 && *list == "highlights";
                    for (p, point) in points.iter().enumerate().filter(|(_, p)| p.out.is_none()) {
                        let tier = match (point.shows.is_empty(), few) {
                            (true, false) => 1,
                            (true, true) => 3,
                            (false, _) => 4,
                        };
                        offer(tier, &point.shows, Some((l, p)));
                    }
                }
                let shows = entry.shows();
                match section.field {
                    "interests" | "references" => offer(0, &shows, None),
                    // The newest stays: without it there is no history.
                    "work" | "education" if kept == 1 || entry.age == 0 => {}
                    "work" | "education" => offer(5, &shows, None),
                    "skills" if kept <= 3 => {}
                    _ => offer(if shows.is_empty() { 2 } else { 5 }, &shows, None),
                }
            }
        }
        offers
    }

    /// How often each demanded skill is shown by what is kept.
    fn counts(&self) -> BTreeMap<usize, usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut add = |shows: &Shows| shows.iter().for_each(|i| *counts.entry(*i).or_default() += 1);
        add(&self.basics);
        for entry in self
            .sections
            .iter()
            .flat_map(|s| &s.entries)
            .filter(|e| e.out.is_none())
        {
            add(&entry.own);
            for point in entry
                .lists
                .iter()
                .flat_map(|(_, points)| points)
                .filter(|p| p.out.is_none())
            {
                add(&point.shows);
            }
        }
        counts
    }

    /// The demanded skills that what is kept shows.
    pub(super) fn shown(&self) -> Shows {
        self.counts().into_keys().collect()
    }

    /// The demanded skills that the original shows.
    pub(super) fn showable(&self) -> Shows {
        let mut all = self.basics.clone();
        for entry in self.sections.iter().flat_map(|s| &s.entries) {
            all.extend(&entry.own);
            all.extend(
                entry
                    .lists
                    .iter()
                    .flat_map(|(_, points)| points)
                    .flat_map(|p| &p.shows),
            );
        }
        all
    }

    /// All choices, in words.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let names = |shows: &Shows| -> Vec<String> {
            shows
                .iter()
                .map(|i| self.posting.demands[*i].name.clone())
                .collect()
        };
        let why = |out: &Option<String>, shows: &Shows, otherwise: &str| match (out, shows.is_empty()) {
            (Some(out), _) => out.clone(),
            (None, true) => otherwise.to_owned(),
            (None, false) => format!("kept: it shows {}", names(shows).join(", ")),
        };
        let mut choices = Vec::new();
        for section in &self.sections {
            let mut entries: Vec<&Entry<'_>> = section.entries.iter().collect();
            entries.sort_by_key(|e| e.out.is_some());
            for entry in entries {
                let pointer = format!("/{}/{}", section.field, entry.at);
                let shows = entry.shows();
                choices.push(Choice {
                    pointer: pointer.clone(),
                    what: entry.what.clone(),
                    kept: entry.out.is_none(),
                    shows: names(&shows),
                    why: why(
                        &entry.out,
                        &shows,
                        "kept: there is room, and it shows nothing that is demanded",
                    ),
                });
                if entry.out.is_some() {
                    continue;
                }
                for (list, points) in &entry.lists {
                    let mut points: Vec<&Point> = points.iter().collect();
                    points.sort_by_key(|p| p.out.is_some());
                    choices.extend(points.into_iter().map(|point| Choice {
                        pointer: format!("{pointer}/{list}/{}", point.at),
                        what: point.what.clone(),
                        kept: point.out.is_none(),
                        shows: names(&point.shows),
                        why: why(
                            &point.out,
                            &point.shows,
                            "kept: there is room, and it shows nothing that is demanded",
                        ),
                    }));
                }
            }
        }
        choices
    }
}

/// How much something would be missed; the least goes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Missed {
    /// What sort of thing it is: 0 interests and references; of what shows nothing 1 bullets, 2 entries that are no job, 3 the last
    /// bullets of a job; 4 bullets that show something, 5 jobs, schools, and entries that show something.
    tier: u8,
    /// What it alone shows.
    alone: usize,
    /// What it shows.
    shows: usize,
    /// The oldest goes first.
    age: Reverse<usize>,
    /// The last bullet goes first.
    place: Reverse<usize>,
}

/// Where something is in a plan.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    section: usize,
    entry: usize,
    /// List and bullet; `None`: the whole entry.
    point: Option<(usize, usize)>,
}

impl Section<'_> {
    /// Puts entries and bullets in their order and leaves out what is more than the limits.
    fn arrange(&mut self, limits: Limits) {
        for entry in &mut self.entries {
            for (list, points) in &mut entry.lists {
                points.sort_by_key(|p| Reverse(p.shows.len()));
                if *list != "keywords" {
                    for point in points.iter_mut().skip(limits.points.max(1)) {
                        point.out = Some(format!(
                            "left out: more than {} points of an entry",
                            limits.points.max(1)
                        ));
                    }
                }
            }
        }
        self.entries.sort_by(|a, b| newest_first(a.dates, b.dates));
        for (age, entry) in self.entries.iter_mut().enumerate() {
            entry.age = age;
        }
        if !is_history(self.field) {
            self.entries.sort_by_key(|e| Reverse(e.shows().len()));
        }
        if self.field == "skills" {
            for entry in self.entries.iter_mut().skip(limits.skills.max(1)) {
                entry.out = Some(format!("left out: more than {} skills", limits.skills.max(1)));
            }
        }
    }

    fn shows(&self) -> Shows {
        self.entries.iter().flat_map(Entry::shows).collect()
    }
}

impl Entry<'_> {
    /// What it shows, its lists included.
    fn shows(&self) -> Shows {
        let points = self
            .lists
            .iter()
            .flat_map(|(_, points)| points)
            .filter(|p| p.out.is_none());
        self.own
            .iter()
            .chain(points.flat_map(|p| &p.shows))
            .copied()
            .collect()
    }
}

fn shows(posting: &Posting, text: &str) -> Shows {
    let found = Skills::built_in().find(text);
    let number = |id: &str| posting.demands.iter().position(|d| d.skill == id);
    found.iter().filter_map(|f| number(&f.skill.id)).collect()
}

fn entry<'a>(field: &str, at: usize, node: &'a Node, look: &impl Fn(&str) -> Shows) -> Entry<'a> {
    let fields = lists(field);
    let text = |name: &str| node.get(name).and_then(Node::text).unwrap_or_default();
    let own = node
        .members()
        .iter()
        .filter(|m| m.name != FIELD && m.name != "url" && !fields.contains(&m.name.as_str()));
    let own: Shows = own.flat_map(|m| m.node.texts()).flat_map(look).collect();
    let points = |list: &'static str| {
        let items = node.get(list).map_or(&[][..], Node::items);
        let points = items.iter().enumerate().map(|(at, item)| {
            let text = item.text().unwrap_or_default();
            Point {
                at,
                out: None,
                what: short(text),
                shows: look(text),
            }
        });
        (list, points.collect::<Vec<Point>>())
    };
    let dates = match field {
        "awards" | "certificates" => (text("date"), text("date")),
        "publications" => (text("releaseDate"), text("releaseDate")),
        _ => (text("startDate"), text("endDate")),
    };
    let names = [
        "position",
        "name",
        "title",
        "organization",
        "studyType",
        "area",
        "institution",
        "language",
    ];
    let what: Vec<&str> = names.iter().map(|n| text(n)).filter(|t| !t.is_empty()).collect();
    Entry {
        at,
        out: None,
        lists: fields.iter().map(|list| points(list)).collect(),
        what: short(&what.join(", ")),
        own,
        dates,
        age: 0,
    }
}

/// At most 80 characters, in one line.
fn short(text: &str) -> String {
    let text = clean(text);
    if text.chars().count() <= 80 {
        text
    } else {
        text.chars().take(79).chain(['…']).collect()
    }
}
