//! `pivot resume new`.

use std::path::PathBuf;

use pivot_store::Folder;
use serde_json::json;

use super::FILE;
use crate::error::Error;
use crate::situation::Situation;

/// Begins a résumé: the sections that are read first, with the person's name where the settings know it. Where it was written.
///
/// # Errors
/// There is one already.
pub fn begin(folder: &Folder, situation: &Situation) -> Result<PathBuf, Error> {
    if folder.root().join(FILE).exists() {
        return Err(Error::wrong(format!("there is a {FILE} already")).next(
            "pivot resume suggest says what could be added to it, pivot resume check what is wrong with it",
        ));
    }
    let name = situation
        .settings
        .site
        .as_ref()
        .map_or("", |site| site.author.as_str());
    let address = situation
        .settings
        .site
        .as_ref()
        .map_or("", |site| site.address.as_str());
    let document = json!({
        "basics": {
            "name": name,
            "label": "",
            "email": "",
            "url": address,
            "summary": "",
            "location": { "city": "", "countryCode": "" },
            "profiles": []
        },
        "skills": [],
        "work": [],
        "projects": [],
        "education": []
    });
    let text = serde_json::to_string_pretty(&document)
        .map_err(|e| Error::Bug(format!("a document is no JSON: {e}")))?;
    Ok(folder.write_inside(FILE, (text + "\n").as_bytes())?)
}
