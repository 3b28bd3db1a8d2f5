//! The days of a range and what lies on each, by the person's clock: in rows of five minutes from midnight.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_app::Event;
use pivot_app::domain::availability::{instant, person, slot_from, slot_to};
use pivot_app::domain::settings::Away;
use pivot_app::domain::zones::{Zones, later};
use pivot_app::planning::PlannedSession;

use crate::desk::Picture;
use crate::grid::{HOUR, LANES, ROWS};

/// Days that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Range {
    /// The days, at least one.
    pub(super) dates: Vec<Date>,
    /// Their first moment.
    pub(super) from: Timestamp,
    /// The moment after them.
    pub(super) to: Timestamp,
}

impl Range {
    /// So many days from `first` on.
    pub(super) fn new(zones: &Zones, first: Date, days: i64) -> Range {
        let mut dates: Vec<Date> = (0..days.max(1)).map(|n| later(first, n)).collect();
        // At the end of time there is no next day.
        dates.dedup();
        Range {
            dates,
            from: zones.start_of(first),
            to: zones.start_of(later(first, days.max(1))),
        }
    }

    /// The week of a date, from Monday.
    pub(super) fn week(zones: &Zones, date: Date) -> Range {
        Range::new(zones, monday(date), 7)
    }

    /// The month of a date, in whole weeks.
    pub(super) fn month(zones: &Zones, date: Date) -> Range {
        let first = monday(date.first_of_month());
        let rest = i64::from(date.days_in_month()) + i64::from(monday_offset(date.first_of_month()));
        Range::new(zones, first, (rest + 6) / 7 * 7)
    }
}

fn monday_offset(date: Date) -> i8 {
    date.weekday().to_monday_zero_offset()
}

/// The Monday of a date's week.
pub(super) fn monday(date: Date) -> Date {
    later(date, -i64::from(monday_offset(date)))
}

/// Rows of a day, `[from, to)`.
pub(super) type Rows = (u32, u32);

/// What takes time.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing<'p> {
    Session(&'p PlannedSession),
    Commitment(&'p Event),
}

impl Thing<'_> {
    pub(super) fn times(&self) -> (Timestamp, Timestamp) {
        match self {
            Thing::Session(s) => (s.start, s.end),
            Thing::Commitment(e) => (e.occurrence.start, e.occurrence.end),
        }
    }
}

/// What of a thing lies on a day.
#[derive(Clone, Debug)]
pub(super) struct Block<'p> {
    pub(super) thing: Thing<'p>,
    pub(super) rows: Rows,
    /// Its place beside what lies on the same rows, and how many there are.
    pub(super) lane: (usize, usize),
    /// It began on a day before.
    pub(super) before: bool,
    /// It goes on the day after.
    pub(super) after: bool,
}

/// A day.
#[derive(Clone, Debug)]
pub(super) struct Day<'p> {
    pub(super) date: Date,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) away: Option<&'p Away>,
    /// What takes the whole day, and what a machine does alone.
    pub(super) whole: Vec<Thing<'p>>,
    /// Sorted by start.
    pub(super) blocks: Vec<Block<'p>>,
    /// The hours in which the person studies.
    pub(super) study: Vec<Rows>,
    /// The frozen window.
    pub(super) frozen: Option<Rows>,
    /// Work that was recorded for it.
    pub(super) worked: SignedDuration,
    /// What the clock does on it.
    pub(super) clock: Option<String>,
}

/// Until when sessions of the accepted plan stay where they are; `None` where nothing is frozen.
pub(super) fn frozen_until(picture: &Picture) -> Option<Timestamp> {
    let situation = &picture.situation;
    let window = situation.settings.frozen;
    if situation.accepted().is_empty() || window.is_zero() {
        return None;
    }
    situation.now.checked_add(window).ok()
}

/// The commitments of a range.
pub(super) fn commitments(picture: &Picture, range: &Range) -> Vec<Event> {
    let (mut events, _) = picture.situation.events(range.from, range.to);
    events.retain(|e| e.blocks);
    events
}

/// The person's hours of a range, less days away.
pub(super) fn study(picture: &Picture, range: &Range) -> Vec<(Timestamp, Timestamp)> {
    let (from, to) = (slot_to(range.from), slot_from(range.to));
    let open = person(&picture.situation.settings, &[], from, to).open;
    open.into_iter().map(|(a, b)| (instant(a), instant(b))).collect()
}

/// Each day of a range with what lies on it.
pub(super) fn days<'p>(picture: &'p Picture, range: &Range, commitments: &'p [Event]) -> Vec<Day<'p>> {
    let (situation, plan) = (&picture.situation, &picture.answer.plan);
    let zones = &situation.settings.zones;
    let study = study(picture, range);
    let frozen = frozen_until(picture);
    let progress = situation.progress();
    let sessions = plan.sessions.iter().map(Thing::Session);
    let mut things: Vec<Thing<'p>> = sessions
        .chain(commitments.iter().map(Thing::Commitment))
        .filter(|thing| {
            let (start, end) = thing.times();
            start < range.to && end > range.from && start < end
        })
        .collect();
    things.sort_by_key(Thing::times);
    let made = range.dates.iter().map(|date| {
        let (from, to) = (zones.start_of(*date), zones.start_of(later(*date, 1)));
        let mut day = Day {
            date: *date,
            from,
            to,
            away: situation
                .settings
                .away
                .iter()
                .find(|a| a.from <= *date && *date <= a.to),
            whole: Vec::new(),
            blocks: Vec::new(),
            study: Vec::new(),
            frozen: None,
            worked: SignedDuration::ZERO,
            clock: clock_change(zones, from, to),
        };
        for thing in things.iter().filter(|t| t.times().0 < to && t.times().1 > from) {
            day.take(zones, *thing);
        }
        lanes(&mut day.blocks);
        day.study = study.iter().filter_map(|s| day.rows(zones, *s)).collect();
        day.frozen = frozen.and_then(|until| day.rows(zones, (situation.now, until)));
        let work = progress.tasks.values().flat_map(|task| &task.work);
        day.worked = work
            .filter(|w| from <= w.at && w.at < to)
            .fold(SignedDuration::ZERO, |all, w| all.saturating_add(w.spent));
        day
    });
    made.collect()
}

impl<'p> Day<'p> {
    fn take(&mut self, zones: &Zones, thing: Thing<'p>) {
        let (start, end) = thing.times();
        let alone = match thing {
            Thing::Session(s) => s.resource != "me",
            Thing::Commitment(e) => e.occurrence.all_day,
        };
        if alone || (start <= self.from && end >= self.to) {
            self.whole.push(thing);
        } else if let Some(rows) = self.rows(zones, (start, end)) {
            self.blocks.push(Block {
                thing,
                rows,
                lane: (0, 1),
                before: start < self.from,
                after: end > self.to,
            });
        }
    }

    /// The rows of what lies on this day, by what the clock shows. Where it was set back and shows an end that is no later than
    /// the start, as many rows as the time is long.
    pub(super) fn rows(&self, zones: &Zones, (start, end): (Timestamp, Timestamp)) -> Option<Rows> {
        let (a, b) = (start.max(self.from), end.min(self.to));
        if a >= b {
            return None;
        }
        let minute = |at: Timestamp| {
            let civil = zones.civil(at);
            (u32::from(civil.hour().unsigned_abs())) * 60 + u32::from(civil.minute().unsigned_abs())
        };
        let first = (minute(a) / 5).min(ROWS - 1);
        let last = if b == self.to { ROWS } else { minute(b).div_ceil(5) };
        if last > first {
            return Some((first, last));
        }
        let length = slot_from(b) - slot_to(a);
        let last = first + u32::try_from(length).unwrap_or(ROWS);
        Some((first, last.clamp(first + 1, ROWS)))
    }
}

/// What the clock does on a day: it is set forward or back, or becomes that of another place.
fn clock_change(zones: &Zones, from: Timestamp, to: Timestamp) -> Option<String> {
    let name = |at: Timestamp| zones.zone_at(at).iana_name();
    let before = |at: Timestamp| {
        at.checked_sub(SignedDuration::from_secs(1))
            .unwrap_or(Timestamp::MIN)
    };
    if name(before(from)) != name(from) || name(from) != name(before(to)) {
        let place = name(before(to)).unwrap_or("another place");
        return Some(format!("the clock of {place} from here"));
    }
    if name(to) != name(from) {
        return None;
    }
    let hours = to.duration_since(from);
    let day = SignedDuration::from_hours(24);
    match hours.cmp(&day) {
        std::cmp::Ordering::Less => Some("the clock goes forward".to_owned()),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some("the clock goes back".to_owned()),
    }
}

/// Puts what lies on the same rows beside each other.
fn lanes(blocks: &mut [Block<'_>]) {
    blocks.sort_by_key(|b| (b.rows.0, u32::MAX - b.rows.1));
    let mut at = 0;
    while at < blocks.len() {
        // A cluster: what overlaps, or overlaps what overlaps.
        let mut ends: Vec<u32> = Vec::new();
        let mut until = 0;
        let first = at;
        while at < blocks.len() && (at == first || blocks[at].rows.0 < until) {
            let (start, end) = blocks[at].rows;
            let free = ends.iter().position(|e| *e <= start);
            let lane = free.unwrap_or(ends.len()).min(LANES - 1);
            match ends.get_mut(lane) {
                Some(own) => *own = end.max(*own),
                None => ends.push(end),
            }
            blocks[at].lane.0 = lane;
            until = until.max(end);
            at += 1;
        }
        for block in &mut blocks[first..at] {
            block.lane.1 = ends.len();
        }
    }
}

/// The hours of the day that are shown: those in use and one on either side, at least ten.
pub(super) fn hours(days: &[Day<'_>]) -> (u32, u32) {
    let blocks = days.iter().flat_map(|d| d.blocks.iter().map(|b| b.rows));
    let used = blocks.chain(days.iter().flat_map(|d| d.study.iter().copied()));
    let (first, last) = used.fold((ROWS, 0), |(a, b), (x, y)| (a.min(x), b.max(y)));
    if first >= last {
        return (8, 20);
    }
    let from = (first / HOUR).saturating_sub(1);
    let to = (last.div_ceil(HOUR) + 1).min(24);
    let from = from.min(to.saturating_sub(10));
    (from, to.max(from + 10).min(24))
}
