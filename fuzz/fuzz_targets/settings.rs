//! Any text is a pivot.toml or has faults, each inside the text; and any settings give availability.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_domain::availability::{SLOT_SECONDS, daily_limits, days, machine, person, quota};
use pivot_domain::settings::parse;

fuzz_target!(|text: &str| {
    let (settings, faults) = parse(text);
    assert_eq!(settings.is_some(), faults.is_empty());
    for fault in &faults {
        assert!(fault.at.start <= fault.at.end && fault.at.end <= text.len());
        fault.place(text);
    }
    let Some(settings) = settings else { return };
    // Sixty days of 2027, with both changes of the clock.
    for day in [20_520_i64, 20_740] {
        let (from, to) = (day * 86_400 / SLOT_SECONDS, (day + 60) * 86_400 / SLOT_SECONDS);
        let time = person(&settings, &[], from, to);
        for list in [&time.free, &time.open, &time.study] {
            assert!(list.iter().all(|(a, b)| from <= *a && a < b && *b <= to));
            assert!(list.windows(2).all(|w| w[0].1 <= w[1].0));
        }
        assert!(
            days(&settings.zones, from, to)
                .windows(2)
                .all(|w| w[0].0 < w[1].0)
        );
        daily_limits(&settings, from, to);
        for m in &settings.machines {
            machine(m, &settings.zones, from, to);
            if let Some(q) = &m.quota {
                quota(q, &settings.zones, from, to);
            }
        }
    }
});
