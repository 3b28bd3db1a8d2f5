//! `notebook`: a Jupyter notebook (nbformat 4) that ran, without errors, and is the person's own work.
//!
//! Own work is what the course's notebooks do not have: their cells are taken out first, by fingerprint, and what is left must
//! reach the numbers. The course's notebooks are those below [`super::COURSE_FOLDER`]; some openings are known without them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::with::With;
use super::{COURSE_FOLDER, Found, Look, Material, Read, text};

/// At least so many of 100 cells ran.
const RAN_MIN: usize = 80;
/// Of so many cells that ran, one printed or drew something.
const SHOWS_EVERY: usize = 5;
/// A shorter cell is no sign of where it comes from: `x`, `import os`.
const FINGERPRINT_MIN: usize = 24;
/// The largest notebook that is read, in bytes: pictures in it count.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// Openings of the notebooks of the 2017 course: enough to know one, too little to tell which cells a person added to it.
const OPENINGS: [&str; 6] = [
    "# Using Convolutional Neural Networks",
    "## Introduction to this week's task: 'Dogs vs Cats'",
    "# Use a pretrained VGG model with our **Vgg16** class",
    "A few basic libraries that we'll need for the initial exercises:",
    "vgg = Vgg16(model_path+'weights_file.h5')",
    "def avg_loss(y,a,b,x): return np.sqrt(loss(y,a,b,x)/n)",
];

#[derive(Deserialize)]
struct Notebook {
    nbformat: u64,
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    cell_type: String,
    #[serde(default)]
    source: Source,
    #[serde(default)]
    execution_count: Option<u64>,
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct Output {
    output_type: String,
    #[serde(default)]
    ename: Option<String>,
}

/// A text, or its lines.
#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    One(String),
    Lines(Vec<String>),
}

impl Default for Source {
    fn default() -> Self {
        Source::One(String::new())
    }
}

impl Source {
    fn text(&self) -> String {
        match self {
            Source::One(text) => text.clone(),
            Source::Lines(lines) => lines.concat(),
        }
    }
}

/// What a notebook amounts to, the course's cells left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Different code cells with something in them.
    pub cells: usize,
    /// Of them, those that ran.
    pub ran: usize,
    /// Of those, the ones that printed or drew something.
    pub shows: usize,
    /// Cells that the course's notebooks have too.
    pub taken: usize,
    /// The error that a cell ended with.
    pub error: Option<String>,
    words: text::Words,
    first: String,
    /// It opens as a notebook of the course, which is not there to compare with.
    opens_as_course: bool,
}

fn parse(bytes: &[u8]) -> Result<Notebook, String> {
    // The reader would take a list for an object.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err("is no notebook: line 1, column 0: it does not begin with {".into());
    }
    let notebook: Notebook = serde_json::from_slice(bytes).map_err(|e| {
        format!(
            "is no notebook: line {}, column {}: {}",
            e.line(),
            e.column(),
            wrong(&e)
        )
    })?;
    if notebook.nbformat != 4 {
        return Err(format!(
            "has the format {}, and 4 is read: save it anew with Jupyter",
            notebook.nbformat
        ));
    }
    Ok(notebook)
}

/// What the reader says, without the place, in short.
fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text::short(text.split(" at line ").next().unwrap_or(&text))
}

/// Fingerprints of the cells of a notebook: of the text without spaces and signs of its layout. Cells of a few letters have
/// none. Nothing where it is no notebook.
pub fn fingerprints(bytes: &[u8]) -> BTreeSet<u64> {
    let cells = parse(bytes).map(|n| n.cells).unwrap_or_default();
    cells
        .iter()
        .filter_map(|c| fingerprint(&c.source.text()))
        .collect()
}

fn fingerprint(source: &str) -> Option<u64> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut count = 0;
    for c in source
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
    {
        count += 1;
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (count >= FINGERPRINT_MIN).then_some(hash)
}

/// Reads a notebook; `course` has the fingerprints of cells that are not the person's. An error is the end of a sentence that
/// begins with the file's name.
pub fn read(bytes: &[u8], course: &BTreeSet<u64>) -> Result<Own, String> {
    let notebook = parse(bytes)?;
    let openings: BTreeSet<u64> = OPENINGS.iter().filter_map(|o| fingerprint(o)).collect();
    let mut own = Own::default();
    let mut seen = BTreeSet::new();
    for cell in &notebook.cells {
        let source = cell.source.text();
        if source.trim().is_empty() {
            continue;
        }
        let code = cell.cell_type == "code";
        if let (true, Some(error)) = (code, cell.outputs.iter().find(|o| o.output_type == "error")) {
            own.error
                .get_or_insert_with(|| text::short(error.ename.as_deref().unwrap_or("error")));
        }
        let print = fingerprint(&source);
        if print.is_some_and(|p| course.contains(&p)) {
            own.taken += 1;
            continue;
        }
        own.opens_as_course |= print.is_some_and(|p| openings.contains(&p))
            || (code && OPENINGS[4..].iter().any(|o| source.contains(o)));
        if !code {
            if cell.cell_type == "markdown" {
                own.words.add(text::words(&source));
                if own.first.is_empty() {
                    own.first = text::excerpt(&source);
                }
            }
        } else if seen.insert(source.trim().to_owned()) {
            own.cells += 1;
            if cell.execution_count.is_some_and(|n| n > 0) {
                own.ran += 1;
                own.shows += usize::from(!cell.outputs.is_empty());
            }
        }
    }
    Ok(own)
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let course = match look.at(1) {
        Material::Course(prints) => prints.clone(),
        _ => BTreeSet::new(),
    };
    if let Material::Folder(files, refused) = look.at(0) {
        let about = look.context.about;
        let mut best: Option<Found> = None;
        for file in files {
            let found = judge(file, with, &course);
            if best.as_ref().is_none_or(|b| found.state < b.state) {
                best = Some(found);
            }
        }
        let found = match refused.first() {
            Some(why) => why.clone(),
            None => format!("there is no notebook in `work/{about}`"),
        };
        return best.unwrap_or_else(|| Found::missing(found, format!("save your notebook in work/{about}/")));
    }
    match look.file("save your notebook there") {
        Ok(file) => judge(file, with, &course),
        Err(found) => found,
    }
}

fn judge(file: &Read, with: With<'_>, course: &BTreeSet<u64>) -> Found {
    let name = text::short(&file.path);
    let missing = |found: String, next: &str, own: &str| {
        Found::missing(format!("`{name}` {found}"), next).by(file, own)
    };
    let own = match read(&file.bytes, course) {
        Ok(own) => own,
        Err(why) => return missing(why, "save it with Jupyter, and ask again", ""),
    };
    let excerpt = own.first.as_str();
    let of_course = if own.taken > 0 {
        format!(
            " of your own, beside {} of the course's",
            text::count(own.taken, "cell")
        )
    } else {
        String::new()
    };
    if own.opens_as_course {
        let next = format!(
            "put the course's own notebook below {COURSE_FOLDER}/, so that your part can be told from it"
        );
        return missing("is the course's notebook, or begins as it".into(), &next, excerpt);
    }
    if own.cells == 0 {
        let next = "work in it: code of your own, run, and what you learned in words";
        let found = if own.taken > 0 {
            "has nothing that the course's notebook has not"
        } else {
            "has no code"
        };
        return missing(found.into(), next, excerpt);
    }
    let least = with.least("cells", 1).max(1);
    if own.cells < least {
        let found = format!(
            "has {}{of_course}, of which it needs {least}",
            text::count(own.cells, "code cell")
        );
        return missing(found, "try more of your own in it", excerpt);
    }
    if own.ran * 100 < own.cells * RAN_MIN {
        let found = format!("has {} that ran, of {}", text::count(own.ran, "cell"), own.cells);
        return missing(found, "run all of its cells (Run All), and save it", excerpt);
    }
    if let Some(error) = &own.error {
        return missing(
            format!("ends in an error: {error}"),
            "mend the cell, run all of them, and save it",
            excerpt,
        );
    }
    if own.shows * SHOWS_EVERY < own.ran {
        let found = format!(
            "shows next to nothing: {} of {} cells printed or drew something",
            own.shows, own.ran
        );
        return missing(
            found,
            "show what came out of your cells, and save it with its outputs",
            excerpt,
        );
    }
    let words = with.least("words", 0);
    if !own.words.reach(words) {
        let found = format!("has {}{of_course}", own.words.short_of(words));
        return missing(
            found,
            "write down what you did and saw, in Markdown cells",
            excerpt,
        );
    }
    let said = format!(
        "`{name}` ran: {} and {}{of_course}",
        text::count(own.cells, "code cell"),
        text::count(own.words.count(), "word")
    );
    Found::met(said).by(file, excerpt)
}
