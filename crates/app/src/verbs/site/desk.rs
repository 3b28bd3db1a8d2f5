//! What a site is made of, from the folder and the settings.

use std::collections::BTreeMap;

use pivot_labs::lab::built_in;
use pivot_publish::record::Record;
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::site::{Entry, Files, Index, Input, Names, Plan, SiteSettings, plan};
use pivot_store::Folder;

use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::resume;

/// The largest file of any kind that is read.
const LARGEST: u64 = 64 << 20;
/// Where cards are kept, and by what each is known.
pub(super) const CARDS: &str = ".pivot/cards";

/// The files of the folder that a site is made of.
#[derive(Debug)]
pub struct Disk<'a> {
    folder: &'a Folder,
    entries: Vec<Entry>,
}

impl<'a> Disk<'a> {
    /// Lists them.
    ///
    /// # Errors
    /// A folder that cannot be read, or too many files.
    pub fn read(folder: &'a Folder) -> Result<Disk<'a>, Error> {
        let mut entries = Vec::new();
        for place in ["posts", "projects", "theme", CARDS] {
            for listed in folder.list_below(place)? {
                entries.push(Entry {
                    path: listed
                        .path
                        .strip_prefix(".pivot/")
                        .map_or(listed.path.clone(), str::to_owned),
                    bytes: listed.length,
                    modified_ns: i64::try_from(listed.changed).unwrap_or(i64::MAX),
                });
            }
        }
        Ok(Disk { folder, entries })
    }
}

impl Files for Disk<'_> {
    fn list(&self) -> Vec<Entry> {
        self.entries.clone()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let at = if path.starts_with("cards/") {
            format!(".pivot/{path}")
        } else {
            path.to_owned()
        };
        match self.folder.read_inside(&at, LARGEST) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err("it is gone".into()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The person's settings as the site has them, and whether they are the person's: without a `[site]` a site can be looked at, and
/// not published.
pub(super) fn settings(situation: &Situation, resume: Option<&Sheet>) -> (SiteSettings, bool) {
    let name = resume
        .map(|sheet| sheet.name.trim())
        .filter(|name| !name.is_empty());
    match &situation.settings.site {
        Some(site) => (
            SiteSettings {
                title: site.title.clone(),
                description: site.description.clone(),
                base: site.address.clone(),
                author: site.author.clone(),
                language: site.language.clone(),
                theme_color: None,
                domain: site.domain.clone(),
            },
            true,
        ),
        None => (
            SiteSettings {
                title: name.map_or_else(|| "Learning in public".into(), str::to_owned),
                description: String::new(),
                base: "http://127.0.0.1:4831/".into(),
                author: name.unwrap_or("the author").into(),
                language: "en".into(),
                theme_color: None,
                domain: None,
            },
            false,
        ),
    }
}

/// The résumé as the site shows it: without telephone and street, which are for those whom the person writes to.
pub(super) fn resume_of(
    folder: &Folder,
    situation: &Situation,
    record: &Record,
) -> Result<Option<Sheet>, Error> {
    let Some(document) = resume::perhaps(folder)? else {
        return Ok(None);
    };
    let mut sheet = resume::sheet(&document, situation, record, false);
    let for_all = |link: &Option<String>| {
        link.as_ref()
            .is_some_and(|link| link.starts_with("http") || link.starts_with("mailto:"))
    };
    sheet.contact.retain(|contact| for_all(&contact.link));
    Ok(Some(sheet).filter(|sheet| !sheet.name.is_empty() || !sheet.sections.is_empty()))
}

/// Names that front matter may speak of.
pub(super) fn names(folder: &Folder, situation: &Situation) -> Names {
    let tasks = situation.curriculum.tasks.iter().map(|t| t.id.clone());
    let own = folder.labs();
    let labs = built_in().iter().map(|lab| lab.id.to_owned());
    Names {
        tasks: tasks.chain(situation.progress().added.into_keys()).collect(),
        labs: labs.chain(own).collect(),
    }
}

/// Plans the whole site, drafts and what is dated ahead among it, and asks something of the plan.
pub(super) fn with_plan<T>(
    folder: &Folder,
    situation: &Situation,
    disk: &Disk<'_>,
    record: &Record,
    ask: impl FnOnce(&Plan<'_>) -> T,
) -> T {
    let (settings, _) = settings(situation, None);
    let names = names(folder, situation);
    let now = situation.settings.zones.local(situation.now);
    let input = Input {
        files: disk,
        record,
        settings: &settings,
        resume: None,
        names: &names,
        now: &now,
        drafts: true,
        keep_going: true,
        program: PROGRAM,
    };
    ask(&plan(&input, Index::read(&folder.site().cache())))
}

/// Which program builds: another one makes everything anew.
pub(super) const PROGRAM: &str = concat!("pivot ", env!("CARGO_PKG_VERSION"));

/// By what each card that was drawn is known.
pub(super) fn cards_known(folder: &Folder) -> BTreeMap<String, String> {
    let bytes = folder
        .read_inside(&format!("{CARDS}/keys"), LARGEST)
        .ok()
        .flatten();
    let text = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(key, file)| (file.to_owned(), key.to_owned()))
        .collect()
}
