//! How a rule unfolds (RFC 5545 §3.3.10), on the event's own clock: nothing here knows a zone.
//!
//! A rule is walked period by period. Within a period every day is asked whether it passes all day parts at
//! once ([`Rule::takes`]): the standard's table of "expand" and "limit" comes down to that, because an
//! expansion of a year or month into days, narrowed by further parts, is the set of days that satisfy each
//! part; what the table adds is only what an ordinal such as `2MO` counts within (a month where there is one,
//! else the year), and which parts DTSTART supplies ([`Rule::filled`]). Days times hours times minutes times
//! seconds are then the candidates, in order and found by index, so that a year of seconds costs nothing
//! until it is looked at.

use std::ops::Range;

use jiff::civil::DateTime;

use super::days::{DAY, Fields, LAST_DAY, civil, civil_seconds, day_number, days_in_month, days_in_year};
use super::days::{week_begins, week_of, weekday_of};
use super::rule::{Frequency, Rule, Until};

impl Rule {
    /// Calls `each` with the starts that the rule gives from `start` (DTSTART) on, in order, as far as they
    /// lie in `range`; until `each` says false, or the range, the rule or `steps` is used up. DTSTART counts
    /// as the first of them, whether it fits the rule or not (§3.8.5.3), if `with_start`; it is handed over
    /// even outside the range. False means that `steps` were used up before the end: a step is a day, a slot
    /// or a candidate looked at.
    pub(super) fn walk(
        &self,
        start: DateTime,
        range: Range<DateTime>,
        with_start: bool,
        steps: &mut u64,
        mut each: impl FnMut(DateTime) -> bool,
    ) -> bool {
        let rule = self.filled(start);
        let first = civil_seconds(start) + i64::from(with_start);
        let from = civil_seconds(range.start).max(first);
        let last = match self.until {
            Some(Until::Civil(until)) => civil_seconds(until),
            // To the second it is judged by `allows`; no clock is two days off.
            Some(Until::Utc(until)) => until.as_second() + 2 * DAY,
            None => i64::MAX,
        };
        let last = last
            .min(civil_seconds(range.end) - 1)
            .min(LAST_DAY * DAY + DAY - 1);
        let mut left = self.count.unwrap_or(u64::MAX);
        if with_start {
            left -= 1;
            if !each(start) {
                return true;
            }
        }
        let mut periods = Periods::new(&rule, start, if self.count.is_none() { from } else { first });
        while left > 0 {
            let Some(begins) = periods.next(steps) else {
                return false;
            };
            if begins > last {
                return true;
            }
            let found = &periods.found;
            // Candidates before DTSTART count for nothing, those between it and the range only for COUNT.
            let skipped = found.before(first);
            let entered = found.before(from);
            left = left.saturating_sub(entered - skipped);
            for index in entered..found.len {
                let at = found.seconds(index);
                if left == 0 || at > last {
                    return true;
                }
                if *steps == 0 {
                    return false;
                }
                *steps -= 1;
                left -= 1;
                if !civil(at).is_some_and(&mut each) {
                    return true;
                }
            }
        }
        true
    }

    /// The rule with what it leaves open taken from DTSTART.
    fn filled(&self, start: DateTime) -> Rule {
        let mut rule = self.clone();
        let no_day = rule.names_no_day();
        match rule.frequency {
            Frequency::Yearly if no_day => {
                rule.month_days = vec![start.day().into()];
                if rule.months.is_empty() {
                    rule.months = vec![start.month().into()];
                }
            }
            Frequency::Monthly if no_day => rule.month_days = vec![start.day().into()],
            Frequency::Weekly if no_day => rule.weekdays = vec![(0, weekday_of(start.date()))],
            // "Week 20" alone means the weekday of DTSTART in week 20.
            Frequency::Yearly
                if rule.weekdays.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty() =>
            {
                rule.weekdays = vec![(0, weekday_of(start.date()))];
            }
            _ => {}
        }
        let fill = |part: &mut Vec<i64>, longer_than: Frequency, value: i8| {
            if part.is_empty() && rule.frequency > longer_than {
                part.push(value.into());
            }
        };
        fill(&mut rule.hours, Frequency::Hourly, start.hour());
        fill(&mut rule.minutes, Frequency::Minutely, start.minute());
        fill(&mut rule.seconds, Frequency::Secondly, start.second());
        rule
    }

    /// Whether the day passes every day part of the rule.
    fn takes(&self, day: i64) -> bool {
        let Fields {
            year,
            month,
            day: in_month,
            in_year,
        } = Fields::of(day);
        let (month_length, year_length) = (days_in_month(year, month), days_in_year(year));
        let either = |list: &[i64], at: i64, length: i64| {
            list.is_empty() || list.contains(&at) || list.contains(&(at - length - 1))
        };
        let weekday = (day + 3).rem_euclid(7);
        // Ordinals mean nothing in weeks and days, nor within numbered weeks.
        let ordinals = self.frequency >= Frequency::Monthly && self.weeks.is_empty();
        let by_month = self.frequency == Frequency::Monthly || !self.months.is_empty();
        let (at, length) = if by_month {
            (in_month, month_length)
        } else {
            (in_year, year_length)
        };
        (self.months.is_empty() || self.months.contains(&month))
            && either(&self.month_days, in_month, month_length)
            && either(&self.year_days, in_year, year_length)
            && (self.weeks.is_empty() || {
                let (_, week, weeks) = week_of(day, self.week_start);
                either(&self.weeks, week, weeks)
            })
            && (self.weekdays.is_empty()
                || self.weekdays.iter().any(|(ordinal, w)| {
                    *w == weekday
                        && (!ordinals
                            || *ordinal == 0
                            || *ordinal == (at - 1) / 7 + 1
                            || *ordinal == -((length - at) / 7 + 1))
                }))
    }
}

/// The periods of a rule, one after another, each with its candidates.
struct Periods<'a> {
    rule: &'a Rule,
    /// The period that DTSTART lies in: a year, a month since year 0, a day (of a week the first), or a
    /// second.
    anchor: i64,
    /// From one period to the next, in the same unit.
    step: i64,
    /// How many periods from the anchor the next one is.
    ahead: i64,
    /// A day, and whether the rule takes it: what an hourly or shorter rule asks again and again.
    asked: (i64, bool),
    found: Found,
}

impl<'a> Periods<'a> {
    /// Begins with the period that `from` (in seconds) lies in, or the one before.
    fn new(rule: &'a Rule, start: DateTime, from: i64) -> Periods<'a> {
        let start = civil_seconds(start);
        let unit = |seconds: i64| {
            let day = seconds.div_euclid(DAY);
            let fields = Fields::of(day);
            match rule.frequency {
                // Numbered weeks belong to the year that holds most of them, also at its edges.
                Frequency::Yearly if !rule.weeks.is_empty() => week_of(day, rule.week_start).0,
                Frequency::Yearly => fields.year,
                Frequency::Monthly => fields.year * 12 + fields.month - 1,
                Frequency::Weekly => week_begins(day, rule.week_start),
                Frequency::Daily => day,
                Frequency::Hourly => seconds - seconds.rem_euclid(3_600),
                Frequency::Minutely => seconds - seconds.rem_euclid(60),
                Frequency::Secondly => seconds,
            }
        };
        let anchor = unit(start);
        let step = rule.interval
            * match rule.frequency {
                Frequency::Yearly | Frequency::Monthly | Frequency::Daily | Frequency::Secondly => 1,
                Frequency::Weekly => 7,
                Frequency::Hourly => 3_600,
                Frequency::Minutely => 60,
            };
        let ahead = ((unit(from) - anchor) / step).max(0);
        Periods {
            rule,
            anchor,
            step,
            ahead,
            asked: (i64::MIN, false),
            found: Found::new(rule),
        }
    }

    /// Fills `found` with the next period's candidates and gives its first second; None when the steps are
    /// used up.
    fn next(&mut self, steps: &mut u64) -> Option<i64> {
        let at = self.anchor.saturating_add(self.step.saturating_mul(self.ahead));
        self.ahead += 1;
        self.found.days.clear();
        let days = match self.rule.frequency {
            Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => self.days(at),
            _ => {
                *steps = steps.checked_sub(1)?;
                self.slot(at);
                return Some(at);
            }
        };
        let mut work = 1;
        if days.start <= LAST_DAY {
            for months in self.month_spans(&days) {
                work += months.end - months.start;
                self.found.days.extend(months.filter(|day| self.rule.takes(*day)));
            }
        }
        *steps = steps.checked_sub(work.unsigned_abs())?;
        self.found.choose(self.rule);
        Some(days.start.saturating_mul(DAY))
    }

    /// The days of the period, all of them.
    fn days(&self, at: i64) -> Range<i64> {
        let year = |year: i64| {
            if self.rule.weeks.is_empty() {
                day_number(year, 1, 1)
            } else {
                // The week that holds 4 January is the first with at least four days in the year.
                week_begins(day_number(year, 1, 4), self.rule.week_start)
            }
        };
        match self.rule.frequency {
            _ if at > LAST_DAY => LAST_DAY + 1..LAST_DAY + 1,
            Frequency::Yearly if at > 9_999 => LAST_DAY + 1..LAST_DAY + 1,
            Frequency::Yearly => year(at)..year(at + 1),
            Frequency::Monthly => {
                let (y, m) = (at.div_euclid(12), at.rem_euclid(12) + 1);
                let first = day_number(y, m, 1);
                first..first + days_in_month(y, m)
            }
            Frequency::Weekly => at..at + 7,
            _ => at..at + 1,
        }
    }

    /// Only the months of a year that the rule names; else the whole period.
    fn month_spans(&self, days: &Range<i64>) -> Vec<Range<i64>> {
        if self.rule.frequency == Frequency::Yearly
            && self.rule.weeks.is_empty()
            && !self.rule.months.is_empty()
        {
            let year = Fields::of(days.start).year;
            let span = |month: &i64| {
                let first = day_number(year, *month, 1);
                first..first + days_in_month(year, *month)
            };
            self.rule.months.iter().map(span).collect()
        } else {
            vec![days.clone()]
        }
    }

    /// One hour, minute or second. Where its day, hour or minute does not pass, the next period is the first
    /// one after that day, hour or minute.
    fn slot(&mut self, at: i64) {
        self.found.len = 0;
        if at >= (LAST_DAY + 1) * DAY {
            return;
        }
        let (day, second) = (at.div_euclid(DAY), at.rem_euclid(DAY));
        if self.asked.0 != day {
            self.asked = (day, self.rule.takes(day));
        }
        let frequency = self.rule.frequency;
        let passes = |list: &[i64], value: i64| list.is_empty() || list.contains(&value);
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        let passed_over = if !self.asked.1 {
            DAY
        } else if !passes(&self.rule.hours, hour) {
            3_600
        } else if frequency <= Frequency::Minutely && !passes(&self.rule.minutes, minute) {
            60
        } else {
            0
        };
        if passed_over > 0 {
            let next = at - at.rem_euclid(passed_over) + passed_over;
            self.ahead = (next - self.anchor + self.step - 1) / self.step;
            return;
        }
        if frequency == Frequency::Secondly && !passes(&self.rule.seconds, second % 60) {
            return;
        }
        let only = |part: &mut Vec<i64>, value: i64| {
            part.clear();
            part.push(value);
        };
        only(&mut self.found.days, day);
        only(&mut self.found.hours, hour);
        if frequency <= Frequency::Minutely {
            only(&mut self.found.minutes, minute);
        }
        if frequency == Frequency::Secondly {
            only(&mut self.found.seconds, second % 60);
        }
        self.found.choose(self.rule);
    }
}

/// The candidates of one period, in order, by index.
struct Found {
    days: Vec<i64>,
    hours: Vec<i64>,
    minutes: Vec<i64>,
    seconds: Vec<i64>,
    /// The indices that BYSETPOS picks; all if it is absent.
    chosen: Option<Vec<u64>>,
    len: u64,
}

impl Found {
    fn new(rule: &Rule) -> Found {
        Found {
            days: Vec::new(),
            hours: rule.hours.clone(),
            minutes: rule.minutes.clone(),
            seconds: rule.seconds.clone(),
            chosen: None,
            len: 0,
        }
    }

    fn choose(&mut self, rule: &Rule) {
        let all = (self.days.len() * self.hours.len() * self.minutes.len() * self.seconds.len()) as i64;
        self.len = all.unsigned_abs();
        if !rule.positions.is_empty() {
            let index = |position: &i64| {
                if *position > 0 {
                    position - 1
                } else {
                    all + position
                }
            };
            let mut chosen: Vec<u64> = rule
                .positions
                .iter()
                .map(index)
                .filter(|i| (0..all).contains(i))
                .map(i64::unsigned_abs)
                .collect();
            chosen.sort_unstable();
            chosen.dedup();
            self.len = chosen.len() as u64;
            self.chosen = Some(chosen);
        }
    }

    /// The candidate of that index, in civil seconds.
    fn seconds(&self, index: u64) -> i64 {
        let mut index = match &self.chosen {
            Some(chosen) => chosen[index as usize] as usize,
            None => index as usize,
        };
        let mut digit = |part: &[i64]| {
            let value = part[index % part.len()];
            index /= part.len();
            value
        };
        let (second, minute, hour) = (digit(&self.seconds), digit(&self.minutes), digit(&self.hours));
        digit(&self.days) * DAY + hour * 3_600 + minute * 60 + second
    }

    /// How many candidates lie before that second.
    fn before(&self, second: i64) -> u64 {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = (low + high) / 2;
            if self.seconds(middle) < second {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(rule: &str, start: &str, range: Range<DateTime>, steps: u64) -> (Vec<DateTime>, bool, u64) {
        let rule = Rule::parse(rule, false).expect("a good rule");
        let (mut found, mut left) = (Vec::new(), steps);
        let whole = rule.walk(start.parse().expect("a time"), range, true, &mut left, |civil| {
            found.push(civil);
            true
        });
        (found, whole, steps - left)
    }

    fn year(year: i16) -> DateTime {
        DateTime::constant(year, 1, 1, 0, 0, 0, 0)
    }

    /// The work is that of the range, not of the years before it.
    #[test]
    fn a_rule_without_count_is_jumped_to() {
        for (rule, occurrences, steps_max) in [
            // A week of days: a period, its day and its candidate each. DTSTART comes on top, and costs
            // nothing.
            ("FREQ=DAILY", 7, 30),
            ("FREQ=WEEKLY;BYDAY=MO,WE", 2, 30),
            ("FREQ=MONTHLY;BYMONTHDAY=1", 1, 70),
            ("FREQ=YEARLY", 1, 70),
            ("FREQ=HOURLY", 168, 350),
            // Seven days at which nothing fits, and the one after.
            ("FREQ=SECONDLY;BYMONTH=6", 0, 10),
            // 24 hours of seven days are passed over one by one, and sixty seconds of each nine o'clock
            // found.
            ("FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0", 420, 7 * (24 + 60 + 120) + 10),
        ] {
            let range = year(2027)..DateTime::constant(2027, 1, 8, 0, 0, 0, 0);
            let (found, whole, steps) = unfolded(rule, "1970-01-01T00:00:00", range, u64::MAX);
            assert_eq!(found.len() - 1, occurrences, "{rule}");
            assert!(whole && steps <= steps_max, "{rule}: {steps} steps");
        }
    }

    #[test]
    fn the_steps_are_an_end() {
        for (rule, range) in [
            ("FREQ=SECONDLY;COUNT=4000000000", year(2027)..year(2028)),
            ("FREQ=SECONDLY", year(1970)..year(9999)),
            ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", year(1970)..year(9999)),
            ("FREQ=YEARLY;BYDAY=53MO;BYMONTH=1", year(1970)..year(9999)),
            (
                "FREQ=YEARLY;BYDAY=MO;BYWEEKNO=53;BYMONTH=6;COUNT=1000",
                year(1970)..year(9999),
            ),
        ] {
            let (_, whole, steps) = unfolded(rule, "1970-01-01T00:00:00", range, 10_000);
            assert!(
                !whole && steps > 9_000 && steps <= 10_000,
                "{rule}: {steps} steps"
            );
        }
        // Without them even the rule that never matches comes to its end: 8 029 years of one month.
        let range = year(1970)..DateTime::MAX;
        let (found, whole, steps) = unfolded(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "1970-01-01T00:00:00",
            range,
            u64::MAX,
        );
        assert!(found.len() == 1 && whole && steps < 8_031 * 30, "{steps} steps");
    }
}
