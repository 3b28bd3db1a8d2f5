"""The two that are compared. Each solves one instance within a limit and says what it found."""

import hashlib
import json
import math
import os
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Optional, Protocol

from instance import Instance, violations


class Fault(Exception):
    """A solver failed, or returned what is no schedule. Nothing can be compared then."""


@dataclass(frozen=True)
class Answer:
    """What a solver says of an instance. No schedule: no makespan. `seconds` are those of the solver alone."""

    makespan: Optional[int]
    bound: int
    proven: bool
    seconds: float


class Solver(Protocol):
    """`name` and `version` tell whose answers are whose in the file of results."""

    name: str
    version: str

    def solve(self, instance: Instance, file: Path) -> Answer: ...


class Pivot:
    """Pivot's engine, by its example `psplib`: a process for each instance."""

    name = "pivot"

    def __init__(self, root: Path, seconds: float, threads: int) -> None:
        build = ["cargo", "build", "--quiet", "--release", "--locked", "-p", "pivot-engine", "--example", "psplib"]
        if subprocess.run(build, cwd=root, check=False).returncode != 0:
            raise Fault("Pivot's example psplib was not built")
        self._program = Path(os.environ["CARGO_TARGET_DIR"], "release", "examples", "psplib")  # `run` sets it
        self._options = ["--seconds", str(seconds), "--threads", str(threads), "--json"]
        self._patience = 10 * seconds + 60
        self.version = hashlib.sha256(self._program.read_bytes()).hexdigest()[:16]

    def solve(self, instance: Instance, file: Path) -> Answer:
        """Runs the example. It prints no schedule: the makespan is held against what is known, in `report`."""
        command = [str(self._program), str(file), *self._options]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=self._patience, check=False)
        except subprocess.TimeoutExpired as late:
            raise Fault(f"{instance.name}: Pivot does not end") from late
        if ended.returncode != 0:
            raise Fault(f"{instance.name}: Pivot ended with {ended.returncode}: {ended.stderr.strip()}")
        try:
            said = json.loads(ended.stdout)
            return Answer(said["makespan"], said["bound"], said["proven"], said["seconds"])
        except (KeyError, TypeError, ValueError) as fault:
            raise Fault(f"{instance.name}: Pivot's answer is none: {ended.stdout.strip()}") from fault


class CpSat:
    """OR-Tools CP-SAT with the model that its makers teach: intervals of fixed size, a cumulative for each resource."""

    name = "cp-sat"

    def __init__(self, seconds: float, threads: int) -> None:
        from ortools.sat.python import cp_model  # takes half a second, which --help and Pivot alone do not need

        self._cp = cp_model
        self._seconds, self._threads = seconds, threads
        self.version = version("ortools")

    def solve(self, instance: Instance, file: Path) -> Answer:
        """Solves in this process; presolve is within the limit, building the model is not counted."""
        del file
        model, starts = self._model(instance)
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = self._threads
        solver.parameters.max_time_in_seconds = self._seconds
        solver.parameters.catch_sigint_signal = False  # an interrupt ends the comparison, not one search
        begun = time.perf_counter()
        status = solver.solve(model)
        seconds = round(time.perf_counter() - begun, 3)
        bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
        if status == self._cp.UNKNOWN:
            return Answer(None, bound, False, seconds)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            raise Fault(f"{instance.name}: CP-SAT says {solver.status_name(status)}")
        schedule = [solver.value(start) for start in starts]
        wrong = violations(instance, schedule)
        if wrong:
            raise Fault(f"{instance.name}: CP-SAT's schedule breaks rules: {wrong[0]}")
        return Answer(schedule[-1], bound, status == self._cp.OPTIMAL, seconds)

    def _model(self, instance: Instance):
        """The model, and the start of each job; the last is the sink, whose start is the makespan."""
        model = self._cp.CpModel()
        starts = [model.new_int_var(0, instance.horizon, f"start {job}") for job in range(len(instance.jobs))]
        intervals = [
            model.new_fixed_size_interval_var(start, job.duration, f"job {number}")
            for number, (start, job) in enumerate(zip(starts, instance.jobs))
        ]
        for start, job in zip(starts, instance.jobs):
            for after in job.successors:
                model.add(starts[after] >= start + job.duration)
        for resource, capacity in enumerate(instance.capacities):
            users = [number for number, job in enumerate(instance.jobs) if job.units[resource] > 0 and job.duration > 0]
            model.add_cumulative(
                [intervals[number] for number in users],
                [instance.jobs[number].units[resource] for number in users],
                capacity,
            )
        model.minimize(starts[-1])
        return model, starts
