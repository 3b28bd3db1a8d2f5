//! A PDF is read back as machines read it: letters by the fonts' own maps where they stand, tags, links, claims.
//!
//! A PDF comes from anywhere, so all of it is bounded ([`apart::read`] bounds time and memory too): what asks for too much, is cut
//! short or goes in circles is refused in words.

pub mod apart;
mod claims;
mod cmap;
mod content;
mod font;
mod limits;
mod line;
mod matrix;
mod object;
mod tree;

use std::collections::BTreeSet;

use lopdf::{DecompressError, Dictionary, Document, Error, LoadOptions, Object, ObjectId};
use pivot_publish::resume::reading::{Page, Reading};

use content::Walk;
use limits::{DEPTH, FILE, OBJECTS, PAGES, STREAM};
use matrix::Matrix;
use object::{array, dictionary, get, name, number, stream, text};

/// Reads a PDF.
///
/// # Errors
/// It is none, is damaged, or asks for more than a reader gives; the words follow "FILE cannot be read: ".
pub fn read(bytes: &[u8]) -> Result<Reading, String> {
    if bytes.len() as u64 > FILE {
        return Err(format!("it is larger than {} MB", FILE / 1_000_000));
    }
    let options = LoadOptions {
        max_decompressed_size: Some(STREAM),
        ..LoadOptions::default()
    };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(Error::InvalidPassword | Error::UnsupportedSecurityHandler(_) | Error::Decryption(_)) => {
            return Ok(Reading {
                encrypted: true,
                ..Reading::default()
            });
        }
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            return Err(limits::too_large());
        }
        Err(why) if bytes.starts_with(b"%PDF-") => {
            return Err(format!(
                "it is damaged, perhaps cut short: {}",
                first_line(&why.to_string())
            ));
        }
        Err(_) => return Err("it is no PDF: it does not begin with %PDF-".into()),
    };
    if document.objects.len() > OBJECTS {
        return Err(format!(
            "it has more than {OBJECTS} objects; a resume has some hundreds"
        ));
    }
    if document.xref_recovery.is_some() {
        return Err("it is damaged, perhaps cut short: the table of its objects cannot be read".into());
    }
    if document.is_encrypted() {
        return Ok(Reading {
            encrypted: true,
            ..Reading::default()
        });
    }
    all(&document)
}

fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

fn all(document: &Document) -> Result<Reading, String> {
    let catalog = document
        .catalog()
        .map_err(|_| "it is damaged: it has no catalog, where a reader begins".to_owned())?;
    let leaves = leaves(document, catalog)?;
    if leaves.is_empty() {
        return Err("it has no page".into());
    }
    let mut reading = Reading {
        encrypted: document.was_encrypted(),
        language: text(document, catalog, b"Lang").unwrap_or_default(),
        ..Reading::default()
    };
    let mut walk = Walk::new(document);
    for leaf in &leaves {
        reading.pages.push(page(leaf, document, &mut walk)?);
        links(document, leaf.id, &mut reading.links, &mut walk)?;
    }
    reading.fonts = std::mem::take(&mut walk.fonts);
    let root = dictionary(document, catalog, b"StructTreeRoot");
    let marked = dictionary(document, catalog, b"MarkInfo")
        .is_some_and(|info| matches!(get(document, info, b"Marked"), Some(Object::Boolean(true))));
    reading.tagged = marked && root.is_some();
    if let Some(root) = root {
        let mut headings = tree::headings(document, root, &walk.marked, &mut walk.budget)?;
        for (_, text) in &mut headings {
            *text = line::as_read(text.trim_end());
        }
        reading.headings = headings;
    }
    let mut metadata = claims::Claims::default();
    if let Some(found) = stream(document, catalog, b"Metadata")
        && let Some(xml) = walk.budget.unpack(found)?
    {
        metadata = claims::read(&xml);
    }
    reading.claims = metadata.standards;
    reading.title = dictionary(document, &document.trailer, b"Info")
        .and_then(|info| text(document, info, b"Title"))
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(metadata.title);
    Ok(reading)
}

/// A page with what it has from those above it.
struct Leaf<'d> {
    id: ObjectId,
    inherited: Inherited<'d>,
}

#[derive(Clone, Copy, Default)]
struct Inherited<'d> {
    resources: Option<&'d Dictionary>,
    media: Option<&'d [Object]>,
    crop: Option<&'d [Object]>,
    turned: f64,
}

/// The pages in their order.
fn leaves<'d>(document: &'d Document, catalog: &'d Dictionary) -> Result<Vec<Leaf<'d>>, String> {
    let top = catalog
        .get(b"Pages")
        .and_then(Object::as_reference)
        .map_err(|_| "it is damaged: its catalog names no pages".to_owned())?;
    let mut leaves = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(top, Inherited::default(), 0)];
    while let Some((id, mut inherited, depth)) = open.pop() {
        if !seen.insert(id) {
            return Err(format!("its pages go in a circle: object {} is met twice", id.0));
        }
        if depth > DEPTH {
            return Err(format!("its pages are nested deeper than {DEPTH}"));
        }
        let Ok(node) = document.get_dictionary(id) else {
            return Err(format!("it is damaged: the page in object {} is not there", id.0));
        };
        inherited.resources = dictionary(document, node, b"Resources").or(inherited.resources);
        inherited.media = array(document, node, b"MediaBox").or(inherited.media);
        inherited.crop = array(document, node, b"CropBox").or(inherited.crop);
        inherited.turned = number(document, node, b"Rotate").unwrap_or(inherited.turned);
        let kids = array(document, node, b"Kids");
        if let (Some(kids), false) = (kids, name(document, node, b"Type").as_deref() == Some("Page")) {
            let kids = kids.iter().rev().filter_map(|kid| kid.as_reference().ok());
            open.extend(kids.map(|kid| (kid, inherited, depth + 1)));
            if open.len() > OBJECTS {
                return Err("its pages are more than its objects".into());
            }
        } else {
            leaves.push(Leaf { id, inherited });
        }
        if leaves.len() > PAGES {
            return Err(format!("it has more than {PAGES} pages"));
        }
    }
    Ok(leaves)
}

fn page<'d>(leaf: &Leaf<'d>, document: &'d Document, walk: &mut Walk<'d>) -> Result<Page, String> {
    let inherited = leaf.inherited;
    let media = inherited.media.and_then(|corners| frame(document, corners));
    let media = media.unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let crop = inherited
        .crop
        .and_then(|corners| frame(document, corners))
        .unwrap_or(media);
    let [left, bottom, right, top] = crop;
    let (width, height) = (right - left, top - bottom);
    // From the page's space, whose y goes up, to points from the corner that is upper left when it is shown.
    let (map, width, height) = match inherited.turned.rem_euclid(360.0) as u32 {
        90 => (Matrix([0.0, 1.0, 1.0, 0.0, -bottom, -left]), height, width),
        180 => (Matrix([-1.0, 0.0, 0.0, 1.0, right, -bottom]), width, height),
        270 => (Matrix([0.0, -1.0, -1.0, 0.0, top, right]), height, width),
        _ => (Matrix([1.0, 0.0, 0.0, -1.0, -left, top]), width, height),
    };
    let mut content = Vec::new();
    for id in document.get_page_contents(leaf.id) {
        if let Ok(stream) = document.get_object(id).and_then(Object::as_stream) {
            match walk.budget.unpack(stream)? {
                Some(more) => content.extend(more),
                None => {
                    return Err(format!(
                        "it is damaged: what is drawn in object {} cannot be unpacked",
                        id.0
                    ));
                }
            }
            content.push(b'\n');
        }
    }
    let (runs, images) = walk.page(leaf.id, &content, inherited.resources, map)?;
    Ok(Page {
        width,
        height,
        runs,
        images,
    })
}

/// Left, bottom, right, top.
fn frame(document: &Document, corners: &[Object]) -> Option<[f64; 4]> {
    let mut found = [0.0_f64; 4];
    if corners.len() != found.len() {
        return None;
    }
    for (to, from) in found.iter_mut().zip(corners) {
        *to = document.dereference(from).ok()?.1.as_float().ok()?.into();
    }
    let [a, b, c, d] = found;
    let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
    let sound = |side: f64| (1.0..=20_000.0).contains(&side);
    (sound(sorted[2] - sorted[0]) && sound(sorted[3] - sorted[1])).then_some(sorted)
}

/// Where the links of a page lead outside.
fn links(
    document: &Document,
    page: ObjectId,
    links: &mut Vec<String>,
    walk: &mut Walk<'_>,
) -> Result<(), String> {
    for annotation in document.get_page_annotations(page).unwrap_or_default() {
        walk.budget.step()?;
        let target = dictionary(document, annotation, b"A").and_then(|action| get(document, action, b"URI"));
        if name(document, annotation, b"Subtype").as_deref() == Some("Link")
            && let Some(Object::String(target, _)) = target
        {
            links.push(String::from_utf8_lossy(target).into_owned());
        }
    }
    Ok(())
}
