//! Stretches in which nothing was recorded.

use jiff::{SignedDuration, Timestamp};

use crate::fact::{Event, Recorded, standing};

/// A stretch in which nothing was recorded and nothing is told to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The last that was heard before it.
    pub from: Timestamp,
    /// The first that was heard after it, or now.
    pub to: Timestamp,
}

/// A silence of so long is a blackout: time lost, and no row of things that were not done.
pub const BLACKOUT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The blackouts between the first standing fact and `now`, in order of time. What was written then, and what is told to have
/// happened then, both break a silence. Before `begin` nothing was to be heard.
pub fn blackouts(facts: &[Recorded], begin: Timestamp, now: Timestamp) -> Vec<Silence> {
    let mut heard: Vec<Timestamp> = standing(facts)
        .filter(|r| !matches!(r.fact.event, Event::Undone { .. }))
        .flat_map(|r| [r.recorded, r.fact.at])
        .filter(|at| *at <= now)
        .map(|at| at.max(begin))
        .collect();
    if heard.is_empty() || now <= begin {
        return Vec::new();
    }
    heard.push(now);
    heard.sort_unstable();
    let pairs = heard.windows(2).map(|pair| Silence {
        from: pair[0],
        to: pair[1],
    });
    pairs
        .filter(|silence| silence.to.duration_since(silence.from) >= BLACKOUT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Fact, Part};

    fn at(text: &str) -> Timestamp {
        format!("2027-{text}T12:00:00Z").parse().unwrap()
    }

    fn done(id: &str, recorded: &str, happened: &str) -> Recorded {
        let part = Part {
            task: "a".into(),
            time: None,
        };
        Recorded {
            id: id.into(),
            recorded: at(recorded),
            ..Fact {
                at: at(happened),
                zone: "UTC".into(),
                event: Event::Done(part),
            }
            .into()
        }
    }

    fn found(facts: &[Recorded], now: &str) -> Vec<(Timestamp, Timestamp)> {
        let silences = blackouts(facts, at("01-04"), at(now));
        silences.into_iter().map(|s| (s.from, s.to)).collect()
    }

    #[test]
    fn a_fortnight_and_no_less() {
        let facts = [done("1", "01-05", "01-05")];
        assert_eq!(found(&facts, "01-18"), []);
        assert_eq!(found(&facts, "01-19"), [(at("01-05"), at("01-19"))]);
        assert_eq!(found(&[], "12-31"), [], "who never wrote anything is not silent");
        // Before the beginning nothing was to be heard.
        let early = [done("1", "01-01", "01-01")];
        assert_eq!(found(&early, "01-17"), []);
        assert_eq!(found(&early, "01-18"), [(at("01-04"), at("01-18"))]);
    }

    #[test]
    fn what_is_told_later_breaks_it() {
        let facts = [done("1", "01-05", "01-05"), done("2", "02-05", "02-05")];
        assert_eq!(found(&facts, "02-06"), [(at("01-05"), at("02-05"))]);
        let told = [done("1", "01-05", "01-05"), done("2", "02-05", "01-20")];
        assert_eq!(
            found(&told, "02-06"),
            [(at("01-05"), at("01-20")), (at("01-20"), at("02-05"))]
        );
        let told = [done("1", "01-05", "01-05"), done("2", "01-25", "01-15")];
        assert_eq!(found(&told, "02-06"), []);
    }

    #[test]
    fn what_was_taken_back_was_not_heard() {
        let mut facts = vec![done("1", "01-05", "01-05"), done("2", "01-12", "01-12")];
        assert_eq!(found(&facts, "01-20"), []);
        facts.push(Recorded {
            fact: Fact {
                event: Event::Undone { fact: "2".into() },
                ..facts[1].fact.clone()
            },
            ..done("3", "01-13", "01-13")
        });
        assert_eq!(found(&facts, "01-20"), [(at("01-05"), at("01-20"))]);
    }
}
