"""The same resume as PDF by pivot-typeset and by RenderCV: whole processes in turn."""

import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
SHEET = HERE / "../../crates/typeset/tests/sheets/sample.json"
GOAL = 10


def cannot(why):
    print(f"bench/resume: {why}", file=sys.stderr)
    sys.exit(2)


def linked(item):
    """A text in RenderCV's Markdown."""
    return f"[{item['text']}]({item['link']})" if item["link"] else item["text"]


def rendercv_document(sheet):
    """The sheet in RenderCV's words."""
    contact = {"website": [], "else": []}
    for item in sheet["contact"]:
        link = item["link"] or ""
        kind = {"mailto": "email", "tel": "phone", "https": "website"}.get(link.partition(":")[0], "location")
        contact.setdefault(kind, []).append(link if kind in ("phone", "website") else item["text"])
    sections = {}
    for section in sheet["sections"]:
        entries = []
        for entry in section["entries"]:
            if entry["heading"]:
                name = linked({"text": entry["heading"], "link": entry["link"]})
                new = {"name": name, "date": entry["dates"], "summary": entry["text"] or None}
                entries.append(new | {"highlights": [linked(point) for point in entry["points"]]})
            elif entry["text"]:
                entries.append(entry["text"])
            else:
                entries.extend({"bullet": linked(point)} for point in entry["points"])
        sections[section["title"]] = entries
    cv = {"name": sheet["name"], "headline": sheet["label"], "sections": sections}
    for kind in ("email", "phone", "location", "website"):
        if contact.get(kind):
            cv[kind] = contact[kind][0]
    return {"cv": cv}


def timed(command, **options):
    """Wall and CPU seconds of a process, and what it said."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, **options)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, ended


def text_of(typeset, pdf):
    """All letters of a PDF without white space, as pivot-typeset reads them."""
    order = json.dumps({"format": "pivot.typeset/1", "read": str(pdf)})
    said = subprocess.run([typeset], input=order, capture_output=True, text=True, check=True).stdout
    runs = [run["text"] for page in json.loads(said)["pages"] for run in page["runs"]]
    return "".join("".join(runs).split())


def missing(sheet, text):
    """Facts of the sheet that a PDF does not say."""
    facts = [sheet["name"], sheet["label"]]
    for section in sheet["sections"]:
        facts.append(section["title"])
        for entry in section["entries"]:
            facts += [entry["heading"], entry["text"], *(point["text"] for point in entry["points"])]
    return [fact for fact in facts if "".join(fact.split()) not in text]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=11, help="runs of each, in turn (11)")
    options.add_argument("--typeset", type=pathlib.Path, required=True, help="the program pivot-typeset")
    options.add_argument("--rendercv", type=pathlib.Path, required=True, help="the program rendercv")
    options = options.parse_args()
    options.typeset, options.rendercv = options.typeset.resolve(), options.rendercv.absolute()
    sheet = json.loads(SHEET.read_text())

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        order = {"format": "pivot.typeset/1", "resume": sheet, "out": str(folder), "file": "ours.pdf"}
        document = folder / "cv.yaml"
        document.write_text(json.dumps(rendercv_document(sheet), indent=1))
        theirs = folder / "theirs.pdf"
        command = [options.rendercv, "render", document.name, "-nomd", "-nohtml", "-nopng", "-pdf", theirs, "-typ", "cv.typ"]
        environment = dict(os.environ)

        def ours():
            return timed([options.typeset], input=json.dumps(order))

        def rendercv():
            return timed(command, cwd=folder, env=environment)

        _, _, said = rendercv()
        package = "fetched by RenderCV or found in its cache"
        if "fontawesome" in said.stdout + said.stderr and not theirs.exists():
            # No network. Its package of icons is put where it looks for it.
            cache = folder / "cache" / "typst" / "packages"
            cache.mkdir(parents=True)
            (cache / "preview").symlink_to((HERE / "stand-in").resolve())
            environment["XDG_CACHE_HOME"] = str(folder / "cache")
            package = "a stand-in that draws dots (no network)"
            _, _, said = rendercv()
        if said.returncode != 0 or not theirs.exists():
            cannot(f"RenderCV does not render:\n{said.stdout[-2000:]}{said.stderr[-2000:]}")
        _, _, said = ours()
        if said.returncode != 0:
            cannot(f"pivot-typeset does not render: {said.stdout}")
        for name, pdf in (("pivot-typeset", folder / "ours.pdf"), ("RenderCV", theirs)):
            lacks = missing(sheet, text_of(options.typeset, pdf))
            print(f"{name}: {pdf.stat().st_size} bytes, {len(lacks)} facts not found" + (f": {lacks}" if lacks else ""))

        print(f"icons: {package}; load average before: {os.getloadavg()[0]:.1f}")
        times = {"pivot-typeset": [], "RenderCV": []}
        for _ in range(options.runs):
            for name, run in (("pivot-typeset", ours), ("RenderCV", rendercv)):
                theirs.unlink(missing_ok=True)
                wall, cpu, said = run()
                if said.returncode != 0:
                    cannot(f"{name} failed in the middle:\n{said.stdout[-2000:]}")
                times[name].append((wall, cpu))
        print(f"load average after: {os.getloadavg()[0]:.1f}; {options.runs} runs of each in turn")
        medians = {}
        for name, each in times.items():
            walls, cpus = zip(*each)
            medians[name] = (statistics.median(walls), statistics.median(cpus))
            print(
                f"{name}: {medians[name][0] * 1000:.1f} ms (least {min(walls) * 1000:.1f}, most {max(walls) * 1000:.1f}), "
                f"CPU {medians[name][1] * 1000:.1f} ms"
            )
        ratios = [medians["RenderCV"][i] / medians["pivot-typeset"][i] for i in (0, 1)]
        print(f"times as fast: {ratios[0]:.0f} (CPU: {ratios[1]:.0f}; goal: {GOAL})")
        sys.exit(0 if ratios[0] >= GOAL else 1)


main()
