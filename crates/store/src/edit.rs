//! Changes to `pivot.toml` that keep the person's comments and order.

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, Document, DocumentMut, InlineTable, Item, Table, TableLike, value};

use crate::Error;

/// A value that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, in quotes.
    Text(String),
    /// A date.
    Date(Date),
    /// `true` or `false`.
    Flag(bool),
}

/// A change of one place. A path names tables from the file's root on: `["hours", "week"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Sets a value, or takes it out.
    Set(Vec<String>, Option<Value>),
    /// Adds a table at the end of a list of tables, made where there is none.
    Add(Vec<String>, Vec<(String, Value)>),
    /// Takes a table, by its number from 0, out of a list of tables.
    Remove(Vec<String>, usize),
}

impl Edit {
    /// Sets a value, or takes it out.
    pub fn set(path: &[&str], value: Option<Value>) -> Edit {
        Edit::Set(owned(path), value)
    }

    /// Adds a table to a list; what has no value is left out.
    pub fn add(path: &[&str], fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Edit {
        let fields = fields.into_iter();
        Edit::Add(
            owned(path),
            fields
                .filter_map(|(name, v)| Some((name.to_owned(), v?)))
                .collect(),
        )
    }

    /// Takes a table out of a list.
    pub fn remove(path: &[&str], number: usize) -> Edit {
        Edit::Remove(owned(path), number)
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|name| (*name).to_owned()).collect()
}

impl From<&Value> for toml_edit::Value {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => text.clone().into(),
            Value::Flag(flag) => (*flag).into(),
            Value::Date(date) => toml_edit::Date {
                year: date.year().unsigned_abs(),
                month: date.month().unsigned_abs(),
                day: date.day().unsigned_abs(),
            }
            .into(),
        }
    }
}

/// The text with changes, one after the other. All else in it stays, comments and order too.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, Error> {
    let mut text = text.to_owned();
    for edit in edits {
        text = match edit {
            Edit::Set(path, Some(value)) => set(&text, path, value)?,
            Edit::Set(path, None) => take_out(&text, path)?,
            Edit::Add(path, fields) => add(&text, path, fields)?,
            Edit::Remove(path, number) => remove(&text, path, *number)?,
        };
    }
    Ok(text)
}

fn set(text: &str, path: &[String], new: &Value) -> Result<String, Error> {
    let mut document = parse(text)?;
    let (name, table) = inside(&mut document, path)?;
    let mut new: toml_edit::Value = new.into();
    match table.get_mut(name) {
        Some(Item::Value(old)) => {
            // What stands around a value, such as a comment after it, stays.
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(_) => return Err(no_place(path)),
        None => {
            table.insert(name, Item::Value(new));
        }
    }
    Ok(document.to_string())
}

fn take_out(text: &str, path: &[String]) -> Result<String, Error> {
    let read = Document::parse(text).map_err(|e| Error::NotToml(e.message().to_owned()))?;
    let Some((name, above)) = path.split_last() else {
        return Err(no_place(path));
    };
    let mut table = Some(read.as_table());
    for part in above {
        table = table.and_then(|t| t.get(part)).and_then(Item::as_table);
    }
    if let Some((key, item)) = table.and_then(|t| t.get_key_value(name))
        && let (Some(key), Some(item)) = (key.span(), item.span())
    {
        return Ok(cut(text, key.start, item.end));
    }
    // In a table of one line.
    let mut document = parse(text)?;
    let (name, table) = inside(&mut document, path)?;
    table.remove(name);
    Ok(document.to_string())
}

fn add(text: &str, path: &[String], fields: &[(String, Value)]) -> Result<String, Error> {
    let mut document = parse(text)?;
    let (name, table) = inside(&mut document, path)?;
    if table.get(name).is_none() {
        table.insert(name, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    match table.get_mut(name) {
        Some(Item::ArrayOfTables(tables)) => {
            let mut new = Table::new();
            for (name, field) in fields {
                new.insert(name, Item::Value(field.into()));
            }
            tables.push(new);
        }
        Some(Item::Value(toml_edit::Value::Array(list))) => {
            let mut new = InlineTable::new();
            for (name, field) in fields {
                new.insert(name, field.into());
            }
            list.push(new);
        }
        _ => return Err(no_place(path)),
    }
    Ok(document.to_string())
}

fn remove(text: &str, path: &[String], number: usize) -> Result<String, Error> {
    let read = Document::parse(text).map_err(|e| Error::NotToml(e.message().to_owned()))?;
    let mut item = Some(read.as_item());
    for part in path {
        item = item.and_then(|i| i.get(part));
    }
    if let Some(tables) = item.and_then(Item::as_array_of_tables) {
        let table = tables.get(number).ok_or_else(|| no_place(path))?;
        let span = table.span().ok_or_else(|| no_place(path))?;
        let end = table.iter().filter_map(|(_, item)| Some(item.span()?.end)).max();
        return Ok(cut(
            text,
            span.start,
            end.map_or(span.end, |end| end.max(span.end)),
        ));
    }
    let mut document = parse(text)?;
    let (name, table) = inside(&mut document, path)?;
    match table.get_mut(name).and_then(Item::as_array_mut) {
        Some(list) if number < list.len() => {
            list.remove(number);
        }
        _ => return Err(no_place(path)),
    }
    Ok(document.to_string())
}

/// The table that holds the last name of a path; those on the way are made.
fn inside<'d, 'p>(
    document: &'d mut DocumentMut,
    path: &'p [String],
) -> Result<(&'p str, &'d mut dyn TableLike), Error> {
    let (name, above) = path.split_last().ok_or_else(|| no_place(path))?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in above {
        let next = table.entry(part).or_insert(Item::Table(Table::new()));
        table = next.as_table_like_mut().ok_or_else(|| no_place(path))?;
    }
    Ok((name, table))
}

fn no_place(path: &[String]) -> Error {
    Error::NotToml(format!("`{}` is not where it was looked for", path.join(".")))
}

/// The text without the lines of a piece, nor the comment that stands right above it.
fn cut(text: &str, from: usize, to: usize) -> String {
    let mut start = text[..from].rfind('\n').map_or(0, |at| at + 1);
    while start > 0 {
        let above = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        if !text[above..start].trim_start().starts_with('#') || above == 0 {
            break;
        }
        start = above;
    }
    let end = text[to..].find('\n').map_or(text.len(), |at| to + at + 1);
    let (mut before, mut after) = (&text[..start], &text[end..]);
    // Of two blank lines that meet, one goes; so does one at the end.
    if after.is_empty() && before.ends_with("\n\n") {
        before = &before[..before.len() - 1];
    } else if before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n") {
        after = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix('\n'))
            .unwrap_or(after);
    }
    [before, after].concat()
}

/// The text with a `[[calendar]]` of that name at its end. `all_day` is written where it is true.
pub fn add_calendar(text: &str, name: &str, all_day: bool) -> Result<String, Error> {
    let mut document = parse(text)?;
    let mut table = Table::new();
    table["name"] = value(name);
    if all_day {
        table["all_day"] = value(true);
    }
    let calendars = document
        .entry("calendar")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    match calendars.as_array_of_tables_mut() {
        Some(tables) => tables.push(table),
        None => {
            return Err(Error::NotToml(
                "`calendar` is no list of tables: write [[calendar]]".into(),
            ));
        }
    }
    Ok(document.to_string())
}

/// The text without the `[[calendar]]` of that name; `None` where there is none.
pub fn remove_calendar(text: &str, name: &str) -> Result<Option<String>, Error> {
    let mut document = parse(text)?;
    let Some(tables) = document
        .get_mut("calendar")
        .and_then(Item::as_array_of_tables_mut)
    else {
        return Ok(None);
    };
    let before = tables.len();
    tables.retain(|table| table.get("name").and_then(Item::as_str) != Some(name));
    if tables.len() == before {
        return Ok(None);
    }
    if tables.is_empty() {
        document.remove("calendar");
    }
    Ok(Some(document.to_string()))
}

fn parse(text: &str) -> Result<DocumentMut, Error> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| Error::NotToml(e.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\ntimezone = \"UTC\" # here\n\n[[calendar]]\nname = \"work\" # boss\n\n[hours]\nweek = \"always\"\n";

    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.into()))
    }

    const AWAY: &str = "# mine\nstart = 2027-01-04 # Monday\nbuffer = \"15m\"\n\n[hours]\n# as I like it\nweek = \"always\"   # really\n\n# [[away]]\n# why = \"an example\"\n\n# with Ann\n[[away]]\nfrom = 2027-02-01 # early\nto = 2027-02-03\n\n[[away]]\nfrom = 2027-03-01\n\n# the car park\n[[calendar]]\nname = \"work\"\n";

    #[test]
    fn a_value_is_set_where_it_stands() {
        let edits = [
            Edit::set(&["hours", "week"], text("sat 10:00-12:00")),
            Edit::set(&["hours", "daily_limit"], text("4h")),
            Edit::set(&["finish_by"], Some(Value::Date(Date::constant(2027, 5, 1)))),
            Edit::set(&["session", "max"], text("2h")),
        ];
        let expected = AWAY
            .replace(
                "week = \"always\"   # really\n",
                "week = \"sat 10:00-12:00\"   # really\ndaily_limit = \"4h\"\n",
            )
            .replace("buffer = \"15m\"\n", "buffer = \"15m\"\nfinish_by = 2027-05-01\n")
            + "\n[session]\nmax = \"2h\"\n";
        let all = edit(AWAY, &edits).unwrap();
        assert_eq!(all, expected);
        let back = [
            Edit::set(&["hours", "daily_limit"], None),
            Edit::set(&["finish_by"], None),
            Edit::set(&["hours", "week"], text("always")),
            Edit::set(&["session", "max"], None),
        ];
        assert_eq!(edit(&all, &back).unwrap(), format!("{AWAY}\n[session]\n"));
        // What is not there needs not be taken out.
        assert_eq!(edit(AWAY, &[Edit::set(&["frozen"], None)]).unwrap(), AWAY);
    }

    #[test]
    fn a_table_comes_and_goes_with_its_own_comment_alone() {
        let date = |m, d| Some(Value::Date(Date::constant(2027, m, d)));
        let one = Edit::add(
            &["away"],
            [("from", date(4, 5)), ("to", None), ("why", text("a \"trip\""))],
        );
        let added = edit(AWAY, &[one]).unwrap();
        let expected = AWAY.replace(
            "from = 2027-03-01\n",
            "from = 2027-03-01\n\n[[away]]\nfrom = 2027-04-05\nwhy = 'a \"trip\"'\n",
        );
        assert_eq!(added, expected);
        assert_eq!(edit(&added, &[Edit::remove(&["away"], 2)]).unwrap(), AWAY);
        let without = edit(AWAY, &[Edit::remove(&["away"], 0)]).unwrap();
        let gone = "# with Ann\n[[away]]\nfrom = 2027-02-01 # early\nto = 2027-02-03\n\n";
        assert_eq!(without, AWAY.replace(gone, ""));
        assert!(edit(AWAY, &[Edit::remove(&["away"], 2)]).is_err());
        assert!(edit(AWAY, &[Edit::remove(&["move"], 0)]).is_err());
    }

    #[test]
    fn a_list_in_one_line_is_changed_too() {
        let line =
            "away = [{ from = 2027-02-01 }, { from = 2027-03-01 }] # off\nhours = { week = \"always\" }\n";
        let edits = [
            Edit::remove(&["away"], 0),
            Edit::add(
                &["away"],
                [("from", Some(Value::Date(Date::constant(2027, 4, 1))))],
            ),
            Edit::set(&["hours", "week"], text("sat 10:00-12:00")),
        ];
        let all = edit(line, &edits).unwrap();
        let read: DocumentMut = all.parse().unwrap();
        assert_eq!(read["away"].as_array().unwrap().len(), 2);
        assert_eq!(
            read["away"][1]["from"].as_datetime().unwrap().to_string(),
            "2027-04-01"
        );
        assert_eq!(read["hours"]["week"].as_str(), Some("sat 10:00-12:00"));
        assert!(all.contains("# off"));
    }

    #[test]
    fn comments_survive() {
        let text = add_calendar(TEXT, "choir", true).unwrap();
        assert!(text.contains("# mine") && text.contains("# here") && text.contains("# boss"));
        assert!(text.contains("[[calendar]]\nname = \"choir\"\nall_day = true\n"));
        let back = remove_calendar(&text, "choir").unwrap().unwrap();
        assert_eq!(back, TEXT);
        assert_eq!(remove_calendar(TEXT, "choir").unwrap(), None);
        assert!(
            !remove_calendar(TEXT, "work")
                .unwrap()
                .unwrap()
                .contains("calendar")
        );
    }
}
