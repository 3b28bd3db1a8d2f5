//! What the journal says of attempts at a lab.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use pivot_domain::fact::{Event, Recorded, standing};
use pivot_domain::zones::Zones;
use pivot_labs::lab::{Bar, Lab, SHORT};
use pivot_store::LabFolder;

use super::ATTEMPTS;
use crate::situation::Situation;

/// An attempt that was scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// The metric on the public part.
    pub value: f64,
    /// The bar that the private part reached.
    pub bar: Option<Bar>,
    /// The set.
    pub set: String,
    /// SHA-256 of the answers that it was held against.
    pub data: String,
    /// SHA-256 of what was submitted.
    pub sha256: String,
    /// What the person said of it.
    pub note: Option<String>,
}

/// The note of a fact: the bar, then what the person said.
pub(super) fn note(bar: Option<Bar>, said: Option<&str>) -> String {
    let word = bar.map_or(SHORT, Bar::name);
    match said.map(str::trim).filter(|said| !said.is_empty()) {
        Some(said) => format!("{word} {said}"),
        None => word.to_owned(),
    }
}

/// The attempts at a lab that stand, in the order in which they were made.
pub fn entries(facts: &[Recorded], lab: &str) -> Vec<Entry> {
    standing(facts).filter_map(|fact| entry(fact, lab)).collect()
}

fn entry(fact: &Recorded, lab: &str) -> Option<Entry> {
    let Event::Scored {
        deed,
        value,
        attempt: Some(attempt),
        ..
    } = &fact.fact.event
    else {
        return None;
    };
    if deed.what != lab {
        return None;
    }
    let note = deed.note.as_deref().unwrap_or_default();
    let (word, said) = note.split_once(' ').unwrap_or((note, ""));
    Some(Entry {
        number: attempt.number,
        at: fact.fact.at,
        value: *value,
        bar: Bar::named(word),
        set: attempt.set.clone(),
        data: attempt.data.clone(),
        sha256: attempt.sha256.clone(),
        note: (!said.is_empty()).then(|| said.to_owned()),
    })
}

/// So many attempts were scored on a day by the person's clock; those that were taken back count, for their score was seen.
pub(super) fn on_day(facts: &[Recorded], lab: &str, day: Date, zones: &Zones) -> u32 {
    let all = facts.iter().filter_map(|fact| entry(fact, lab));
    let of_day = all.filter(|entry| zones.civil(entry.at).date() == day);
    u32::try_from(of_day.count()).unwrap_or(u32::MAX)
}

/// So many attempts at a lab are left today, and when there are new ones: the person's next midnight.
pub fn left(situation: &Situation, lab: &Lab) -> (u32, Timestamp) {
    let zones = &situation.settings.zones;
    let today = zones.civil(situation.now).date();
    let made = on_day(&situation.facts, &lab.id, today, zones);
    let next = today.tomorrow().map_or(situation.now, |day| zones.start_of(day));
    (lab.attempts.saturating_sub(made), next)
}

/// The number of the next attempt: none that a fact or a file has.
pub(super) fn next_number(facts: &[Recorded], lab: &str, folder: &LabFolder) -> u32 {
    let of_facts = facts.iter().filter_map(|fact| entry(fact, lab)).map(|e| e.number);
    let taken = of_facts.chain(folder.numbers(ATTEMPTS)).max().unwrap_or(0);
    taken.saturating_add(1)
}

/// Honest tries: attempts against these answers that are better than a floor, each content once.
pub(super) fn honest(entries: &[Entry], data: &str, better: impl Fn(f64) -> bool) -> u32 {
    let tries: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.data == data && better(entry.value))
        .map(|entry| entry.sha256.as_str())
        .collect();
    u32::try_from(tries.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use jiff::tz::TimeZone;
    use pivot_domain::fact::{Attempt, Deed, Fact};
    use pivot_domain::settings::parse;

    use super::*;

    fn scored(at: &str, number: u32, note: &str) -> Recorded {
        Fact {
            at: at.parse().unwrap(),
            zone: "UTC".into(),
            event: Event::Scored {
                deed: Deed {
                    task: None,
                    what: "x".into(),
                    link: None,
                    note: Some(note.into()),
                },
                metric: "auc".into(),
                value: 0.1 * f64::from(number),
                attempt: Some(Attempt {
                    number,
                    set: "made".into(),
                    data: "d".into(),
                    sha256: format!("s{}", number / 2),
                }),
                standing: None,
            },
        }
        .into()
    }

    fn days(zones: &Zones, facts: &[Recorded], now: &str) -> u32 {
        let day = zones.civil(now.parse().unwrap()).date();
        on_day(facts, "x", day, zones)
    }

    /// In Toronto it is five hours earlier: 04:59 in UTC is 23:59 of the day before.
    #[test]
    fn a_day_ends_at_the_persons_midnight() {
        let zones = Zones::from(TimeZone::get("America/Toronto").unwrap());
        let facts = [
            scored("2027-01-05T04:30:00Z", 1, "short"),
            scored("2027-01-05T04:59:59Z", 2, "short"),
        ];
        assert_eq!(days(&zones, &facts, "2027-01-05T04:59:59Z"), 2);
        assert_eq!(days(&zones, &facts, "2027-01-05T05:00:00Z"), 0);
        let utc = Zones::from(TimeZone::UTC);
        assert_eq!(days(&utc, &facts, "2027-01-05T05:00:00Z"), 2);
    }

    /// Somebody flies from Paris to Toronto on 6 January. What was tried at half past one that night in Paris was tried on the 6th,
    /// though by Toronto's clock it was the evening of the 5th: it is not given back.
    #[test]
    fn a_move_to_another_zone_gives_and_takes_no_attempt() {
        let settings = "timezone = \"Europe/Paris\"\nstart = 2027-01-04\n[hours]\nweek = \"always\"\n\
            [[move]]\nfrom = 2027-01-06\ntimezone = \"America/Toronto\"\n";
        let (settings, faults) = parse(settings);
        let zones = settings.unwrap_or_else(|| panic!("{faults:?}")).zones;
        let facts = [scored("2027-01-06T00:30:00Z", 1, "short")];
        assert_eq!(
            days(&zones, &facts, "2027-01-06T02:00:00Z"),
            1,
            "the 6th in Paris"
        );
        assert_eq!(
            days(&zones, &facts, "2027-01-06T12:00:00Z"),
            1,
            "the 6th in Toronto"
        );
        assert_eq!(
            days(&zones, &facts, "2027-01-07T05:00:00Z"),
            0,
            "the 7th in Toronto"
        );
        let toronto = Zones::from(TimeZone::get("America/Toronto").unwrap());
        assert_eq!(
            days(&toronto, &facts, "2027-01-06T12:00:00Z"),
            0,
            "who lives there all along"
        );
    }

    #[test]
    fn entries_say_what_their_notes_say() {
        let facts = [
            scored(
                "2027-01-05T04:30:00Z",
                2,
                &note(Some(Bar::Good), Some(" two layers ")),
            ),
            scored("2027-01-05T04:31:00Z", 3, &note(None, None)),
        ];
        let entries = entries(&facts, "x");
        assert_eq!(
            (entries[0].bar, entries[0].note.as_deref()),
            (Some(Bar::Good), Some("two layers"))
        );
        assert_eq!((entries[1].bar, &entries[1].note), (None, &None));
        // Both are of one content.
        assert_eq!(honest(&entries, "d", |v| v > 0.05), 1);
        assert_eq!(honest(&entries, "d", |v| v > 0.9), 0);
        assert_eq!(honest(&entries, "other", |_| true), 0);
    }
}
