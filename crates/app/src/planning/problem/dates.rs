//! Days and months as slots.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use pivot_domain::availability::{self as when, slot_from};
use pivot_domain::curriculum::{Curriculum, Months, When, month_begins};
use pivot_domain::settings::Settings;
use pivot_domain::zones::next_day;
use pivot_engine::Slot;

use super::Ground;

/// The longest plan: fifteen years.
pub(in crate::planning) const LONGEST_DAYS: i64 = 15 * 366;

/// The first slot since 1970 in which something may be done: at the start, or now.
pub(in crate::planning) fn origin(settings: &Settings, now: Timestamp) -> i64 {
    slot_from(settings.zones.start_of(settings.start).max(now))
}

/// The slot since 1970 so many days after one, within the longest plan.
pub(in crate::planning) fn end_after(origin: i64, days: i64) -> i64 {
    origin + days.clamp(1, LONGEST_DAYS) * 288
}

/// The first day of month `k` of the plan (from 1), which is the day after month `k - 1`.
///
/// Calendar months count from the start, cut at a month's end. Months written for somebody with more hours a week are
/// longer in proportion: 365.25 / 12 days each at the hours they were written for.
pub fn month_start(curriculum: &Curriculum, settings: &Settings, month: u32) -> Date {
    let before = i64::from(month.max(1) - 1);
    let start = settings.start;
    let (full, own) = match curriculum.months {
        Months::Calendar => (1, 1),
        Months::ForHours(full) => (full.as_mins(), settings.weekly().as_mins().max(1)),
    };
    let moved = if full <= own {
        month_begins(start, month.max(1))
    } else {
        // Rounded to whole days: before · (365.25 / 12) · full / own.
        let days = (before * 36_525 * full + 600 * own) / (1_200 * own);
        start.checked_add(Span::new().days(days.min(LONGEST_DAYS))).ok()
    };
    moved.unwrap_or(Date::MAX)
}

/// A soft or hard deadline as the slot after its last.
pub(super) fn deadline_slot(ground: &Ground<'_>, origin: i64, when: When) -> Slot {
    let settings = ground.settings;
    let after = match when {
        When::Date(date) => next_day(date),
        When::Month(month) => month_start(ground.curriculum, settings, month + 1),
    };
    when::slot_to(settings.zones.start_of(after)) - origin
}

/// A beginning as its first slot.
pub(super) fn start_slot(ground: &Ground<'_>, origin: i64, when: When) -> Slot {
    slot_from(ground.settings.zones.start_of(first_day(ground, when))) - origin
}

/// The day that a date or a month begins with.
pub(super) fn first_day(ground: &Ground<'_>, when: When) -> Date {
    match when {
        When::Date(date) => date,
        When::Month(month) => month_start(ground.curriculum, ground.settings, month),
    }
}
