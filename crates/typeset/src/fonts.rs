//! The faces that are in this program. No other is ever used.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;

/// The families, in the order in which a letter is looked for.
pub const NAMES: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

/// Which of the faces of `typst-assets` are used, by their place there and their name: Libertinus Serif upright in two weights,
/// under the SIL Open Font License 1.1, and DejaVu Sans Mono for letters that it lacks, under the licence of Bitstream Vera.
const FACES: [(usize, &str); 3] = [
    (0, "LibertinusSerif-Regular"),
    (4, "LibertinusSerif-Semibold"),
    (16, "DejaVuSansMono"),
];

static ALL: LazyLock<Vec<Font>> = LazyLock::new(|| {
    // By place: each face that is opened costs a millisecond.
    let faces: Vec<&'static [u8]> = typst_assets::fonts().collect();
    let chosen = FACES.iter().filter_map(|&(place, _)| faces.get(place));
    chosen
        .filter_map(|face| Font::new(Bytes::new(*face), 0))
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
        assert_eq!(names, FACES.map(|(_, name)| name));
        assert!(all().iter().all(|font| NAMES.contains(&&*font.info().family)));
    }
}
