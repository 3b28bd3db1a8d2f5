//! What forms have in common: fields with files among them, the hours of a week, the zones there are, a calendar handed over.

use std::time::Duration;

use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use pivot_app::Error;
use pivot_app::connect::feed::Web;
use pivot_app::domain::fault::nearest;
use pivot_app::domain::settings;
use pivot_app::domain::week::Week;
use pivot_app::verbs::calendar::Incoming;

use crate::look;

/// A form that was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filled {
    fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

/// A file that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// Its name on the person's disk.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// It was larger than it may be, and is not kept.
    pub(crate) cut: bool,
}

/// The longest field that is no file, and so many fields, where each file has a bound of its own.
const FIELD: usize = 64 * 1024;
const FIELDS: usize = 64;

impl Filled {
    pub(crate) fn of(fields: Vec<(String, String)>) -> Filled {
        Filled {
            fields,
            files: Vec::new(),
        }
    }

    /// Reads a form with files. The server's limit bounds it.
    pub(crate) async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Filled, Error> {
        let mut form = form.map_err(|e| Error::wrong(format!("that is no form of this page: {e}")))?;
        let wrong = |e: axum::extract::multipart::MultipartError| {
            Error::wrong(format!("the form did not arrive whole: {}", e.body_text()))
                .next("go back, choose a smaller file (12 MB at most, all in all), and send it again")
        };
        let mut filled = Filled::default();
        while let Some(field) = form.next_field().await.map_err(wrong)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = field.bytes().await.map_err(wrong)?.to_vec();
                    // A field for a file that nobody chose is sent empty.
                    if !(file.is_empty() && bytes.is_empty()) {
                        let cut = false;
                        filled.files.push((
                            name,
                            Upload {
                                name: file,
                                bytes,
                                cut,
                            },
                        ));
                    }
                }
                None => {
                    let bytes = field.bytes().await.map_err(wrong)?;
                    filled
                        .fields
                        .push((name, String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        Ok(filled)
    }

    /// Reads a form whose files have bounds by their field's name, in bytes. What is beyond is read to its end and dropped: a
    /// browser that is cut short shows its own fault, and not what is said here. Files of other fields are dropped.
    pub(crate) async fn read_within(
        form: Result<Multipart, MultipartRejection>,
        bounds: &[(&str, usize)],
    ) -> Result<Filled, Error> {
        let mut form = form.map_err(|e| Error::wrong(format!("that is no form of this page: {e}")))?;
        let wrong = |e: axum::extract::multipart::MultipartError| {
            Error::wrong(format!("the form did not arrive whole: {}", e.body_text()))
                .next("choose the file again, and send it again")
        };
        let mut filled = Filled::default();
        for _ in 0..FIELDS {
            let Some(mut field) = form.next_field().await.map_err(wrong)? else {
                return Ok(filled);
            };
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(plain_name);
            let bound = bounds.iter().find(|(own, _)| *own == name).map(|(_, most)| *most);
            let most = if file.is_some() { bound.unwrap_or(0) } else { FIELD };
            let (mut bytes, mut cut) = (Vec::new(), false);
            while let Some(chunk) = field.chunk().await.map_err(wrong)? {
                if cut || bytes.len() + chunk.len() > most {
                    (bytes, cut) = (Vec::new(), true);
                } else {
                    bytes.extend_from_slice(&chunk);
                }
            }
            match file {
                // A field for a file that nobody chose is sent empty.
                Some(file) if bound.is_some() && (cut || !(file.is_empty() && bytes.is_empty())) => {
                    filled.files.push((
                        name,
                        Upload {
                            name: file,
                            bytes,
                            cut,
                        },
                    ));
                }
                Some(_) => {}
                None if cut => {
                    return Err(Error::wrong(format!("the field `{name}` is too long")).next("shorten it"));
                }
                None => filled
                    .fields
                    .push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Err(Error::wrong(
            "that is no form of this page: it has too many fields",
        ))
    }

    /// A field as it was typed; empty where it was not sent.
    pub(crate) fn typed(&self, name: &str) -> &str {
        let mut own = self.fields.iter().filter(|(n, _)| n == name);
        own.next().map_or("", |(_, value)| value)
    }

    /// A field that is not empty, without the blanks around it.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        Some(self.typed(name).trim()).filter(|v| !v.is_empty())
    }

    /// A text of several lines with the line ends that files have: a browser sends its own.
    pub(crate) fn lines(&self, name: &str) -> String {
        self.typed(name).replace("\r\n", "\n")
    }

    pub(crate) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|(n, _)| n == name).map(|(_, file)| file)
    }

    /// A date; `None` where the field is empty.
    pub(crate) fn date(&self, name: &str) -> Result<Option<Date>, String> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        text.parse()
            .ok()
            .filter(|d: &Date| (1900..2200).contains(&d.year()))
            .map(Some)
            .ok_or_else(|| format!("`{text}` is no date: write it as 2027-01-31"))
    }
}

impl Upload {
    /// Its text, where it is one.
    pub(crate) fn text(&self) -> Result<String, String> {
        let text = std::str::from_utf8(&self.bytes).ok();
        text.filter(|t| !t.contains('\0'))
            .map(|t| t.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
            .ok_or_else(|| {
                format!(
                    "`{}` is no text: choose a file such as curriculum.toml",
                    self.name
                )
            })
    }
}

/// A file's name without its folders, on one line, and not too long to be said.
fn plain_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    own.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// The days of a week: how they are sent, their names, and how hours name them.
const DAYS: [(&str, &str, Weekday); 7] = [
    ("mon", "Monday", Weekday::Monday),
    ("tue", "Tuesday", Weekday::Tuesday),
    ("wed", "Wednesday", Weekday::Wednesday),
    ("thu", "Thursday", Weekday::Thursday),
    ("fri", "Friday", Weekday::Friday),
    ("sat", "Saturday", Weekday::Saturday),
    ("sun", "Sunday", Weekday::Sunday),
];

/// A field for each day. `filled` is what was typed, `week` what stands there before anything is.
pub(crate) fn days(filled: Option<&Filled>, week: Option<&Week>, faulty: &[&'static str]) -> Markup {
    html! {
        div.days {
            @for (key, name, day) in DAYS {
                @let value = match filled { Some(filled) => filled.typed(key).to_owned(), None => week.map_or(String::new(), |w| ranges(w.on(day))) };
                label for=(format!("day-{key}")) { (name) }
                input id=(format!("day-{key}")) name=(key) value=(value) autocomplete="off" aria-invalid=[faulty.contains(&key).then_some("true")];
            }
        }
    }
}

/// `09:00-12:00, 22:00-02:00`.
fn ranges(ranges: &[(u32, u32)]) -> String {
    let clock = |m: u32| {
        let m = if m > 24 * 60 { m - 24 * 60 } else { m };
        format!("{:02}:{:02}", m / 60, m % 60)
    };
    let shown: Vec<String> = ranges
        .iter()
        .map(|(a, b)| format!("{}-{}", clock(*a), clock(*b)))
        .collect();
    shown.join(", ")
}

/// The hours that the fields of [`days`] hold; else the days that are wrong, and what is wrong with them.
pub(crate) fn read_days(filled: &Filled) -> Result<Week, Vec<(&'static str, String)>> {
    let (mut week, mut faults) = (Week::default(), Vec::new());
    for (key, name, _) in DAYS {
        let Some(text) = filled.get(key) else { continue };
        let text: Vec<String> = text.split([',', ';']).map(range).collect();
        match Week::parse(&format!("{key} {}", text.join(","))) {
            Ok(day) => week = week.join(&day),
            Err(wrong) => faults.push((key, format!("{name}: {wrong}"))),
        }
    }
    if faults.is_empty() && week == Week::default() {
        let none = "There are no hours yet: write some for one day at least, such as 18:00-20:30";
        faults.push(("mon", none.to_owned()));
    }
    if faults.is_empty() { Ok(week) } else { Err(faults) }
}

/// A range of hours as hours are written: `18 – 20:30` is `18:00-20:30`.
fn range(text: &str) -> String {
    let ends = text.replace(['–', '—'], "-");
    let whole = |end: &str| {
        let end = end.trim();
        let short = (1..=2).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_digit());
        if short {
            format!("{end}:00")
        } else {
            end.to_owned()
        }
    };
    ends.split('-').map(whole).collect::<Vec<_>>().join("-")
}

/// The names of zones, to choose from while one types. A page has it once.
pub(crate) fn zones() -> Markup {
    let names = jiff::tz::db().available().map(|n| n.to_string());
    let places = names.filter(|n| {
        let area = n.split('/').next().unwrap_or_default();
        n == "UTC" || (n.contains('/') && !["Etc", "SystemV", "posix", "right", "US"].contains(&area))
    });
    html! { datalist id="zones" { @for name in places { option value=(name) {} } } }
}

/// The zone that a person named; else what is wrong.
pub(crate) fn zone(name: &str) -> Result<TimeZone, String> {
    settings::zone(name).ok_or_else(|| {
        let names: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
        let city = |n: &str| n.rsplit('/').next().unwrap_or(n).to_lowercase();
        // People know the city.
        let wanted = name.to_lowercase().replace(' ', "_");
        let places: Vec<(String, &String)> = names
            .iter()
            .filter(|n| n.contains('/'))
            .map(|n| (city(n), n))
            .collect();
        let known = nearest(&wanted, places.iter().map(|(city, _)| city.as_str()));
        let same = places.iter().find(|(city, _)| Some(city.as_str()) == known);
        let near = same
            .map(|(_, name)| name.as_str())
            .filter(|_| !name.contains('/'))
            .or_else(|| nearest(name, names.iter().map(String::as_str)));
        let hint = near.map_or("write it as Europe/Paris".to_owned(), |n| {
            format!("did you mean {n}?")
        });
        format!("There is no zone `{name}`: {hint}")
    })
}

/// What is wrong with a field, beside it. `id` is what the field's `aria-describedby` names.
pub(crate) fn wrong(id: &str, what: Option<&str>) -> Markup {
    html! { @if let Some(what) = what { p.wrong id=(id) { (look::sentence(what)) } } }
}

/// How long an address may take to answer: less than the page that waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The calendar that a form hands over, as a file `ics` or an address `address`; `None` where it has neither. The address is
/// asked here, and at no other time.
pub(crate) async fn calendar(filled: &Filled) -> Result<Option<Incoming>, Error> {
    if let Some(file) = filled.file("ics") {
        return Incoming::file(&file.name, file.bytes.clone()).map(Some);
    }
    let Some(address) = filled.get("address").map(str::to_owned) else {
        return Ok(None);
    };
    let asked = tokio::task::spawn_blocking(move || Incoming::address(&address, &Web));
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(read)) => read.map(Some),
        Ok(Err(e)) => Err(Error::Bug(e.to_string())),
        Err(_) => Err(Error::Outside {
            what: format!("the server did not answer within {} seconds", PATIENCE.as_secs()),
            next: Some("try again, or save the calendar as a file and choose that".into()),
        }),
    }
}
