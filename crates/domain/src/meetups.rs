//! Where a group's events are: a feed by the address of its page.
//!
//! The addresses are those by which Meetup, Luma and Eventbrite give their events to calendar programs; nothing else of these services is
//! asked. What is no page of theirs is taken as a feed itself.

use jiff::{SignedDuration, Span, SpanRelativeTo};

/// A feed of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// Whose it is; `None` for any other feed.
    pub service: Option<&'static str>,
}

/// The feed of a page, or of an address that is one itself.
///
/// # Errors
/// The address leads to no feed: what to give instead, as a sentence without its full stop.
pub fn source(address: &str) -> Result<Source, String> {
    let address = address.trim();
    if address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("an address has no spaces in it".into());
    }
    let Some((scheme, rest)) = address.split_once("://") else {
        return Err("an address begins with https:// or webcal://".into());
    };
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "https" | "webcal" | "webcals" => "https",
        "http" => "http",
        _ => return Err("an address begins with https:// or webcal://".into()),
    };
    let whole = format!("{scheme}://{rest}");
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if host.is_empty() {
        return Err("the address names no host".into());
    }
    let host = host.to_ascii_lowercase();
    let own = host.strip_prefix("www.").unwrap_or(&host);
    let page = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = page.split('/').filter(|part| !part.is_empty()).collect();
    let of = |service, url: String| {
        Ok(Source {
            url,
            service: Some(service),
        })
    };
    if own == "meetup.com" {
        if parts.contains(&"ical") {
            return of("Meetup", whole);
        }
        let parts = match parts.split_first() {
            Some((first, rest)) if is_locale(first) => rest,
            _ => &parts[..],
        };
        return match parts.first() {
            Some(group) if !["find", "home", "topics", "login"].contains(group) => {
                of("Meetup", format!("https://www.meetup.com/{group}/events/ical/"))
            }
            _ => Err("give the page of a group: https://www.meetup.com/GROUP/".into()),
        };
    }
    if own == "lu.ma" || own == "luma.com" || own.ends_with(".lu.ma") || own.ends_with(".luma.com") {
        if parts.first() == Some(&"ics") {
            return of("Luma", whole);
        }
        for (prefix, entity) in [("cal-", "calendar"), ("discplace-", "discover")] {
            let id = path.split(['/', '?', '#', '&', '=']).find(|part| {
                part.starts_with(prefix) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            });
            if let Some(id) = id {
                return of(
                    "Luma",
                    format!("https://api.lu.ma/ics/get?entity={entity}&id={id}"),
                );
            }
        }
        return Err("a page of Luma does not say which calendar it is of: choose “Add iCal Subscription” on the calendar's page, and give the address that it shows".into());
    }
    if own.starts_with("eventbrite.") {
        if page.ends_with("/calendar.ics") {
            return of("Eventbrite", whole);
        }
        let id = parts.iter().rev().find_map(|part| {
            let id = part.rsplit('-').next()?;
            (id.len() >= 6 && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
        });
        return match (parts.first(), id) {
            (Some(&"e"), Some(id)) => of(
                "Eventbrite",
                format!("https://www.{own}/calendar.ics?eid={id}&calendar=ical"),
            ),
            _ => Err("give the page of an event: https://www.eventbrite.com/e/NAME-tickets-NUMBER".into()),
        };
    }
    Ok(Source {
        url: whole,
        service: None,
    })
}

/// `fr-FR`, `de`.
fn is_locale(part: &str) -> bool {
    let (language, country) = part.split_once('-').unwrap_or((part, ""));
    let letters = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    letters(language) && (country.is_empty() && !part.contains('-') || letters(country))
}

/// How often a feed wants to be asked at most (RFC 7986, 5.7): never more than once in an hour, whatever it says, and once in a week at
/// least.
pub fn every(feed: &[u8]) -> SignedDuration {
    let (hour, week) = (SignedDuration::from_hours(1), SignedDuration::from_hours(7 * 24));
    let text = String::from_utf8_lossy(feed);
    // It stands before the first event.
    let head = text
        .lines()
        .take_while(|line| !line.starts_with("BEGIN:VEVENT"))
        .take(1000);
    let said = head.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = name.split(';').next()?;
        let known = ["REFRESH-INTERVAL", "X-PUBLISHED-TTL"];
        known
            .iter()
            .any(|k| k.eq_ignore_ascii_case(name))
            .then_some(value.trim())
    });
    let length = |value: &str| {
        let span: Span = value.parse().ok()?;
        span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
    };
    let said = said.filter_map(length).max();
    said.unwrap_or(hour).clamp(hour, week)
}

/// The events of `old` that `new` does not have, by their identities: what was known and is not told any more. `None` where there are
/// none. Zones stay with them.
pub fn kept(old: &[u8], new: &[u8]) -> Option<String> {
    let there = crate::ical::parse_bytes(new);
    let there: std::collections::BTreeSet<&str> = there.uids().collect();
    let old = String::from_utf8_lossy(old);
    let (mut text, mut any) = (String::new(), false);
    let mut event: Option<String> = None;
    for line in old.split_inclusive('\n') {
        let word = line.trim_end();
        if word.eq_ignore_ascii_case("BEGIN:VEVENT") {
            event = Some(String::new());
        }
        let Some(open) = &mut event else {
            text.push_str(line);
            continue;
        };
        open.push_str(line);
        if word.eq_ignore_ascii_case("END:VEVENT") {
            let whole = event.take().unwrap_or_default();
            let is_there = crate::ical::parse(&whole).uids().any(|uid| there.contains(uid));
            if !is_there {
                text.push_str(&whole);
                any = true;
            }
        }
    }
    any.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages and feeds as they are known from public code of 2026.
    #[test]
    fn feeds_by_their_pages() {
        let url = |address: &str| source(address).map(|source| source.url);
        let group = "https://www.meetup.com/ml-toronto/events/ical/";
        for page in [
            "https://www.meetup.com/ml-toronto",
            "https://meetup.com/ml-toronto/",
            "http://www.meetup.com/fr-FR/ml-toronto/events/12345/?a=b",
            "https://www.meetup.com/de/ml-toronto/",
            group,
        ] {
            assert_eq!(url(page).as_deref(), Ok(group), "{page}");
        }
        assert!(url("https://www.meetup.com/find/?keywords=ml").is_err());
        assert_eq!(
            url("https://lu.ma/calendar/cal-Ab12").as_deref(),
            Ok("https://api.lu.ma/ics/get?entity=calendar&id=cal-Ab12")
        );
        assert_eq!(
            url("https://api2.luma.com/ics/get?entity=calendar&id=cal-Ab12").as_deref(),
            Ok("https://api2.luma.com/ics/get?entity=calendar&id=cal-Ab12")
        );
        assert!(url("https://lu.ma/ai-evenings").unwrap_err().contains("iCal"));
        assert_eq!(
            url("https://www.eventbrite.co.uk/e/ai-evening-tickets-1234567890?aff=x").as_deref(),
            Ok("https://www.eventbrite.co.uk/calendar.ics?eid=1234567890&calendar=ical")
        );
        assert!(url("https://www.eventbrite.com/o/somebody-123456789").is_err());
        assert_eq!(
            url("webcal://club.example/a.ics?x=1").as_deref(),
            Ok("https://club.example/a.ics?x=1")
        );
        for wrong in ["", "meetup", "ftp://a.example/x", "https://", "https://a b"] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
        assert_eq!(source(group).map(|s| s.service), Ok(Some("Meetup")));
        // A host that only looks like one.
        let other = source("https://meetup.com.example/x").unwrap();
        assert_eq!(
            (other.service, other.url.as_str()),
            (None, "https://meetup.com.example/x")
        );
    }

    #[test]
    fn how_often_is_at_most_hourly() {
        let feed = |line: &str| format!("BEGIN:VCALENDAR\r\n{line}\r\nBEGIN:VEVENT\r\n").into_bytes();
        let hours = |line: &str| every(&feed(line)).as_hours();
        assert_eq!(hours("REFRESH-INTERVAL;VALUE=DURATION:PT12H"), 12);
        assert_eq!(hours("X-PUBLISHED-TTL:PT1M"), 1);
        assert_eq!(hours("REFRESH-INTERVAL:P400D"), 7 * 24);
        assert_eq!(hours("REFRESH-INTERVAL:soon"), 1);
        assert_eq!(hours("NAME:x"), 1);
    }

    #[test]
    fn what_is_not_told_any_more_stays() {
        let event =
            |uid: &str| format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20270105T180000Z\r\nEND:VEVENT\r\n");
        let feed = |events: &str| format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n").into_bytes();
        let old = feed(&(event("1") + &event("2")));
        let empty = feed("");
        assert_eq!(kept(&old, &old), None);
        assert_eq!(
            kept(&old, &feed(&event("2"))).unwrap().into_bytes(),
            feed(&event("1"))
        );
        assert_eq!(kept(&old, &empty).unwrap().into_bytes(), old);
        assert_eq!(kept(b"BEGIN:VEVENT\nUID:1\n", &empty), None, "torn: no event");
    }
}
