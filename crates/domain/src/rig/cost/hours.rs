//! The hours that a plan needs a machine for, by week.

/// Time on the machine in a week, as the rig would need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// Minutes while somebody sits in front of it; they can be divided.
    pub attended: u32,
    /// Minutes of each run that nobody attends and that is done in one go, begun in this week.
    pub runs: Vec<u32>,
}

impl Week {
    /// All of them, in minutes.
    pub fn minutes(&self) -> u32 {
        self.runs
            .iter()
            .fold(self.attended, |sum, run| sum.saturating_add(*run))
    }
}

/// Time on the machine by week, the first week first; weeks without any are there too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// By week.
    pub weeks: Vec<Week>,
}

impl Hours {
    /// So many minutes, in equal parts over so many weeks; what does not divide lies in the first ones.
    pub fn even(minutes: u32, weeks: u32) -> Hours {
        let weeks = weeks.max(1);
        let (each, more) = (minutes / weeks, minutes % weeks);
        Hours {
            weeks: (0..weeks)
                .map(|i| Week {
                    attended: each + u32::from(i < more),
                    runs: Vec::new(),
                })
                .collect(),
        }
    }

    /// All of them, in minutes.
    pub fn minutes(&self) -> u64 {
        self.weeks.iter().map(|w| u64::from(w.minutes())).sum()
    }

    /// The first and the last week with any, both included.
    pub fn span(&self) -> Option<(usize, usize)> {
        let used = |w: &Week| w.minutes() > 0;
        Some((
            self.weeks.iter().position(used)?,
            self.weeks.iter().rposition(used)?,
        ))
    }

    /// Adds minutes to a week.
    pub fn add(&mut self, week: usize, minutes: u32, run: bool) {
        if minutes == 0 {
            return;
        }
        if self.weeks.len() <= week {
            self.weeks.resize(week + 1, Week::default());
        }
        let week = &mut self.weeks[week];
        if run {
            week.runs.push(minutes);
        } else {
            week.attended = week.attended.saturating_add(minutes);
        }
    }

    /// With each of its minutes so many thousandths, rounded.
    #[must_use]
    pub fn scaled(&self, thousandths: u32) -> Hours {
        let scaled = |minutes: u32| {
            let minutes = (u64::from(minutes) * u64::from(thousandths) + 500) / 1000;
            u32::try_from(minutes).unwrap_or(u32::MAX)
        };
        Hours {
            weeks: self
                .weeks
                .iter()
                .map(|week| Week {
                    attended: scaled(week.attended),
                    runs: week.runs.iter().copied().map(scaled).collect(),
                })
                .collect(),
        }
    }
}
