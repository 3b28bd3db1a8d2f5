//! Time becomes width: a window of whole days, its ticks, and stretches as whole units of it.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use pivot_app::domain::zones::{Zones, later};
use pivot_app::planning::Stretch;

/// The width of a window.
pub(crate) const WIDE: i64 = 10_000;

/// Nothing that is in the window is narrower.
const LEAST: i64 = 14;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zoom {
    /// The whole plan.
    Plan,
    /// A calendar month.
    Month,
    /// A week from Monday on.
    Week,
    /// A day.
    Day,
}

impl Zoom {
    /// All of them, from far to near.
    pub(crate) const ALL: [Zoom; 4] = [Zoom::Plan, Zoom::Month, Zoom::Week, Zoom::Day];

    /// As it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Zoom::Plan => "plan",
            Zoom::Month => "month",
            Zoom::Week => "week",
            Zoom::Day => "day",
        }
    }

    /// The first day of the stretch of this length that `date` is in. A whole plan begins where it begins.
    pub(crate) fn first(self, date: Date) -> Date {
        match self {
            Zoom::Month => date.first_of_month(),
            Zoom::Week => later(date, -i64::from(date.weekday().to_monday_zero_offset())),
            Zoom::Plan | Zoom::Day => date,
        }
    }

    /// The first day of the stretch after that of `first`, or of the one before it.
    pub(crate) fn step(self, first: Date, ahead: bool) -> Date {
        let sign = if ahead { 1 } else { -1 };
        match self {
            Zoom::Month => first.checked_add(Span::new().months(sign)).unwrap_or(first),
            Zoom::Week => later(first, 7 * sign),
            Zoom::Plan | Zoom::Day => later(first, sign),
        }
    }
}

/// A window of time, from the first moment of a day to the first moment of another.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    pub(crate) zoom: Zoom,
    pub(crate) zones: Zones,
    /// The first day.
    pub(crate) first: Date,
    /// The day after the last.
    pub(crate) after: Date,
    from: i64,
    to: i64,
}

/// A line across the window, perhaps with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// Where.
    pub(crate) x: i64,
    /// What it says.
    pub(crate) label: String,
}

impl Scale {
    /// The window of a zoom around `date`. The whole plan is shown in whole months around `extent`.
    pub(crate) fn new(zoom: Zoom, date: Date, extent: Stretch, zones: &Zones) -> Scale {
        let (first, after) = match zoom {
            Zoom::Plan => {
                let last = zones.local(extent.1).date();
                (
                    zones.local(extent.0).date().first_of_month(),
                    later(last.last_of_month(), 1),
                )
            }
            _ => {
                let first = zoom.first(date);
                (first, zoom.step(first, true))
            }
        };
        let from = zones.start_of(first).as_second();
        Scale {
            zoom,
            first,
            after,
            from,
            to: zones.start_of(after).as_second().max(from + 1),
            zones: zones.clone(),
        }
    }

    /// The window as moments.
    pub(crate) fn window(&self) -> Stretch {
        (self.zones.start_of(self.first), self.zones.start_of(self.after))
    }

    /// Days in the window.
    pub(crate) fn days(&self) -> i64 {
        days_between(self.first, self.after)
    }

    /// Where a moment is: from 0 to [`WIDE`] within the window, a little less or more outside.
    pub(crate) fn x(&self, at: Timestamp) -> i64 {
        let x = i128::from(at.as_second() - self.from) * i128::from(WIDE) / i128::from(self.to - self.from);
        i64::try_from(x.clamp(-100, i128::from(WIDE) + 100)).unwrap_or(0)
    }

    /// Whether a moment is in the window.
    pub(crate) fn holds(&self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&at.as_second())
    }

    /// Whether a stretch is, at least in part.
    pub(crate) fn meets(&self, (from, to): Stretch) -> bool {
        from.as_second() < self.to && to.as_second() > self.from
    }

    /// A stretch as (left, width); `None` outside the window.
    pub(crate) fn span(&self, stretch: Stretch) -> Option<(i64, i64)> {
        if !self.meets(stretch) {
            return None;
        }
        let (a, b) = (self.x(stretch.0).max(0), self.x(stretch.1).min(WIDE));
        let a = a.min(WIDE - LEAST);
        Some((a, (b - a).max(LEAST)))
    }

    /// Whether blocks are whole days: hours would be too thin to be seen.
    pub(crate) fn by_days(&self) -> bool {
        matches!(self.zoom, Zoom::Plan | Zoom::Month)
    }

    /// Stretches as blocks. In the whole plan and in a month a block is a day or several. Blocks that touch are one.
    pub(crate) fn blocks(&self, stretches: &[Stretch]) -> Vec<(i64, i64)> {
        let whole = |(from, to): Stretch| {
            if !self.by_days() {
                return (from, to);
            }
            let moment = jiff::SignedDuration::from_secs(1);
            let last = self.zones.local(to.checked_sub(moment).unwrap_or(to)).date();
            let first = self.zones.local(from).date();
            (
                self.zones.start_of(first),
                self.zones.start_of(later(last.max(first), 1)),
            )
        };
        let mut spans: Vec<(i64, i64)> = stretches.iter().filter_map(|s| self.span(whole(*s))).collect();
        spans.sort_unstable();
        let mut blocks: Vec<(i64, i64)> = Vec::new();
        for (x, width) in spans {
            match blocks.last_mut() {
                Some((left, w)) if x <= *left + *w + 1 => *w = (*w).max(x + width - *left),
                _ => blocks.push((x, width)),
            }
        }
        blocks
    }

    /// The days of the window in groups: single ones, weeks where there are more than 200.
    pub(crate) fn bins(&self) -> Vec<Stretch> {
        let mut bins = Vec::new();
        let mut day = self.first;
        let weekly = self.days() > 200;
        while day < self.after {
            let next = if weekly {
                Zoom::Week.step(Zoom::Week.first(day), true)
            } else {
                later(day, 1)
            };
            if next <= day {
                break;
            }
            bins.push((
                self.zones.start_of(day),
                self.zones.start_of(next.min(self.after)),
            ));
            day = next;
        }
        bins
    }

    /// The strong lines: months of the whole plan, Mondays of a month, days of a week, the day of a day. None is closer to
    /// the one before than there is room for its label.
    pub(crate) fn strong(&self) -> Vec<Tick> {
        match self.zoom {
            Zoom::Plan => self.months(),
            Zoom::Month => self.each(self.first, 7, |d| Zoom::Week.first(d), "%a %-d %b"),
            Zoom::Week => self.each(self.first, 1, |d| d, "%a %-d"),
            Zoom::Day => self.each(self.first, 1, |d| d, "%A %-d %B"),
        }
    }

    /// The faint lines between: Mondays of the whole plan, days of a month, noons of a week, every second hour of a day.
    pub(crate) fn faint(&self) -> Vec<Tick> {
        let hour = |day: Date, hour: i8| {
            let at = self.zones.instant(day.at(hour, 0, 0, 0));
            Tick {
                x: self.x(at),
                label: format!("{hour:02}"),
            }
        };
        match self.zoom {
            Zoom::Plan if self.days() > 200 => Vec::new(),
            Zoom::Plan => self.each(later(Zoom::Week.first(self.first), 7), 7, |d| d, "%-d"),
            Zoom::Month => self.each(self.first, 1, |d| d, "%-d"),
            Zoom::Week => (0..7).map(|k| hour(later(self.first, k), 12)).collect(),
            Zoom::Day => (1..12).map(|k| hour(self.first, 2 * k)).collect(),
        }
    }

    /// A tick for every so many days from `day` on.
    fn each(&self, day: Date, every: i64, of: impl Fn(Date) -> Date, format: &str) -> Vec<Tick> {
        let mut ticks = Vec::new();
        let mut day = of(day);
        while day < self.after {
            if day >= self.first {
                ticks.push(Tick {
                    x: self.x(self.zones.start_of(day)),
                    label: day.strftime(format).to_string(),
                });
            }
            let next = later(day, every);
            if next <= day {
                break;
            }
            day = next;
        }
        ticks
    }

    /// Months, or every second, third, sixth, or first of a year where there are many; the year stands where it changes.
    fn months(&self) -> Vec<Tick> {
        let months = (self.days() / 30).max(1);
        // Room for a label is a twelfth of the width.
        let every = [1, 2, 3, 6].into_iter().find(|n| months / n <= 12).unwrap_or(12);
        let years = (months / 12 / 16 + 1) as i16;
        let mut ticks: Vec<Tick> = Vec::new();
        let mut year = None;
        let mut day = self.first.first_of_month();
        while day < self.after {
            let shown = (i64::from(day.month()) - 1) % every == 0 && (every < 12 || day.year() % years == 0);
            if shown {
                let new = year.replace(day.year()) != Some(day.year());
                let format = if every == 12 {
                    "%Y"
                } else if new {
                    "%b %Y"
                } else {
                    "%b"
                };
                ticks.push(Tick {
                    x: self.x(self.zones.start_of(day)).max(0),
                    label: day.strftime(format).to_string(),
                });
            }
            let next = Zoom::Month.step(day, true);
            if next <= day {
                break;
            }
            day = next;
        }
        ticks
    }
}

fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn scale(zoom: Zoom, zones: &Zones) -> Scale {
        let extent = (at("2027-01-11T09:00:00Z"), at("2027-03-30T15:00:00Z"));
        Scale::new(zoom, date(2027, 1, 13), extent, zones)
    }

    fn utc() -> Zones {
        Zones::from(TimeZone::UTC)
    }

    /// 13 January 2027 is a Wednesday: its week is 11 to 17. The plan from 11 January to 30 March is shown in January,
    /// February, March: 31 + 28 + 31 = 90 days.
    #[test]
    fn a_window_is_of_whole_days() {
        let window = |zoom| {
            let s = scale(zoom, &utc());
            (s.first, s.after, s.days())
        };
        assert_eq!(window(Zoom::Plan), (date(2027, 1, 1), date(2027, 4, 1), 90));
        assert_eq!(window(Zoom::Month), (date(2027, 1, 1), date(2027, 2, 1), 31));
        assert_eq!(window(Zoom::Week), (date(2027, 1, 11), date(2027, 1, 18), 7));
        assert_eq!(window(Zoom::Day), (date(2027, 1, 13), date(2027, 1, 14), 1));
        assert_eq!(Zoom::Month.step(date(2027, 1, 1), false), date(2026, 12, 1));
        assert_eq!(Zoom::Week.step(date(2027, 1, 11), false), date(2027, 1, 4));
    }

    /// A day of 24 hours on 10 000 units: 6:00 is a quarter, 2500. A window of another length is in proportion: the week's
    /// Wednesday noon is 2.5 days of 7 in: 10 000 · 2.5 / 7 = 3571.4.
    #[test]
    fn a_moment_has_its_place() {
        assert_eq!(scale(Zoom::Day, &utc()).x(at("2027-01-13T06:00:00Z")), 2500);
        assert_eq!(scale(Zoom::Week, &utc()).x(at("2027-01-13T12:00:00Z")), 3571);
        // Outside it is just outside, however far.
        assert_eq!(scale(Zoom::Day, &utc()).x(at("2030-01-01T00:00:00Z")), 10_100);
        assert_eq!(scale(Zoom::Day, &utc()).x(at("1970-01-01T00:00:00Z")), -100);
    }

    /// On 14 March 2027 the clocks of Toronto go from 2:00 to 3:00: the day has 23 hours. 12:00 is 11 hours in:
    /// 10 000 · 11 / 23 = 4782.6.
    #[test]
    fn a_day_of_23_hours_is_as_wide_as_any() {
        let toronto = Zones::from(TimeZone::get("America/Toronto").unwrap());
        let extent = (at("2027-01-11T09:00:00Z"), at("2027-03-30T15:00:00Z"));
        let s = Scale::new(Zoom::Day, date(2027, 3, 14), extent, &toronto);
        assert_eq!(s.x(at("2027-03-14T12:00:00-04:00")), 4782);
        assert_eq!(s.x(at("2027-03-15T00:00:00-04:00")), WIDE);
    }

    /// 22:00 the day before to 3:00: what is in the window is 0:00 to 3:00, an eighth. A minute would be 7 units wide and is
    /// drawn with 14.
    #[test]
    fn a_stretch_is_cut_at_the_window() {
        let s = scale(Zoom::Day, &utc());
        assert_eq!(
            s.span((at("2027-01-12T22:00:00Z"), at("2027-01-13T03:00:00Z"))),
            Some((0, 1250))
        );
        assert_eq!(
            s.span((at("2027-01-13T06:00:00Z"), at("2027-01-13T06:01:00Z"))),
            Some((2500, 14))
        );
        assert_eq!(
            s.span((at("2027-01-13T23:59:00Z"), at("2027-01-14T06:00:00Z"))),
            Some((WIDE - 14, 14))
        );
        assert_eq!(
            s.span((at("2027-01-14T00:00:00Z"), at("2027-01-14T06:00:00Z"))),
            None
        );
    }

    /// In the plan of 90 days a day is 10 000 / 90 = 111.1 units. Sessions of 11 and 12 January are one block from day 10 to
    /// day 12: 1111 to 1333; that of 15 January is one from day 14 to 15: 1555 to 1666. In the week, hours are hours.
    #[test]
    fn days_that_follow_each_other_are_one_block() {
        let sessions = [
            (at("2027-01-11T09:00:00Z"), at("2027-01-11T11:00:00Z")),
            (at("2027-01-12T18:00:00Z"), at("2027-01-13T00:00:00Z")),
            (at("2027-01-15T09:00:00Z"), at("2027-01-15T10:00:00Z")),
        ];
        assert_eq!(
            scale(Zoom::Plan, &utc()).blocks(&sessions),
            [(1111, 222), (1555, 111)]
        );
        // The 18 hours of a day in a week: 10 000 / 7 / 24 = 59.5 an hour.
        assert_eq!(
            scale(Zoom::Week, &utc()).blocks(&sessions),
            [(535, 119), (2500, 357), (6250, 59)]
        );
    }

    #[test]
    fn ticks_say_where_one_is() {
        let labels = |ticks: Vec<Tick>| ticks.into_iter().map(|t| t.label).collect::<Vec<_>>().join(" ");
        let strong = |zoom| labels(scale(zoom, &utc()).strong());
        let faint = |zoom| labels(scale(zoom, &utc()).faint());
        assert_eq!(strong(Zoom::Plan), "Jan 2027 Feb Mar");
        assert_eq!(faint(Zoom::Plan), "4 11 18 25 1 8 15 22 1 8 15 22 29");
        assert_eq!(strong(Zoom::Month), "Mon 4 Jan Mon 11 Jan Mon 18 Jan Mon 25 Jan");
        assert_eq!(
            strong(Zoom::Week),
            "Mon 11 Tue 12 Wed 13 Thu 14 Fri 15 Sat 16 Sun 17"
        );
        assert_eq!(strong(Zoom::Day), "Wednesday 13 January");
        assert_eq!(faint(Zoom::Day), "02 04 06 08 10 12 14 16 18 20 22");
        // Fifteen years: years, none closer than a sixteenth.
        let long = (at("2027-01-11T09:00:00Z"), at("2042-01-01T00:00:00Z"));
        let long = Scale::new(Zoom::Plan, date(2027, 1, 1), long, &utc());
        assert!(labels(long.strong()).starts_with("2027 2028 2029"));
        let close = long
            .strong()
            .windows(2)
            .filter(|w| w[1].x - w[0].x < WIDE / 17)
            .count();
        assert_eq!((close, long.faint().len()), (0, 0));
        // Weeks, the first and the last of them cut at the window: a week begins every seven days.
        assert!(long.bins().len() > 780 && long.bins().len() < 790);
    }
}
