//! The JSON of a notebook, with the place in the file of each line of a cell.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A notebook.
pub(super) struct Notebook {
    /// What its code is written in: `python`.
    pub(super) language: String,
    pub(super) cells: Vec<Cell>,
}

/// What a cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Markdown,
    /// Code and what it showed.
    Code,
    /// What is meant for another program.
    Other,
}

/// A cell.
pub(super) struct Cell {
    pub(super) kind: Kind,
    /// Its words or code.
    pub(super) text: String,
    /// Of each line: where it begins in the text, and its JSON: where it begins in the file, as it is written there.
    lines: Vec<(usize, usize, String)>,
    /// Whether it is not shown.
    pub(super) away: bool,
    /// Whether its code is not shown.
    pub(super) code_away: bool,
    /// Whether what it showed is not shown.
    pub(super) outputs_away: bool,
    pub(super) outputs: Vec<Output>,
    /// Pictures in words: by name, then by kind, as base64.
    pub(super) attachments: BTreeMap<String, BTreeMap<String, Value>>,
}

/// What a cell showed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Output {
    pub(super) output_type: String,
    pub(super) name: String,
    pub(super) text: Value,
    pub(super) data: BTreeMap<String, Value>,
    pub(super) ename: Value,
    pub(super) evalue: Value,
    pub(super) traceback: Value,
}

#[derive(Deserialize)]
struct RawNotebook<'a> {
    #[serde(default)]
    nbformat: u64,
    #[serde(default)]
    metadata: Value,
    #[serde(default, borrow)]
    cells: Vec<RawCell<'a>>,
}

#[derive(Deserialize)]
struct RawCell<'a> {
    cell_type: String,
    #[serde(borrow, default)]
    source: Option<&'a RawValue>,
    #[serde(default)]
    metadata: Value,
    #[serde(default)]
    outputs: Vec<Output>,
    #[serde(default)]
    attachments: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Notebook {
    /// Reads a notebook; what is wrong with it has its place.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, (Range<usize>, String)> {
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let at = e.valid_up_to();
            (at..at + 1, "this notebook is not written in UTF-8".to_owned())
        })?;
        let text_from = text.len() - text.trim_start_matches('\u{feff}').len();
        let body = &text[text_from..];
        // The reader would take a list for an object.
        if !body.trim_start().starts_with('{') {
            return Err((
                text_from..text_from,
                "this is no notebook: it does not begin with `{`".into(),
            ));
        }
        let raw: RawNotebook<'_> = serde_json::from_str(body).map_err(|e| {
            let at = place(body, e.line(), e.column()) + text_from;
            let what = e.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what);
            let short: String = what.chars().take(120).collect();
            (at..at, format!("this is no notebook: {short}"))
        })?;
        if raw.nbformat != 4 {
            return Err((
                text_from..text_from,
                format!("this notebook has the format {}", raw.nbformat),
            ));
        }
        let language = |of: &str, key: &str| raw.metadata.get(of)?.get(key)?.as_str().map(str::to_lowercase);
        let language = language("language_info", "name")
            .or_else(|| language("kernelspec", "language"))
            .unwrap_or_else(|| "python".into());
        let cells = raw.cells.into_iter().map(|cell| Cell::new(cell, text)).collect();
        Ok(Notebook { language, cells })
    }
}

/// Where line and column are in a text, both from 1 in bytes.
fn place(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

impl Cell {
    fn new(raw: RawCell<'_>, file: &str) -> Self {
        let mut text = String::new();
        let mut lines = Vec::new();
        let mut take = |json: &RawValue| {
            let Ok(line) = serde_json::from_str::<String>(json.get()) else {
                return;
            };
            // The JSON is a part of the file; where, its address says.
            let from = (json.get().as_ptr() as usize)
                .saturating_sub(file.as_ptr() as usize)
                .min(file.len());
            lines.push((text.len(), from, json.get().to_owned()));
            text.push_str(&line);
        };
        if let Some(source) = raw.source {
            match serde_json::from_str::<Vec<&RawValue>>(source.get()) {
                Ok(many) => many.into_iter().for_each(|line| {
                    // A line out of a list out of the file is where the list is, and further.
                    take(line);
                }),
                Err(_) => take(source),
            }
        }
        let says = |of: &str, key: &str| {
            raw.metadata
                .get(of)
                .and_then(|m| m.get(key))
                .and_then(Value::as_bool)
                == Some(true)
        };
        let tags = raw
            .metadata
            .get("tags")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let tagged = |names: &[&str]| {
            tags.iter()
                .filter_map(Value::as_str)
                .any(|t| names.contains(&t.replace('-', "_").as_str()))
        };
        Cell {
            kind: match raw.cell_type.as_str() {
                "markdown" => Kind::Markdown,
                "code" => Kind::Code,
                _ => Kind::Other,
            },
            text,
            lines,
            away: tagged(&["hide", "hide_cell", "remove_cell", "remove"]),
            code_away: tagged(&["hide_input", "remove_input"]) || says("jupyter", "source_hidden"),
            outputs_away: tagged(&["hide_output", "remove_output"]) || says("jupyter", "outputs_hidden"),
            outputs: raw.outputs,
            attachments: raw.attachments,
        }
    }

    /// Where a stretch of the cell's text is in the file: exactly where no sign before it is escaped in its line, else its line.
    pub(super) fn place(&self, at: Range<usize>) -> Range<usize> {
        let find = |at: usize, end: bool| {
            let index = self
                .lines
                .partition_point(|(from, ..)| *from <= at)
                .saturating_sub(1);
            let (from, file, json) = self.lines.get(index)?;
            let before = self.text.get(*from..at).unwrap_or_default();
            let inside = json.get(1..).unwrap_or_default();
            Some(if inside.starts_with(before) && !before.contains('\\') {
                file + 1 + before.len()
            } else if end {
                file + json.len()
            } else {
                *file
            })
        };
        let start = find(at.start, false).unwrap_or(0);
        let end = find(at.end, true).unwrap_or(start);
        start..end.max(start)
    }
}

/// A text that JSON may give line by line.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}
