//! Reads a list of skills.

use std::collections::BTreeMap;

use super::Skill;
use crate::fault::Fault;
use crate::read::{self, Table};
use crate::words::tokens;

pub(super) fn parse(text: &str) -> Result<Vec<Skill>, Vec<Fault>> {
    let (root, mut faults) = read::document(text);
    let mut table = Table::new("the file", root.get_ref(), root.span());
    if let Some((format, at)) = table.count("format", 1, &mut faults)
        && format != 1
    {
        faults.push(Fault::new(
            at,
            format!("this is a file of format {format}"),
            "format = 1",
        ));
    }
    let mut list: Vec<Skill> = Vec::new();
    // Whose a name is: one that two skills have says nothing of either.
    let mut seen = BTreeMap::new();
    for mut skill in table.tables("skill", "a skill", &mut faults) {
        let at = skill.at.clone();
        let id = skill.need_string("id", "a short name such as `scikit-learn`", &mut faults);
        let name = skill.need_string("name", "its name as it is shown", &mut faults);
        let mut texts = |field, faults: &mut Vec<Fault>| texts(&mut skill, field, faults);
        let (names, exact) = (texts("names", &mut faults), texts("exact", &mut faults));
        let (unsure, near) = (texts("unsure", &mut faults), texts("near", &mut faults));
        let not = texts("not", &mut faults);
        let strict = skill.boolean("strict", &mut faults).unwrap_or(false);
        skill.close(&mut faults);
        let (Some((id, id_at)), Some((name, _))) = (id, name) else {
            continue;
        };
        if list.iter().any(|s| s.id == id) {
            faults.push(Fault::new(
                id_at.clone(),
                format!("`{id}` comes twice"),
                "each skill once",
            ));
        }
        if names.len() + exact.len() + unsure.len() == 0 {
            faults.push(Fault::new(
                at,
                format!("`{id}` has no name to be found by"),
                "names = [\"…\"]",
            ));
        }
        for name in names.iter().chain(&exact) {
            if let Some(other) = seen.insert(name.to_lowercase(), id.clone()).filter(|other| *other != id)
                // One that belongs to two by what it is.
                && name != "Ruby on Rails"
            {
                let what = format!("`{name}` is a name of `{other}` too");
                faults.push(Fault::new(id_at.clone(), what, "each name under one skill"));
            }
        }
        list.push(Skill {
            id,
            name,
            names,
            exact,
            unsure,
            near,
            not,
            strict,
        });
    }
    table.close(&mut faults);
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

fn texts(table: &mut Table<'_, '_>, field: &'static str, faults: &mut Vec<Fault>) -> Vec<String> {
    let read = table.read(field, faults, |value| {
        let list = value.get_ref().as_array().ok_or("a list of texts in [ ]")?;
        let texts = list.iter().map(|item| {
            let text = item.get_ref().as_str().unwrap_or_default();
            if tokens(text).is_empty() {
                Err("a list of texts with letters or digits")
            } else {
                Ok(text.to_owned())
            }
        });
        Ok(texts.collect::<Result<Vec<_>, _>>()?)
    });
    read.map_or(Vec::new(), |(texts, _)| texts)
}
