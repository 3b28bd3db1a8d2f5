//! Content streams are walked as a printer walks them: where does which letter stand, and to which tag does it belong.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use pivot_publish::resume::reading;

use super::font::Font;
use super::limits::{Budget, DEPTH};
use super::line::{Follows, Lines, Placed};
use super::matrix::Matrix;
use super::object::{array, dictionary, get, name, stream, text};

/// Saved states are so many at most.
const MOST_STATES: usize = 512;

/// What is found on all pages.
pub(super) struct Walk<'d> {
    document: &'d Document,
    pub(super) budget: Budget,
    by_id: BTreeMap<ObjectId, Rc<Font>>,
    /// The fonts that are used, in order.
    pub(super) fonts: Vec<reading::Font>,
    /// Text by page and number of its mark.
    pub(super) marked: BTreeMap<(ObjectId, i64), String>,
}

/// What is found on one page.
#[derive(Default)]
struct Page {
    id: ObjectId,
    lines: Lines,
    images: usize,
    marks: Vec<Mark>,
}

#[derive(Default)]
struct Mark {
    number: Option<i64>,
    /// What stands for all that is drawn within; taken by its first letter.
    instead: Option<String>,
    replaced: bool,
}

#[derive(Clone)]
struct State {
    map: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl<'d> Walk<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Walk {
            document,
            budget: Budget::new(),
            by_id: BTreeMap::new(),
            fonts: Vec::new(),
            marked: BTreeMap::new(),
        }
    }

    /// Walks a page. `map` takes its space to points from the upper left corner.
    pub(super) fn page(
        &mut self,
        id: ObjectId,
        content: &[u8],
        resources: Option<&'d Dictionary>,
        map: Matrix,
    ) -> Result<(Vec<reading::Run>, usize), String> {
        let mut page = Page {
            id,
            ..Page::default()
        };
        let state = State {
            map,
            font: None,
            size: 0.0,
            letter_gap: 0.0,
            word_gap: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.stream(&mut page, content, resources, state, 0)?;
        Ok((page.lines.finish(), page.images))
    }

    fn stream(
        &mut self,
        page: &mut Page,
        content: &[u8],
        resources: Option<&'d Dictionary>,
        mut state: State,
        depth: usize,
    ) -> Result<(), String> {
        let mut saved: Vec<State> = Vec::new();
        let (mut line, mut at) = (Matrix::SAME, Matrix::SAME);
        let marks_before = page.marks.len();
        for operation in Content::decode_iter(content) {
            // What follows an unreadable operator is not drawn by others either.
            let Ok(operation) = operation else { break };
            self.budget.step()?;
            let given = operation.operands.as_slice();
            match operation.operator.as_str() {
                "q" if saved.len() < MOST_STATES => saved.push(state.clone()),
                "q" => {
                    return Err(format!(
                        "it saves the state of its drawing more than {MOST_STATES} times"
                    ));
                }
                "Q" => {
                    if let Some(last) = saved.pop() {
                        state = last;
                    }
                }
                "cm" => {
                    if let Some(map) = six(given) {
                        state.map = map.then(state.map);
                    }
                }
                "BT" => (line, at) = (Matrix::SAME, Matrix::SAME),
                "Tc" => state.letter_gap = one(given),
                "Tw" => state.word_gap = one(given),
                "Tz" => state.stretch = one(given) / 100.0,
                "TL" => state.leading = one(given),
                "Ts" => state.rise = one(given),
                "Tf" => {
                    if let [Object::Name(name), size] = given {
                        state.size = float(size);
                        state.font = self.font(resources, name)?;
                    }
                }
                "Td" | "TD" => {
                    if let [x, y] = given {
                        if operation.operator == "TD" {
                            state.leading = -float(y);
                        }
                        line = Matrix::moved(float(x), float(y)).then(line);
                        at = line;
                    }
                }
                "Tm" => {
                    if let Some(map) = six(given) {
                        (line, at) = (map, map);
                    }
                }
                "T*" => {
                    line = Matrix::moved(0.0, -state.leading).then(line);
                    at = line;
                }
                "Tj" => self.show(page, &state, &mut at, given)?,
                "TJ" => {
                    if let [Object::Array(parts)] = given {
                        self.show(page, &state, &mut at, parts)?;
                    }
                }
                "'" | "\"" => {
                    if let [word, letter, _] = given {
                        (state.word_gap, state.letter_gap) = (float(word), float(letter));
                    }
                    line = Matrix::moved(0.0, -state.leading).then(line);
                    at = line;
                    self.show(
                        page,
                        &state,
                        &mut at,
                        given.last().map(std::slice::from_ref).unwrap_or_default(),
                    )?;
                }
                "Do" => {
                    if let [Object::Name(name)] = given {
                        self.object(page, resources, name, &state, depth)?;
                    }
                }
                "BI" => page.images += 1,
                "BMC" => page.marks.push(Mark::default()),
                "BDC" => {
                    let mark = self.mark(resources, given.get(1));
                    page.marks.push(mark);
                }
                "EMC" if page.marks.len() > marks_before => {
                    page.marks.pop();
                }
                _ => {}
            }
        }
        page.marks.truncate(marks_before);
        Ok(())
    }

    fn mark(&self, resources: Option<&'d Dictionary>, given: Option<&Object>) -> Mark {
        let of = |dictionary: &Dictionary| {
            let instead = text(self.document, dictionary, b"ActualText");
            Mark {
                number: get(self.document, dictionary, b"MCID").and_then(|number| number.as_i64().ok()),
                replaced: instead.is_some(),
                instead,
            }
        };
        match given {
            Some(Object::Dictionary(own)) => of(own),
            Some(Object::Name(name)) => resources
                .and_then(|resources| dictionary(self.document, resources, b"Properties"))
                .and_then(|properties| dictionary(self.document, properties, name))
                .map(of)
                .unwrap_or_default(),
            _ => Mark::default(),
        }
    }

    fn font(&mut self, resources: Option<&'d Dictionary>, name: &[u8]) -> Result<Option<Rc<Font>>, String> {
        let Some(fonts) = resources.and_then(|resources| dictionary(self.document, resources, b"Font"))
        else {
            return Ok(None);
        };
        let id = fonts.get(name).and_then(Object::as_reference).ok();
        if let Some(known) = id.and_then(|id| self.by_id.get(&id)) {
            return Ok(Some(known.clone()));
        }
        let Some(found) = dictionary(self.document, fonts, name) else {
            return Ok(None);
        };
        let font = Rc::new(Font::read(self.document, found, &mut self.budget)?);
        if !self.fonts.contains(&font.told) {
            self.fonts.push(font.told.clone());
        }
        if let Some(id) = id {
            self.by_id.insert(id, font.clone());
        }
        Ok(Some(font))
    }

    /// Strings and, between them, thousandths of the size to step back.
    fn show(
        &mut self,
        page: &mut Page,
        state: &State,
        at: &mut Matrix,
        parts: &[Object],
    ) -> Result<(), String> {
        let Some(font) = &state.font else {
            return Ok(());
        };
        for part in parts {
            let Object::String(bytes, _) = part else {
                let back = float(part) / 1000.0 * state.size * state.stretch;
                *at = Matrix::moved(-back, 0.0).then(*at);
                continue;
            };
            for glyph in font.show(bytes) {
                self.budget.step()?;
                let word = if glyph.space { state.word_gap } else { 0.0 };
                let ink = glyph.advance * state.size * state.stretch;
                let advance = ink + (state.letter_gap + word) * state.stretch;
                let whole = at.then(state.map);
                let placed = Placed {
                    letters: &glyph.letters,
                    from: whole.point(0.0, state.rise),
                    to: whole.point(ink, state.rise),
                    size: (state.size * whole.height()).abs(),
                };
                self.letter(page, placed);
                *at = Matrix::moved(advance, 0.0).then(*at);
            }
        }
        Ok(())
    }

    fn letter(&mut self, page: &mut Page, placed: Placed<'_>) {
        let numbers = [
            placed.from.0,
            placed.from.1,
            placed.to.0,
            placed.to.1,
            placed.size,
        ];
        if numbers.iter().any(|number| !(-1e6..=1e6).contains(number)) {
            return;
        }
        let instead = page.marks.iter_mut().find(|mark| mark.replaced);
        let instead = instead.map(|mark| mark.instead.take().unwrap_or_default());
        let placed = match &instead {
            Some(instead) => Placed {
                letters: instead,
                ..placed
            },
            None => placed,
        };
        let follows = page.lines.letter(&placed);
        let number = page.marks.iter().rev().find_map(|mark| mark.number);
        if let Some(number) = number
            && !placed.letters.is_empty()
        {
            let text = self.marked.entry((page.id, number)).or_default();
            let blank = placed.letters.starts_with(char::is_whitespace);
            if follows != Follows::Closely
                && !text.is_empty()
                && !text.ends_with(char::is_whitespace)
                && !blank
            {
                text.push(' ');
            }
            text.push_str(placed.letters);
        }
    }

    /// A picture, or a form with a stream of its own.
    fn object(
        &mut self,
        page: &mut Page,
        resources: Option<&'d Dictionary>,
        named: &[u8],
        state: &State,
        depth: usize,
    ) -> Result<(), String> {
        let Some(found) = resources
            .and_then(|resources| dictionary(self.document, resources, b"XObject"))
            .and_then(|objects| stream(self.document, objects, named))
        else {
            return Ok(());
        };
        match name(self.document, &found.dict, b"Subtype").as_deref() {
            Some("Image") => page.images += 1,
            Some("Form") => {
                if depth >= DEPTH {
                    return Err(format!(
                        "forms within forms go deeper than {DEPTH}, perhaps in a circle"
                    ));
                }
                let mut state = state.clone();
                if let Some(map) = array(self.document, &found.dict, b"Matrix").and_then(six) {
                    state.map = map.then(state.map);
                }
                let own = dictionary(self.document, &found.dict, b"Resources").or(resources);
                if let Some(content) = self.budget.unpack(found)? {
                    self.stream(page, &content, own, state, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn float(object: &Object) -> f64 {
    object.as_float().map_or(0.0, f64::from)
}

fn one(given: &[Object]) -> f64 {
    given.first().map_or(0.0, float)
}

fn six(given: &[Object]) -> Option<Matrix> {
    let mut map = [0.0; 6];
    if given.len() != map.len() {
        return None;
    }
    for (to, from) in map.iter_mut().zip(given) {
        *to = float(from);
    }
    Some(Matrix(map))
}
