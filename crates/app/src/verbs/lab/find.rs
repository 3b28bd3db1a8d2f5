//! Which lab is meant: one that comes with Pivot, or one of the person's own.

use std::path::PathBuf;

use pivot_domain::fault::nearest;
use pivot_labs::lab::{BuiltIn, Lab, built_in, parse};
use pivot_store::Folder;

use super::TEXT_BYTES_MAX;
use crate::error::{Error, FaultyFile};

/// A lab with its statement.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The lab.
    pub lab: Lab,
    /// Its statement in Markdown.
    pub statement: String,
    /// It is the person's own, and its data lie beside its definition.
    pub own: bool,
}

/// The lab of a name: a built-in one, or one of the pivot's.
///
/// # Errors
/// There is none, or its definition has faults: all of them.
pub fn find(folder: Option<&Folder>, id: &str) -> Result<Definition, Error> {
    if let Some(lab) = built_in().iter().find(|lab| lab.id == id) {
        return of_built_in(lab);
    }
    let own = folder.map(Folder::labs).unwrap_or_default();
    if let Some(folder) = folder.filter(|_| own.iter().any(|name| name == id)) {
        let lab = folder.lab(id)?;
        let text = |name: &str| -> Result<String, Error> {
            let bytes = lab.read(name, TEXT_BYTES_MAX)?.unwrap_or_default();
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        return of_text(
            lab.path().join("lab.toml"),
            text("lab.toml")?,
            text("statement.md")?,
            id,
        );
    }
    let names = || {
        built_in()
            .iter()
            .map(|lab| lab.id)
            .chain(own.iter().map(String::as_str))
    };
    let near = nearest(id, names()).map(|near| format!("did you mean `{near}`? all labs: "));
    let list = names().collect::<Vec<_>>().join(", ");
    Err(Error::wrong(format!("there is no lab `{id}`")).next(format!(
        "{}{list}; pivot lab list says what each is about",
        near.as_deref().unwrap_or("all labs: ")
    )))
}

/// A lab that comes with Pivot.
pub(super) fn of_built_in(lab: &BuiltIn) -> Result<Definition, Error> {
    let (parsed, faults) = parse(lab.definition);
    let Some(found) = parsed else {
        return Err(Error::Bug(format!("the lab {} has faults: {faults:?}", lab.id)));
    };
    Ok(Definition {
        lab: found,
        statement: lab.statement.to_owned(),
        own: false,
    })
}

/// A person's own lab, whose folder has a name.
pub(super) fn of_text(
    path: PathBuf,
    text: String,
    statement: String,
    name: &str,
) -> Result<Definition, Error> {
    let (parsed, mut faults) = parse(&text);
    let at = || text.find("id").map_or(0..0, |at| at..at + 2);
    if let Some(lab) = parsed.as_ref().filter(|lab| lab.id != name) {
        let what = format!("the lab's name is `{}`, and its folder's `{name}`", lab.id);
        faults.push(pivot_domain::Fault::new(at(), what, format!("id = \"{name}\"")));
    }
    if built_in().iter().any(|lab| lab.id == name) {
        let what = format!("`{name}` is a lab that comes with Pivot");
        faults.push(pivot_domain::Fault::new(at(), what, "another name"));
    }
    match parsed {
        Some(lab) if faults.is_empty() => Ok(Definition {
            lab,
            statement,
            own: true,
        }),
        _ => Err(Error::Files(vec![FaultyFile { path, text, faults }])),
    }
}
