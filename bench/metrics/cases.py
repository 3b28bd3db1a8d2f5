"""Random and nasty cases by seed: tables for Pivot, and the same as values for the reference."""

import io
import csv
import string
from dataclasses import dataclass, field
from typing import Any, Callable

import numpy as np
from sklearn import metrics as sk

import references as ref

Random = np.random.Generator


@dataclass
class Case:
    metric: str
    truth: list[list[str]]  # rows of cells, without the id
    said: list[list[str]]
    value: Callable[[], float]  # the reference
    parameters: dict[str, Any] = field(default_factory=dict)
    columns: tuple[list[str], list[str]] = (["value"], ["value"])
    weights: np.ndarray | None = None

    def tables(self, random: Random) -> tuple[bytes, bytes]:
        """Both tables, the predictions in an order of their own."""
        ids = [f"row {i}" if i % 3 else f"r{i}" for i in range(len(self.truth))]
        truth = [[i, *row] for i, row in zip(ids, self.truth)]
        header = ["id", *self.columns[0]]
        if self.weights is not None:
            header.append("how much")
            for row, weight in zip(truth, self.weights):
                row.append(repr(float(weight)))
        said = [[i, *row] for i, row in zip(ids, self.said)]
        random.shuffle(said)
        return table(header, truth, random), table(["id", *self.columns[1]], said, random)


def table(header: list[str], rows: list[list[str]], random: Random) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=str(random.choice(["\n", "\r\n"])))
    writer.writerow(header)
    writer.writerows(rows)
    return ("\ufeff" if random.random() < 0.2 else "").encode() + out.getvalue().encode()


def one(values) -> list[list[str]]:
    return [[text(value)] for value in values]


def text(value) -> str:
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)


def weighted(random: Random, rows: int) -> np.ndarray | None:
    kind = random.integers(5)
    if kind < 2:
        return None
    if kind == 2:
        return random.integers(0, 3, rows).astype(float)
    if kind == 3:
        return np.zeros(rows) if random.random() < 0.1 else np.ones(rows)
    return random.exponential(size=rows) * 10.0 ** random.integers(-3, 6)


def weigh(weights) -> dict[str, np.ndarray]:
    return {} if weights is None else {"sample_weight": weights}


def rows(random: Random) -> int:
    return int(random.choice([1, 2, 3, 5, 20, 20, 200, 2000]))


def classes(metric: str, random: Random) -> Case:
    n, weights = rows(random), None
    weights = weighted(random, n)
    kind = random.integers(4)
    names = [["0", "1"], ["cat", "dog", "naïve,\"quoted\"", "x_y" if metric == "mean-iou" else "x y"], [str(i) for i in range(-2, 9)], ["0", "3", "9"]][kind]
    names = names[:max(1, random.integers(len(names) + 1))]
    truth = random.choice(names, n)
    said = np.where(random.random(n) < random.random(), truth, random.choice(names, n))
    how = {"accuracy": sk.accuracy_score, "mcc": sk.matthews_corrcoef,
           "macro-f1": lambda t, s, **w: sk.f1_score(t, s, average="macro", **w),
           "micro-f1": lambda t, s, **w: sk.f1_score(t, s, average="micro", **w),
           "mean-iou": lambda t, s, **w: sk.jaccard_score(t, s, average="macro", **w)}[metric]
    shown = [[c + ".0" if random.random() < 0.2 and c.lstrip("-").isdigit() else c] for c in said]
    return Case(metric, one(truth), shown, lambda: how(truth, said, **weigh(weights)), weights=weights)


def sets(metric: str, random: Random) -> Case:
    n = rows(random)
    weights = weighted(random, n)
    names = list(string.ascii_lowercase[:random.integers(1, 8)])
    def pick():
        return [name for name in names if random.random() < 0.4]
    truth = [pick() for _ in range(n)]
    said = [t if random.random() < 0.4 else pick() for t in truth]
    how = {"accuracy": ref.of_sets(sk.accuracy_score), "macro-f1": ref.of_sets(sk.f1_score, average="macro"),
           "micro-f1": ref.of_sets(sk.f1_score, average="micro")}[metric]
    shown = [" ".join(random.permutation(s)) for s in said]
    return Case(metric, one(" ".join(t) for t in truth), one(shown), lambda: how(truth, said, **weigh(weights)),
                {"sets": 1}, weights=weights)


def binary(metric: str, random: Random) -> Case:
    n = rows(random)
    weights = weighted(random, n)
    share = random.choice([0, 0.01, 0.3, 0.5, 1])
    truth = (random.random(n) < share).astype(int)
    said = np.where(random.random(n) < 0.6, truth, (random.random(n) < random.choice([0, 0.5, 1])).astype(int))
    beta = float(random.choice([0, 0.5, 1, 2, 100])) if metric == "f-beta" else 1.0
    def value():
        if metric == "dice":
            return ref.dice(truth, said, **weigh(weights))
        return sk.fbeta_score(truth, said, beta=beta, **weigh(weights))
    parameters = {"beta": beta} if metric == "f-beta" else {}
    names = {0: ["0", "-1"][random.integers(2)], 1: "1"}
    if random.random() < 0.3:
        names, parameters = {0: "no", 1: "yes"}, {**parameters, "positive": "yes"}
    return Case(metric, one(names[t] for t in truth), one(names[s] for s in said), value, parameters, weights=weights)


def ratings(metric: str, random: Random) -> Case:
    n = rows(random)
    weights = weighted(random, n)
    scale = random.choice([1, 2, 5, 40])
    truth = random.integers(0, scale, n)
    said = np.clip(truth + random.integers(-2, 3, n), -1, scale)
    if random.random() < 0.3:
        truth, said = truth * 3, said * 3  # gaps: scikit-learn takes ranks of those that occur
    levels = None
    if random.random() < 0.3:
        levels = (int(min(truth.min(), said.min())) - 1, int(max(truth.max(), said.max())) + 2)
    parameters = {} if levels is None else {"levels": f"{levels[0]}..{levels[1]}"}
    return Case(metric, one(truth), one(said), lambda: ref.kappa(truth, said, levels, weights), parameters, weights=weights)


def scores(metric: str, random: Random) -> Case:
    n = rows(random) * 3
    weights = weighted(random, n)
    truth = (random.random(n) < random.choice([0, 0.02, 0.3, 0.5, 0.5, 0.5, 0.9, 1])).astype(int)
    said = random.normal(size=n) + truth * random.choice([0, 1, 5])
    kind = random.integers(5)
    if kind == 0:
        said = np.round(said)  # ties, and -0
    elif kind == 1:
        said = said * 1e300
    elif kind == 2:
        said = said * 1e-310  # below the normal numbers
    elif kind == 3:
        said = np.zeros(n)
    how = sk.roc_auc_score if metric == "auc" else sk.average_precision_score
    return Case(metric, one(truth), one(said), lambda: how(truth, said, **weigh(weights)), weights=weights)


def chances(metric: str, random: Random) -> Case:
    n = rows(random)
    weights = weighted(random, n)
    count = int(random.choice([2, 2, 3, 10]))
    said = random.dirichlet(np.full(count, random.choice([0.05, 1, 20])), n)
    if random.random() < 0.2:
        said = np.round(said)
        said[:, 0] += 1 - said.sum(axis=1)
        if (said < 0).any() or (said > 1).any():
            said = np.eye(count)[random.integers(0, count, n)]
    truth = random.integers(0, count, n)
    if count == 2 and metric in ("log-loss", "brier") and random.random() < 0.6:
        p = said[:, 1]
        how = {"log-loss": lambda: sk.log_loss(truth, p, labels=[0, 1], **weigh(weights)),
               "brier": lambda: sk.brier_score_loss(truth, p, pos_label=1, **weigh(weights))}[metric]
        return Case(metric, one(truth), one(p), how, weights=weights)
    names = [f"c{i}" if metric != "brier" else str(i) for i in range(count)]
    def loss():
        return sk.log_loss(truth, said, labels=range(count), **weigh(weights))
    how = {"log-loss": loss, "perplexity": lambda: np.exp(loss()), "bits-per-character": lambda: loss() / np.log(2),
           "brier": lambda: sk.brier_score_loss(truth, said, labels=range(count), **weigh(weights))}[metric]
    order = random.permutation(count)
    return Case(metric, one(names[t] for t in truth), [[text(row[i]) for i in order] for row in said], how,
                columns=(["what"], [names[i] for i in order]), weights=weights)


def numbers(metric: str, random: Random) -> Case:
    n = rows(random)
    weights = weighted(random, n)
    truth = random.normal(size=n) * 10.0 ** random.integers(-8, 9)
    kind = random.integers(6)
    if kind == 0:
        truth = np.full(n, truth[0])
    elif kind == 1:
        truth = np.round(truth)  # zeros
    elif kind == 2:
        truth = truth + 1e6 * np.abs(truth).max()  # far from zero
    elif kind == 3:
        truth[0] = 1e12
    said = truth + random.normal(size=n) * (np.abs(truth).mean() or 1) * random.choice([0, 1e-6, 0.3, 10])
    if metric == "rmsle":
        truth, said = np.abs(truth), np.abs(said)
        if random.random() < 0.2:
            truth[0] = random.choice([-0.5, -1.0, -3.0])
    how = {"rmse": sk.root_mean_squared_error, "rmsle": sk.root_mean_squared_log_error, "mae": sk.mean_absolute_error,
           "mape": sk.mean_absolute_percentage_error, "r2": ref.r2}[metric]
    return Case(metric, one(truth), one(said), lambda: how(truth, said, **weigh(weights)), weights=weights)


def gains(metric: str, random: Random) -> Case:
    n, documents = rows(random), int(random.integers(2, 12))
    weights = weighted(random, n)
    truth = random.integers(0, 4, (n, documents)).astype(float) * (random.random((n, 1)) < 0.8)
    said = np.round(random.normal(size=(n, documents)), random.choice([0, 5]))
    k = None if random.random() < 0.3 else int(random.integers(1, 14))
    parameters = {} if k is None else {"k": k}
    how = lambda: sk.ndcg_score(truth, said, k=k, **weigh(weights))
    kind = random.integers(3)
    if kind == 0:
        names = [f"d{i}" for i in range(documents)]
        order = random.permutation(documents)
        return Case(metric, [[text(x) for x in row] for row in truth], [[text(row[i]) for i in order] for row in said],
                    how, parameters, (names, [names[i] for i in order]), weights)
    if kind == 1:
        lists = lambda values: one(" ".join(text(x) for x in row) for row in values)
        return Case(metric, lists(truth), lists(said), how, {**parameters, "scores": 1}, weights=weights)
    # One query, a row for each document.
    return Case(metric, one(truth[0]), one(said[0]), lambda: sk.ndcg_score(truth[:1], said[:1], k=k), parameters)


def ranks(metric: str, random: Random) -> Case:
    n, names = rows(random), [f"i{i}" for i in range(12)]
    truth = [list(random.choice(names, random.integers(1, 6), replace=False)) for _ in range(n)]
    said = [list(random.choice([*names, "other"], random.integers(0, 12))) for _ in range(n)]
    k = int(random.integers(1, 14))
    return Case(metric, one(" ".join(t) for t in truth), one(" ".join(s) for s in said),
                lambda: ref.map_at_k(truth, said, k), {"k": k})


def masks(metric: str, random: Random) -> Case:
    n, size = rows(random), 400
    def runs():
        edges = np.unique(random.integers(1, size, 2 * random.integers(0, 8)))
        return [(int(a), int(b - a)) for a, b in zip(edges[::2], edges[1::2])]
    truth = [runs() for _ in range(n)]
    said = [t if random.random() < 0.2 else runs() for t in truth]
    show = lambda masks: one(" ".join(f"{s} {l}" for s, l in mask) for mask in masks)
    return Case(metric, show(truth), show(said), lambda: ref.masks(truth, said, size, metric == "dice"), {"masks": 1})


def boxes(metric: str, random: Random) -> Case:
    n = int(random.choice([1, 2, 10, 40]))
    names = ["cat", "dog", "2"][:random.integers(1, 4)]
    whole = random.random() < 0.3
    def rect():
        x, y, w, h = random.uniform(0, 60), random.uniform(0, 60), random.uniform(5, 40), random.uniform(5, 40)
        found = [x, y, x + w, y + h]
        return [float(round(v)) for v in found] if whole else found
    def near(box):
        moved = np.array(box) + random.normal(size=4) * random.choice([0.5, 2, 6])
        moved[2:] = np.maximum(moved[2:], moved[:2] + 1)
        return [float(v) for v in moved]
    truth = [[(str(random.choice(names)), *rect()) for _ in range(random.integers(0, 6))] for _ in range(n)]
    said = []
    for true in truth:
        found = [(c, *near(b)) for c, *b in true for _ in range(random.integers(0, 3))]
        found += [(str(random.choice([*names, "none"])), *rect()) for _ in range(random.integers(0, 3))]
        if random.random() < 0.05:
            found += [(names[0], *rect()) for _ in range(130)]  # more than COCO counts
        said.append([(*f, float(random.random())) for f in found])
    show = lambda pictures: one("; ".join(" ".join(text(v) for v in box) for box in picture) for picture in pictures)
    parameters, how = {}, lambda: ref.coco(truth, said)
    kind = random.integers(3)
    if kind == 1:
        iou = float(random.choice([0.3, 0.5, 0.75, 1.0]))
        parameters, how = {"iou": iou}, lambda: ref.coco(truth, said, iou)
    elif kind == 2:
        iou = float(random.choice([0.3, 0.5, 0.75]))
        parameters, how = {"protocol": "voc", "iou": iou}, lambda: ref.voc(truth, said, iou)
    return Case(metric, show(truth), show(said), how, parameters)


def words(random: Random, letters: str, longest: int) -> str:
    count = random.integers(0, longest)
    return " ".join("".join(random.choice(list(letters), random.integers(1, 4))) for _ in range(count))


def texts(metric: str, random: Random) -> Case:
    n, longest = rows(random), int(random.choice([3, 12, 80]))
    truth = [words(random, "abcé数", longest) for _ in range(n)]
    said = []
    for t in truth:
        s = list(t)
        for _ in range(random.integers(0, 9)):
            place = random.integers(0, len(s) + 1)
            s[place:place + random.integers(0, 3)] = random.choice(list("ab é,\"\n"), random.integers(0, 3))
        said.append("".join(s) if random.random() < 0.8 else words(random, "abc", longest))
    parameters = {name: 1 for name in ("words", "rate") if random.random() < 0.4}
    by_words, rate = "words" in parameters, "rate" in parameters
    weights = None if rate else weighted(random, n)
    return Case(metric, one(truth), one(said), lambda: ref.edits(truth, said, by_words, rate, weights), parameters, weights=weights)


def translations(metric: str, random: Random) -> Case:
    n, count, ngram = rows(random), int(random.integers(1, 4)), int(random.choice([1, 2, 4, 5]))
    references = [[words(random, "ab", 30) or "a" for _ in range(count)] for _ in range(n)]
    said = [" ".join(w for w in random.choice(r).split() if random.random() < 0.9) for r in references]
    return Case(metric, references, one(said), lambda: ref.bleu(references, said, ngram), {"ngram": ngram},
                ([f"reference {i}" for i in range(count)], ["value"]))


FAMILIES = {
    "accuracy": [classes, sets], "f1": [binary], "macro-f1": [classes, sets], "micro-f1": [classes, sets], "f-beta": [binary],
    "mcc": [classes], "auc": [scores], "average-precision": [scores], "log-loss": [chances], "brier": [chances],
    "quadratic-weighted-kappa": [ratings], "rmse": [numbers], "rmsle": [numbers], "mae": [numbers], "mape": [numbers],
    "r2": [numbers], "map-at-k": [ranks], "ndcg-at-k": [gains], "mean-iou": [classes, masks], "dice": [binary, masks],
    "detection-map": [boxes], "edit-distance": [texts], "bleu": [translations], "perplexity": [chances],
    "bits-per-character": [chances],
}
