//! Code in colours: a scanner finds comments, strings, numbers, keywords, types and calls, and puts each into a class of one
//! letter. Languages are rows of a table (`languages`); a few have a scanner of their own.
//!
//! Libraries were tried when this was chosen: syntect alone took longer than a whole site may, and grammars of tree-sitter weigh more
//! than the rest of the program and take their time to begin with each language. What a scanner gives up is what needs a grammar: it
//! takes a word for a call because a bracket follows. `cargo bench -p pivot-publish --bench text` says what it costs.

mod general;
// A table: one word to a line would be a thousand lines.
#[rustfmt::skip]
mod languages;
mod lines;
mod markup;
mod paint;

pub(super) use paint::LETTERS;
pub use paint::css;

use languages::Kind;
use paint::Painter;

/// Code of a language as HTML: text with `<span class="k">` in it. In a language that is not known, text alone.
pub fn highlight(code: &str, language: &str) -> String {
    // A browser takes each of these for a line's end.
    let unix = code
        .contains('\r')
        .then(|| code.replace("\r\n", "\n").replace('\r', "\n"));
    let code = unix.as_deref().unwrap_or(code);
    let mut out = String::with_capacity(code.len() * 2);
    let mut painter = Painter::new(code, &mut out);
    if let Some(kind) = languages::named(language) {
        scan(kind, code, &mut painter);
    }
    painter.finish();
    out
}

/// Whether a language is known, by one of its names: `python`, `py`.
pub fn knows(language: &str) -> bool {
    languages::named(language).is_some()
}

fn scan(kind: Kind, code: &str, painter: &mut Painter<'_, '_>) {
    match kind {
        Kind::General(language) => general::scan(language, code, 0..code.len(), painter),
        Kind::Markup => markup::html(code, painter),
        Kind::Css => markup::css(code, painter),
        Kind::Json => lines::json(code, painter),
        Kind::Keys(style) => lines::keys(style, code, painter),
        Kind::Diff => lines::diff(code, painter),
        Kind::Console => lines::console(code, painter),
        Kind::Markdown => lines::markdown(code, painter),
        Kind::Dockerfile => lines::dockerfile(code, painter),
        Kind::Plain => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, code: &str, expected: &str) {
        // `[k:fn]` for `<span class="k">fn</span>`, so that a case fits a line.
        let made = highlight(code, language);
        let short = made
            .replace("<span class=\"", "[")
            .replace("\">", ":")
            .replace("</span>", "]");
        assert_eq!(short, expected, "{language}");
    }

    #[test]
    fn languages_of_the_general_kind() {
        check(
            "rust",
            "#[test]\nfn a<'x>(b: &'x str) -> Vec<u8> { // c\n    let d = r#\"e\"f\"#; g!('h', 1_0.5e-3, 0..2) }",
            "[a:#[test]]\n[k:fn] [f:a]&lt;[a:'x]&gt;(b: &amp;[a:'x] [t:str]) -&gt; [t:Vec]&lt;[t:u8]&gt; { [c:// c]\n    [k:let] d = [s:r#\"e\"f\"#]; [f:g!]([s:'h'], [n:1_0.5e-3], [n:0]..[n:2]) }",
        );
        check(
            "py",
            "@a.b\nclass C(D):\n    \"\"\"e\n    f\"\"\"\n    def g(self, h=None): # i\n        return f'j\\'' + K.l(0x1F)",
            "[a:@a.b]\n[k:class] [t:C]([t:D]):\n    [s:\"\"\"e\n    f\"\"\"]\n    [k:def] [f:g]([v:self], h=[o:None]): [c:# i]\n        [k:return] [s:f'j\\''] + [t:K].[f:l]([n:0x1F])",
        );
        check(
            "bash",
            "for f in *.csv; do echo \"$f\" $HOME ${x#y}; done # z\na#b",
            "[k:for] f [k:in] *.csv; [k:do] [b:echo] [s:\"$f\"] [v:$HOME] [v:${x#y}]; [k:done] [c:# z]\na#b",
        );
        check(
            "js",
            "const a = `b ${c}`; /* d */ let e = /f\\/g/i.test(h) / 2;",
            "[k:const] a = [s:`b ${c}`]; [c:/* d */] [k:let] e = [s:/f\\/g/i].[f:test](h) / [n:2];",
        );
        check(
            "c",
            "#include <stdio.h>\nint main(void) { char *a = \"b\\n\"; }",
            "[a:#include] [s:&lt;stdio.h&gt;]\n[t:int] [f:main]([t:void]) { [t:char] *a = [s:\"b\\n\"]; }",
        );
        check(
            "sql",
            "SELECT count(*) FROM a WHERE b = 'c''d' -- e",
            "[k:SELECT] [f:count](*) [k:FROM] a [k:WHERE] b = [s:'c''d'] [c:-- e]",
        );
        check(
            "r",
            "x <- c(1L, TRUE) # y",
            "x &lt;- [f:c]([n:1L], [o:TRUE]) [c:# y]",
        );
        check("julia", "@time f(x') = x.^2", "[a:@time] [f:f](x') = x.^[n:2]");
        check(
            "go",
            "func a(b string) error { return nil }",
            "[k:func] [f:a](b [t:string]) [t:error] { [k:return] [o:nil] }",
        );
        check(
            "java",
            "@Override public int a() { return 1; }",
            "[a:@Override] [k:public] [t:int] [f:a]() { [k:return] [n:1]; }",
        );
    }

    #[test]
    fn languages_of_their_own() {
        check(
            "json",
            "{\"a\": [1, true, \"b\"]}",
            "{[a:\"a\"]: [[n:1], [o:true], [s:\"b\"]]}",
        );
        check(
            "toml",
            "[a.b]\nc = \"d\" # e\nf = 2026-01-02",
            "[h:[a.b]]\n[a:c] = [s:\"d\"] [c:# e]\n[a:f] = [n:2026-01-02]",
        );
        check(
            "yaml",
            "a:\n  - b: true # c\n    d: 'e'",
            "[a:a]:\n  - [a:b]: [o:true] [c:# c]\n    [a:d]: [s:'e']",
        );
        check(
            "diff",
            "--- a\n+++ b\n@@ -1 +1 @@\n-c\n+d\n e",
            "[h:--- a]\n[h:+++ b]\n[h:@@ -1 +1 @@]\n[d:-c]\n[i:+d]\n e",
        );
        check("console", "$ ls -l | wc\n3", "[h:$] ls -l | wc\n3");
        check(
            "html",
            "<!-- a --><p class=\"b\">c &amp; d</p>",
            "[c:&lt;!-- a --&gt;][k:&lt;p] [a:class]=[s:\"b\"][k:&gt;]c [o:&amp;amp;] d[k:&lt;/p&gt;]",
        );
        check(
            "css",
            "a.b { color: #fff; /* c */ margin: 1rem }",
            "[k:a.b] { [a:color]: [n:#fff]; [c:/* c */] [a:margin]: [n:1rem] }",
        );
        check(
            "dockerfile",
            "FROM a:1 AS b\nRUN c \\\n  d # e",
            "[k:FROM] a:1 [k:AS] b\n[k:RUN] c \\\n  d [c:# e]",
        );
        check(
            "md",
            "# a\n**b** `c` [d](e)\n- f",
            "[h:# a]\n[k:**b**] [s:`c`] [d][a:(e)]\n[k:-] f",
        );
    }

    #[test]
    fn an_unknown_language_is_text() {
        check("brainfuck", "a < b", "a &lt; b");
        assert!(!knows("brainfuck"));
        for name in languages::NEEDED {
            assert!(knows(name), "{name}");
        }
    }
}
