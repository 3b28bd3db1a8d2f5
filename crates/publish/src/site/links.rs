//! Where a link leads: to a file of the folder as it is written there, to a page of the site, or out of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::address::Base;
use super::slug::decoded;
use crate::record::Record;

/// What is known of a post or project when links are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Published, at this path of the site.
    Shown(String),
    /// Not to be published: a draft, or dated ahead.
    Hidden(&'static str),
    /// Left out for its faults, by who wanted to go on without.
    Broken,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To another site.
    Outside,
    /// To this path of the site, with what follows it (`#results`).
    Inside(String, String),
    /// To a picture of the folder.
    Picture(String),
    /// To a post that was left out.
    LeftOut,
    /// Nowhere: why.
    Nowhere(String),
}

/// So many names are compared with wrong ones in one build.
const COMPARED_MAX: usize = 2_000_000;

/// All there is to link to.
#[derive(Default)]
pub(super) struct Map {
    /// Posts and projects by the path of their file.
    pub(super) sources: BTreeMap<String, State>,
    /// Pages and other files of the site that a link may name, by path; pages end in `/`. Each with the file it comes from.
    pub(super) pages: BTreeMap<String, Option<String>>,
    /// How many names were compared with wrong ones: many mistakes in a large site must not take minutes.
    compared: AtomicUsize,
}

impl Map {
    /// Where `target`, as written in the file `from`, leads.
    pub(super) fn leads(
        &self,
        from: &str,
        target: &str,
        base: &Base,
        is_picture: impl Fn(&str) -> bool,
    ) -> Leads {
        let target = target.trim();
        if target.len() > 2000 {
            return Leads::Nowhere("the address is longer than 2000 characters".into());
        }
        let own = target
            .strip_prefix(base.origin())
            .filter(|rest| rest.starts_with(base.path()));
        let local = match (own, scheme(target)) {
            (Some(rest), _) => rest,
            (None, Some(scheme)) if matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel") => {
                return Leads::Outside;
            }
            (None, Some(scheme)) => {
                return Leads::Nowhere(format!("`{scheme}:` is no kind of link that a site can have"));
            }
            (None, None) if target.starts_with("//") => return Leads::Outside,
            (None, None) => target,
        };
        let cut = local.find(['?', '#']).unwrap_or(local.len());
        let (path, rest) = local.split_at(cut);
        let Some(path) = decoded(path) else {
            return Leads::Nowhere("the address has a `%` with no two hexadecimal digits after it".into());
        };
        if path.is_empty() {
            return Leads::Inside(String::new(), rest.to_owned());
        }
        let absolute = path.starts_with('/');
        let Some(full) = normal(if absolute { "" } else { folder(from) }, &path) else {
            return Leads::Nowhere("the address leaves the folder".into());
        };
        for file in [
            full.clone(),
            format!("{full}.md"),
            format!("{full}/index.md"),
            format!("{full}/index.ipynb"),
        ] {
            match self.sources.get(&file) {
                Some(State::Shown(page)) => return Leads::Inside(page.clone(), rest.to_owned()),
                Some(State::Hidden(why)) => return Leads::Nowhere(format!("`{file}` is {why}")),
                Some(State::Broken) => return Leads::LeftOut,
                None => {}
            }
        }
        if is_picture(&full) {
            return Leads::Picture(full);
        }
        // A page by its address; from a page of a post, `../other/` is one too.
        let inner = full
            .strip_prefix(base.path().trim_matches('/'))
            .map(|rest| rest.trim_start_matches('/'));
        for page in [Some(full.as_str()), inner.filter(|_| absolute)]
            .into_iter()
            .flatten()
        {
            let page = page.trim_end_matches("index.html").trim_end_matches('/');
            for page in [page.to_owned(), format!("{page}/")] {
                if self.pages.contains_key(&page) || page == "/" {
                    return Leads::Inside(page.trim_start_matches('/').to_owned(), rest.to_owned());
                }
            }
        }
        let all = self.pages.len() + self.sources.len();
        let names = self.pages.keys().chain(self.sources.keys()).map(String::as_str);
        let near = (self.compared.fetch_add(all, Ordering::Relaxed) < COMPARED_MAX)
            .then(|| pivot_domain::fault::nearest(&full, names))
            .flatten();
        match near {
            Some(near) => Leads::Nowhere(format!("there is nothing at `{full}`; did you mean `/{near}`?")),
            None => Leads::Nowhere(format!("there is nothing at `{full}`")),
        }
    }
}

/// The pages of the evidence that the record has, by their path.
pub(super) fn evidence(record: &Record) -> impl Iterator<Item = (&str, String)> {
    record.evidence.keys().map(|id| (id.as_str(), evidence_page(id)))
}

/// The page of a piece of evidence.
pub(super) fn evidence_page(id: &str) -> String {
    format!("evidence/{}/", super::slug::part(id))
}

/// The scheme of an address: what stands before its first `:`, where that looks like one.
fn scheme(target: &str) -> Option<String> {
    let (scheme, _) = target.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    good.then(|| scheme.to_ascii_lowercase())
}

/// The folder of a file.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` seen from `folder`, without `.` and `..`; `None` where it leaves what is above all.
pub(super) fn normal(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_they_are_written() {
        let base = Base::parse("https://ada.github.io/repo/").unwrap();
        let mut map = Map::default();
        map.sources
            .insert("posts/one.md".into(), State::Shown("posts/one/".into()));
        map.sources
            .insert("posts/two/index.md".into(), State::Shown("posts/zwei/".into()));
        map.sources
            .insert("posts/draft.md".into(), State::Hidden("a draft"));
        map.sources.insert("posts/broken.md".into(), State::Broken);
        for page in [
            "",
            "posts/",
            "posts/one/",
            "posts/zwei/",
            "feed.xml",
            "tags/c-plus-plus/",
        ] {
            map.pages.insert(page.into(), None);
        }
        let pictures = ["posts/two/plot.png"];
        let leads =
            |from: &str, target: &str| map.leads(from, target, &base, |path| pictures.contains(&path));
        let inside = |page: &str, rest: &str| Leads::Inside(page.into(), rest.into());
        for (from, target, expected) in [
            ("posts/a.md", "one.md", inside("posts/one/", "")),
            ("posts/a.md", "one.md#x", inside("posts/one/", "#x")),
            ("posts/a.md", "./two/", inside("posts/zwei/", "")),
            ("posts/two/index.md", "../one.md", inside("posts/one/", "")),
            ("projects/p.md", "../posts/one.md", inside("posts/one/", "")),
            ("posts/a.md", "/posts/one/", inside("posts/one/", "")),
            ("posts/a.md", "/posts/one", inside("posts/one/", "")),
            ("posts/a.md", "/repo/posts/one/?q#f", inside("posts/one/", "?q#f")),
            (
                "posts/a.md",
                "https://ada.github.io/repo/posts/one/",
                inside("posts/one/", ""),
            ),
            ("posts/a.md", "https://ada.github.io/other/", Leads::Outside),
            ("posts/a.md", "/", inside("", "")),
            ("posts/a.md", "/repo/", inside("", "")),
            ("posts/a.md", "/feed.xml", inside("feed.xml", "")),
            (
                "posts/a.md",
                "/tags/c%2Dplus-plus/",
                inside("tags/c-plus-plus/", ""),
            ),
            ("posts/a.md", "mailto:a@example.org", Leads::Outside),
            (
                "posts/two/index.md",
                "plot.png",
                Leads::Picture("posts/two/plot.png".into()),
            ),
            ("posts/a.md", "broken.md", Leads::LeftOut),
        ] {
            assert_eq!(leads(from, target), expected, "{target} from {from}");
        }
        for (target, why) in [
            ("javascript:alert(1)", "is no kind of link"),
            ("JAVASCRIPT:alert(1)", "is no kind of link"),
            ("data:text/html,x", "is no kind of link"),
            ("draft.md", "is a draft"),
            ("../../etc/passwd", "leaves the folder"),
            ("%2e%2e/%2e%2e/x", "leaves the folder"),
            ("on.md", "did you mean `/posts/one.md`?"),
            ("%zz", "hexadecimal"),
        ] {
            let Leads::Nowhere(told) = leads("posts/a.md", target) else {
                panic!("{target} leads somewhere")
            };
            assert!(told.contains(why), "{target}: {told}");
        }
    }
}
