//! Changes to `pivot.toml` and `curriculum.toml` that keep the person's comments and order.

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, TableLike, Value, value};

use crate::Error;

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

/// A step on the way from a file's root to what is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A key of a table.
    Key(&'static str),
    /// A key that the person chose: the id of a machine.
    Named(String),
    /// The table of a list at this place, from 0.
    Nth(usize),
    /// The table of a list that has this text under this key.
    With(&'static str, String),
    /// A new table at the end of a list, which is made where there is none.
    New,
    /// The last table of a list.
    Last,
}

/// What is to stand there.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A number that need not be whole; finite.
    Decimal(f64),
    /// A day.
    Day(Date),
}

/// One change of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where.
    pub at: Vec<Place>,
    /// What is to stand there; `None`: nothing.
    pub to: Option<Written>,
}

/// The text with these changes, one after the other. Tables that are not there yet are made, entries of lists are not. All else
/// stays as it is; with what is taken out goes the comment right above it.
///
/// # Errors
/// Where the text is no TOML, or has no such place.
pub fn change(text: &str, changes: &[Change]) -> Result<String, Error> {
    let mut text = text.to_owned();
    for change in changes {
        let lines = if change.to.is_none() {
            lines_of(&text, &change.at)?
        } else {
            None
        };
        text = match lines {
            Some((from, to)) => cut(&text, from, to),
            None => {
                let mut document = parse(&text)?;
                make(document.as_table_mut(), change).ok_or_else(|| nowhere(&change.at))?;
                document.to_string()
            }
        };
    }
    Ok(text)
}

/// Where something begins and ends that has lines of its own; `None` where it is not there, or stands in a line with others.
fn lines_of(text: &str, at: &[Place]) -> Result<Option<(usize, usize)>, Error> {
    let document = Document::parse(text).map_err(|e| Error::NotToml(e.message().to_owned()))?;
    Ok(span(document.as_table(), at))
}

fn span(table: &Table, at: &[Place]) -> Option<(usize, usize)> {
    let (first, rest) = at.split_first()?;
    let (key, item) = table.get_key_value(key_of(first)?)?;
    match (rest.split_first(), item) {
        (None, Item::Value(value)) => Some((key.span()?.start, value.span()?.end)),
        (Some((place, rest)), Item::ArrayOfTables(tables)) => {
            let table = tables.get(position(item, place)?)?;
            if !rest.is_empty() {
                return span(table, rest);
            }
            let own = table.span()?;
            let inner = table.iter().filter_map(|(_, item)| Some(item.span()?.end));
            Some((own.start, inner.max().unwrap_or(own.end).max(own.end)))
        }
        (Some(_), Item::Table(table)) => span(table, rest),
        _ => None,
    }
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

fn nowhere(at: &[Place]) -> Error {
    let step = |place: &Place| match place {
        Place::Key(key) => (*key).to_owned(),
        Place::Named(name) => name.clone(),
        Place::Nth(n) => format!("{}", n + 1),
        Place::With(key, text) => format!("{key} = {text:?}"),
        Place::New => "a new one".to_owned(),
        Place::Last => "the last one".to_owned(),
    };
    let way: Vec<String> = at.iter().map(step).collect();
    Error::NotToml(format!("there is no place for {}", way.join(", ")))
}

/// Makes one change; `None` where there is no such place.
fn make(root: &mut Table, change: &Change) -> Option<()> {
    let (last, way) = change.at.split_last()?;
    let Some(key) = key_of(last) else {
        // An entry of a list can only be taken out.
        let (list, way) = way.split_last()?;
        let table = reach(root, way)?;
        return change
            .to
            .is_none()
            .then(|| take_out(table, key_of(list)?, last))?;
    };
    let Some(to) = &change.to else {
        if !lacks(root, way) {
            reach(root, way)?.remove(key);
        }
        return Some(());
    };
    let table = reach(root, way)?;
    let mut new = match to {
        Written::Text(text) => Value::from(text.as_str()),
        Written::Number(number) => Value::from(*number),
        Written::Decimal(number) => Value::from(*number),
        Written::Day(date) => Value::from(date.to_string().parse::<toml_edit::Datetime>().ok()?),
    };
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(Item::None) | None => {
            table.insert(key, Item::Value(new));
        }
        Some(_) => return None,
    }
    Some(())
}

/// Whether a table on the way is not there: there is nothing to take out of it.
fn lacks(root: &Table, way: &[Place]) -> bool {
    let mut table: &dyn TableLike = root;
    for key in way.iter().map_while(key_of) {
        match table.get(key).map(Item::as_table_like) {
            None => return true,
            Some(Some(inner)) => table = inner,
            Some(None) => return false,
        }
    }
    false
}

fn key_of(place: &Place) -> Option<&str> {
    match place {
        Place::Key(key) => Some(key),
        Place::Named(name) => Some(name),
        Place::Nth(_) | Place::With(..) | Place::New | Place::Last => None,
    }
}

/// The table at the end of a way.
fn reach<'d>(table: &'d mut dyn TableLike, way: &[Place]) -> Option<&'d mut dyn TableLike> {
    let Some((first, rest)) = way.split_first() else {
        return Some(table);
    };
    let key = key_of(first)?;
    if let Some((Place::New, rest)) = rest.split_first() {
        let empty = Item::ArrayOfTables(ArrayOfTables::new());
        if table.get(key).is_none() {
            table.insert(key, empty);
        }
        return match table.get_mut(key)? {
            Item::ArrayOfTables(tables) => {
                tables.push(Table::new());
                reach(tables.iter_mut().last()?, rest)
            }
            Item::Value(Value::Array(list)) => {
                list.push(toml_edit::InlineTable::new());
                reach(list.iter_mut().last()?.as_inline_table_mut()?, rest)
            }
            _ => None,
        };
    }
    if let Some((place @ (Place::Nth(_) | Place::With(..) | Place::Last), rest)) = rest.split_first() {
        let at = position(table.get(key)?, place)?;
        return match table.get_mut(key)? {
            Item::ArrayOfTables(tables) => reach(tables.get_mut(at)?, rest),
            Item::Value(Value::Array(list)) => reach(list.get_mut(at)?.as_inline_table_mut()?, rest),
            _ => None,
        };
    }
    if table.get(key).is_none() {
        table.insert(key, Item::Table(Table::new()));
    }
    reach(table.get_mut(key)?.as_table_like_mut()?, rest)
}

/// Which entry of a list it is.
fn position(list: &Item, place: &Place) -> Option<usize> {
    match (place, list) {
        (Place::Nth(n), _) => Some(*n),
        (Place::Last, Item::ArrayOfTables(tables)) => tables.len().checked_sub(1),
        (Place::Last, Item::Value(Value::Array(list))) => list.len().checked_sub(1),
        (Place::With(key, text), Item::ArrayOfTables(tables)) => tables
            .iter()
            .position(|t| t.get(key).and_then(Item::as_str) == Some(text)),
        (Place::With(key, text), Item::Value(Value::Array(list))) => list.iter().position(|v| {
            let own = v.as_inline_table().and_then(|t| t.get(key));
            own.and_then(Value::as_str) == Some(text)
        }),
        _ => None,
    }
}

/// Takes an entry out of a list, and an empty list out of its table.
fn take_out(table: &mut dyn TableLike, key: &str, place: &Place) -> Option<()> {
    let at = position(table.get(key)?, place)?;
    let empty = match table.get_mut(key)? {
        Item::ArrayOfTables(tables) if at < tables.len() => {
            tables.remove(at);
            tables.is_empty()
        }
        Item::Value(Value::Array(list)) if at < list.len() => {
            list.remove(at);
            list.is_empty()
        }
        _ => return None,
    };
    if empty {
        table.remove(key);
    }
    Some(())
}

fn parse(text: &str) -> Result<DocumentMut, Error> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| Error::NotToml(e.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\ntimezone = \"UTC\" # here\n\n[[calendar]]\nname = \"work\" # boss\n\n[hours]\nweek = \"always\"\n";

    /// Sets what stands under keys, or takes it out.
    fn set(keys: &[&'static str], to: Option<Written>) -> Change {
        Change {
            at: keys.iter().map(|key| Place::Key(key)).collect(),
            to,
        }
    }

    fn text(text: &str) -> Option<Written> {
        Some(Written::Text(text.into()))
    }

    fn day(month: i8, day: i8) -> Option<Written> {
        Some(Written::Day(Date::constant(2027, month, day)))
    }

    /// What stands under a key of the new or the last absence.
    fn away(place: Place, key: &'static str, to: Option<Written>) -> Change {
        Change {
            at: vec![Place::Key("away"), place, Place::Key(key)],
            to,
        }
    }

    fn gone(list: &'static str, number: usize) -> Change {
        Change {
            at: vec![Place::Key(list), Place::Nth(number)],
            to: None,
        }
    }

    const AWAY: &str = "# mine\nstart = 2027-01-04 # Monday\nbuffer = \"15m\"\n\n[hours]\n# as I like it\nweek = \"always\"   # really\n\n# [[away]]\n# why = \"an example\"\n\n# with Ann\n[[away]]\nfrom = 2027-02-01 # early\nto = 2027-02-03\n\n[[away]]\nfrom = 2027-03-01\n\n# the car park\n[[calendar]]\nname = \"work\"\n";

    #[test]
    fn a_value_is_set_where_it_stands() {
        let edits = [
            set(&["hours", "week"], text("sat 10:00-12:00")),
            set(&["hours", "daily_limit"], text("4h")),
            set(&["finish_by"], day(5, 1)),
            set(&["session", "max"], text("2h")),
        ];
        let expected = AWAY
            .replace(
                "week = \"always\"   # really\n",
                "week = \"sat 10:00-12:00\"   # really\ndaily_limit = \"4h\"\n",
            )
            .replace("buffer = \"15m\"\n", "buffer = \"15m\"\nfinish_by = 2027-05-01\n")
            + "\n[session]\nmax = \"2h\"\n";
        let all = change(AWAY, &edits).unwrap();
        assert_eq!(all, expected);
        let back = [
            set(&["hours", "daily_limit"], None),
            set(&["finish_by"], None),
            set(&["hours", "week"], text("always")),
            set(&["session", "max"], None),
        ];
        assert_eq!(change(&all, &back).unwrap(), format!("{AWAY}\n[session]\n"));
        // What is not there needs not be taken out.
        assert_eq!(change(AWAY, &[set(&["frozen"], None)]).unwrap(), AWAY);
        assert_eq!(change(AWAY, &[set(&["session", "min"], None)]).unwrap(), AWAY);
    }

    #[test]
    fn a_table_comes_and_goes_with_its_own_comment_alone() {
        let why = text("a \"trip\"");
        let one = [away(Place::New, "from", day(4, 5)), away(Place::Last, "why", why)];
        let added = change(AWAY, &one).unwrap();
        let expected = AWAY.replace(
            "from = 2027-03-01\n",
            "from = 2027-03-01\n\n[[away]]\nfrom = 2027-04-05\nwhy = 'a \"trip\"'\n",
        );
        assert_eq!(added, expected);
        assert_eq!(change(&added, &[gone("away", 2)]).unwrap(), AWAY);
        let without = change(AWAY, &[gone("away", 0)]).unwrap();
        let ann = "# with Ann\n[[away]]\nfrom = 2027-02-01 # early\nto = 2027-02-03\n\n";
        assert_eq!(without, AWAY.replace(ann, ""));
        assert!(change(AWAY, &[gone("away", 2)]).is_err());
        assert!(change(AWAY, &[gone("move", 0)]).is_err());
    }

    #[test]
    fn a_list_in_one_line_is_changed_too() {
        let line =
            "away = [{ from = 2027-02-01 }, { from = 2027-03-01 }] # off\nhours = { week = \"always\" }\n";
        let edits = [
            gone("away", 0),
            away(Place::New, "from", day(4, 1)),
            set(&["hours", "week"], text("sat 10:00-12:00")),
        ];
        let all = change(line, &edits).unwrap();
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
    fn a_change_is_where_it_says_and_nowhere_else() {
        use Place::{Key, Nth, With};
        let text = "# mine\nbuffer = \"15m\" # around\n[hours]\nweek = \"always\" # for now\n\n[[away]]\nfrom = 2027-01-02\nto = 2027-01-05 # ski\n\n[[away]]\nfrom = 2027-03-02\n";
        let one = |at: Vec<Place>, to| change(text, &[Change { at, to }]);
        let text_of = |t: &str| Some(Written::Text(t.into()));
        assert_eq!(
            one(vec![Key("hours"), Key("week")], text_of("mon 10:00-12:00")).unwrap(),
            text.replace("\"always\"", "\"mon 10:00-12:00\"")
        );
        let day = Written::Day(jiff::civil::date(2027, 1, 3));
        assert_eq!(
            one(vec![Key("away"), Nth(0), Key("to")], Some(day.clone())).unwrap(),
            text.replace("2027-01-05", "2027-01-03")
        );
        // What is not there is put behind what is; a table of its own at the end.
        assert_eq!(
            one(vec![Key("finish_by")], Some(day)).unwrap(),
            text.replace("[hours]", "finish_by = 2027-01-03\n[hours]")
        );
        assert_eq!(
            one(vec![Key("session"), Key("min")], text_of("5m")).unwrap(),
            format!("{text}\n[session]\nmin = \"5m\"\n")
        );
        let less = one(vec![Key("away"), Nth(1)], None).unwrap();
        assert_eq!(less, text.replace("\n[[away]]\nfrom = 2027-03-02\n", ""));
        let more = |at| Change {
            at,
            to: Some(Written::Day(jiff::civil::date(2027, 4, 1))),
        };
        let both = [
            more(vec![Key("away"), Place::New, Key("from")]),
            more(vec![Key("away"), Nth(2), Key("to")]),
        ];
        assert_eq!(
            change(text, &both).unwrap(),
            format!("{text}\n[[away]]\nfrom = 2027-04-01\nto = 2027-04-01\n")
        );
        // Lists may stand in one line, and are found by what is in them.
        let list = "task = [{ id = \"1\", times = 4 }, { id = \"2\", times = 5 }] # all\n";
        let times = Change {
            at: vec![Key("task"), With("id", "2".into()), Key("times")],
            to: Some(Written::Number(3)),
        };
        assert_eq!(change(list, &[times]).unwrap(), list.replace('5', "3"));
        let days = "away = [{ from = 2027-01-02 }]\n";
        assert_eq!(
            change(days, &[more(vec![Key("away"), Place::New, Key("from")])]).unwrap(),
            "away = [{ from = 2027-01-02 }, { from = 2027-04-01 }]\n"
        );
        assert_eq!(change("", &both[..1]).unwrap(), "[[away]]\nfrom = 2027-04-01\n");
        for at in [
            vec![Key("away"), Nth(2)],
            vec![Key("away"), Nth(2), Key("to")],
            vec![Key("away"), With("why", "x".into())],
            vec![Key("buffer"), Key("x")],
            vec![],
        ] {
            assert!(one(at.clone(), None).is_err(), "{at:?}");
        }
        assert!(one(vec![Key("hours")], text_of("always")).is_err());
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
