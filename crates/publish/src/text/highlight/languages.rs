//! The table of languages.

use super::lines::Keys;
use super::paint::Class;

/// Which scanner a language has.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Words, strings, numbers, comments.
    General(&'static Language),
    /// HTML, XML.
    Markup,
    /// CSS.
    Css,
    /// JSON.
    Json,
    /// Keys and values, line by line.
    Keys(Keys),
    /// A difference of files.
    Diff,
    /// Commands behind a prompt, and what they print.
    Console,
    /// Markdown.
    Markdown,
    /// Dockerfile.
    Dockerfile,
    /// Known, and without colours.
    Plain,
}

/// A kind of string.
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash keeps the sign after it from closing.
    pub(super) escapes: bool,
    /// Whether it may go over lines.
    pub(super) lines: bool,
}

/// What a language has beyond words, strings, numbers and comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Also {
    /// Keywords in capitals or not.
    AnyCase,
    /// A word with a capital is a type, one all of capitals a constant.
    CapitalTypes,
    /// A comment within a comment.
    CommentsNest,
    /// A comment begins behind a space alone.
    CommentsStandApart,
    /// `@name`.
    Decorators,
    /// `#include`.
    Directives,
    /// `$name`.
    Dollars,
    /// A quote within a string is written twice.
    Doubled,
    /// `name!`.
    Macros,
    /// A word before a bracket is no call.
    NoCalls,
    /// `/pattern/`.
    Patterns,
    /// `f"…"`.
    Prefixed,
    /// `#[…]`.
    RustAttributes,
    /// `'a`, `r#"…"#`.
    RustQuotes,
    /// `x'` is no string.
    Transposes,
}

/// A language of the general kind. Lists of words are separated by spaces.
pub(super) struct Language {
    pub(super) line: &'static [&'static str],
    pub(super) block: &'static [(&'static str, &'static str)],
    pub(super) quotes: &'static [Quote],
    /// What a word may have inside besides letters and digits.
    pub(super) inside: &'static str,
    pub(super) keywords: &'static [&'static str],
    pub(super) types: &'static [&'static str],
    pub(super) constants: &'static [&'static str],
    pub(super) built_in: &'static [&'static str],
    pub(super) variables: &'static [&'static str],
    pub(super) also: &'static [Also],
}

impl Language {
    /// What a word is, if the language knows it.
    pub(super) fn class(&self, word: &str) -> Option<Class> {
        if word.len() > 20 {
            return None;
        }
        [
            (self.keywords, Class::Keyword),
            (self.types, Class::Type),
            (self.constants, Class::Constant),
            (self.variables, Class::Variable),
            (self.built_in, Class::BuiltIn),
        ]
        .into_iter()
        .find_map(|(words, class)| words.binary_search(&word).is_ok().then_some(class))
    }
}

const fn quote(open: &'static str, escapes: bool, lines: bool) -> Quote {
    Quote { open, close: open, escapes, lines }
}

const DOUBLE: Quote = quote("\"", true, false);
const SINGLE: Quote = quote("'", true, false);

const NONE: Language = Language {
    line: &[],
    block: &[],
    quotes: &[],
    inside: "",
    keywords: &[],
    types: &[],
    constants: &[],
    built_in: &[],
    variables: &[],
    also: &[],
};
const C_LIKE: Language = Language {
    line: &["//"],
    block: &[("/*", "*/")],
    quotes: &[DOUBLE, SINGLE],
    ..NONE
};

// Each list of words is in the order of its bytes, for it is searched by halves; a test holds them to it.

static RUST: Language = Language {
    quotes: &[quote("\"", true, true)],
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "fn", "for", "if",
        "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct", "super",
        "trait", "type", "union", "unsafe", "use", "where", "while", "yield",
    ],
    types: &[
        "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32", "u64", "u8",
        "usize",
    ],
    constants: &["Err", "None", "Ok", "Some", "false", "true"],
    variables: &["self"],
    also: &[Also::RustQuotes, Also::RustAttributes, Also::CommentsNest, Also::Macros, Also::CapitalTypes],
    ..C_LIKE
};
static PYTHON: Language = Language {
    line: &["#"],
    quotes: &[quote("\"\"\"", true, true), quote("'''", true, true), DOUBLE, SINGLE],
    keywords: &[
        "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif", "else",
        "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield",
    ],
    types: &["bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type"],
    constants: &["Ellipsis", "False", "None", "NotImplemented", "True"],
    built_in: &[
        "abs", "all", "any", "enumerate", "filter", "getattr", "hasattr", "input", "isinstance", "iter", "len", "map", "max",
        "min", "next", "open", "print", "range", "repr", "reversed", "round", "setattr", "sorted", "sum", "super", "vars",
        "zip",
    ],
    variables: &["cls", "self"],
    also: &[Also::Prefixed, Also::Decorators, Also::CapitalTypes],
    ..NONE
};
static BASH: Language = Language {
    line: &["#"],
    quotes: &[quote("\"", true, true), quote("'", false, true), quote("`", true, true)],
    inside: "-.",
    keywords: &[
        "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then", "until", "while",
    ],
    constants: &["false", "true"],
    built_in: &[
        "alias", "cd", "declare", "echo", "eval", "exec", "exit", "export", "local", "printf", "pwd", "read", "readonly",
        "return", "set", "shift", "source", "test", "trap", "umask", "unset",
    ],
    also: &[Also::CommentsStandApart, Also::Dollars],
    ..NONE
};
const JS_WORDS: &[&str] = &[
    "abstract", "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "declare",
    "default", "delete", "do", "else", "enum", "export", "extends", "finally", "for", "from", "function", "get", "if",
    "implements", "import", "in", "instanceof", "interface", "let", "namespace", "new", "of", "private", "protected",
    "public", "readonly", "return", "satisfies", "set", "static", "super", "switch", "throw", "try", "type", "typeof", "var",
    "void", "while", "with", "yield",
];
static JAVASCRIPT: Language = Language {
    quotes: &[DOUBLE, SINGLE, quote("`", true, true)],
    inside: "$",
    keywords: JS_WORDS,
    types: &["any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown"],
    constants: &["Infinity", "NaN", "false", "null", "true", "undefined"],
    variables: &["this"],
    also: &[Also::Patterns, Also::Decorators, Also::CapitalTypes],
    ..C_LIKE
};
static C: Language = Language {
    keywords: &[
        "alignas", "alignof", "auto", "break", "case", "const", "constexpr", "continue", "default", "do", "else", "enum",
        "extern", "for", "goto", "if", "inline", "register", "restrict", "return", "sizeof", "static", "struct", "switch",
        "typedef", "typeof", "union", "volatile", "while",
    ],
    types: &[
        "FILE", "bool", "char", "double", "float", "int", "int16_t", "int32_t", "int64_t", "int8_t", "intptr_t", "long",
        "ptrdiff_t", "short", "signed", "size_t", "ssize_t", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uintptr_t",
        "unsigned", "void",
    ],
    constants: &["NULL", "false", "nullptr", "true"],
    also: &[Also::Directives],
    ..C_LIKE
};
static CPP: Language = Language {
    keywords: &[
        "alignas", "alignof", "and", "auto", "break", "case", "catch", "class", "co_await", "co_return", "co_yield",
        "concept", "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete",
        "do", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "final", "for", "friend", "goto", "if",
        "inline", "mutable", "namespace", "new", "noexcept", "not", "operator", "or", "override", "private", "protected",
        "public", "reinterpret_cast", "requires", "return", "sizeof", "static", "static_assert", "static_cast", "struct",
        "switch", "template", "thread_local", "throw", "try", "typedef", "typeid", "typename", "union", "using", "virtual",
        "volatile", "while",
    ],
    types: &[
        "bool", "char", "double", "float", "int", "int16_t", "int32_t", "int64_t", "int8_t", "long", "map", "pair", "short",
        "signed", "size_t", "string", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "unsigned", "vector", "void", "wchar_t",
    ],
    constants: &["NULL", "false", "nullptr", "true"],
    variables: &["this"],
    also: &[Also::Directives, Also::CapitalTypes],
    quotes: &[Quote { open: "R\"(", close: ")\"", escapes: false, lines: true }, DOUBLE, SINGLE],
    ..C_LIKE
};
static GO: Language = Language {
    quotes: &[DOUBLE, SINGLE, quote("`", false, true)],
    keywords: &[
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto",
        "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
    ],
    types: &[
        "any", "bool", "byte", "complex128", "complex64", "error", "float32", "float64", "int", "int16", "int32", "int64",
        "int8", "rune", "string", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
    ],
    constants: &["false", "iota", "nil", "true"],
    built_in: &[
        "append", "cap", "clear", "close", "copy", "delete", "len", "make", "max", "min", "new", "panic", "print", "println",
        "recover",
    ],
    ..C_LIKE
};
static JAVA: Language = Language {
    quotes: &[quote("\"\"\"", true, true), DOUBLE, SINGLE],
    keywords: &[
        "abstract", "assert", "break", "case", "catch", "class", "continue", "default", "do", "else", "enum", "extends",
        "final", "finally", "for", "goto", "if", "implements", "import", "instanceof", "interface", "native", "new",
        "package", "permits", "private", "protected", "public", "record", "return", "sealed", "static", "strictfp", "super",
        "switch", "synchronized", "throw", "throws", "transient", "try", "var", "volatile", "while", "yield",
    ],
    types: &["boolean", "byte", "char", "double", "float", "int", "long", "short", "void"],
    constants: &["false", "null", "true"],
    variables: &["this"],
    also: &[Also::Decorators, Also::CapitalTypes],
    ..C_LIKE
};
static CSHARP: Language = Language {
    keywords: &[
        "abstract", "as", "async", "await", "base", "break", "case", "catch", "class", "const", "continue", "default",
        "delegate", "do", "else", "enum", "event", "explicit", "extern", "finally", "fixed", "for", "foreach", "get", "goto",
        "if", "implicit", "in", "init", "interface", "internal", "is", "lock", "namespace", "new", "operator", "out",
        "override", "params", "partial", "private", "protected", "public", "readonly", "record", "ref", "return", "sealed",
        "set", "sizeof", "static", "struct", "switch", "throw", "try", "typeof", "unsafe", "using", "var", "virtual", "when",
        "where", "while", "yield",
    ],
    types: &[
        "bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "object", "sbyte", "short", "string",
        "uint", "ulong", "ushort", "void",
    ],
    constants: &["false", "null", "true"],
    variables: &["this"],
    also: &[Also::Directives, Also::CapitalTypes],
    quotes: &[quote("\"\"\"", false, true), DOUBLE, SINGLE],
    ..C_LIKE
};
static KOTLIN: Language = Language {
    quotes: &[quote("\"\"\"", false, true), DOUBLE, SINGLE],
    keywords: &[
        "abstract", "as", "break", "by", "catch", "class", "companion", "continue", "data", "do", "else", "enum", "final",
        "finally", "for", "fun", "if", "import", "in", "init", "inline", "interface", "internal", "is", "lateinit", "object",
        "open", "operator", "override", "package", "private", "protected", "public", "return", "sealed", "super", "suspend",
        "throw", "try", "typealias", "val", "var", "when", "where", "while",
    ],
    constants: &["false", "null", "true"],
    variables: &["it", "this"],
    also: &[Also::Decorators, Also::CapitalTypes, Also::CommentsNest],
    ..C_LIKE
};
static SWIFT: Language = Language {
    quotes: &[quote("\"\"\"", true, true), DOUBLE],
    keywords: &[
        "actor", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default", "defer",
        "do", "else", "enum", "extension", "fallthrough", "fileprivate", "final", "for", "func", "guard", "if", "import",
        "in", "init", "inout", "internal", "is", "let", "mutating", "open", "override", "private", "protocol", "public",
        "repeat", "return", "static", "struct", "super", "switch", "throw", "throws", "try", "typealias", "var", "where",
        "while",
    ],
    constants: &["false", "nil", "true"],
    variables: &["self"],
    also: &[Also::Decorators, Also::CapitalTypes, Also::CommentsNest],
    ..C_LIKE
};
static SCALA: Language = Language {
    quotes: &[quote("\"\"\"", false, true), DOUBLE],
    keywords: &[
        "abstract", "case", "catch", "class", "def", "do", "else", "enum", "export", "extends", "final", "finally", "for",
        "given", "if", "implicit", "import", "lazy", "match", "new", "object", "override", "package", "private", "protected",
        "return", "sealed", "super", "then", "throw", "trait", "try", "type", "using", "val", "var", "while", "with", "yield",
    ],
    constants: &["false", "null", "true"],
    variables: &["this"],
    also: &[Also::Decorators, Also::CapitalTypes],
    ..C_LIKE
};
static RUBY: Language = Language {
    line: &["#"],
    block: &[("=begin", "=end")],
    quotes: &[DOUBLE, SINGLE, quote("`", true, false)],
    inside: "?!",
    keywords: &[
        "alias", "and", "begin", "break", "case", "class", "def", "do", "else", "elsif", "end", "ensure", "for", "if", "in",
        "module", "next", "not", "or", "redo", "rescue", "retry", "return", "super", "then", "undef", "unless", "until",
        "when", "while", "yield",
    ],
    constants: &["false", "nil", "true"],
    built_in: &["attr_accessor", "attr_reader", "include", "puts", "raise", "require"],
    variables: &["self"],
    also: &[Also::Decorators, Also::CapitalTypes],
    ..NONE
};
static LUA: Language = Language {
    line: &["--"],
    block: &[("--[[", "]]")],
    quotes: &[DOUBLE, SINGLE, Quote { open: "[[", close: "]]", escapes: false, lines: true }],
    keywords: &[
        "and", "break", "do", "else", "elseif", "end", "for", "function", "goto", "if", "in", "local", "not", "or", "repeat",
        "return", "then", "until", "while",
    ],
    constants: &["false", "nil", "true"],
    variables: &["self"],
    ..NONE
};
static SQL: Language = Language {
    line: &["--"],
    block: &[("/*", "*/")],
    quotes: &[quote("'", false, true), quote("\"", false, false), quote("`", false, false)],
    keywords: &[
        "add", "all", "alter", "and", "as", "asc", "begin", "between", "by", "cascade", "case", "check", "column", "commit",
        "constraint", "create", "cross", "database", "default", "delete", "desc", "distinct", "drop", "else", "end",
        "except", "exists", "explain", "foreign", "from", "full", "group", "having", "if", "in", "index", "inner", "insert",
        "intersect", "into", "is", "join", "key", "left", "like", "limit", "not", "offset", "on", "or", "order", "outer",
        "over", "partition", "primary", "recursive", "references", "replace", "returning", "right", "rollback", "select",
        "set", "table", "then", "transaction", "trigger", "union", "unique", "update", "using", "values", "view", "when",
        "where", "with",
    ],
    types: &[
        "bigint", "blob", "boolean", "char", "date", "decimal", "double", "float", "int", "integer", "json", "numeric",
        "real", "smallint", "text", "timestamp", "uuid", "varchar",
    ],
    constants: &["false", "null", "true"],
    also: &[Also::AnyCase, Also::Doubled],
    ..NONE
};
static R: Language = Language {
    line: &["#"],
    quotes: &[quote("\"", true, true), quote("'", true, true), quote("`", false, false)],
    inside: ".",
    keywords: &["break", "else", "for", "function", "if", "in", "next", "repeat", "return", "while"],
    constants: &["FALSE", "Inf", "NA", "NULL", "NaN", "TRUE"],
    built_in: &["library", "require"],
    ..NONE
};
static JULIA: Language = Language {
    line: &["#"],
    block: &[("#=", "=#")],
    quotes: &[quote("\"\"\"", true, true), DOUBLE, SINGLE, quote("`", true, false)],
    inside: "!",
    keywords: &[
        "abstract", "baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export",
        "finally", "for", "function", "global", "if", "import", "in", "isa", "let", "local", "macro", "module", "mutable",
        "primitive", "quote", "return", "struct", "try", "type", "using", "where", "while",
    ],
    constants: &["Inf", "NaN", "false", "missing", "nothing", "true"],
    also: &[Also::Decorators, Also::CapitalTypes, Also::CommentsNest, Also::Transposes],
    ..NONE
};
static MAKE: Language = Language {
    line: &["#"],
    inside: "-",
    quotes: &[DOUBLE, SINGLE],
    keywords: &["define", "else", "endef", "endif", "export", "ifdef", "ifeq", "ifndef", "ifneq", "include", "override"],
    also: &[Also::Dollars, Also::NoCalls],
    ..NONE
};

/// All names by which a language is asked for, and who scans it.
const NAMES: &[(&[&str], Kind)] = &[
    (&["rust", "rs"], Kind::General(&RUST)),
    (&["python", "py", "python3", "ipython", "ipython3", "pycon"], Kind::General(&PYTHON)),
    (&["bash", "sh", "shell", "zsh", "fish"], Kind::General(&BASH)),
    (
        &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        Kind::General(&JAVASCRIPT),
    ),
    (&["c", "h"], Kind::General(&C)),
    (&["cpp", "c++", "cc", "hpp", "cxx", "cuda", "cu"], Kind::General(&CPP)),
    (&["go", "golang"], Kind::General(&GO)),
    (&["java"], Kind::General(&JAVA)),
    (&["csharp", "cs", "c#"], Kind::General(&CSHARP)),
    (&["kotlin", "kt"], Kind::General(&KOTLIN)),
    (&["swift"], Kind::General(&SWIFT)),
    (&["scala"], Kind::General(&SCALA)),
    (&["ruby", "rb"], Kind::General(&RUBY)),
    (&["lua"], Kind::General(&LUA)),
    (&["sql", "sqlite", "postgresql", "mysql"], Kind::General(&SQL)),
    (&["r"], Kind::General(&R)),
    (&["julia", "jl"], Kind::General(&JULIA)),
    (&["make", "makefile"], Kind::General(&MAKE)),
    (&["html", "xml", "svg", "xhtml"], Kind::Markup),
    (&["css", "scss", "less"], Kind::Css),
    (&["json", "jsonc", "json5", "jsonl"], Kind::Json),
    (&["toml"], Kind::Keys(Keys::Toml)),
    (&["ini", "cfg", "conf", "properties"], Kind::Keys(Keys::Toml)),
    (&["yaml", "yml"], Kind::Keys(Keys::Yaml)),
    (&["diff", "patch"], Kind::Diff),
    (&["console", "shell-session", "shellsession", "terminal"], Kind::Console),
    (&["markdown", "md"], Kind::Markdown),
    (&["dockerfile", "docker", "containerfile"], Kind::Dockerfile),
    (&["text", "txt", "plain", "plaintext", "output", "none"], Kind::Plain),
];

/// What must be known.
#[cfg(test)]
pub(super) const NEEDED: [&str; 22] = [
    "rust", "python", "toml", "json", "bash", "console", "javascript", "html", "css", "sql", "yaml", "c", "cpp", "go", "java",
    "r", "julia", "diff", "dockerfile", "markdown", "typescript", "text",
];

/// A language by one of its names, in capitals or not.
pub(super) fn named(name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    let found = NAMES.iter().find(|(names, _)| names.contains(&name.as_str()));
    found.map(|(_, kind)| *kind)
}

/// The scanner of commands.
pub(super) fn bash() -> &'static Language {
    &BASH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_words_are_in_order_and_names_are_one_language_each() {
        let mut seen = std::collections::BTreeSet::new();
        for (names, kind) in NAMES {
            for name in *names {
                assert!(seen.insert(*name), "{name} twice");
            }
            let Kind::General(language) = kind else { continue };
            for words in [language.keywords, language.types, language.constants, language.built_in, language.variables] {
                assert!(words.is_sorted_by(|a, b| a < b), "{names:?}: {words:?}");
                assert!(words.iter().all(|w| w.len() <= 20));
            }
        }
    }
}
