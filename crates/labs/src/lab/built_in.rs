//! The labs that come with Pivot.

/// A lab that comes with Pivot.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its name.
    pub id: &'static str,
    /// Its `lab.toml`.
    pub definition: &'static str,
    /// Its statement in Markdown.
    pub statement: &'static str,
}

macro_rules! built_in {
    ($($id:literal)+) => {
        &[$(BuiltIn {
            id: $id,
            definition: include_str!(concat!("../../labs/", $id, "/lab.toml")),
            statement: include_str!(concat!("../../labs/", $id, "/statement.md")),
        },)+]
    };
}

/// All of them, in the order in which one would do them.
const ALL: &[BuiltIn] = built_in!(
    "convolution" "garments" "shops" "reviews" "shapes" "budget" "characters" "boxes" "serving"
);

/// All labs that come with Pivot, in the order in which one would do them.
pub fn built_in() -> &'static [BuiltIn] {
    ALL
}
