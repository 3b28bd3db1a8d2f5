//! The faces that are in this program. No other is ever used.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

/// The families, in the order in which a letter is looked for.
pub const NAMES: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

/// Which of the faces of `typst-assets` are used, by their file: Libertinus Serif upright in two weights, under the SIL Open
/// Font License 1.1, and DejaVu Sans Mono for letters that it lacks, under the licence of Bitstream Vera.
const FACES: [&str; 3] = [
    "LibertinusSerif-Regular",
    "LibertinusSerif-Semibold",
    "DejaVuSansMono",
];

static ALL: LazyLock<Vec<Font>> = LazyLock::new(|| {
    typst_assets::fonts()
        .filter_map(|face| Font::new(Bytes::new(face), 0))
        .filter(|font| {
            font.post_script_name()
                .is_some_and(|name| FACES.contains(&&*name))
        })
        .collect()
});

/// The faces.
pub fn all() -> &'static [Font] {
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faces_are_there() {
        let names: Vec<_> = all().iter().filter_map(Font::post_script_name).collect();
        assert_eq!(names, FACES);
        assert!(all().iter().all(|font| NAMES.contains(&&*font.info().family)));
    }
}
