"""Holds Pivot's metrics against the references on many cases, and times ten million rows of AUC."""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from cases import FAMILIES, Case

TOLERANCE = 1e-9


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/metrics/run", description=__doc__)
    parser.add_argument("--cases", type=int, default=400, metavar="N", help="of each metric (default: 400)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--metrics", type=lambda text: text.split(","), help="only these, such as auc,f1")
    parser.add_argument("--rows", type=int, default=10_000_000, metavar="N", help="of the timed AUC; 0 leaves it out")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="of the timing, in turn (default: 3)")
    parser.add_argument("--built", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def reference(case: Case) -> float:
    """NaN where the reference has no value."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return float(case.value())
    except (ValueError, ZeroDivisionError):
        return math.nan


def ours(built: Path, cases: list[Case], random: np.random.Generator) -> list[str]:
    """What Pivot says to all of them, in one process."""
    asked = bytearray()
    for case in cases:
        parameters = [f"{name}={value}" for name, value in case.parameters.items()]
        truth, said = case.tables(random)
        if case.weights is not None:
            # The name of the weights' column has a space; a parameter of the examples has none.
            truth = truth.replace(b"how much", b"weight", 1)
            parameters.append("weight=weight")
        head = " ".join([case.metric, *parameters, str(len(truth)), str(len(said))])
        asked += head.encode() + b"\n" + truth + said
    ran = subprocess.run([built / "cases"], input=bytes(asked), capture_output=True, check=True)
    answers = ran.stdout.decode().splitlines()
    assert len(answers) == len(cases), "an answer for each case"
    return answers


def compare(metric: str, given: argparse.Namespace) -> list[str]:
    """Prints a row of the table; what differs."""
    random = np.random.default_rng([given.seed, list(FAMILIES).index(metric)])
    kinds = FAMILIES[metric]
    cases = [kinds[i % len(kinds)](metric, random) for i in range(given.cases)]
    answers = ours(given.built, cases, random)
    undefined, largest, faults = 0, 0.0, []
    for number, (case, answer) in enumerate(zip(cases, answers)):
        expected = reference(case)
        found = math.nan if answer.startswith("!") else float(answer)
        if math.isnan(expected) and math.isnan(found):
            undefined += 1
            continue
        difference = abs(found - expected) / max(1.0, abs(expected))
        if not difference <= TOLERANCE:
            faults.append(f"{metric}, case {number} ({len(case.truth)} rows, {case.parameters}): {answer}, expected {expected!r}")
        else:
            largest = max(largest, difference)
    print(f"| {metric} | {len(cases)} | {undefined} | {largest:.1e} | {len(faults)} |", flush=True)
    return faults


def time_auc(given: argparse.Namespace) -> list[str]:
    """Ten million rows, in turn."""
    random = np.random.default_rng(given.seed)
    labels = (random.random(given.rows) < 0.3).astype(np.uint8)
    scores = random.normal(size=given.rows) + labels
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/labels", f"{folder}/scores"]
        labels.tofile(paths[0])
        scores.astype("<f8").tofile(paths[1])
        pairs = []
        for _ in range(given.repeats):
            ran = subprocess.run([given.built / "auc", *paths], capture_output=True, check=True, text=True)
            value, seconds = map(float, ran.stdout.split())
            began = time.perf_counter()
            expected = roc_auc_score(labels, scores)
            pairs.append((seconds, time.perf_counter() - began))
            if abs(value - expected) > TOLERANCE:
                faults.append(f"auc of {given.rows} rows: {value!r}, expected {expected!r}")
    ours, theirs = (sorted(times)[len(pairs) // 2] for times in zip(*pairs))
    ratios = sorted(theirs / ours for ours, theirs in pairs)
    load = os.getloadavg()[0]
    print(f"\nauc of {given.rows:,} rows, {given.repeats} runs in turn, load {load:.1f}: Pivot {ours:.2f} s, scikit-learn {theirs:.2f} s,"
          f" {ratios[len(ratios) // 2]:.1f} times as fast ({ratios[0]:.1f} to {ratios[-1]:.1f})")
    if ratios[len(ratios) // 2] < 1:
        faults.append("auc is slower than scikit-learn's")
    return faults


def main() -> int:
    given = arguments()
    names = given.metrics or list(FAMILIES)
    unknown = [name for name in names if name not in FAMILIES]
    if unknown:
        print(f"bench/metrics: no metric {', '.join(unknown)}", file=sys.stderr)
        return 2
    print("| metric | cases | no value, both | largest difference | differ |\n|---|---:|---:|---:|---:|")
    faults = [fault for name in names for fault in compare(name, given)]
    if given.rows:
        faults += time_auc(given)
    for fault in faults[:40]:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
