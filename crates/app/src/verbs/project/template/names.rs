//! A project's names in the place of the template's.

use super::TEMPLATES;

/// The longest name.
const NAME_MAX: usize = 60;
/// Words that are no names of crates: those of Rust, of its own crates, and of what cargo makes.
const NO_NAMES: [&str; 60] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "target",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
];

/// What a project is called, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::verbs::project) struct Names {
    /// The package: `fish-finder`.
    pub(in crate::verbs::project) package: String,
    /// Who holds the rights in it.
    pub(in crate::verbs::project) holder: String,
    /// Since which year.
    pub(in crate::verbs::project) year: i16,
}

impl Names {
    /// Names of a project.
    ///
    /// # Errors
    /// A name that will not do: why, as the end of a sentence that begins with it.
    pub(in crate::verbs::project) fn new(
        package: &str,
        holder: &str,
        year: i16,
    ) -> Result<Names, &'static str> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !package.starts_with(|c: char| c.is_ascii_lowercase()) || !package.chars().all(letters) {
            return Err("will not do: it has small letters, digits and hyphens, and begins with a letter");
        }
        if package.len() > NAME_MAX {
            return Err("is too long: a name has at most 60 letters");
        }
        if package.ends_with('-') || package.contains("--") {
            return Err("will not do: a hyphen stands between two words");
        }
        if NO_NAMES.contains(&package) {
            return Err("is a word that Rust or cargo keeps for itself");
        }
        if super::is_taken(package) {
            return Err("is the name of a package that the template is built of");
        }
        let printed = |c: &char| !c.is_control();
        Ok(Names {
            package: package.to_owned(),
            holder: holder.chars().filter(printed).take(200).collect(),
            year,
        })
    }

    /// As code has it: `fish_finder`.
    pub(in crate::verbs::project) fn krate(&self) -> String {
        self.package.replace('-', "_")
    }

    /// As a title has it: `Fish finder`.
    pub(in crate::verbs::project) fn title(&self) -> String {
        capital(&self.package.replace('-', " "))
    }

    /// A package's name, where it is that of the template the project's.
    pub(super) fn of_package<'n>(&'n self, package: &'n str) -> &'n str {
        if package == TEMPLATES[0] {
            &self.package
        } else {
            package
        }
    }

    /// A file of the template under these names; one that is no text stays as it is.
    pub(super) fn put_into(&self, path: &str, bytes: &[u8]) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return bytes.to_vec();
        };
        let template = TEMPLATES[0];
        let words = template.replace('-', " ");
        let mut text = text
            .replace(template, &self.package)
            .replace(&template.replace('-', "_"), &self.krate())
            .replace(
                &template.replace('-', "_").to_uppercase(),
                &self.krate().to_uppercase(),
            )
            .replace(&capital(&words), &self.title());
        if path.starts_with("LICENSE") {
            text = self.licence(&text);
        }
        text.into_bytes()
    }

    /// A licence with its holder.
    fn licence(&self, text: &str) -> String {
        let line = |line: &str| {
            if line.trim_start().starts_with("Copyright (c)") {
                format!("Copyright (c) {} {}", self.year, self.holder)
            } else {
                line.to_owned()
            }
        };
        let lines: Vec<String> = text.lines().map(line).collect();
        lines.join("\n") + "\n"
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
