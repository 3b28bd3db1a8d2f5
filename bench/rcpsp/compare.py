"""Runs both solvers on the same instances in turn, prints a table and says where Pivot is not better."""

import argparse
import os
import platform
import sys
from contextlib import closing
from pathlib import Path

from instance import Instance, Known, read_instance, read_known
from report import TITLES, Row, contradictions, shortfalls, table
from results import Results
from solvers import CpSat, Fault, Pivot, Solver

ROOT = Path(__file__).resolve().parents[2]
SETS = ("j30", "j60", "j90", "j120")
Member = tuple[Known, Instance, Path]  # an instance and the file that it was read from


def arguments() -> argparse.Namespace:
    shared = Path(os.environ.get("PIVOT_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(prog="bench/rcpsp/run", description=__doc__)
    parser.add_argument("--sets", type=sets, default=list(SETS), help="such as j30,j120 (default: all four)")
    parser.add_argument("--seconds", type=limit, default=5.0, help="for each instance and solver (default: 5)")
    parser.add_argument("--threads", type=count, default=2, help="of each solver (default: 2)")
    parser.add_argument("--every", type=count, default=1, metavar="K", help="only each K-th instance of a set")
    parser.add_argument("--only", choices=TITLES, help="one solver alone; nothing is judged then")
    where = "default: $PIVOT_SHARED/psplib, or shared/psplib beside the repository"
    parser.add_argument("--data", type=Path, default=shared / "psplib", help=where)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep each answer here, a line of JSON for each")
    parser.add_argument("--resume", action="store_true", help="take from FILE answers of the same solver and limits")
    parser.add_argument("--self-test", action="store_true", help="test the parts of this script instead")
    given = parser.parse_args()
    if given.resume and given.json is None:
        parser.error("--resume needs --json FILE")
    if given.self_test:
        parser.error("--self-test stands alone")
    return given


def sets(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in SETS]
    if unknown or len(set(names)) < len(names):
        raise argparse.ArgumentTypeError(f"not a list of {', '.join(SETS)}: {text!r}")
    return names


def limit(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("more than 0 and at most a day")
    return seconds


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def chosen(data: Path, name: str, every: int) -> list[Member]:
    """Each `every`-th instance of a set, read and with what is known of it."""
    found = []
    try:
        for known in read_known(data / name)[::every]:
            file = data / name / f"{known.instance}.sm"
            found.append((known, read_instance(known.instance, file.read_text(encoding="utf-8")), file))
    except (OSError, KeyError, ValueError) as fault:
        raise Fault(f"the instances of {name} cannot be read: {fault}") from fault
    if not found:
        raise Fault(f"no instances of {name} in {data}")
    return found


def progress(text: str) -> None:
    """A line that the next one replaces, for somebody who watches."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def run(given: argparse.Namespace) -> int:
    """The whole comparison; gives the exit code."""
    instances = {name: chosen(given.data, name, given.every) for name in given.sets}
    solvers: list[Solver] = []
    if given.only != "cp-sat":
        solvers.append(Pivot(ROOT, given.seconds, given.threads))
    if given.only != "pivot":
        solvers.append(CpSat(given.seconds, given.threads))
    with closing(Results(given.json, given.resume, given.seconds, given.threads)) as results:
        compared = {name: rows(name, members, solvers, results) for name, members in instances.items()}
    progress("")
    print(heading(given, solvers, results.taken_up))
    print(table(compared))
    print()
    return judge(compared, given.only is None)


def rows(name: str, members: list[Member], solvers: list[Solver], results: Results) -> list[Row]:
    """The answers of all solvers to the instances of one set, in turn."""
    found = []
    for number, (known, instance, file) in enumerate(members, 1):
        row = Row(known, {})
        for solver in solvers:
            progress(f"{name} {number}/{len(members)}: {instance.name}, {TITLES[solver.name]}")
            answer = results.find(solver, instance.name)
            if answer is None:
                answer = solver.solve(instance, file)
                results.add(solver, instance.name, answer)
            row.answers[solver.name] = answer
        found.append(row)
    return found


def judge(compared: dict[str, list[Row]], both: bool) -> int:
    """Says what cannot be and, of both solvers, where Pivot is not better; gives the exit code."""
    impossible = [fault for rows in compared.values() for row in rows for fault in contradictions(row)]
    missed = shortfalls(compared) if both else []
    for fault in impossible:
        print(f"This cannot be: {fault}.")
    for miss in missed:
        print(f"Not better: {miss}.")
    if both and not impossible and not missed:
        print("Pivot is better.")
    return 1 if impossible or missed else 0


def heading(given: argparse.Namespace, solvers: list[Solver], taken_up: int) -> str:
    """What was run, so that a table that is kept can be made again."""
    versions = ", ".join(f"{TITLES[solver.name]} {solver.version}" for solver in solvers)
    part = f", each {given.every}th instance" if given.every > 1 else ""
    earlier = f"; {taken_up} answers from an earlier run" if taken_up else ""
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    return f"{versions}; {given.seconds:g} s and {given.threads} threads each{part}; {cores}{earlier}\n"


def main() -> int:
    try:
        return run(arguments())
    except (Fault, OSError) as fault:
        progress("")
        print(f"bench/rcpsp: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        progress("")
        print("bench/rcpsp: interrupted; --resume goes on where --json was given", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
