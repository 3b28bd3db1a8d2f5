//! Lists of Kaggle in the form of its own program: joined so that nothing is lost that was seen once, and written so that it and
//! `submissions` read them.

use jiff::Timestamp;

use super::submissions::{Listed, moment};
use super::{Read, table};

/// Both lists as one, newest first. What the service says now takes the place of what was known of the same submission (its file and
/// its second), but a score that the service no longer tells stays, and so does a row that it no longer lists.
pub fn join(known: Vec<Listed>, now: Vec<Listed>) -> Vec<Listed> {
    let mut all = known;
    for row in now {
        let same = |other: &&mut Listed| {
            other.file == row.file
                && second(&other.date).is_some()
                && second(&other.date) == second(&row.date)
        };
        match all.iter_mut().find(same) {
            None => all.push(row),
            Some(known) => {
                let kept = |new: String, old: &mut String| {
                    if !new.is_empty() {
                        *old = new;
                    }
                };
                let was_complete = known.status.to_lowercase().ends_with("complete");
                if !(was_complete && row.public.is_empty()) {
                    kept(row.status, &mut known.status);
                }
                kept(row.description, &mut known.description);
                kept(row.public, &mut known.public);
                kept(row.private, &mut known.private);
            }
        }
    }
    all.sort_by(|a, b| {
        second(&b.date)
            .cmp(&second(&a.date))
            .then_with(|| a.file.cmp(&b.file))
    });
    all
}

fn second(date: &str) -> Option<i64> {
    moment(date).map(Timestamp::as_second)
}

/// A moment as Kaggle's program writes it: `2027-01-05 18:20:31.123000`.
pub fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// The list as `kaggle competitions submissions -v` prints it.
pub fn write(rows: &[Listed]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "fileName",
        "date",
        "description",
        "status",
        "publicScore",
        "privateScore",
    ];
    let lines = rows
        .iter()
        .map(|r| [&r.file, &r.date, &r.description, &r.status, &r.public, &r.private]);
    // Nothing can fail in memory, and each line has six fields.
    let _ = writer.write_record(head);
    for line in lines {
        let _ = writer.write_record(line);
    }
    writer.into_inner().unwrap_or_default()
}

/// A row of `kaggle competitions list -v`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedCompetition {
    /// `ref`: its name, or its address.
    pub name: String,
    /// `deadline`.
    pub deadline: Option<Timestamp>,
    /// `category`.
    pub category: String,
    /// `teamCount`.
    pub teams: Option<u64>,
    /// `userHasEntered`.
    pub entered: bool,
}

/// The rows of a list as `kaggle competitions list -v` prints it, in their order.
///
/// # Errors
/// It is no such list: the end of a sentence that begins with the file's name.
pub fn competitions(read: &Read) -> Result<Vec<ListedCompetition>, String> {
    let table = table::read(read)?;
    let place = |name: &str| {
        table
            .column(name)
            .ok_or_else(|| format!("has no column `{name}`: it is no list of competitions"))
    };
    let (name, deadline) = (place("ref")?, place("deadline")?);
    let others = ["category", "teamCount", "userHasEntered"].map(|name| table.column(name));
    let row = |row: &table::Row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str);
        ListedCompetition {
            name: cell(Some(name)).to_owned(),
            deadline: moment(cell(Some(deadline))),
            category: cell(others[0]).to_owned(),
            teams: cell(others[1]).parse().ok(),
            entered: cell(others[2]).eq_ignore_ascii_case("true"),
        }
    };
    Ok(table.rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use super::super::submissions::listed;
    use super::*;

    fn row(file: &str, date: &str, status: &str, public: &str) -> Listed {
        Listed {
            file: file.into(),
            date: date.into(),
            status: status.into(),
            public: public.into(),
            ..Listed::default()
        }
    }

    #[test]
    fn nothing_that_was_seen_is_lost() {
        let known = vec![
            row(
                "b.csv",
                "2027-01-02 10:00:00.123000",
                "SubmissionStatus.PENDING",
                "",
            ),
            row("a.csv", "2027-01-01 10:00:00", "complete", "0.5"),
            row("old.csv", "2026-06-01 10:00:00", "complete", "0.4"),
        ];
        let now = vec![
            row("c.csv", "2027-01-03T10:00:00.5Z", "SubmissionStatus.PENDING", ""),
            row(
                "b.csv",
                "2027-01-02T10:00:00.1234567Z",
                "SubmissionStatus.COMPLETE",
                "0.6",
            ),
            // A rolling board forgets a score.
            row("a.csv", "2027-01-01 10:00:00", "SubmissionStatus.PENDING", ""),
        ];
        let joined = join(known.clone(), now.clone());
        let told: Vec<(&str, &str, &str)> = joined
            .iter()
            .map(|r| (r.file.as_str(), r.status.as_str(), r.public.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("c.csv", "SubmissionStatus.PENDING", ""),
                ("b.csv", "SubmissionStatus.COMPLETE", "0.6"),
                ("a.csv", "complete", "0.5"),
                ("old.csv", "complete", "0.4"),
            ]
        );
        // The date stays as it was first written: evidence knows a row by it.
        assert_eq!(joined[1].date, "2027-01-02 10:00:00.123000");
        assert_eq!(join(joined.clone(), now), joined);
        assert_eq!(
            join(known.clone(), Vec::new()),
            known,
            "an empty answer deletes nothing"
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = vec![Listed {
            line: 2,
            description: "a \"first\", with\ncommas".into(),
            date: date("2027-01-05T18:20:31.1234567Z".parse().unwrap()),
            ..row("a,b.csv", "", "SubmissionStatus.COMPLETE", "0.5")
        }];
        assert_eq!(rows[0].date, "2027-01-05 18:20:31.123456");
        let read = Read {
            bytes: write(&rows),
            ..Read::default()
        };
        assert_eq!(listed(&read).unwrap(), rows);
    }

    #[test]
    fn the_list_of_competitions() {
        let of = |text: &str| {
            competitions(&Read {
                bytes: text.into(),
                ..Read::default()
            })
        };
        let text = "ref,deadline,category,reward,teamCount,userHasEntered\nhttps://www.kaggle.com/competitions/titanic,2030-01-01 00:00:00,Getting Started,Knowledge,15000,True\n";
        let rows = of(text).unwrap();
        assert_eq!((rows[0].teams, rows[0].entered), (Some(15000), true));
        assert_eq!(rows[0].deadline, Some("2030-01-01T00:00:00Z".parse().unwrap()));
        assert!(of("a,b\n1,2\n").unwrap_err().contains("no column `ref`"));
    }
}
