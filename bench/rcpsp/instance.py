"""The instances of PSPLIB, what is known about them, and a check of schedules.

Nothing here knows a solver: the check shares no code with the models that it judges.
"""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Job:
    """Runs `duration` periods without a break and holds `units` of each resource meanwhile."""

    duration: int
    units: tuple[int, ...]
    successors: tuple[int, ...]


@dataclass(frozen=True)
class Instance:
    """Jobs from the source to the sink, counted from 0, and the capacity of each resource."""

    name: str
    capacities: tuple[int, ...]
    jobs: tuple[Job, ...]

    @property
    def horizon(self) -> int:
        """All jobs one after the other: no shortest schedule is longer."""
        return sum(job.duration for job in self.jobs)


@dataclass(frozen=True)
class Known:
    """The best bounds reported for an instance."""

    instance: str
    lower: int
    upper: int


def read_instance(name: str, text: str) -> Instance:
    """Reads the `.sm` format. Raises `ValueError` for a text that is none."""
    arcs = _section(name, text, "PRECEDENCE RELATIONS", 1)
    requests = _section(name, text, "REQUESTS/DURATIONS", 2)
    capacities = _section(name, text, "RESOURCEAVAILABILITIES", 1)
    if [row[0] for row in arcs] != [row[0] for row in requests]:
        raise ValueError(f"{name}: the two lists of jobs differ")
    if not requests or len(capacities) != 1:
        raise ValueError(f"{name}: no jobs, or not one row of capacities")
    jobs = []
    for arc, request in zip(arcs, requests):
        successors = tuple(job - 1 for job in arc[3:])
        if len(arc) < 3 or len(successors) != arc[2] or not all(0 <= job < len(arcs) for job in successors):
            raise ValueError(f"{name}: the successors of job {arc[0]} make no sense")
        if len(request) != 3 + len(capacities[0]):
            raise ValueError(f"{name}: the requests of job {request[0]} do not fit the resources")
        jobs.append(Job(request[2], tuple(request[3:]), successors))
    return Instance(name, tuple(capacities[0]), tuple(jobs))


def _section(name: str, text: str, title: str, headings: int) -> list[list[int]]:
    """The rows of numbers under a title and its lines of headings, up to a line of asterisks."""
    lines = iter(text.splitlines())
    if not any(line.startswith(title) for line in lines):
        raise ValueError(f"{name}: no section {title}")
    rows = []
    for line in lines:
        if line.startswith("*"):
            break
        if headings > 0:
            headings -= 1
        elif line.strip():
            rows.append([int(word) for word in line.split()])
    return rows


def read_known(folder: Path) -> list[Known]:
    """The rows of a set's `best.csv`, in their order."""
    with open(folder / "best.csv", newline="", encoding="utf-8") as file:
        return [Known(row["instance"], int(row["lower"]), int(row["upper"])) for row in csv.DictReader(file)]


def violations(instance: Instance, starts: list[int]) -> list[str]:
    """What is wrong with a schedule that starts each job at the given period; empty where nothing is."""
    if len(starts) != len(instance.jobs):
        return [f"{len(starts)} starts for {len(instance.jobs)} jobs"]
    found = [f"job {job + 1} starts before 0" for job, start in enumerate(starts) if start < 0]
    held: dict[tuple[int, int], int] = {}
    for number, (job, start) in enumerate(zip(instance.jobs, starts)):
        for after in job.successors:
            if starts[after] < start + job.duration:
                found.append(f"job {after + 1} starts before job {number + 1} ends")
        for period in range(start, start + job.duration):
            for resource, units in enumerate(job.units):
                held[period, resource] = held.get((period, resource), 0) + units
    for (period, resource), units in sorted(held.items()):
        if units > instance.capacities[resource]:
            capacity = instance.capacities[resource]
            found.append(f"period {period}: {units} of {capacity} units of R{resource + 1} are held")
    return found
