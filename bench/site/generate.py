"""A thousand posts by seed: prose, code in nine languages, formulas, tables. The same files for Hugo and for Pivot."""

import pathlib
import random

WORDS = (
    "the a network learns loss falls slowly when data are few and noise is large so we look at pictures again because "
    "numbers hide what eyes see one layer more and gradients vanish or explode unless weights begin well chosen here "
    "is a plot of it after ten epochs of training on half of the set with augmentation turned off for a fair look at "
    "what the optimiser does between two checkpoints saved by hand every evening before the machine is needed elsewhere"
).split()
NAMES = "alpha beta grad step loss rate batch model layer weight bias input output epoch score table index value".split()
FORMULAS = [
    r"\theta_{{t+1}} = \theta_t - \eta_{{{n}}} \nabla L(\theta_t)",
    r"\sum_{{i=1}}^{{{n}}} \frac{{x_i^2}}{{\sqrt{{1 + y_i}}}}",
    r"p(y \mid x) = \frac{{e^{{z_{{{n}}}}}}}{{\sum_j e^{{z_j}}}}",
    r"\int_0^{{{n}}} f(x)\,dx \leq \alpha_{{{n}}}",
]


def prose(rng, count):
    words = []
    while len(words) < count:
        sentence = [rng.choice(WORDS) for _ in range(rng.randint(7, 16))]
        sentence[0] = sentence[0].capitalize()
        mark = rng.random()
        if mark < 0.15:
            sentence[2] = f"*{sentence[2]}*"
        elif mark < 0.25:
            sentence[3] = f"`{rng.choice(NAMES)}_{rng.randint(1, 99)}`"
        elif mark < 0.3:
            sentence[1] = f"[{sentence[1]}](https://example.org/{rng.randint(1, 9999)})"
        elif mark < 0.4:
            sentence[4] = f"${rng.choice(['x_i', 'y', 'a^2', 'L_2'])}$"
        words += sentence
        words[-1] += "."
    return " ".join(words)


def code(rng, language):
    """Lines that differ from block to block: names and numbers are drawn."""

    def name():
        return f"{rng.choice(NAMES)}_{rng.randint(1, 999)}"

    def number():
        return rng.choice([str(rng.randint(0, 9999)), f"{rng.random():.4f}"])

    lines = []
    for _ in range(rng.randint(4, 10)):
        a, b, c, n = name(), name(), name(), number()
        match language:
            case "python":
                lines += [f"def {a}({b}, {c}={n}):", f'    """{prose(rng, 6)}"""', f"    return [{b} * {n} for _ in range(len({c}))]  # {b}"]
            case "rust":
                lines += [f"fn {a}({b}: &mut [f32]) -> f32 {{", f"    let {c} = {n}f32; // {b}", f"    {b}.iter().map(|x| x * {c}).sum()", "}"]
            case "c":
                lines += [f"static double {a}(const double *{b}, int n) {{", f"    /* {c} */ double sum = {n};", f"    for (int i = 0; i < n; i++) sum += {b}[i];", "    return sum;", "}"]
            case "javascript":
                lines += [f"const {a} = ({b}) => {{", f"  const {c} = `${{{b}}} of {n}`; // {b}", f"  return {c}.length > {rng.randint(1, 50)} ? null : {c};", "};"]
            case "go":
                lines += [f"func {a}({b} []float64) float64 {{", f'\tfmt.Println("{c}", {n})', f"\treturn {b}[0] * {n}", "}"]
            case "bash":
                lines += [f"# {a}", f'for {b} in "${{{c}[@]}}"; do', f'  echo "{b}: ${{{b}}}" | grep -c "{rng.randint(1, 999)}" || exit 1', "done"]
            case "sql":
                lines += [f"SELECT {a}, count(*) AS {b} FROM {c}", f"WHERE {a} > {n} AND {b} LIKE '%{rng.randint(1, 99)}%'", f"GROUP BY {a} ORDER BY {b} DESC; -- {c}"]
            case "json":
                lines += [f'  "{a}": {{"{b}": {n}, "{c}": [true, null, "{prose(rng, 3)}"]}},']
            case "toml":
                lines += [f"[{a}]", f"{b} = {n} # {c}", f'{c} = "{prose(rng, 3)}"']
    return f"```{language}\n" + "\n".join(lines) + "\n```"


LANGUAGES = ["python", "rust", "c", "javascript", "go", "bash", "sql", "json", "toml"]


def post(rng, number):
    languages = rng.sample(LANGUAGES, 2)
    tags = sorted({f"tag {rng.randint(1, 40)}" for _ in range(3)})
    day = f"{2016 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    front = [
        "+++",
        f'title = "Post {number}: {prose(rng, 5)[:40]}"',
        f"date = {day}T{number % 24:02}:{number % 60:02}:00Z",
        "tags = [" + ", ".join(f'"{tag}"' for tag in tags) + "]",
    ]
    if number % 20 < 4:
        front.append(f'series = ["Series {number // 20}"]')
    front.append("+++")
    formula = rng.choice(FORMULAS).format(n=rng.randint(2, 99))
    rows = "\n".join(f"| {n} | {rng.random():.3f} | {rng.random():.3f} |" for n in range(1, 6))
    body = [
        prose(rng, 90),
        "## What was tried",
        prose(rng, 80),
        code(rng, languages[0]),
        "## Why it should work",
        prose(rng, 60),
        f"$$\n{formula}\n$$",
        prose(rng, 60),
        "## What came of it",
        f"| epoch | loss | accuracy |\n| ---: | ---: | ---: |\n{rows}",
        "\n".join(f"- {prose(rng, 8)}" for _ in range(4)),
        code(rng, languages[1]),
        prose(rng, 60),
    ]
    return "\n".join(front), "\n\n".join(body) + "\n"


def write(folder, count, seed):
    """Posts in `folder`/hugo/content/posts and `folder`/pivot/posts; the same but for what front matter each calls its own:
    a list of series there, one series and a local date here."""
    folder = pathlib.Path(folder)
    hugo, pivot = folder / "hugo/content/posts", folder / "pivot/posts"
    for place in (hugo, pivot):
        place.mkdir(parents=True)
    rng = random.Random(seed)
    size = 0
    for number in range(count):
        front, body = post(rng, number)
        name = f"post-{number:05}.md"
        (hugo / name).write_text(f"{front}\n{body}")
        mine = front.replace("Z\n", "\n").replace("series = [", "series = ").replace('"]\n+++', '"\n+++')
        if "series" not in front:
            mine = front.replace("Z\n", "\n")
        (pivot / name).write_text(f"{mine}\n{body}")
        size += len(front) + len(body)
    theme(folder / "hugo")
    return size


def theme(hugo):
    """The least that Hugo needs for the same kinds of pages."""
    (hugo / "hugo.toml").write_text(
        'baseURL = "https://ada.example.org/repo/"\ntitle = "Bench"\nlanguageCode = "en"\npaginate = 100\n'
        'enableRobotsTXT = true\n[taxonomies]\ntag = "tags"\nseries = "series"\n'
        "[services.rss]\nlimit = 50\n"
        '[outputs]\nhome = ["HTML", "RSS"]\nsection = ["HTML"]\ntaxonomy = ["HTML"]\nterm = ["HTML"]\n'
        "[markup.highlight]\nnoClasses = false\n[markup.goldmark.renderer]\nunsafe = false\n"
    )
    layouts = hugo / "layouts/_default"
    layouts.mkdir(parents=True)
    (layouts / "baseof.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>'
        '<meta name="description" content="{{ .Summary | plainify | truncate 150 }}"><link rel="canonical" href="{{ .Permalink }}">'
        '<link rel="stylesheet" href="/style.css"></head><body><header><a href="/">{{ .Site.Title }}</a></header>'
        '<main>{{ block "main" . }}{{ end }}</main></body></html>\n'
    )
    (layouts / "single.html").write_text(
        '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Date.Format "2 January 2006" }} · {{ .ReadingTime }} min</p>'
        '<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>'
        "{{ .Content }}</article><nav>{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}"
        '{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>{{ end }}\n'
    )
    (layouts / "list.html").write_text(
        '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> '
        '{{ .Date.Format "2006-01-02" }}</li>{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}\n'
    )
