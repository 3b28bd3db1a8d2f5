//! The project that TaskJuggler is given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::ZonedDateTime;
use jiff::civil::{Date, Weekday};
use pivot_app::domain::availability::slots;
use pivot_app::domain::zones::next_day;
use pivot_app::planning::Phase;
use pivot_engine::{Slot, Window};

use super::{Frame, Result, due, minutes};

/// Resources of the problem that are the person: at any free hour; at work; within the hours, breaks not cut out.
const ME: usize = 0;
const DESK: usize = 1;
const FIRST_MACHINE: usize = 3;

const SLOTS_PER_DAY: usize = 288;
type Day = [bool; SLOTS_PER_DAY];

/// A resource as TaskJuggler knows it.
struct Named {
    id: String,
    /// Whether its time is work done; a machine that is merely held does none.
    works: bool,
    /// Whether it is the person.
    person: bool,
    calendar: Vec<(Slot, Slot)>,
}

impl Frame<'_> {
    /// The project as text. Fails where the problem has what is not written: a limit, a capacity, a task without work.
    pub(crate) fn project(&self) -> Result<String> {
        let problem = &self.setup.problem;
        if problem
            .resources
            .iter()
            .any(|r| !r.quotas.is_empty() || r.calendar.iter().any(|w| w.capacity != 1))
        {
            return Err(
                "a quota, a daily limit or a capacity other than 1: not written for TaskJuggler".into(),
            );
        }
        if problem.activities.iter().any(|a| a.work == 0) {
            return Err("a task without work: not written for TaskJuggler".into());
        }
        let mut resources: Vec<Named> = Vec::new();
        let mut tasks = String::new();
        for index in 0..problem.activities.len() {
            let needed = self.needed(index)?;
            self.task(&mut tasks, index, &needed)?;
            for new in needed {
                if resources.iter().all(|r| r.id != new.id) {
                    resources.push(new);
                }
            }
        }
        let people: Vec<&Named> = resources.iter().filter(|r| r.person).collect();
        for (i, a) in people.iter().enumerate() {
            if let Some(b) = people[i + 1..]
                .iter()
                .find(|b| !intersect(&a.calendar, &b.calendar).is_empty())
            {
                return Err(format!("the person could be `{}` and `{}` at once", a.id, b.id).into());
            }
        }
        let start = self.local(0);
        let zone = start.time_zone().iana_name().unwrap_or("UTC");
        let mut text = format!(
            "project pivot \"The problem that Pivot solves\" {} - {} {{\n  timingresolution 5 min\n  timezone \"{zone}\"\n  \
             now {}\n  workinghours mon - sun 0:00 - 24:00\n  dailyworkinghours 24\n  yearlyworkingdays 365\n}}\n",
            stamp(&start),
            stamp(&self.local(problem.horizon)),
            stamp(&start),
        );
        for Named {
            id, works, calendar, ..
        } in &resources
        {
            write!(
                text,
                "\nresource {id} \"{id}\" {{\n  efficiency {}\n",
                if *works { "1.0" } else { "0.0" }
            )?;
            self.calendar(&mut text, calendar)?;
            text.push_str("}\n");
        }
        text.push('\n');
        text.push_str(&tasks);
        text.push_str(
            "\ntaskreport \"schedule\" {\n  formats csv\n  columns id, start, end, effort\n  timeformat \"%s\"\n  \
             loadunit minutes\n  numberformat \"-\" \"\" \"\" \".\" 0\n  sorttasks id.up\n}\n",
        );
        Ok(text)
    }

    /// What an activity is allocated: the person or the run first, then the machines that it holds meanwhile.
    fn needed(&self, index: usize) -> Result<Vec<Named>> {
        let problem = &self.setup.problem;
        let activity = &problem.activities[index];
        let holds: BTreeSet<usize> = activity.demands.iter().map(|d| d.resource).collect();
        let machines: Vec<usize> = holds.iter().copied().filter(|r| *r >= FIRST_MACHINE).collect();
        let name = |resource: usize| self.setup.resources[resource];
        let times = |resource: usize| windows(&problem.resources[resource].calendar);
        let mut needed = Vec::new();
        if self.setup.parts[index].phase == Phase::Run {
            // The run's own time is its work; the machine is held beside it.
            let machine = machines.first().copied().ok_or("a run without a machine")?;
            let always = vec![(0, problem.horizon)];
            needed.push(Named {
                id: format!("{}_run", name(machine)),
                works: true,
                person: false,
                calendar: always,
            });
        } else if holds.contains(&DESK) {
            // TaskJuggler knows no shortest session: stretches too short for one are withheld.
            let mut calendar = times(DESK);
            calendar.retain(|(start, end)| end - start >= slots(self.settings.session.min));
            needed.push(Named {
                id: "me".into(),
                works: true,
                person: true,
                calendar,
            });
        } else {
            // What is done in one go at an hour of its own: the hours in which all of it fits.
            let mut calendar = holds
                .iter()
                .map(|r| times(*r))
                .reduce(|a, b| intersect(&a, &b))
                .unwrap_or_default();
            calendar.retain(|(start, end)| end - start >= activity.work);
            let places: Vec<&str> = holds.iter().filter(|r| **r != ME).map(|r| name(*r)).collect();
            let id = format!("me_at_{}_{}_min", places.join("_"), minutes(activity.work));
            return Ok(vec![Named {
                id,
                works: true,
                person: true,
                calendar,
            }]);
        }
        needed.extend(machines.iter().map(|machine| Named {
            id: name(*machine).to_owned(),
            works: false,
            person: false,
            calendar: times(*machine),
        }));
        Ok(needed)
    }

    /// Writes a task.
    fn task(&self, text: &mut String, index: usize, needed: &[Named]) -> Result<()> {
        let activity = &self.setup.problem.activities[index];
        let part = self.setup.parts[index];
        let mut after: Vec<String> = Vec::new();
        for link in &activity.after {
            let gap = if link.lag > 0 {
                format!(" {{ gapduration {} min }}", minutes(link.lag))
            } else {
                String::new()
            };
            after.push(format!("a{}{gap}", link.activity));
        }
        // A run that starts as its launch ends comes, at least, after it.
        after.extend(activity.follows.map(|launch| format!("a{launch}")));
        let release = stamp(&self.local(activity.release.max(0)));
        if !after.is_empty() && activity.release > 0 {
            // In TaskJuggler a task with a start begins then, whatever it depends on: the date is a milestone of its own.
            writeln!(text, "task r{index} \"not before\" {{ start {release} }}")?;
            after.push(format!("r{index}"));
        }
        let start = if after.is_empty() {
            format!("start {release}")
        } else {
            format!("depends {}", after.join(", "))
        };
        let all = if needed.len() > 1 { " { mandatory }" } else { "" };
        let allocated: Vec<String> = needed.iter().map(|r| format!("{}{all}", r.id)).collect();
        writeln!(
            text,
            "task a{index} \"{}, time {}, {:?}\" {{\n  {start}\n  effort {} min\n  allocate {}\n  priority {}\n}}",
            self.setup.tasks[part.task].id,
            part.time,
            part.phase,
            minutes(activity.work),
            allocated.join(", "),
            self.priority(index),
        )?;
        Ok(())
    }

    /// 1 to 1000: the sooner a task is due, the higher; without a due date the lowest.
    fn priority(&self, index: usize) -> usize {
        let activities = &self.setup.problem.activities;
        // The phases of a run are due with its last.
        let task = |i: usize| (self.setup.parts[i].task, self.setup.parts[i].time);
        let mine = (0..activities.len())
            .filter(|i| task(*i) == task(index))
            .filter_map(|i| due(&activities[i]))
            .min();
        let Some(mine) = mine else { return 1 };
        let sooner: BTreeSet<Slot> = activities.iter().filter_map(due).filter(|d| *d < mine).collect();
        1000_usize.saturating_sub(sooner.len()).max(2)
    }

    /// Writes a resource's time: for every weekday the hours in which it is ever there, less what single days lack.
    fn calendar(&self, text: &mut String, open: &[(Slot, Slot)]) -> Result<()> {
        let horizon = self.setup.problem.horizon;
        if open == [(0, horizon)] {
            return Ok(writeln!(text, "  workinghours mon - sun 0:00 - 24:00")?);
        }
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        let mut week: [Day; 7] = [[false; SLOTS_PER_DAY]; 7];
        for at in open
            .iter()
            .flat_map(|(start, end)| *start..*end)
            .map(|slot| self.local(slot))
        {
            let of_day = (at.hour() as usize * 60 + at.minute() as usize) / 5;
            days.entry(at.date()).or_insert([false; SLOTS_PER_DAY])[of_day] = true;
            week[weekday(at.date())][of_day] = true;
        }
        for (name, hours) in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .zip(&week)
        {
            let mut stretches = Vec::new();
            let mut at = 0;
            while at < SLOTS_PER_DAY {
                let end = (at..SLOTS_PER_DAY)
                    .find(|i| hours[*i] != hours[at])
                    .unwrap_or(SLOTS_PER_DAY);
                if hours[at] {
                    stretches.push(format!("{} - {}", clock(at), clock(end)));
                }
                at = end;
            }
            writeln!(
                text,
                "  workinghours {name} {}",
                if stretches.is_empty() {
                    "off".into()
                } else {
                    stretches.join(", ")
                }
            )?;
        }
        // A leave lasts from the first slot that is missing to the last before one that is there.
        let mut missing: Option<(String, String)> = None;
        let (mut date, last) = (self.local(0).date(), self.local(horizon).date());
        while date <= last {
            let there = days.get(&date).copied().unwrap_or([false; SLOTS_PER_DAY]);
            for of_day in 0..SLOTS_PER_DAY {
                if there[of_day] {
                    leave(text, missing.take())?;
                } else if week[weekday(date)][of_day] {
                    let from = missing.map_or_else(|| format!("{date}-{}", clock(of_day)), |(from, _)| from);
                    let midnight = of_day + 1 == SLOTS_PER_DAY;
                    let to = if midnight {
                        format!("{}-00:00", next_day(date))
                    } else {
                        format!("{date}-{}", clock(of_day + 1))
                    };
                    missing = Some((from, to));
                }
            }
            date = next_day(date);
        }
        leave(text, missing)
    }
}

fn leave(text: &mut String, missing: Option<(String, String)>) -> Result<()> {
    if let Some((from, to)) = missing {
        writeln!(text, "  leaves annual {from} - {to}")?;
    }
    Ok(())
}

fn weekday(date: Date) -> usize {
    usize::from(date.weekday().since(Weekday::Monday).unsigned_abs())
}

fn clock(of_day: usize) -> String {
    format!("{:02}:{:02}", of_day / 12, of_day % 12 * 5)
}

fn stamp(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%d-%H:%M-%z").to_string()
}

fn windows(calendar: &[Window]) -> Vec<(Slot, Slot)> {
    calendar.iter().map(|w| (w.start, w.end)).collect()
}

/// What two sorted, disjoint lists of stretches have in common.
fn intersect(a: &[(Slot, Slot)], b: &[(Slot, Slot)]) -> Vec<(Slot, Slot)> {
    let (mut i, mut j, mut common) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let (start, end) = (a[i].0.max(b[j].0), a[i].1.min(b[j].1));
        if start < end {
            common.push((start, end));
        }
        if a[i].1 < b[j].1 { i += 1 } else { j += 1 }
    }
    common
}
