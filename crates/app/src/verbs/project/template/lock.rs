//! `Cargo.lock` under another name of the package that it is of.

/// The head of a package's lines.
const PACKAGE: &str = "[[package]]\n";

/// The names of all packages of a lock.
pub(super) fn names(lock: &str) -> impl Iterator<Item = &str> {
    lock.split(PACKAGE).skip(1).filter_map(name)
}

fn name(package: &str) -> Option<&str> {
    package
        .lines()
        .next()?
        .strip_prefix("name = \"")?
        .strip_suffix('"')
}

/// The lock with the package `from`, which nothing else depends on, as `to`. Packages stay sorted by their names, as cargo writes them.
pub(super) fn renamed(lock: &str, from: &str, to: &str) -> String {
    let mut parts = lock.split(PACKAGE);
    let head = parts.next().unwrap_or_default();
    let own = format!("name = \"{from}\"\n");
    let mut packages: Vec<String> = parts
        .map(|package| {
            let package = package.trim_end();
            match package.strip_prefix(own.as_str()) {
                Some(rest) => format!("name = \"{to}\"\n{rest}"),
                None => package.to_owned(),
            }
        })
        .collect();
    // The sort is stable: of one name the versions stay in their order.
    packages.sort_by(|a, b| name(a).cmp(&name(b)));
    let packages: Vec<String> = packages.iter().map(|p| format!("{PACKAGE}{p}\n")).collect();
    format!("{head}{}", packages.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "# Made by cargo.\nversion = 4\n\n[[package]]\nname = \"axum\"\nversion = \"0.8.1\"\n\n[[package]]\nname = \"image-classifier\"\nversion = \"0.1.0\"\ndependencies = [\n \"axum\",\n]\n\n[[package]]\nname = \"zip\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"zip\"\nversion = \"2.0.0\"\n";

    #[test]
    fn a_package_moves_to_where_its_name_belongs() {
        assert_eq!(renamed(LOCK, "image-classifier", "image-classifier"), LOCK);
        let moved = renamed(LOCK, "image-classifier", "a-fish");
        assert_eq!(
            names(&moved).collect::<Vec<_>>(),
            ["a-fish", "axum", "zip", "zip"]
        );
        assert!(moved.contains("name = \"a-fish\"\nversion = \"0.1.0\"\ndependencies = [\n \"axum\",\n]\n\n[[package]]\nname = \"axum\""));
        assert_eq!(renamed(&moved, "a-fish", "image-classifier"), LOCK);
    }
}
