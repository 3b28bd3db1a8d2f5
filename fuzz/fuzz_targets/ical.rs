//! Any bytes are a feed; its occurrences lie in the range, sorted, and not without number.
#![no_main]

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use libfuzzer_sys::fuzz_target;
use pivot_domain::ical::parse_bytes;
use pivot_domain::zones::Zones;

fuzz_target!(|bytes: &[u8]| {
    let feed = parse_bytes(bytes);
    let home = Zones::from(TimeZone::fixed(Offset::constant(1)));
    let from = Timestamp::from_second(1_798_761_600).expect("2027-01-01");
    let to = Timestamp::from_second(1_814_400_000).expect("2027-07-01");
    let found = feed.occurrences(from, to, &home);
    assert!(
        found
            .events
            .iter()
            .all(|e| e.start <= e.end && e.start < to && (e.end > from || e.start >= from))
    );
    assert!(found.events.windows(2).all(|w| w[0].start <= w[1].start));
});
