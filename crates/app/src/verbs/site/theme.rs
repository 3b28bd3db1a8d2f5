//! `pivot site theme`: the templates, as files of the person's own.

use pivot_publish::site::theme_files;
use pivot_store::Folder;

use crate::error::Error;

/// Copies the built-in templates and style into `theme/`; what is there already stays as it is. The paths that were written, and those
/// that were left.
///
/// # Errors
/// A file cannot be written.
pub fn theme(folder: &Folder) -> Result<(Vec<String>, Vec<String>), Error> {
    let (mut written, mut left) = (Vec::new(), Vec::new());
    for (name, text) in theme_files() {
        let path = format!("theme/{name}");
        if folder.root().join(&path).exists() {
            left.push(path);
        } else {
            folder.write_inside(&path, text.as_bytes())?;
            written.push(path);
        }
    }
    Ok((written, left))
}
