//! The style that texts need, for a theme to put before its own, and the font of formulas.

/// New Computer Modern Math, cut to what formulas need, as WOFF2: `assets/pivot-maths.txt` says how and under which licence.
pub const MATHS_FONT: &[u8] = include_bytes!("../../assets/pivot-maths.woff2");

/// The style of code, formulas, wide tables and outputs. `maths_font` is the URL of [`MATHS_FONT`].
pub fn css(maths_font: &str) -> String {
    let mut font = String::new();
    super::escape::url(&mut font, maths_font);
    let mut out = format!(
        "@font-face{{font-family:\"Pivot Maths\";src:url(\"{font}\") format(\"woff2\");font-display:swap}}\n"
    );
    out.push_str(
        "math{font-family:\"Pivot Maths\",\"New Computer Modern Math\",\"Latin Modern Math\",\"STIX Two Math\",\"Cambria Math\",math;\
         font-size:1.08em}\n\
         .maths{display:block;overflow-x:auto;overflow-y:hidden;padding:.25em 0}\n\
         .wide{overflow-x:auto}\n\
         .right{text-align:right}\n.centre{text-align:center}\n\
         li.task{list-style:none}\nli.task input{margin-inline:-1.3em .4em}\n\
         figure{margin-inline:0}\nfigure img,p img{max-width:100%;height:auto}\n\
         .outputs{border-inline-start:3px solid var(--code-c);padding-inline-start:.75rem;margin-block:.5rem 1.25rem}\n\
         pre.out{background:none;border:0;padding:.25rem 0}\n\
         pre.wrong{color:var(--code-d)}\n",
    );
    out.push_str(&super::highlight::css());
    out
}
