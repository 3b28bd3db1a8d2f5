//! What an address asks for, and the addresses of what is beside it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use pivot_app::Error;

use super::today;
use crate::desk::Picture;
use crate::pages::today::query;
use crate::timeline::rows::Open;
use crate::timeline::scale::Zoom;

/// What is looked at.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) zoom: Zoom,
    pub(super) date: Date,
    pub(super) open: Open,
    /// The task that is shown.
    pub(super) task: Option<String>,
    /// Rows before the first that is drawn.
    pub(super) row: usize,
}

impl View {
    pub(super) fn asked(asked: &[(String, String)], picture: &Picture) -> Result<View, Error> {
        let get = |name: &str| {
            let own = asked.iter().find(|(n, v)| n == name && !v.is_empty());
            own.map(|(_, value)| value.as_str())
        };
        let zoom = match get("zoom") {
            None => Zoom::Plan,
            Some(text) => Zoom::ALL.into_iter().find(|z| z.name() == text).ok_or_else(|| {
                Error::wrong(format!("`{text}` is no zoom")).next("take plan, month, week or day")
            })?,
        };
        let date = match get("date") {
            None => today(picture),
            Some(text) => text
                .parse()
                .map_err(|_| Error::wrong(format!("`{text}` is no date")).next("write it as 2027-01-31"))?,
        };
        let open = match get("open") {
            None => Open::Usual,
            Some("all") => Open::All,
            Some("none") => Open::Steps(BTreeSet::new()),
            Some(text) => {
                let numbers: Result<BTreeSet<u32>, _> = text.split(',').map(|n| n.trim().parse()).collect();
                Open::Steps(numbers.map_err(|_| {
                    Error::wrong(format!("`{text}` names no steps"))
                        .next("write their numbers, as 1,3, or all, or none")
                })?)
            }
        };
        let row = match get("row") {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Error::wrong(format!("`{text}` is no number of a row")))?,
        };
        Ok(View {
            zoom,
            date,
            open,
            task: get("task").map(str::to_owned),
            row,
        })
    }

    /// The address of this view with another zoom, date or row. Which steps are open stays.
    pub(super) fn at(&self, zoom: Zoom, date: Date, row: usize) -> String {
        let mut address = format!("/timeline?zoom={}", zoom.name());
        if zoom != Zoom::Plan {
            address.push_str(&format!("&date={date}"));
        }
        match &self.open {
            Open::Usual => {}
            Open::All => address.push_str("&open=all"),
            Open::Steps(steps) => address.push_str(&format!("&open={}", listed(steps))),
        }
        if let Some(task) = &self.task {
            address.push_str(&format!("&task={}", query(task)));
        }
        if row > 0 {
            address.push_str(&format!("&row={row}"));
        }
        address
    }

    /// The address of this view with other steps open. The task that was asked for would open its step again.
    pub(super) fn opened(&self, open: Open) -> String {
        let other = View {
            open,
            task: None,
            ..self.clone()
        };
        other.at(self.zoom, self.date, 0)
    }
}

fn listed(steps: &BTreeSet<u32>) -> String {
    if steps.is_empty() {
        return "none".to_owned();
    }
    let numbers: Vec<String> = steps.iter().map(u32::to_string).collect();
    numbers.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_listed() {
        assert_eq!(listed(&BTreeSet::from([3, 1])), "1,3");
        assert_eq!(listed(&BTreeSet::new()), "none");
    }
}
