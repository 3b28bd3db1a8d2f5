//! The `[project]` of `pivot.toml`: where the person's project is.

use crate::fault::Fault;
use crate::project::FOLDER;
use crate::read::{Table, Value};

/// Reads the folder of `[project]`; the usual one where nothing is said.
pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> String {
    let folder = root.get("project").and_then(|value| {
        let mut table = Table::from_value("[project]", value, faults)?;
        table.need(
            "folder",
            "the folder of your project: folder = \"project\"",
            faults,
        );
        let folder = table.read("folder", faults, folder);
        table.close(faults);
        folder
    });
    folder.map_or_else(|| FOLDER.to_owned(), |(folder, _)| folder)
}

/// A folder inside the pivot.
fn folder(value: Value<'_, '_>) -> Result<String, String> {
    let path = value.get_ref().as_str().map(|path| path.trim_end_matches('/'));
    let path = path.filter(|path| is_inside(path));
    path.map(str::to_owned)
        .ok_or_else(|| "a folder inside the pivot, such as \"project\"".into())
}

/// Whether a path names a place inside the folder that it is taken from, on any system, and none of the program's own.
pub fn is_inside(path: &str) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..") && !part.starts_with('-');
    path.len() <= 200
        && !path.contains(['\\', ':'])
        && !path.chars().any(char::is_control)
        && !path.contains(char::is_whitespace)
        && path.split('/').all(part)
        && path != ".pivot"
        && !path.starts_with(".pivot/")
}

#[cfg(test)]
mod tests {
    use crate::settings::parse;

    const REST: &str = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"always\"\n";

    #[test]
    fn the_folder_is_inside_the_pivot() {
        let of = |more: &str| parse(&format!("{REST}{more}"));
        assert_eq!(of("").0.unwrap().project, "project");
        assert_eq!(
            of("[project]\nfolder = \"code/fishes/\"\n").0.unwrap().project,
            "code/fishes"
        );
        for wrong in [
            "/etc",
            "../x",
            "a/../../b",
            "",
            "-x",
            ".pivot",
            ".pivot/x",
            "C:/x",
            "a b",
        ] {
            let faults = of(&format!("[project]\nfolder = \"{wrong}\"\n")).1;
            assert_eq!(faults.len(), 1, "{wrong}");
        }
        assert_eq!(of("[project]\n").1.len(), 1);
    }
}
