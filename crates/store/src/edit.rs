//! Changes to `pivot.toml` and `curriculum.toml` that keep the person's comments and order.

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value, value};

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
}

/// What is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Day(Date),
}

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub at: Vec<Place>,
    /// What is to stand there; `None`: nothing.
    pub to: Option<Written>,
}

/// The text with these changes, one after the other. Tables that are not there yet are made, entries of lists are not.
///
/// # Errors
/// Where the text is no TOML, or has no such place.
pub fn change(text: &str, changes: &[Change]) -> Result<String, Error> {
    let mut document = parse(text)?;
    for change in changes {
        make(document.as_table_mut(), change).ok_or_else(|| nowhere(&change.at))?;
    }
    Ok(document.to_string())
}

fn nowhere(at: &[Place]) -> Error {
    let step = |place: &Place| match place {
        Place::Key(key) => (*key).to_owned(),
        Place::Named(name) => name.clone(),
        Place::Nth(n) => format!("{}", n + 1),
        Place::With(key, text) => format!("{key} = {text:?}"),
        Place::New => "a new one".to_owned(),
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
    let table = reach(root, way)?;
    let Some(to) = &change.to else {
        table.remove(key);
        return Some(());
    };
    let mut new = match to {
        Written::Text(text) => Value::from(text.as_str()),
        Written::Number(number) => Value::from(*number),
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

fn key_of(place: &Place) -> Option<&str> {
    match place {
        Place::Key(key) => Some(key),
        Place::Named(name) => Some(name),
        Place::Nth(_) | Place::With(..) | Place::New => None,
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
    if let Some((place @ (Place::Nth(_) | Place::With(..)), rest)) = rest.split_first() {
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
