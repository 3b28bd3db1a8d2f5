//! Days that are lost, and work that is added: at the person's own rate.
//!
//! A day with open hours is lost with one probability after a day that was worked and with another after one that was lost:
//! illness and holidays come in rows. Both have beta distributions, and a day on which half the hours were worked counts as
//! half a lost day. Tasks are added as a Poisson process over the estimated hours of the work, each with an exponential
//! size. What is assumed before anything is known is ours: no source gives figures.

use super::chance::Chance;

/// After a worked day: a beta distribution with mean 0.08, worth 15 days.
const AFTER_WORK: (f64, f64) = (1.2, 13.8);
/// After a lost day: mean 0.4, worth 5 days.
const AFTER_LOSS: (f64, f64) = (2.0, 3.0);
/// Tasks added in so many estimated hours.
const ADDED: (f64, f64) = (1.0, 100.0);
/// Hours of tasks that were added, and how many: a mean of 8 hours, as an inverse gamma distribution.
const SIZES: (f64, f64) = (16.0, 3.0);

/// A day with open hours, as slots or in the past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastDay {
    /// Hours that could have been worked.
    pub open: f64,
    /// Hours that were.
    pub worked: f64,
}

/// What is known of lost days.
#[derive(Clone, Debug, PartialEq)]
pub struct Losses {
    after_work: (f64, f64),
    after_loss: (f64, f64),
    /// How much of the last day was lost.
    last: f64,
    /// How many days it was learned from.
    pub days: usize,
    /// How many of these were lost, parts of days added up.
    pub lost: f64,
}

impl Losses {
    /// What the days tell, in their order.
    pub fn learn(days: &[PastDay]) -> Losses {
        let mut losses = Losses {
            after_work: AFTER_WORK,
            after_loss: AFTER_LOSS,
            last: 0.0,
            days: days.len(),
            lost: 0.0,
        };
        for day in days {
            let lost = 1.0 - (day.worked / day.open.max(1e-9)).clamp(0.0, 1.0);
            let worked = 1.0 - losses.last;
            losses.after_work.0 += worked * lost;
            losses.after_work.1 += worked * (1.0 - lost);
            losses.after_loss.0 += losses.last * lost;
            losses.after_loss.1 += losses.last * (1.0 - lost);
            losses.last = lost;
            losses.lost += lost;
        }
        losses
    }

    /// The share of days that are lost in the long run, at the means of both distributions.
    pub fn share(&self) -> f64 {
        let mean = |(a, b): (f64, f64)| a / (a + b);
        let (begin, stay) = (mean(self.after_work), mean(self.after_loss));
        begin / (begin + 1.0 - stay)
    }

    /// The losses of one future.
    pub fn draw(&self, chance: &mut Chance) -> Losing {
        let after_work = chance.beta(self.after_work.0, self.after_work.1);
        let after_loss = chance.beta(self.after_loss.0, self.after_loss.1);
        let lost = chance.uniform() < self.last;
        Losing {
            after_work,
            after_loss,
            lost,
        }
    }
}

/// One day after the other, lost or not.
#[derive(Clone, Copy, Debug)]
pub struct Losing {
    after_work: f64,
    after_loss: f64,
    lost: bool,
}

impl Losing {
    /// Whether the next day with open hours is lost.
    pub fn next(&mut self, chance: &mut Chance) -> bool {
        let share = if self.lost {
            self.after_loss
        } else {
            self.after_work
        };
        self.lost = chance.uniform() < share;
        self.lost
    }
}

/// What is known of added work.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    rate: (f64, f64),
    sizes: (f64, f64),
    /// How many tasks were added so far.
    pub added: usize,
}

impl Scope {
    /// What the hours of tasks that were added tell, while so many estimated hours were done.
    pub fn learn(added: &[f64], done: f64) -> Scope {
        let n = added.len() as f64;
        Scope {
            rate: (ADDED.0 + n, ADDED.1 + done.max(0.0)),
            sizes: (SIZES.0 + added.iter().sum::<f64>(), SIZES.1 + n),
            added: added.len(),
        }
    }

    /// By how much the work grows in the mean: hours for each hour.
    pub fn growth(&self) -> f64 {
        self.rate.0 / self.rate.1 * self.sizes.0 / (self.sizes.1 - 1.0)
    }

    /// The hours of each task that is added in one future while so many estimated hours are done.
    pub fn draw(&self, ahead: f64, chance: &mut Chance) -> Vec<f64> {
        let rate = chance.gamma(self.rate.0) / self.rate.1;
        let mean = self.sizes.0 / chance.gamma(self.sizes.1);
        let n = chance.poisson(rate * ahead);
        (0..n).map(|_| mean * chance.exponential()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(worked: f64) -> PastDay {
        PastDay { open: 4.0, worked }
    }

    #[test]
    fn days_are_counted_by_what_came_before_them() {
        // Worked, lost, lost, half: of the days after work one is kept and one lost, of the days after a loss one is lost
        // and half of one.
        let losses = Losses::learn(&[day(4.0), day(0.0), day(0.0), day(2.0)]);
        assert_eq!(losses.after_work, (1.2 + 1.0, 13.8 + 1.0));
        assert_eq!(losses.after_loss, (2.0 + 1.5, 3.0 + 0.5));
        assert_eq!((losses.days, losses.lost, losses.last), (4, 2.5, 0.5));
        // Before anything is known: 0.08 / (0.08 + 0.6).
        assert!((Losses::learn(&[]).share() - 0.08 / 0.68).abs() < 1e-12);
        // More work than there were hours is no more than a whole day.
        assert_eq!(Losses::learn(&[day(9.0)]).lost, 0.0);
    }

    #[test]
    fn futures_lose_the_share_that_was_learned() {
        let mut days = Vec::new();
        for k in 0..1_000 {
            days.push(day(if k % 10 < 3 { 0.0 } else { 4.0 }));
        }
        let losses = Losses::learn(&days);
        let mut lost = 0;
        for future in 0..200 {
            let mut chance = Chance::new(3, future, 0);
            let mut losing = losses.draw(&mut chance);
            lost += (0..500).filter(|_| losing.next(&mut chance)).count();
        }
        let share = f64::from(u32::try_from(lost).unwrap()) / 100_000.0;
        assert!(
            (share - losses.share()).abs() < 0.01 && (share - 0.3).abs() < 0.02,
            "{share}"
        );
    }

    #[test]
    fn work_grows_as_it_did() {
        // Before anything is known one task in a hundred hours, of eight hours.
        assert!((Scope::learn(&[], 0.0).growth() - 0.08).abs() < 1e-12);
        // Ten tasks of 8 hours in 100: (11 / 200) · (96 / 12).
        let scope = Scope::learn(&[8.0; 10], 100.0);
        assert!((scope.growth() - 11.0 / 200.0 * 96.0 / 12.0).abs() < 1e-12);
        let sum: f64 = (0..4_000)
            .map(|k| scope.draw(50.0, &mut Chance::new(1, k, 2)).iter().sum::<f64>())
            .sum();
        assert!((sum / 4_000.0 / 50.0 - scope.growth()).abs() < 0.02);
    }
}
