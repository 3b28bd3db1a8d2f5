//! Data that is made by a seed: each lab has such a set, without a network, and the same seed gives the same bytes on every machine.
//!
//! Only integers, and the five operations of `f64` that IEEE 754 rounds exactly (`+ - * /` and the root), decide a byte. Rows are
//! drawn in random order, so that neither an id nor a place in a file says anything of an answer.

pub mod boxes;
mod canvas;
pub mod characters;
pub mod convolution;
pub(crate) mod draws;
pub mod garments;
pub(crate) mod parts;
pub mod reviews;
pub mod shapes;
pub mod shops;
mod wardrobe;

use std::fmt;

use pivot_domain::fault::nearest;

/// A file of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    /// Its name in the folder of the lab, as `train.csv`.
    pub path: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// A set of data, and the answers that a person does not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What a person gets: the training data, the questions and a sample of a submission.
    pub files: Vec<MadeFile>,
    /// The answers: CSV `id,usage,…` with usage `public` or `private`, in the order of the questions.
    pub truth: Vec<u8>,
}

impl Made {
    /// The bytes of a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let file = self.files.iter().find(|file| file.path == path)?;
        Some(&file.bytes)
    }
}

/// How much is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// What a person gets.
    Whole,
    /// Some hundred rows, for tests.
    Tiny,
}

impl Size {
    /// `(training, test)` rows: those of the whole, or of a tiny set.
    fn rows(self, whole: (usize, usize), tiny: (usize, usize)) -> (usize, usize) {
        match self {
            Size::Whole => whole,
            Size::Tiny => tiny,
        }
    }
}

/// Nothing is made by this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name that was said.
    pub recipe: String,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no data is made by the name `{}`", self.recipe)?;
        match nearest(&self.recipe, RECIPES.iter().copied()) {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => write!(f, "; there are {}", RECIPES.join(", ")),
        }
    }
}

impl std::error::Error for Unknown {}

/// What can be made.
pub const RECIPES: &[&str] = &[
    "boxes",
    "budget",
    "characters",
    "convolution",
    "garments",
    "reviews",
    "shapes",
    "shops",
];

/// Makes the set of a recipe. Pure: the same arguments give the same bytes.
///
/// # Errors
/// There is no such recipe.
pub fn make(recipe: &str, seed: u64, size: Size) -> Result<Made, Unknown> {
    Ok(match recipe {
        "boxes" => boxes::make(seed, size),
        "budget" => garments::make(&garments::HARD, seed, size),
        "convolution" => convolution::make(seed, size),
        "characters" => characters::make(seed, size),
        "garments" => garments::make(&garments::PLAIN, seed, size),
        "reviews" => reviews::make(seed, size),
        "shapes" => shapes::make(seed, size),
        "shops" => shops::make(seed, size),
        _ => {
            return Err(Unknown {
                recipe: recipe.to_owned(),
            });
        }
    })
}
