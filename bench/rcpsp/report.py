"""From answers to figures: what contradicts what is known, the table, and whether Pivot is better."""

import math
from dataclasses import dataclass

from instance import Known
from solvers import Answer

TITLES = {"pivot": "Pivot", "cp-sat": "CP-SAT"}


@dataclass(frozen=True)
class Row:
    """An instance with the answer of each solver, by its name."""

    known: Known
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Figures:
    """One solver on one set. `deviation` is a share of 1, over the instances for which every solver has a schedule."""

    deviation: float
    missing: int
    proven: int
    mean_seconds: float
    longest_seconds: float


def contradictions(row: Row) -> list[str]:
    """What cannot be, given the bounds that are known."""
    return [
        f"{row.known.instance}, {TITLES[solver]}: {fault}"
        for solver, answer in row.answers.items()
        for fault in _contradictions(row.known, answer)
    ]


def _contradictions(known: Known, answer: Answer) -> list[str]:
    found = []
    if answer.makespan is not None and answer.makespan < known.lower:
        found.append(f"a makespan of {answer.makespan}, at least {known.lower} is known")
    if answer.bound > known.upper:
        found.append(f"a bound of {answer.bound}, a schedule of {known.upper} is known")
    if answer.makespan is not None and answer.bound > answer.makespan:
        found.append(f"a bound of {answer.bound} over a makespan of {answer.makespan}")
    if answer.proven and answer.makespan != answer.bound:
        found.append(f"proven, with a bound of {answer.bound} and a makespan of {answer.makespan}")
    return found


def figures(rows: list[Row], solver: str) -> Figures:
    """The figures of a solver on the rows of one set (at least one)."""
    answers = [row.answers[solver] for row in rows]
    deviations = []
    for row in rows:
        makespan = row.answers[solver].makespan
        if makespan is not None and all(answer.makespan is not None for answer in row.answers.values()):
            deviations.append((makespan - row.known.upper) / row.known.upper)
    return Figures(
        deviation=math.fsum(deviations) / len(deviations) if deviations else 0.0,
        missing=sum(answer.makespan is None for answer in answers),
        proven=sum(answer.proven for answer in answers),
        mean_seconds=math.fsum(answer.seconds for answer in answers) / len(answers),
        longest_seconds=max(answer.seconds for answer in answers),
    )


def table(sets: dict[str, list[Row]]) -> str:
    """A table in Markdown: a row for each solver on each set, and one for what is known."""
    lines = [
        ("set", "instances", "solver", "mean deviation", "proven", "no schedule", "mean seconds", "longest"),
        ("---", "---:", "---", "---:", "---:", "---:", "---:", "---:"),
    ]
    for name, rows in sets.items():
        count = len(rows)
        for solver in rows[0].answers:
            one = figures(rows, solver)
            lines.append(
                (
                    name,
                    str(count),
                    TITLES[solver],
                    f"{100 * one.deviation:.3f}%",
                    _share(one.proven, count),
                    str(one.missing),
                    f"{one.mean_seconds:.2f}",
                    f"{one.longest_seconds:.2f}",
                )
            )
        closed = sum(row.known.lower == row.known.upper for row in rows)
        lines.append((name, str(count), "best known", "0.000%", _share(closed, count), "", "", ""))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines)


def _share(part: int, count: int) -> str:
    return f"{part} ({100 * part / count:.1f}%)"


def shortfalls(sets: dict[str, list[Row]]) -> list[str]:
    """Where Pivot is not better: its deviation is to be lower, on J30 (both find nearly all) its proofs not fewer."""
    found = []
    for name, rows in sets.items():
        ours, theirs = figures(rows, "pivot"), figures(rows, "cp-sat")
        if ours.missing > 0:
            found.append(f"{name}: Pivot has no schedule for {ours.missing} instances")
        if name != "j30" and ours.deviation >= theirs.deviation:
            deviations = f"Pivot deviates by {100 * ours.deviation:.3f}%, CP-SAT by {100 * theirs.deviation:.3f}%"
            found.append(f"{name}: {deviations}")
        if name == "j30" and ours.proven < theirs.proven:
            found.append(f"{name}: Pivot proves {ours.proven}, CP-SAT {theirs.proven}")
    return found
