//! The journal as figures that each have their evidence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use pivot_domain::application::public_title;
use pivot_domain::competitions::Better;
use pivot_domain::duration::show;
use pivot_domain::evidence::Repository;
use pivot_domain::fact::{Deed, Event, Recorded, Standing, standing};
use pivot_domain::progress::Work;
use pivot_domain::project::is_own;
use pivot_labs::metrics::{Direction, Metric};
use pivot_publish::record::{Evidence, Figure, Moment, Record};

use super::draft::monday;
use crate::planning::forecast::words::grouped;
use crate::situation::Situation;
use crate::verbs::lab::{Entry, entries};
use crate::words::{count, score};

/// What a repository holds, by the project that it is of.
pub type Commits = BTreeMap<String, Repository>;

/// Digits of a fact's id that name its evidence.
const ID: usize = 12;

/// Everything that can be shown of what was done. `titles` names the labs; `commits` are the projects' repositories as they were read
/// at the situation's moment.
///
/// - `hours:TASK`, `hours:step-N`, `hours:all`: work by the journal.
/// - `score:NAME`: the best score of a lab on the data of its last attempt, or of a competition.
/// - `rank:NAME`: the rank in a competition, as it was when a score was last asked for.
/// - `commits:SLUG`: commits that changed something.
/// - `posts:all`, `meetups:all`: how many were published and attended.
pub fn record(situation: &Situation, titles: &BTreeMap<String, String>, commits: &Commits) -> Record {
    let mut making = Making {
        situation,
        record: Record::default(),
    };
    making.hours();
    making.labs(titles);
    making.competitions();
    making.commits(commits);
    making.deeds();
    making.record
}

struct Making<'a> {
    situation: &'a Situation,
    record: Record,
}

impl Making<'_> {
    fn day(&self, at: Timestamp) -> Date {
        self.situation.settings.zones.civil(at).date()
    }

    fn evidence(&mut self, id: &str, at: Timestamp, evidence: Shown) {
        let Shown { title, found, by } = evidence;
        self.record.evidence.insert(
            id.to_owned(),
            Evidence {
                title,
                found,
                at: self.situation.settings.zones.local(at),
                by: by.into(),
                verified: false,
                sha256: None,
                excerpt: None,
                link: None,
            },
        );
    }

    fn figure(
        &mut self,
        key: String,
        value: f64,
        text: String,
        what: &str,
        at: Timestamp,
        evidence: Vec<String>,
    ) {
        let figure = Figure {
            value,
            text,
            what: what.to_owned(),
            on: self.day(at),
            evidence,
        };
        self.record.figures.insert(key, figure);
    }

    /// Work by task, by step and in all. It rests on the person's word and their timer.
    fn hours(&mut self) {
        let progress = self.situation.progress();
        let mut steps: BTreeMap<u32, Vec<(String, Work)>> = BTreeMap::new();
        let curriculum = &self.situation.curriculum;
        let known = curriculum
            .tasks
            .iter()
            .map(|t| (t.id.as_str(), (t.title.as_str(), t.step)));
        let added = progress
            .added
            .values()
            .map(|t| (t.id.as_str(), (public_title(t), t.step)));
        let known: BTreeMap<&str, (&str, u32)> = known.chain(added).collect();
        for (task, of) in &progress.tasks {
            // A task that no file knows has no title to show.
            let (Some((title, step)), Some(last)) = (known.get(task.as_str()), of.work.last()) else {
                continue;
            };
            let id = format!("hours-{}", plain(task));
            self.evidence(
                &id,
                last.at,
                Shown::of_work(&format!("Hours on {title}"), &of.work, self.situation),
            );
            let what = format!("Hours on {title}");
            let (value, text) = in_hours(&of.work);
            self.figure(
                format!("hours:{task}"),
                value,
                text,
                &what,
                last.at,
                vec![id.clone()],
            );
            let mut weeks: BTreeMap<Date, f64> = BTreeMap::new();
            for work in &of.work {
                let day = self.day(work.at);
                *weeks.entry(monday(day).unwrap_or(day)).or_default() += work.spent.as_secs_f64() / 3600.0;
            }
            let weeks = weeks.into_iter().map(|(on, value)| Moment { on, value });
            self.record
                .history
                .insert(format!("hours:{task}"), weeks.collect());
            let all = steps.entry(*step).or_default();
            all.extend(of.work.iter().map(|work| (id.clone(), work.clone())));
        }
        let mut whole: Vec<(String, Work)> = Vec::new();
        for (number, all) in steps {
            let step = curriculum.steps.iter().find(|s| s.number == number);
            let title = step.map_or("", |s| s.title.as_str());
            self.sum(
                format!("hours:step-{number}"),
                &format!("Hours on step {number}: {title}"),
                &all,
            );
            whole.extend(all);
        }
        if !whole.is_empty() {
            self.sum("hours:all".into(), "Hours in all", &whole);
        }
    }

    fn sum(&mut self, key: String, what: &str, all: &[(String, Work)]) {
        let work: Vec<Work> = all.iter().map(|(_, work)| work.clone()).collect();
        let Some(last) = work.iter().map(|w| w.at).max() else {
            return;
        };
        let ids: BTreeSet<&String> = all.iter().map(|(id, _)| id).collect();
        let (value, text) = in_hours(&work);
        self.figure(key, value, text, what, last, ids.into_iter().cloned().collect());
    }

    /// The best attempt at each lab, among those on the data of the last one: others do not compare.
    fn labs(&mut self, titles: &BTreeMap<String, String>) {
        let mut metrics: BTreeMap<String, Metric> = BTreeMap::new();
        for fact in standing(&self.situation.facts) {
            if let Event::Scored {
                deed,
                metric,
                attempt: Some(_),
                ..
            } = &fact.fact.event
                && let Some(metric) = Metric::named(metric)
            {
                metrics.insert(deed.what.clone(), metric);
            }
        }
        for (lab, metric) in metrics {
            let all = entries(&self.situation.facts, &lab);
            let Some(last) = all.last() else { continue };
            let compare: Vec<&Entry> = all.iter().filter(|e| e.data == last.data).collect();
            let better = |a: &Entry, b: &Entry| match metric.direction() {
                Direction::Higher => a.value > b.value,
                Direction::Lower => a.value < b.value,
            };
            let Some(best) = compare
                .iter()
                .copied()
                .reduce(|best, e| if better(e, best) { e } else { best })
            else {
                continue;
            };
            let attempts = compare.iter().map(|e| Moment {
                on: self.day(e.at),
                value: e.value,
            });
            let attempts: Vec<Moment> = attempts.collect();
            self.record.history.insert(format!("score:{lab}"), attempts);
            let title = titles.get(&lab).unwrap_or(&lab);
            let id = format!("lab-{}-{}", plain(&lab), best.number);
            let bar = match best.bar {
                Some(bar) => format!("On the part kept back it is {}.", bar.name()),
                None => "On the part kept back it falls short of the lab's bar.".into(),
            };
            let found = format!(
                "{} {} on the public part of the set `{}`, the best of {}. {bar} The answers lie on the person's own machine and are \
                 not looked at: an honour system.",
                metric.name(),
                score(best.value),
                best.set,
                count(compare.len(), "attempt"),
            );
            self.evidence(
                &id,
                best.at,
                Shown {
                    title: format!("{title}: attempt {}", best.number),
                    found,
                    by: "pivot lab submit",
                },
            );
            if let Some(evidence) = self.record.evidence.get_mut(&id) {
                evidence.verified = true;
                evidence.sha256 = Some(best.sha256.clone());
            }
            let what = format!("{title}, {}", metric.name());
            self.figure(
                format!("score:{lab}"),
                best.value,
                score(best.value),
                &what,
                best.at,
                vec![id],
            );
        }
    }

    /// Scores from elsewhere: of a competition whose submissions the service numbered the best, else the last.
    fn competitions(&mut self) {
        let mut all: BTreeMap<String, Vec<Elsewhere<'_>>> = BTreeMap::new();
        for fact in standing(&self.situation.facts) {
            if let Event::Scored {
                deed,
                metric,
                value,
                attempt: None,
                standing,
            } = &fact.fact.event
                // What a project is held against is no score of anything.
                && !is_own(metric)
            {
                all.entry(deed.what.clone()).or_default().push(Elsewhere {
                    fact,
                    deed,
                    metric,
                    value: *value,
                    standing: standing.as_ref(),
                });
            }
        }
        for (name, scores) in all {
            self.rank(&name, &scores);
            let Some(Elsewhere {
                fact,
                deed,
                metric,
                value,
                standing: by_number,
            }) = self.best(&name, &scores)
            else {
                continue;
            };
            let id = evidence_id(fact);
            self.evidence(
                &id,
                fact.fact.at,
                Shown {
                    title: format!("{name}: {metric}"),
                    found: format!("{name} answered {metric} {}.{}", score(value), said(deed)),
                    by: "the competition's own score, as it was recorded",
                },
            );
            if by_number.is_some() {
                self.verified(&id);
            }
            self.link(&id, deed);
            let what = format!("{name}, {metric}");
            let key = format!("score:{}", plain(&name));
            // A lab's figure is of answers that were checked here: nothing else takes its name.
            if !self.record.figures.contains_key(&key) {
                self.history(&key, scores.iter().map(|s| (s.fact.fact.at, s.value)));
                self.figure(key, value, score(value), &what, fact.fact.at, vec![id]);
            }
        }
    }

    /// The best of them where they are numbered and it is known which is better, else the last.
    fn best<'s>(&self, name: &str, scores: &[Elsewhere<'s>]) -> Option<Elsewhere<'s>> {
        let last = scores.last().copied()?;
        let watching = self
            .situation
            .competitions
            .iter()
            .find(|w| w.watched.name == name);
        let better = watching
            .and_then(crate::Watching::better)
            .or_else(|| Better::of_metric(last.metric));
        let (Some(better), Some(_)) = (better, last.standing) else {
            return Some(last);
        };
        let numbered = scores.iter().copied().filter(|s| s.standing.is_some());
        numbered.reduce(|best, s| {
            if better.beats(s.value, best.value) {
                s
            } else {
                best
            }
        })
    }

    /// The rank, as it was each time that a score was asked for.
    fn rank(&mut self, name: &str, scores: &[Elsewhere<'_>]) {
        let mut ranks: Vec<(Timestamp, f64, &Elsewhere<'_>)> = scores
            .iter()
            .filter_map(|s| Some((s.standing?.asked, f64::from(s.standing?.rank?), s)))
            .collect();
        ranks.sort_by_key(|(asked, _, score)| (*asked, score.fact.fact.at));
        let Some((asked, rank, last)) = ranks.last().copied() else {
            return;
        };
        let teams = last.standing.and_then(|s| s.teams);
        let text = match teams {
            Some(teams) => format!("{rank} of {}", grouped(teams as usize)),
            None => rank.to_string(),
        };
        let id = format!("rank-{}", evidence_id(last.fact));
        let told = self
            .situation
            .settings
            .zones
            .local(asked)
            .strftime("%-d %b %Y %H:%M %Z")
            .to_string();
        self.evidence(
            &id,
            asked,
            Shown {
                title: format!("{name}: rank"),
                found: format!(
                    "{name} answered rank {text} when it was asked on {told}, after a submission that scored {} {}. Ranks move; this one is \
                     kept as it was.",
                    score(last.value),
                    last.metric
                ),
                by: "the competition's own rank, as it was recorded",
            },
        );
        self.verified(&id);
        self.link(&id, last.deed);
        let key = format!("rank:{}", plain(name));
        self.history(&key, ranks.iter().map(|(asked, rank, _)| (*asked, *rank)));
        self.figure(key, rank, text, &format!("{name}, rank"), asked, vec![id]);
    }

    /// A service answered it, and not the person alone.
    fn verified(&mut self, id: &str) {
        if let Some(evidence) = self.record.evidence.get_mut(id) {
            evidence.verified = true;
        }
    }

    /// The way a figure went, in the order of time.
    fn history(&mut self, key: &str, moments: impl Iterator<Item = (Timestamp, f64)>) {
        let mut moments: Vec<(Timestamp, f64)> = moments.collect();
        moments.sort_by_key(|(at, _)| *at);
        let moments = moments.into_iter().map(|(at, value)| Moment {
            on: self.day(at),
            value,
        });
        let moments = moments.collect();
        self.record.history.insert(key.to_owned(), moments);
    }

    fn link(&mut self, id: &str, deed: &Deed) {
        let web = |link: &&String| link.starts_with("https://") || link.starts_with("http://");
        if let Some(evidence) = self.record.evidence.get_mut(id) {
            evidence.link = deed.link.as_ref().filter(web).cloned();
        }
    }

    fn commits(&mut self, commits: &Commits) {
        for (slug, repository) in commits {
            let (Some(first), Some(last)) =
                (repository.commits.iter().min(), repository.commits.iter().max())
            else {
                continue;
            };
            let days: BTreeSet<Date> = repository.commits.iter().map(|at| self.day(*at)).collect();
            let n = repository.commits.len();
            let id = format!("commits-{}", plain(slug));
            self.evidence(
                &id,
                self.situation.now,
                Shown {
                    title: format!("Commits of {slug}"),
                    found: format!(
                        "{} that changed something, on {} from {} to {}; merges are not counted.",
                        count(n, "commit"),
                        count(days.len(), "day"),
                        self.day(*first),
                        self.day(*last),
                    ),
                    by: "git log of the repository",
                },
            );
            if let Some(evidence) = self.record.evidence.get_mut(&id) {
                evidence.verified = true;
                evidence.sha256 = Some(repository.sha256.clone());
            }
            let what = format!("Commits of {slug}");
            #[allow(clippy::cast_precision_loss, reason = "nobody makes 2^52 commits")]
            self.figure(
                format!("commits:{slug}"),
                n as f64,
                n.to_string(),
                &what,
                *last,
                vec![id],
            );
        }
    }

    /// Posts that were published, and meetups where the person was.
    fn deeds(&mut self) {
        let mut posts: BTreeMap<String, (Timestamp, String)> = BTreeMap::new();
        let mut meetups: Vec<(Timestamp, String)> = Vec::new();
        for fact in standing(&self.situation.facts) {
            match &fact.fact.event {
                Event::Published(deed) if deed.what.starts_with(POST) => {
                    let id = evidence_id(fact);
                    self.evidence(
                        &id,
                        fact.fact.at,
                        Shown {
                            title: format!("Post: {}", &deed.what[POST.len()..]),
                            found: format!("The post was published.{}", said(deed)),
                            by: "pivot site publish",
                        },
                    );
                    if let Some(evidence) = self.record.evidence.get_mut(&id) {
                        evidence.verified = true;
                    }
                    self.link(&id, deed);
                    posts.entry(deed.what.clone()).or_insert((fact.fact.at, id));
                }
                Event::Attended(deed) => {
                    let id = evidence_id(fact);
                    // Whom the person met is theirs to tell: a note may name others.
                    self.evidence(
                        &id,
                        fact.fact.at,
                        Shown {
                            title: deed.what.clone(),
                            found: "The person was there, as they say.".into(),
                            by: "the person's word",
                        },
                    );
                    meetups.push((fact.fact.at, id));
                }
                _ => {}
            }
        }
        self.how_many("posts:all", "Posts", posts.into_values().collect());
        self.how_many("meetups:all", "Meetups", meetups);
    }

    fn how_many(&mut self, key: &str, what: &str, all: Vec<(Timestamp, String)>) {
        if let Some(last) = all.iter().map(|(at, _)| *at).max() {
            let n = all.len();
            #[allow(clippy::cast_precision_loss, reason = "there are few")]
            let value = n as f64;
            let ids = all.into_iter().map(|(_, id)| id).collect();
            self.figure(key.into(), value, n.to_string(), what, last, ids);
        }
    }
}

/// A score of something that is no lab.
#[derive(Clone, Copy)]
struct Elsewhere<'f> {
    fact: &'f Recorded,
    deed: &'f Deed,
    metric: &'f str,
    value: f64,
    standing: Option<&'f Standing>,
}

/// How a published post is named in a fact: this and its slug.
pub(crate) const POST: &str = "post ";

/// What an evidence page tells.
struct Shown {
    title: String,
    found: String,
    by: &'static str,
}

impl Shown {
    fn of_work(title: &str, work: &[Work], situation: &Situation) -> Shown {
        let day = |at: Timestamp| situation.settings.zones.civil(at).date();
        let spent = work
            .iter()
            .fold(jiff::SignedDuration::ZERO, |sum, w| sum.saturating_add(w.spent));
        let days: BTreeSet<Date> = work.iter().map(|w| day(w.at)).collect();
        let span = match (days.first(), days.last()) {
            (Some(first), Some(last)) if first != last => format!(" from {first} to {last}"),
            (Some(only), _) => format!(" on {only}"),
            _ => String::new(),
        };
        Shown {
            title: title.to_owned(),
            found: format!(
                "{} in {}, on {}{span}, by timer or as told.",
                show(spent),
                count(work.len(), "fact"),
                count(days.len(), "day")
            ),
            by: "the person's journal",
        }
    }
}

/// What the person said of it.
fn said(deed: &Deed) -> String {
    match deed.note.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
        Some(note) => format!(" {note}"),
        None => String::new(),
    }
}

/// Hours to a tenth, and as they are shown: whole from ten on.
fn in_hours(work: &[Work]) -> (f64, String) {
    let hours: f64 = work.iter().map(|w| w.spent.as_secs_f64()).sum::<f64>() / 3600.0;
    let value = (hours * 10.0).round() / 10.0;
    let text = if value >= 10.0 {
        format!("{value:.0} h")
    } else {
        format!("{value} h")
    };
    (value, text)
}

/// The id of a fact's evidence.
pub(crate) fn evidence_id(fact: &Recorded) -> String {
    fact.id.chars().take(ID).collect()
}

/// A name as part of an address: what is no letter, digit, `-`, `_` or `.` becomes a hyphen.
pub(super) fn plain(name: &str) -> String {
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().map(|c| if fit(c) { c } else { '-' }).collect()
}
