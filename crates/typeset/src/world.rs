//! The world that Typst sees: one text of ours, values, three faces. No file, no package, no clock, no network.

use typst::diag::{FileError, FileResult, PackageError, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use crate::fault::Fault;
use crate::fonts;

struct Closed {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    main: Source,
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(refused(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Err(refused(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::all().get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn refused(id: FileId) -> FileError {
    match id.get().root() {
        VirtualRoot::Package(package) => FileError::Package(PackageError::NotFound(package.clone())),
        VirtualRoot::Project => FileError::AccessDenied,
    }
}

/// Lays out a text of ours with values, which it finds as `sys.inputs`. What a person wrote is only ever such a value.
///
/// # Errors
/// Typst cannot set it.
pub fn set(template: &str, values: Dict) -> Result<PagedDocument, Fault> {
    let path = VirtualPath::new("main.typ").map_err(|_| Fault::outside("main.typ is no path"))?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    let world = Closed {
        library: LazyHash::new(Library::builder().with_inputs(values).build()),
        book: LazyHash::new(FontBook::from_fonts(fonts::all())),
        main: Source::new(id, template.to_owned()),
    };
    typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|faults| said(&faults))
}

/// What Typst says of its faults.
pub fn said(faults: &[SourceDiagnostic]) -> Fault {
    let mut words: Vec<String> = Vec::new();
    for fault in faults.iter().take(5) {
        words.push(fault.message.to_string());
        words.extend(fault.hints.iter().map(|hint| format!("{}", hint.v)));
    }
    Fault::outside(format!("Typst cannot set it: {}", words.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing outside can be reached, even by a template.
    #[test]
    fn the_world_is_closed() {
        for (text, says) in [
            ("#import \"@preview/fontawesome:0.6.0\": *", "package not found"),
            ("#read(\"/etc/passwd\")", "access denied"),
            ("#include \"other.typ\"", "access denied"),
            ("#image(\"a.png\")", "access denied"),
            ("#datetime.today()", "unable to get the current date"),
        ] {
            let fault = set(text, Dict::new()).map(|_| ()).unwrap_err().to_string();
            assert!(fault.contains(says), "{text}: {fault}");
        }
    }
}
