//! The `[site]` of `pivot.toml`: what is shown to others, and where.

use crate::fault::Fault;
use crate::read::{Table, Value, wrong_kind};

/// The person's site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its title.
    pub title: String,
    /// A sentence about it; may be empty.
    pub description: String,
    /// Who writes it.
    pub author: String,
    /// Where it stands, with the slash at its end: `https://ada.github.io/blog/`.
    pub address: String,
    /// Language tag.
    pub language: String,
    /// A domain of the person's own, for the file `CNAME`.
    pub domain: Option<String>,
    /// Where it is published to.
    pub publish: Option<Publish>,
}

/// A branch of a repository that serves pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// What `git push` takes: an address, or a path.
    pub repository: String,
    /// The branch.
    pub branch: String,
}

/// The branch where nothing else is said.
const BRANCH: &str = "gh-pages";

/// Reads `[site]`; `None` where there is none, or where it has faults.
pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Site> {
    let value = root.get("site")?;
    let mut table = Table::from_value("[site]", value, faults)?;
    let title = table.need_string("title", "the site's title: title = \"Ada learns\"", faults);
    let author = table.need_string("author", "who writes it: author = \"Ada Example\"", faults);
    table.need(
        "address",
        "where it will stand: address = \"https://ada.github.io/blog/\"",
        faults,
    );
    let address = table.read("address", faults, address);
    let description = table.string("description", faults);
    let language = table.read("language", faults, |v| {
        v.get_ref()
            .as_str()
            .filter(|tag| is_language(tag))
            .map(str::to_owned)
            .ok_or_else(|| "a language tag, such as \"en\" or \"pt-BR\"".into())
    });
    let domain = table.read("domain", faults, |v| {
        v.get_ref()
            .as_str()
            .filter(|name| is_domain(name))
            .map(str::to_owned)
            .ok_or_else(|| "a bare domain, such as \"ada.example\"".into())
    });
    let publish = table.get("publish").and_then(|value| read_publish(value, faults));
    table.close(faults);
    Some(Site {
        title: title?.0,
        description: description.map(|(text, _)| text).unwrap_or_default(),
        author: author?.0,
        address: address?.0,
        language: language.map_or_else(|| "en".into(), |(tag, _)| tag),
        domain: domain.map(|(name, _)| name),
        publish,
    })
}

fn read_publish(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<Publish> {
    if value.get_ref().as_table().is_none() {
        faults.push(wrong_kind(
            value,
            "publish = { repository = \"git@github.com:ada/blog.git\", branch = \"gh-pages\" }",
        ));
        return None;
    }
    let mut table = Table::from_value("site.publish", value, faults)?;
    let repository = table.need_string(
        "repository",
        "what git pushes to: repository = \"git@github.com:ada/blog.git\"",
        faults,
    );
    let branch = table.read("branch", faults, |v| {
        v.get_ref()
            .as_str()
            .filter(|name| is_branch(name))
            .map(str::to_owned)
            .ok_or_else(|| "a branch's name, such as \"gh-pages\"".into())
    });
    table.close(faults);
    // What begins with a hyphen would be an option to git.
    let (repository, at) = repository?;
    if repository.starts_with('-') || repository.trim().is_empty() {
        faults.push(Fault::new(
            at,
            "this is no repository",
            "an address or a path, such as \"git@github.com:ada/blog.git\"",
        ));
        return None;
    }
    Some(Publish {
        repository,
        branch: branch.map_or_else(|| BRANCH.into(), |(name, _)| name),
    })
}

/// An address of a site, with the slash at its end. No query, no place in a page, no name and password.
fn address(value: Value<'_, '_>) -> Result<String, String> {
    let expected = || "an address such as \"https://ada.github.io/blog/\"".to_owned();
    let text = value.get_ref().as_str().ok_or_else(expected)?;
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .ok_or_else(expected)?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '/' | ':');
    let parts = path.trim_end_matches('/').split('/');
    let fine = path.trim_end_matches('/').is_empty() || parts.clone().all(|p| !matches!(p, "" | "." | ".."));
    if host.is_empty() || !text[text.len() - rest.len()..].chars().all(plain) || !fine {
        return Err(expected());
    }
    Ok(if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    })
}

/// Whether it looks like a tag of RFC 5646: letters, then parts of letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let letters = |p: &str| (2..=3).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphabetic());
    let rest = |p: &str| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric());
    parts.next().is_some_and(letters) && parts.all(rest)
}

fn is_domain(name: &str) -> bool {
    let part = |p: &str| {
        !p.is_empty()
            && !p.starts_with('-')
            && !p.ends_with('-')
            && p.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(part)
}

/// A name that git takes, of the plainest kind.
fn is_branch(name: &str) -> bool {
    let part = |p: &str| {
        !p.is_empty()
            && !p.starts_with(['-', '.'])
            && !p.ends_with('.')
            && !p.ends_with(".lock")
            && !p.contains("..")
            && p.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.len() <= 200 && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::Publish;
    use crate::settings::{Site, parse};

    const REST: &str = "format = \"pivot.settings/1\"\ntimezone = \"Europe/Paris\"\nstart = 2027-01-04\nhours = { week = \"sat 10:00-13:00\" }\n";

    fn site(text: &str) -> Result<Site, Vec<(String, String)>> {
        let (settings, faults) = parse(&format!("{REST}{text}"));
        match settings {
            Some(settings) => Ok(settings.site.unwrap()),
            None => Err(faults.into_iter().map(|f| (f.what, f.expected)).collect()),
        }
    }

    #[test]
    fn a_site_needs_a_title_an_author_and_an_address() {
        let found =
            site("[site]\ntitle = \"T\"\nauthor = \"A\"\naddress = \"https://ada.github.io/blog\"").unwrap();
        assert_eq!(
            found,
            Site {
                title: "T".into(),
                description: String::new(),
                author: "A".into(),
                address: "https://ada.github.io/blog/".into(),
                language: "en".into(),
                domain: None,
                publish: None,
            }
        );
        assert_eq!(site("[site]").unwrap_err().len(), 3);
    }

    #[test]
    fn it_can_be_published_to_a_branch() {
        let text = "[site]\ntitle = \"T\"\nauthor = \"A\"\naddress = \"http://localhost:8000/\"\ndomain = \"ada.example\"\nlanguage = \"pt-BR\"\npublish = { repository = \"../blog.git\" }";
        let found = site(text).unwrap();
        assert_eq!(
            found.publish,
            Some(Publish {
                repository: "../blog.git".into(),
                branch: "gh-pages".into()
            })
        );
        assert_eq!(
            (found.domain.as_deref(), &*found.language),
            (Some("ada.example"), "pt-BR")
        );
    }

    /// Each of these would reach another program, or the address of every page.
    #[test]
    fn what_could_mean_something_else_is_refused() {
        for (field, wrong) in [
            ("address", "ftp://a.example/"),
            ("address", "https://"),
            ("address", "https://a.example/../x"),
            ("address", "https://a.example/?q=1"),
            ("address", "https://user:secret@a.example/"),
            ("address", "https://a.example/<b>"),
            ("language", "<script>"),
            ("domain", "https://a.example"),
            ("domain", "a.example\\nX"),
            ("publish", "--upload-pack=x"),
        ] {
            let text = ["title = \"T\"", "author = \"A\""].join("\n");
            let address = if field == "address" {
                ""
            } else {
                "address = \"https://a.example/\"\n"
            };
            let line = if field == "publish" {
                format!("publish = {{ repository = \"{wrong}\" }}")
            } else {
                format!("{field} = \"{wrong}\"")
            };
            let found = site(&format!("[site]\n{text}\n{address}{line}"));
            assert_eq!(
                found.as_ref().map_err(Vec::len),
                Err(1),
                "{field} {wrong}: {found:?}"
            );
        }
        let branch = |name: &str| {
            site(&format!(
                "[site]\ntitle = \"T\"\nauthor = \"A\"\naddress = \"https://a.example/\"\npublish = {{ repository = \"r\", branch = \"{name}\" }}"
            ))
            .is_ok()
        };
        assert!(branch("gh-pages") && branch("site/live"));
        for wrong in ["-f", "a..b", "a b", "/a", "a.lock", ""] {
            assert!(!branch(wrong), "{wrong}");
        }
    }
}
