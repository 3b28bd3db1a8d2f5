"""Times Hugo and Pivot on the same posts, in turn. README.md says what is compared."""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import generate


# The posts' dates lie behind this moment; no program that draws cards, as Hugo draws none.
ENVIRONMENT = os.environ | {"PIVOT_NOW": "2027-02-15T12:00:00+01:00", "PIVOT_TYPESET": os.devnull}


def timed(command, cwd):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return seconds, done.stdout.strip().splitlines()[:1] or [""]


def clear(folder, names):
    for name in names:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pivot")
    parser.add_argument("folder")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = pathlib.Path(args.folder)
    size = generate.write(folder, args.posts, args.seed)
    program = os.path.abspath(args.pivot)
    subprocess.run([program, "init", "person", "--timezone", "Europe/Berlin", "--quiet"], cwd=folder, check=True)
    shutil.move(folder / "pivot/posts", folder / "person/posts")
    pivot = [program, "site", "build", "--dir", "person"]
    hugo = ["hugo", "--source", "hugo", "--destination", str(folder / "hugo-out"), "--quiet"]
    version = subprocess.run(["hugo", "version"], capture_output=True, text=True).stdout.split()[1]
    print(f"{args.posts} posts, {size / 1e6:.1f} MB, seed {args.seed}; Hugo {version}; {os.cpu_count()} processors; load {os.getloadavg()[0]:.2f}")

    def hugo_whole():
        clear(folder, ["hugo-out", "hugo/resources", "hugo/.hugo_build.lock"])
        return timed(hugo, folder)[0]

    def pivot_whole():
        clear(folder, ["person/site", "person/.pivot/site.cache", "person/.pivot/site.keys"])
        seconds, said = timed(pivot, folder)
        return seconds, said[0]

    changed = folder / f"person/posts/post-{args.posts // 2:05}.md"

    def pivot_changed(number):
        with changed.open("a") as file:
            file.write(f"\nA line more, number {number}.\n")
        return timed(pivot, folder)

    hugo_whole(), pivot_whole(), pivot_changed(0)
    rows = []
    for number in range(1, args.rounds + 1):
        h = hugo_whole()
        p, whole = pivot_whole()
        c, (part,) = pivot_changed(number)
        rows.append((h, p, c))
        print(f"round {number}: Hugo {h:.3f} s, Pivot {p:.3f} s ({h / p:.2f} times), one post changed {c * 1000:.0f} ms ({p / c:.1f} times); load {os.getloadavg()[0]:.2f}")
    print(f"whole: {whole}\nchanged: {part}")
    for name in ("hugo-out", "person/site"):
        files = [path for path in (folder / name).rglob("*") if path.is_file()]
        print(f"{name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    h, p, c = (statistics.median(column) for column in zip(*rows))
    ratio = statistics.median(row[0] / row[1] for row in rows)
    part = statistics.median(row[2] / row[1] for row in rows)
    print(f"median: Hugo {h:.3f} s, Pivot {p:.3f} s, one post changed {c * 1000:.0f} ms")
    print(f"Pivot is {ratio:.2f} times as fast as Hugo (asked: 2); a changed post takes {part:.3f} of a whole build (asked: at most 0.1)")
    sys.exit(0 if ratio >= 2 and part <= 0.1 else 1)


main()
