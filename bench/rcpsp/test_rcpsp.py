"""Tests of the parts, on an instance made by hand. `run --self-test` runs them."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from instance import Instance, Known, read_instance, violations
from report import Row, contradictions, figures, shortfalls, table
from results import Results
from solvers import Answer, CpSat, Fault

# Job 2 needs both units of R1 for 3 periods and job 4 one of them for 4: they cannot overlap, so 3 + 4 = 7 is a bound.
# Jobs 3 and 4 from 0, then jobs 2 and 5 from 4 reach it; job 5 comes after job 3 and shares the one unit of R2 with 4.
TEXT = """\
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          1           6
   3        1          1           5
   4        1          1           6
   5        1          1           6
   6        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     2       1    0
  4      1     4       1    1
  5      1     1       0    1
  6      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
   2    1
************************************************************************
"""
BEST = [0, 4, 0, 0, 4, 7]


def instance() -> Instance:
    return read_instance("hand", TEXT)


def answer(makespan: "int | None", bound: int = 0, seconds: float = 1.0) -> Answer:
    return Answer(makespan, bound, makespan == bound, seconds)


class Reading(unittest.TestCase):
    def test_an_instance_is_read(self) -> None:
        read = instance()
        self.assertEqual(read.capacities, (2, 1))
        self.assertEqual([job.duration for job in read.jobs], [0, 3, 2, 4, 1, 0])
        self.assertEqual(read.jobs[0].successors, (1, 2, 3))
        self.assertEqual(read.jobs[3].units, (1, 1))
        self.assertEqual(read.horizon, 10)

    def test_a_text_that_is_none_is_refused(self) -> None:
        job = "   5        1          1           6"
        for text in ("", TEXT.replace("RESOURCEAV", "x"), TEXT.replace(job, "5 1 1 7"), TEXT.replace(job, "5 1")):
            with self.assertRaises(ValueError):
                read_instance("hand", text)


class Checking(unittest.TestCase):
    def test_a_schedule_that_keeps_the_rules(self) -> None:
        self.assertEqual(violations(instance(), BEST), [])

    def test_each_broken_rule_is_found(self) -> None:
        cases = [
            (BEST[:-1], "5 starts for 6 jobs"),
            ([-1, 4, 0, 0, 4, 7], "job 1 starts before 0"),
            ([0, 4, 0, 0, 4, 6], "job 6 starts before job 2 ends"),
            ([0, 3, 0, 0, 4, 7], "period 3: 3 of 2 units of R1 are held"),
            ([0, 4, 0, 0, 3, 7], "period 3: 2 of 1 units of R2 are held"),
        ]
        for starts, expected in cases:
            self.assertEqual(violations(instance(), starts), [expected])


class Solving(unittest.TestCase):
    def test_cp_sat_proves_the_optimum(self) -> None:
        found = CpSat(10.0, 2).solve(instance(), Path("unused"))
        self.assertEqual((found.makespan, found.bound, found.proven), (7, 7, True))

    def test_cp_sat_says_when_it_has_nothing(self) -> None:
        found = CpSat(1e-9, 2).solve(instance(), Path("unused"))
        self.assertIsNone(found.makespan)
        self.assertFalse(found.proven)


class Reporting(unittest.TestCase):
    def test_what_cannot_be_is_found(self) -> None:
        known = Known("hand", 7, 8)
        for possible in (answer(8, 7), answer(7, 7), answer(8, 8), answer(None, 3), answer(9, 0)):
            self.assertEqual(contradictions(Row(known, {"pivot": possible})), [])
        cases = [(answer(6, 5), "makespan of 6"), (answer(9, 9), "bound of 9"), (answer(7, 8), "bound of 8 over")]
        cases.append((replace(answer(8, 7), proven=True), "proven, with"))
        for impossible, expected in cases:
            (found,) = contradictions(Row(known, {"pivot": impossible}))
            self.assertIn(expected, found)

    def test_figures_by_hand(self) -> None:
        # Over the two instances with both schedules: (11 - 10) / 10 and (20 - 20) / 20, on average 5%.
        rows = [
            Row(Known("a", 10, 10), {"pivot": answer(11, 9, 2.0), "cp-sat": answer(10, 10)}),
            Row(Known("b", 20, 20), {"pivot": answer(20, 20, 0.5), "cp-sat": answer(22, 20)}),
            Row(Known("c", 29, 30), {"pivot": answer(60, 20, 2.0), "cp-sat": answer(None)}),
        ]
        ours, theirs = figures(rows, "pivot"), figures(rows, "cp-sat")
        self.assertAlmostEqual(ours.deviation, 0.05)
        self.assertAlmostEqual(theirs.deviation, 0.05)
        self.assertEqual((ours.proven, theirs.proven, ours.missing, theirs.missing), (1, 1, 0, 1))
        self.assertEqual((ours.mean_seconds, ours.longest_seconds), (1.5, 2.0))
        self.assertIn("| best known | 0.000%         | 2 (66.7%) |", table({"j60": rows}))

    def test_better_is_a_lower_deviation_and_on_j30_no_fewer_proofs(self) -> None:
        def missed(name: str, ours: Answer, theirs: Answer) -> int:
            return len(shortfalls({name: [Row(Known("a", 10, 10), {"pivot": ours, "cp-sat": theirs})]}))

        for name, expected in (("j30", 0), ("j60", 1), ("j90", 1), ("j120", 1)):
            self.assertEqual(missed(name, answer(11, 9), answer(11, 9)), expected, name)
            self.assertEqual(missed(name, answer(11, 9), answer(12, 9)), 0, name)
            self.assertEqual(missed(name, answer(None), answer(12, 9)), 2 if expected else 1, name)
        self.assertEqual(missed("j30", answer(10, 9), answer(10, 10)), 1)


class Keeping(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "results.jsonl")
        self.solver = CpSat(5.0, 2)

    def results(self, resume: bool = True, seconds: float = 5.0) -> Results:
        kept = Results(self.file, resume, seconds, 2)
        self.addCleanup(kept.close)
        return kept

    def test_an_interrupted_run_goes_on(self) -> None:
        self.results(resume=False).add(self.solver, "a", answer(7, 7))
        with open(self.file, "a", encoding="utf-8") as file:
            file.write('{"solver": "cp-s')
        again = self.results()
        self.assertEqual(again.find(self.solver, "a"), answer(7, 7))
        self.assertIsNone(again.find(self.solver, "b"))
        self.assertEqual(again.taken_up, 1)
        again.add(self.solver, "b", answer(None))
        self.assertEqual(self.results().find(self.solver, "b"), answer(None))

    def test_other_limits_are_other_answers(self) -> None:
        self.results(resume=False).add(self.solver, "a", answer(7, 7))
        self.assertIsNone(self.results(seconds=1.0).find(self.solver, "a"))

    def test_no_file_is_overwritten(self) -> None:
        self.file.write_text("notes\n", encoding="utf-8")
        for resume in (False, True):
            with self.assertRaises(Fault):
                self.results(resume)
        self.assertEqual(self.file.read_text(encoding="utf-8"), "notes\n")


if __name__ == "__main__":
    unittest.main()
