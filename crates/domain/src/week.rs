//! Weekly hours: `mon-fri 09:00-12:00,13:00-17:00; sat 10:00-13:00`, or `always`.

use std::fmt;

use jiff::civil::Weekday;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Minutes in a day.
pub const DAY: u32 = 24 * 60;

/// The hours of a week by the wall clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// For each day from Monday: `[start, end)` in minutes after midnight, sorted and disjoint. An end beyond
    /// [`DAY`] lies on the next day.
    days: [Vec<(u32, u32)>; 7],
}

impl Week {
    /// All hours of every day.
    pub fn always() -> Self {
        Week {
            days: std::array::from_fn(|_| vec![(0, DAY)]),
        }
    }

    /// Reads hours as a person writes them. Days are `mon` to `sun`, a range of them (`sat-mon` goes over Sunday) or
    /// a list (`mon,wed`); a time range whose end is before its start ends on the next day. The error says what
    /// was wrong and with which part.
    pub fn parse(text: &str) -> Result<Week, String> {
        if text.trim() == "always" {
            return Ok(Week::always());
        }
        let mut week = Week::default();
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let (days, times) = part
                .split_once(char::is_whitespace)
                .ok_or_else(|| format!("`{part}` needs days and times, such as `mon-fri 18:00-20:30`"))?;
            let days = parse_days(days)?;
            for range in times.split(',').map(str::trim) {
                let (start, end) = range
                    .split_once('-')
                    .ok_or_else(|| format!("`{range}` is no time range such as `18:00-20:30`"))?;
                let start = parse_time(start)?;
                let mut end = parse_time(end)?;
                if start == DAY {
                    return Err(format!("`{range}` begins at 24:00: write 00:00 of the next day"));
                }
                if end == start {
                    return Err(format!(
                        "`{range}` ends when it begins: the whole day is 00:00-24:00"
                    ));
                }
                if end < start {
                    end += DAY;
                }
                for &day in &days {
                    week.days[day].push((start, end));
                }
            }
        }
        if week.days.iter().all(Vec::is_empty) {
            return Err("no hours: write days and times, such as `mon-fri 18:00-20:30`".into());
        }
        week.tidy();
        Ok(week)
    }

    /// Sorts and joins the ranges of each day. What is longer than a day, or as long and not one from midnight to midnight, goes
    /// on under the next, so that a range never says more than it shows.
    fn tidy(&mut self) {
        // Each round moves a rest one day on; after a week there is nothing left to move but full days.
        for _ in 0..=7 {
            let mut rests = Vec::new();
            for (day, ranges) in self.days.iter_mut().enumerate() {
                ranges.sort_unstable();
                let mut joined: Vec<(u32, u32)> = Vec::new();
                for &(start, end) in ranges.iter() {
                    match joined.last_mut() {
                        Some(last) if start <= last.1 => last.1 = last.1.max(end),
                        _ => joined.push((start, end)),
                    }
                }
                for range in &mut joined {
                    if range.1 - range.0 > DAY || (range.1 > DAY && range.1 - range.0 == DAY) {
                        rests.push(((day + 1) % 7, (0, range.1 - DAY)));
                        range.1 = DAY;
                    }
                }
                *ranges = joined;
            }
            if rests.is_empty() {
                return;
            }
            for (day, rest) in rests {
                self.days[day].push(rest);
            }
        }
    }

    /// The hours of this week and those of another one.
    #[must_use]
    pub fn join(&self, other: &Week) -> Week {
        let mut week = self.clone();
        for (ranges, more) in week.days.iter_mut().zip(&other.days) {
            ranges.extend(more);
        }
        week.tidy();
        week
    }

    /// The same days, each longer by so many minutes as far as it can be: later in the evening, up to `until` minutes
    /// after midnight, and what is left over earlier in the morning, from `from` on. A day without hours stays without.
    ///
    /// ```
    /// use pivot_domain::week::Week;
    /// let week = Week::parse("mon 18:00-20:00; tue 20:00-22:45").unwrap();
    /// assert_eq!(week.longer(30, 6 * 60, 23 * 60).to_string(), "mon 18:00-20:30; tue 19:45-23:00");
    /// ```
    #[must_use]
    pub fn longer(&self, minutes: u32, from: u32, until: u32) -> Week {
        let mut week = self.clone();
        for ranges in &mut week.days {
            lengthen(ranges, minutes, from, until);
        }
        week.tidy();
        week
    }

    /// The same days, each `times` in `of` as long, in steps of five minutes: what is to go is taken from the evening, what is
    /// to come is put where [`Week::longer`] puts it, as far as it can be.
    ///
    /// ```
    /// use pivot_domain::week::Week;
    /// let week = Week::parse("mon 09:00-12:00,18:00-20:00; sat 10:00-13:00").unwrap();
    /// assert_eq!(week.scaled(1, 2, 6 * 60, 23 * 60).to_string(), "mon 09:00-11:30; sat 10:00-11:30");
    /// assert_eq!(week.scaled(2, 1, 6 * 60, 23 * 60).to_string(), "mon 07:00-12:00,18:00-23:00; sat 10:00-16:00");
    /// ```
    #[must_use]
    pub fn scaled(&self, times: u32, of: u32, from: u32, until: u32) -> Week {
        let mut week = self.clone();
        for ranges in &mut week.days {
            let length: u32 = ranges.iter().map(|(start, end)| end - start).sum();
            let exact = u64::from(length) * u64::from(times) / u64::from(of.max(1));
            let wanted = u32::try_from((exact + 2) / 5 * 5).unwrap_or(DAY).min(DAY);
            lengthen(ranges, wanted.saturating_sub(length), from, until);
            let mut less = length.saturating_sub(wanted);
            while let Some(last) = ranges.last_mut().filter(|_| less > 0) {
                let cut = less.min(last.1 - last.0);
                last.1 -= cut;
                less -= cut;
                if last.0 == last.1 {
                    ranges.pop();
                }
            }
        }
        week.tidy();
        week
    }

    /// The same, and on each day without hours those from `from` to `until`, in minutes after midnight.
    #[must_use]
    pub fn fill(&self, from: u32, until: u32) -> Week {
        let mut week = self.clone();
        for ranges in week.days.iter_mut().filter(|r| r.is_empty()) {
            ranges.push((from, until));
        }
        week.tidy();
        week
    }

    /// The days that have hours in this week and none in another one: `sat-sun`, `tue,thu`.
    pub fn days_beside(&self, other: &Week) -> String {
        let new = |day: usize| !self.days[day].is_empty() && other.days[day].is_empty();
        let mut names: Vec<String> = Vec::new();
        let mut day = 0;
        while day < 7 {
            let run = (day..7).take_while(|d| new(*d)).count();
            match run {
                0 => {}
                1 => names.push(DAYS[day].to_owned()),
                _ => names.push(format!("{}-{}", DAYS[day], DAYS[day + run - 1])),
            }
            day += run.max(1);
        }
        names.join(",")
    }

    /// The ranges that begin on that day, in minutes after its midnight.
    pub fn on(&self, day: Weekday) -> &[(u32, u32)] {
        &self.days[day.to_monday_zero_offset().unsigned_abs() as usize]
    }

    /// Minutes in a week, overlaps counted once.
    pub fn minutes(&self) -> u32 {
        let mut all: Vec<(u32, u32)> = Vec::new();
        for (day, ranges) in (0u32..).zip(&self.days) {
            for &(start, end) in ranges {
                let (start, end) = (day * DAY + start, day * DAY + end);
                all.push((start, end.min(7 * DAY)));
                if end > 7 * DAY {
                    all.push((0, end - 7 * DAY));
                }
            }
        }
        all.sort_unstable();
        let (mut total, mut reached) = (0, 0);
        for (start, end) in all {
            let start = start.max(reached);
            if end > start {
                total += end - start;
                reached = end;
            }
        }
        total
    }
}

/// Makes a day longer by so many minutes: later in the evening up to `until`, what is left over earlier from `from` on.
fn lengthen(ranges: &mut [(u32, u32)], minutes: u32, from: u32, until: u32) {
    let mut left = minutes;
    if let Some((_, end)) = ranges.last_mut() {
        let more = until.saturating_sub(*end).min(left);
        *end += more;
        left -= more;
    }
    if let Some((start, _)) = ranges.first_mut() {
        *start -= start.saturating_sub(from).min(left);
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Week::always() {
            return f.write_str("always");
        }
        let mut day = 0;
        let mut first = true;
        while day < 7 {
            let mut last = day;
            while last + 1 < 7 && self.days[last + 1] == self.days[day] {
                last += 1;
            }
            if !self.days[day].is_empty() {
                f.write_str(if first { "" } else { "; " })?;
                first = false;
                f.write_str(DAYS[day])?;
                if last > day {
                    write!(f, "-{}", DAYS[last])?;
                }
                for (i, (start, end)) in self.days[day].iter().enumerate() {
                    let end = if *end > DAY { end - DAY } else { *end };
                    let comma = if i == 0 { " " } else { "," };
                    write!(
                        f,
                        "{comma}{:02}:{:02}-{:02}:{:02}",
                        start / 60,
                        start % 60,
                        end / 60,
                        end % 60
                    )?;
                }
            }
            day = last + 1;
        }
        Ok(())
    }
}

/// Index of a weekday from Monday, by its first three letters.
pub(crate) fn parse_day(text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    DAYS.iter().position(|d| {
        text.len() >= 3 && (text.starts_with(d) && text.chars().all(|c| c.is_ascii_alphabetic()))
    })
}

fn parse_days(text: &str) -> Result<Vec<usize>, String> {
    let day = |name: &str| {
        parse_day(name).ok_or_else(|| format!("`{name}` is no day: mon, tue, wed, thu, fri, sat, sun"))
    };
    let mut days = Vec::new();
    for item in text.split(',') {
        match item.split_once('-') {
            Some((from, to)) => {
                let (mut from, to) = (day(from)?, day(to)?);
                days.push(from);
                while from != to {
                    from = (from + 1) % 7;
                    days.push(from);
                }
            }
            None => days.push(day(item)?),
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// Minutes after midnight of `HH:MM` (or `H:MM`), up to 24:00.
pub(crate) fn parse_time(text: &str) -> Result<u32, String> {
    let wrong = || format!("`{}` is no time such as `18:30`", text.trim());
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(wrong)?;
    if hours.is_empty()
        || hours.len() > 2
        || minutes.len() != 2
        || !hours.chars().chain(minutes.chars()).all(|c| c.is_ascii_digit())
    {
        return Err(wrong());
    }
    let minutes_of = |digits: &str| digits.parse::<u32>().map_err(|_| wrong());
    let total = minutes_of(hours)? * 60 + minutes_of(minutes)?;
    if minutes_of(minutes)? > 59 || total > DAY {
        Err(wrong())
    } else {
        Ok(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_joined_made_longer_and_filled_up() {
        let week = |text: &str| Week::parse(text).unwrap();
        assert_eq!(
            week("mon-fri 18:00-20:00").join(&week("mon 19:00-21:00; sat 10:00-12:00")),
            week("mon 18:00-21:00; tue-fri 18:00-20:00; sat 10:00-12:00")
        );
        // Half an hour fits before 23:00 on Monday, a quarter on Tuesday: the other quarter goes before 20:00. What ends
        // after midnight ends as it did.
        assert_eq!(
            week("mon 18:00-20:00; tue 20:00-22:45; fri 22:00-02:00").longer(30, 360, 1380),
            week("mon 18:00-20:30; tue 19:45-23:00; fri 21:30-02:00")
        );
        let more = week("mon 18:00-20:00; wed-fri 18:00-20:00").fill(600, 690);
        assert_eq!(
            more,
            week("mon 18:00-20:00; tue 10:00-11:30; wed-fri 18:00-20:00; sat-sun 10:00-11:30")
        );
        assert_eq!(more.days_beside(&week("mon,wed-fri 08:00-09:00")), "tue,sat-sun");
    }

    #[test]
    fn reads_days_and_times() {
        let week = Week::parse("mon-fri 09:00-12:00,13:00-17:00; sat 10:00-13:00").unwrap();
        assert_eq!(week.on(Weekday::Monday), [(540, 720), (780, 1020)]);
        assert_eq!(week.on(Weekday::Saturday), [(600, 780)]);
        assert!(week.on(Weekday::Sunday).is_empty());
        // 5 days of 7 h, and 3 h: 38 h.
        assert_eq!(week.minutes(), 38 * 60);
        assert_eq!(
            week.to_string(),
            "mon-fri 09:00-12:00,13:00-17:00; sat 10:00-13:00"
        );
    }

    #[test]
    fn goes_over_midnight_and_over_sunday() {
        let week = Week::parse("sat-mon 22:00-02:00").unwrap();
        assert_eq!(week.on(Weekday::Sunday), [(22 * 60, 26 * 60)]);
        assert_eq!(week.minutes(), 12 * 60);
        // Sunday's last two hours and Monday's first two overlap with what Monday says itself: counted once.
        assert_eq!(
            Week::parse("sun 22:00-02:00; mon 00:00-01:00").unwrap().minutes(),
            4 * 60
        );
        assert_eq!(Week::parse("always").unwrap().minutes(), 7 * DAY);
        assert_eq!(Week::parse("mon 00:00-24:00").unwrap().minutes(), DAY);
        assert_eq!(
            Week::parse("mon,wed 9:00-10:00,09:30-11:00")
                .unwrap()
                .on(Weekday::Wednesday),
            [(540, 660)]
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (text, shown) in [
            ("mon 08:00-20:00,18:00-10:00", "mon 08:00-24:00; tue 00:00-10:00"),
            ("mon 00:00-24:00,12:00-11:00", "mon 00:00-24:00; tue 00:00-11:00"),
            ("mon-sun 00:00-24:00,12:00-11:59", "always"),
            ("fri 22:00-02:00", "fri 22:00-02:00"),
            // From two to two of the next day.
            ("mon 09:00-02:00,02:00-09:00", "mon 02:00-24:00; tue 00:00-02:00"),
        ] {
            assert_eq!(Week::parse(text).unwrap().to_string(), shown);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_week_is_read_back(ranges in proptest::collection::vec((0usize..7, 0u32..288, 0u32..=288), 1..8)) {
            let time = |slot: u32| format!("{:02}:{:02}", slot / 12, slot % 12 * 5);
            let other = |a: u32, b: u32| if a == b { b + 1 } else { b };
            let text: Vec<String> = ranges.iter().map(|(d, a, b)| format!("{} {}-{}", DAYS[*d], time(*a), time(other(*a, *b)))).collect();
            let week = Week::parse(&text.join(";")).unwrap();
            let again = Week::parse(&week.to_string()).unwrap();
            proptest::prop_assert_eq!(week.minutes(), again.minutes());
            proptest::prop_assert_eq!(&week, &again);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, part) in [
            ("mon", "`mon` needs days and times"),
            ("moon 9:00-10:00", "`moon` is no day"),
            ("mon 9-10", "`9` is no time"),
            ("mon 09:00", "`09:00` is no time range"),
            ("mon 09:00-25:00", "`25:00` is no time"),
            ("mon 24:00-24:00", "begins at 24:00"),
            (
                "mon 09:00-09:00",
                "ends when it begins: the whole day is 00:00-24:00",
            ),
            ("mon 09:60-10:00", "`09:60`"),
            ("", "no hours"),
            (";;", "no hours"),
        ] {
            let error = Week::parse(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
