//! How a project is compiled: what this repository says of the packages that the project is built of. Without it training in a
//! debug build, which tests are, takes many times as long.

use toml::{Table, Value};

use super::lock;
use super::names::Names;

/// The lines to add to the project's `Cargo.toml`, from the repository's one and the project's lock.
pub(super) fn of(workspace: &str, lock: &str, names: &Names) -> String {
    let root: Table = workspace.parse().unwrap_or_default();
    let profiles = root.get("profile").and_then(Value::as_table);
    let mut text = String::from(
        "\n# A package of its own, wherever its folder stands.\n[workspace]\n\n\
         # What computes runs at full speed in tests too.\n",
    );
    for (name, profile) in profiles.into_iter().flatten() {
        let Some(profile) = profile.as_table() else {
            continue;
        };
        let simple = profile.iter().filter(|(_, value)| !value.is_table());
        let lines: String = simple.map(|(key, value)| format!("{key} = {value}\n")).collect();
        if !lines.is_empty() {
            text.push_str(&format!("[profile.{name}]\n{lines}"));
        }
        let packages = profile.get("package").and_then(Value::as_table);
        for (package, how) in packages.into_iter().flatten() {
            let Some(how) = how.as_table() else { continue };
            let package = match package.as_str() {
                "*" => "\"*\"",
                package if lock::names(lock).any(|known| known == package) => names.of_package(package),
                _ => continue,
            };
            let lines: String = how
                .iter()
                .map(|(key, value)| format!("{key} = {value}\n"))
                .collect();
            text.push_str(&format!("[profile.{name}.package.{package}]\n{lines}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_project_is_built_of() {
        let workspace = "[workspace]\nmembers = []\n[profile.release]\nlto = \"thin\"\n[profile.dev]\ndebug = 1\n[profile.dev.package.\"*\"]\ndebug = false\n[profile.dev.package.burn]\nopt-level = 3\n[profile.dev.package.other]\nopt-level = 3\n[profile.dev.package.image-classifier]\nopt-level = 2\n";
        let lock = "[[package]]\nname = \"burn\"\n\n[[package]]\nname = \"image-classifier\"\n";
        let names = Names::new("fish-finder", "Ada", 2027).unwrap();
        let text = of(workspace, lock, &names);
        let table: Table = text.parse().unwrap();
        let dev = &table["profile"]["dev"];
        assert_eq!(dev["debug"].as_integer(), Some(1));
        assert_eq!(dev["package"]["burn"]["opt-level"].as_integer(), Some(3));
        assert_eq!(dev["package"]["fish-finder"]["opt-level"].as_integer(), Some(2));
        assert_eq!(dev["package"]["*"]["debug"].as_bool(), Some(false));
        assert_eq!(dev["package"].as_table().unwrap().len(), 3);
        assert_eq!(table["profile"]["release"]["lto"].as_str(), Some("thin"));
        assert!(table["workspace"].as_table().unwrap().is_empty());
    }
}
