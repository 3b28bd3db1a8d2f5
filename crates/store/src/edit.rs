//! Changes to `pivot.toml` that keep the person's comments and order.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

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

fn parse(text: &str) -> Result<DocumentMut, Error> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| Error::NotToml(e.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\ntimezone = \"UTC\" # here\n\n[[calendar]]\nname = \"work\" # boss\n\n[hours]\nweek = \"always\"\n";

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
