//! Dates as a résumé has them: a year, a month or a day.

use std::cmp::Ordering;

use jiff::civil::Date;

/// The months as they are shown.
pub const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What a date looks like.
pub(super) const DATE: &str = "a year, a month or a day: 2018, 2018-03 or 2018-03-04";

/// A date of which month and day may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partial {
    /// The year, 1000 to 2999.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: Option<i8>,
    /// The day, which the month has.
    pub day: Option<i8>,
}

impl Partial {
    /// Reads `2018`, `2018-03` or `2018-03-04`; nothing else, and no day that no calendar has.
    ///
    /// ```
    /// use pivot_domain::resume::Partial;
    ///
    /// assert_eq!(Partial::parse("2018-03").unwrap().shown(), "Mar 2018");
    /// assert_eq!(Partial::parse("2018-13"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Partial> {
        let mut parts = text.split('-');
        let mut digits = |n: usize| -> Option<Option<i16>> {
            let Some(part) = parts.next() else {
                return Some(None);
            };
            let right = part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
            if right { part.parse().ok().map(Some) } else { None }
        };
        let (year, month, day) = (digits(4)??, digits(2)?, digits(2)?);
        let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok());
        let (month, day) = (small(month), small(day));
        if parts.next().is_some() || !(1000..3000).contains(&year) {
            return None;
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Partial { year, month, day })
    }

    /// The first day that it may mean.
    pub fn first(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// The last day that it may mean.
    pub fn last(self) -> Date {
        match (self.month, self.day) {
            (None, _) => Date::new(self.year, 12, 31).unwrap_or(Date::MAX),
            (_, None) => self.first().last_of_month(),
            _ => self.first(),
        }
    }

    /// `2018` or `Mar 2018`; the day is not shown.
    pub fn shown(self) -> String {
        let month = self
            .month
            .and_then(|m| MONTHS.get(usize::try_from(m).ok()?.checked_sub(1)?));
        month.map_or(self.year.to_string(), |m| format!("{m} {}", self.year))
    }
}

/// A stretch of time for sorting, the newest first: by the end (one that is missing goes on), then by the begin; what has
/// neither comes last.
pub fn newest_first(a: (&str, &str), b: (&str, &str)) -> Ordering {
    let key = |(start, end): (&str, &str)| {
        let (start, end) = (Partial::parse(start), Partial::parse(end));
        let goes_on = end.is_none() && start.is_some();
        let until = if goes_on {
            Some(Date::MAX)
        } else {
            end.map(Partial::last)
        };
        (until, start.map(Partial::first))
    };
    key(b).cmp(&key(a))
}
