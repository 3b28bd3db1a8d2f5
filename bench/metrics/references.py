"""What others say: for each metric a function of the case that gives its value, or raises or gives NaN where there is none."""

import contextlib
import io
import math

import numpy as np
import rapidfuzz.distance
import sacrebleu
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from sklearn import metrics
from sklearn.preprocessing import MultiLabelBinarizer


def map_at_k(truth, said, k):
    """As Kaggle's page on the metric words it, straight from the definition."""
    def one(relevant, ranked):
        ranked = ranked[:k]
        hit = [x in relevant and x not in ranked[:i] for i, x in enumerate(ranked)]
        return sum(sum(hit[:i + 1]) / (i + 1) for i in range(len(ranked)) if hit[i]) / min(len(relevant), k)
    return float(np.mean([one(set(t), s) for t, s in zip(truth, said)]))


def masks(truth, said, size, dice):
    """Over unfolded pixels."""
    values = []
    for a, b in zip(truth, said):
        x, y = np.zeros(size, bool), np.zeros(size, bool)
        for runs, pixels in ((a, x), (b, y)):
            for start, length in runs:
                pixels[start - 1:start - 1 + length] = True
        both, either = (x & y).sum(), (x | y).sum()
        values.append(1.0 if either == 0 else 2 * both / (x.sum() + y.sum()) if dice else both / either)
    return float(np.mean(values))


def coco(truth, said, iou=None):
    """pycocotools, all areas, 100 detections."""
    names = sorted({c for boxes in truth + said for c, *_ in boxes})
    number = {name: i + 1 for i, name in enumerate(names)}
    def box(x1, y1, x2, y2):
        return [x1, y1, x2 - x1, y2 - y1]
    annotations, results = [], []
    for picture, boxes in enumerate(truth, 1):
        for c, *corners in boxes:
            x, y, w, h = box(*corners)
            annotations.append({"id": len(annotations) + 1, "image_id": picture, "category_id": number[c],
                                "bbox": [x, y, w, h], "area": w * h, "iscrowd": 0})
    for picture, boxes in enumerate(said, 1):
        for c, *corners, score in boxes:
            results.append({"image_id": picture, "category_id": number[c], "bbox": box(*corners), "score": score})
    with contextlib.redirect_stdout(io.StringIO()):
        data = COCO()
        data.dataset = {"images": [{"id": i} for i in range(1, len(truth) + 1)],
                        "categories": [{"id": i} for i in number.values()], "annotations": annotations}
        data.createIndex()
        if not annotations:
            return math.nan
        if not results:
            return 0.0
        judge = COCOeval(data, data.loadRes(results), "bbox")
        judge.params.maxDets = [1, 10, 100]
        if iou is not None:
            judge.params.iouThrs = np.array([iou])
        judge.evaluate()
        judge.accumulate()
    precision = judge.eval["precision"][:, :, :, 0, 2]
    precision = precision[precision > -1]
    return float(precision.mean()) if precision.size else math.nan


def voc(truth, said, threshold):
    """The development kit's way, written from its description: sorted by score, one overlap, the area under every step."""
    def iou(a, b):
        w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        both = max(w, 0) * max(h, 0)
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
    values = []
    for c in sorted({b[0] for boxes in truth for b in boxes}):
        true = [[b[1:] for b in boxes if b[0] == c] for boxes in truth]
        taken = [set() for _ in true]
        found = sorted(((b[5], i, b[1:5]) for i, boxes in enumerate(said) for b in boxes if b[0] == c),
                       key=lambda f: -f[0])
        hits = []
        for _, i, rect in found:
            best = max(range(len(true[i])), key=lambda j: iou(true[i][j], rect), default=None)
            hit = best is not None and iou(true[i][best], rect) >= threshold and best not in taken[i]
            if hit:
                taken[i].add(best)
            hits.append(hit)
        total = sum(map(len, true))
        recall = np.cumsum(hits) / total
        precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
        area, before = 0.0, 0.0
        for n in range(len(hits)):
            area += (recall[n] - before) * max(precision[n:])
            before = recall[n]
        values.append(area)
    return float(np.mean(values)) if values else math.nan


def bleu(references, said, ngram):
    judge = sacrebleu.BLEU(smooth_method="none", tokenize="none", max_ngram_order=ngram, effective_order=False)
    return judge.corpus_score(said, [list(column) for column in zip(*references)]).score / 100


def edits(truth, said, words, rate, weight=None):
    cut = str.split if words else list
    distances = [rapidfuzz.distance.Levenshtein.distance(cut(t), cut(s)) for t, s in zip(truth, said)]
    if rate:
        return sum(distances) / sum(len(cut(t)) for t in truth)
    return float(np.average(distances, weights=weight))


def of_sets(score, **how):
    def value(truth, said, **rest):
        classes = MultiLabelBinarizer().fit([*truth, *said])
        known = len(classes.classes_)
        if known == 0 and not how:
            return np.nan if "sample_weight" in rest and not rest["sample_weight"].any() else 1.0
        # One column would be taken for two classes, 0 and 1.
        kind = {"average": "binary"} if known == 1 and how else how
        return score(classes.transform(truth), classes.transform(said), **kind, **rest)
    return value


def r2(truth, said, sample_weight=None):
    """Where all that has weight is equal, scikit-learn's rule by hand: its mean is off by a rounding there."""
    weights = np.ones(len(truth)) if sample_weight is None else sample_weight
    if weights.any() and len(truth) > 1:
        counts = weights > 0
        if np.ptp(truth[counts]) == 0:
            return float((truth[counts] == said[counts]).all())
    return metrics.r2_score(truth, said, sample_weight=sample_weight)


def dice(truth, said, sample_weight=None):
    """f1, but for two empty masks, which agree."""
    counts = np.ones(len(truth)) if sample_weight is None else sample_weight
    if counts.any() and not ((truth | said) * counts).any():
        return 1.0
    return metrics.f1_score(truth, said, sample_weight=sample_weight)


def kappa(truth, said, levels=None, sample_weight=None):
    labels = None if levels is None else list(range(levels[0], levels[1] + 1))
    return metrics.cohen_kappa_score(truth, said, weights="quadratic", labels=labels, sample_weight=sample_weight)
