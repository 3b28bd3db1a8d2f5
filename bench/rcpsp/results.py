"""The file of raw results: a line of JSON for each answer, written as soon as it is there."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Optional, TextIO

from solvers import Answer, Fault, Solver

Key = tuple[str, str, float, int, str]


class Results:
    """Answers by solver, version, limit, threads and instance, so that nothing else is taken up again."""

    def __init__(self, file: Optional[Path], resume: bool, seconds: float, threads: int) -> None:
        """Raises `Fault` where the file has lines already and is not to be resumed, or is no file of results."""
        self._limits = (seconds, threads)
        self._answers: dict[Key, Answer] = {}
        self._out: Optional[TextIO] = None
        self.taken_up = 0
        if file is None:
            return
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if text and not resume:
            raise Fault(f"{file} has results already: add --resume, or name another file")
        whole = text[: text.rfind("\n") + 1]  # an interrupted run may have left half a line
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                self._take(json.loads(line))
            except (KeyError, TypeError, ValueError) as fault:
                raise Fault(f"{file}:{number}: no result of this comparison: {line[:80]}") from fault
        if whole != text:
            file.write_text(whole, encoding="utf-8")
        self._out = file.open("a", encoding="utf-8")

    def _take(self, row: dict) -> None:
        key = (row["solver"], row["version"], row["limit"], row["threads"], row["instance"])
        self._answers[key] = Answer(row["makespan"], row["bound"], row["proven"], row["seconds"])

    def _key(self, solver: Solver, instance: str) -> Key:
        return (solver.name, solver.version, *self._limits, instance)

    def find(self, solver: Solver, instance: str) -> Optional[Answer]:
        """The answer of an earlier run with the same solver and limits."""
        answer = self._answers.get(self._key(solver, instance))
        self.taken_up += answer is not None
        return answer

    def add(self, solver: Solver, instance: str, answer: Answer) -> None:
        """Keeps an answer, on the disk before the next instance begins."""
        if self._out is None:
            return
        names = ("solver", "version", "limit", "threads", "instance")
        row = dict(zip(names, self._key(solver, instance))) | asdict(answer)
        print(json.dumps(row), file=self._out, flush=True)

    def close(self) -> None:
        """Closes the file, if there is one."""
        if self._out is not None:
            self._out.close()
