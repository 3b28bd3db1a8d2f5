//! `[caldav]`: the person's calendar on a server.

use crate::fault::Fault;
use crate::read::Table;

/// A calendar on a server. The password stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caldav {
    /// The address of the server, or of the person there.
    pub url: String,
    /// Who the person is there.
    pub user: String,
    /// The calendar's name.
    pub calendar: String,
}

pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Caldav> {
    let value = root.get("caldav")?;
    let mut table = Table::from_value("[caldav]", value, faults)?;
    let url = table.need_string("url", "the server: url = \"https://dav.example.org/\"", faults);
    let user = table.need_string("user", "who you are there: user = \"ada\"", faults);
    let calendar = table.string("calendar", faults);
    table.close(faults);
    let (url, at) = url?;
    let host = url.split_once("://").map(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        (scheme, host)
    });
    match host {
        Some((_, host)) if host.contains('@') => faults.push(Fault::new(
            at,
            "an address with a name and a password does not belong in a file that others may read",
            "the address alone; pivot calendar connect says where the password belongs",
        )),
        Some(("https" | "http", host)) if !host.is_empty() && !url.contains(char::is_whitespace) => {}
        _ => faults.push(Fault::new(
            at,
            "this is no address of a server",
            "one that begins with https://",
        )),
    }
    Some(Caldav {
        url,
        user: user?.0,
        calendar: calendar.map_or_else(|| "Pivot".to_owned(), |(name, _)| name),
    })
}
