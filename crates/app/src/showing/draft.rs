//! The beginning of a post, from the journal: what was tried, hours, scores, links, and questions whose answers are the person's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use pivot_domain::application::{posting, public_title};
use pivot_domain::fact::{Event, Recorded, standing};
use pivot_labs::lab::Lab;
use pivot_publish::record::Record;

use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::lab::entries;
use crate::words::{count, hours, long_date, score};

/// What a post is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About<'a> {
    /// A task, by its id.
    Task(&'a str),
    /// A lab.
    Lab(&'a Lab),
    /// The week that begins on this Monday.
    Week(Date),
}

/// A post that can be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its name as part of an address, not yet taken as far as `taken` said.
    pub slug: String,
    /// The file.
    pub text: String,
}

/// The Monday of the week that `text` names: a date in it, or `2027-W02`.
pub fn week_of(text: &str) -> Option<Date> {
    let date = match text.split_once("-W").or_else(|| text.split_once("-w")) {
        Some((year, week)) => {
            let (year, week) = (year.parse().ok()?, week.parse().ok()?);
            ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date()
        }
        None => text.parse().ok()?,
    };
    monday(date)
}

/// The Monday on or before a date.
pub fn monday(date: Date) -> Option<Date> {
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(since.days()).ok()
}

/// Begins a post. `record` holds the figures that it names; `taken` says whether a slug is.
///
/// # Errors
/// A task that there is not.
pub fn draft(
    situation: &Situation,
    record: &Record,
    from: &About<'_>,
    taken: &dyn Fn(&str) -> bool,
) -> Result<Draft, Error> {
    let today = situation.settings.zones.civil(situation.now).date();
    let mut page = Page {
        situation,
        record,
        body: String::new(),
    };
    let (title, tags, tasks) = match from {
        About::Task(id) => page.task(id)?,
        About::Lab(lab) => page.lab(lab),
        About::Week(monday) => page.week(*monday),
    };
    page.questions(from);
    let list = |all: &[String]| {
        let quoted: Vec<String> = all.iter().map(|one| quoted(one)).collect();
        quoted.join(", ")
    };
    let mut text = format!(
        "+++\ntitle = {}\ndate = {today}\ndraft = true\ntags = [{}]\ntasks = [{}]\n# summary = \"a sentence for lists and previews\"\n+++\n\n",
        quoted(&title),
        list(&tags),
        list(&tasks),
    );
    text.push_str(page.body.trim_end());
    text.push('\n');
    Ok(Draft {
        slug: free(&slug(&title), taken),
        text,
    })
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    // A control letter would be no TOML, and says nothing in a title.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A title as part of an address: small letters and digits with hyphens between.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "post".into()
    } else {
        slug.into()
    }
}

fn free(slug: &str, taken: &dyn Fn(&str) -> bool) -> String {
    if !taken(slug) {
        return slug.to_owned();
    }
    let numbered = (2..10_000).map(|n| format!("{slug}-{n}"));
    let mut numbered = numbered.filter(|name| !taken(name));
    numbered.next().unwrap_or_else(|| slug.to_owned())
}

/// What a text would mean in Markdown is taken from it.
fn literal(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '$' | '#' | '|' | '~'
        ) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

struct Page<'a> {
    situation: &'a Situation,
    record: &'a Record,
    body: String,
}

/// Title, tags, and the tasks that the post stands for.
type Head = (String, Vec<String>, Vec<String>);

impl Page<'_> {
    fn day(&self, at: Timestamp) -> Date {
        self.situation.settings.zones.civil(at).date()
    }

    fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    /// The title of a task and its link.
    fn known(&self, id: &str) -> Option<(String, Option<String>)> {
        let of_file = self.situation.curriculum.task(id);
        of_file.map(|t| (t.title.clone(), t.link.clone())).or_else(|| {
            let progress = self.situation.progress();
            Some((public_title(progress.added.get(id)?).to_owned(), None))
        })
    }

    fn task(&mut self, id: &str) -> Result<Head, Error> {
        let Some((title, link)) = self.known(id) else {
            let names = self.situation.curriculum.tasks.iter().map(|t| t.id.as_str());
            let near = pivot_domain::fault::nearest(id, names);
            let error = Error::wrong(format!("there is no task, lab or week `{id}`"));
            return Err(error.next(match near {
                Some(near) => format!("did you mean `{near}`? a week is a date in it, or 2027-W02"),
                None => {
                    "pivot plan shows the tasks, pivot lab list the labs; a week is a date in it, or 2027-W02"
                        .into()
                }
            }));
        };
        self.line("## What I did\n");
        let key = format!("hours:{id}");
        if self.record.figures.contains_key(&key) {
            let of = match link {
                Some(link) => format!("[{}]({link})", literal(&title)),
                None => literal(&title),
            };
            self.line(&format!("{of}: []({key}) of work.\n"));
        } else {
            self.line(&format!("{}: nothing is in the journal yet.\n", literal(&title)));
        }
        let facts: Vec<Recorded> = standing(&self.situation.facts)
            .filter(|r| r.fact.event.task() == Some(id))
            .cloned()
            .collect();
        self.facts(&facts);
        Ok((title, Vec::new(), vec![id.to_owned()]))
    }

    fn lab(&mut self, lab: &Lab) -> Head {
        let all = entries(&self.situation.facts, &lab.id);
        self.line("## What I tried\n");
        self.line(&format!(
            "{}: {}.\n",
            literal(&lab.title),
            literal(lab.topic.trim_end_matches('.'))
        ));
        let mut tasks = Vec::new();
        if all.is_empty() {
            self.line("No attempt is in the journal yet.\n");
        } else {
            let metric = lab.metric.name();
            self.line(&format!(
                "{} so far. The best: {metric} [](score:{}).\n",
                capital(&count(all.len(), "attempt")),
                lab.id
            ));
            self.line(&format!(
                "| attempt | day | {metric} | what |\n| --- | --- | --- | --- |"
            ));
            for entry in &all {
                let note = entry.note.as_deref().map(literal).unwrap_or_default();
                let row = format!(
                    "| {} | {} | {} | {note} |",
                    entry.number,
                    self.day(entry.at),
                    score(entry.value)
                );
                self.line(&row);
            }
            self.line("");
            let scored = standing(&self.situation.facts).filter_map(|r| match &r.fact.event {
                Event::Scored { deed, .. } if deed.what == lab.id => deed.task.clone(),
                _ => None,
            });
            tasks = scored.collect();
            tasks.sort();
            tasks.dedup();
        }
        for task in &tasks {
            let key = format!("hours:{task}");
            if self.record.figures.contains_key(&key) {
                self.line(&format!("It took me []({key}).\n"));
            }
        }
        (lab.title.clone(), vec![lab.id.clone()], tasks)
    }

    fn week(&mut self, monday: Date) -> Head {
        let sunday = monday.checked_add(6.days()).unwrap_or(monday);
        let within = |at: Timestamp| (monday..=sunday).contains(&self.day(at));
        let mut spent: BTreeMap<String, SignedDuration> = BTreeMap::new();
        for (id, task) in &self.situation.progress().tasks {
            let sum = task.work.iter().filter(|w| within(w.at)).map(|w| w.spent);
            let sum = sum.fold(SignedDuration::ZERO, SignedDuration::saturating_add);
            if !sum.is_zero() {
                spent.insert(id.clone(), sum);
            }
        }
        let facts: Vec<Recorded> = standing(&self.situation.facts)
            .filter(|r| within(r.fact.at))
            .cloned()
            .collect();
        self.line("## What I did\n");
        if spent.is_empty() {
            self.line("Nothing is in the journal for this week.\n");
        } else {
            let all = spent
                .values()
                .fold(SignedDuration::ZERO, |a, b| a.saturating_add(*b));
            self.line(&format!(
                "{} of work, {} to {}:\n",
                hours(all),
                long_date(monday),
                long_date(sunday)
            ));
            for (id, sum) in &spent {
                let title = self.known(id).map_or_else(|| id.clone(), |(title, _)| title);
                self.line(&format!("- {}: {}", literal(&title), hours(*sum)));
            }
            self.line("");
        }
        self.facts(&facts);
        (
            format!("The week of {}", monday.strftime("%-d %B %Y")),
            vec!["weekly".into()],
            Vec::new(),
        )
    }

    /// What others could see of it: scores, what was finished, what was published, where the person was.
    fn facts(&mut self, facts: &[Recorded]) {
        let mut lines = String::new();
        for fact in facts {
            let day = self.day(fact.fact.at);
            let said = match &fact.fact.event {
                Event::Scored {
                    deed, metric, value, ..
                } => {
                    format!("{}: {metric} {}", literal(&deed.what), score(*value))
                }
                Event::Done(part) => match self.known(&part.task) {
                    Some((title, _)) => format!("finished: {}", literal(&title)),
                    None => continue,
                },
                Event::Published(deed) => match &deed.link {
                    Some(link) => format!("published: [{}]({link})", literal(&deed.what)),
                    None => format!("published: {}", literal(&deed.what)),
                },
                Event::Attended(deed) => format!("was at: {}", literal(&deed.what)),
                // To whom one applied is no business of others.
                Event::Submitted(deed) if posting(deed).is_some() => continue,
                Event::Submitted(deed) => format!("handed in: {}", literal(&deed.what)),
                // A check's excerpt may hold what nobody else should read.
                _ => continue,
            };
            let _ = writeln!(lines, "- {day} {said}");
        }
        if !lines.is_empty() {
            self.line(&lines);
        }
    }

    /// Questions that stand in the file and in no page.
    fn questions(&mut self, from: &About<'_>) {
        let own: [&str; 4] = match from {
            About::Lab(_) => [
                "What did I expect to work, and why?",
                "Which change made the largest difference, and what does the score say of it?",
                "What did I try that did not help?",
                "What would I try with one more evening?",
            ],
            About::Task(_) => [
                "What was this about, in three sentences for somebody who starts next month?",
                "What was harder than it looked?",
                "What did I get wrong first, and how did I notice?",
                "What would I tell myself before I began?",
            ],
            About::Week(_) => [
                "What can I do now that I could not do last week?",
                "What surprised me?",
                "What is still unclear?",
                "What comes next?",
            ],
        };
        self.line("## What I learned\n");
        for question in own {
            self.line(&format!("<!-- {question} -->\n"));
        }
        if let About::Task(_) | About::Lab(_) = from {
            self.line("<!-- A picture says much: put it beside this file and write ![what it shows](picture.png) -->");
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
