"""The network of the lab `garments` in pivot-train and in PyTorch: the same layers, batches, optimizer and rates."""

import argparse
import csv
import json
import math
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

BATCH, RATE, DECAY, CLIP = 64, 2e-3, 1e-2, 5.0


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def ours(built, data, seed, epochs, count, threads):
    """Seconds of each epoch, CPU seconds of the whole process, and the share of right answers."""
    with tempfile.TemporaryDirectory() as out:
        settings = {"rows": count, "shift": 0, "dropout": 0, "patience": 0, "batch": BATCH, "rate": RATE, "decay": DECAY}
        order = {"format": "pivot.train/1", "lab": "garments", "data": str(data), "out": out, "seed": seed}
        order |= {"epochs": epochs, "resume": False, "settings": settings}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
        ended = subprocess.run(
            [built / "pivot-train"], input=json.dumps(order), capture_output=True, text=True, env=environment, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        seconds = [line["training"] for line in lines if "training" in line]
        said = {row["id"]: row["label"] for row in rows(pathlib.Path(out) / "submission.csv")}
        truth = rows(data / "truth.csv")
        return seconds, cpu, statistics.mean(said[row["id"]] == row["label"] for row in truth)


def theirs(data, seed, epochs, count, threads):
    """Seconds and CPU seconds of each epoch, and the share of right answers."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    labels = [row["label"] for row in rows(data / "train.csv")]
    classes = sorted(set(labels))
    pictures = np.load(data / "train.npy").astype(np.float32)
    mean, deviation = pictures.mean(), pictures.std()
    scaled = lambda p: torch.from_numpy((p - mean) / deviation)[:, None]
    order = torch.randperm(len(labels))[: count or len(labels)]
    x = scaled(pictures)[order]
    y = torch.tensor([classes.index(label) for label in labels])[order]
    height, width = pictures.shape[1:]
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * (height // 4) * (width // 4), 128),
        nn.ReLU(),
        nn.Linear(128, len(classes)),
    )
    weights = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": weights, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    steps = len(x) // BATCH
    every = epochs * steps
    warm = min(max(every / 10, 1), 200)

    def rate(step):
        here = step + 1
        if here < warm:
            return here / warm
        return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (here - warm) / max(every - warm, 1)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    seconds, cpus = [], []
    for _ in range(epochs):
        begun, cpu = time.perf_counter(), time.process_time()
        shuffled = torch.randperm(len(x))
        for step in range(steps):
            batch = shuffled[step * BATCH : (step + 1) * BATCH]
            loss = F.cross_entropy(net(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimizer.step()
            schedule.step()
        seconds.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - cpu)
    asked = scaled(np.load(data / "test.npy").astype(np.float32))
    with torch.no_grad():
        said = torch.cat([net(part).argmax(1) for part in asked.split(250)])
    truth = [classes.index(row["label"]) for row in rows(data / "truth.csv")]
    return seconds, cpus, (said == torch.tensor(truth)).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--built", type=pathlib.Path, required=True, help="where the program and the examples are")
    parser.add_argument("--data", type=pathlib.Path, help="a folder of the lab with truth.csv; made where none is named")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=0, help="training rows; 0 is all but those for validation")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = said.data
        if data is None:
            data = pathlib.Path(folder)
            subprocess.run([said.built / "examples" / "data", "garments", data], check=True)
        # As many rows for both: pivot-train keeps a tenth for validation, at most 4,000.
        every = len(rows(data / "train.csv"))
        count = said.rows or every - min(every // 10, 4000)
        print(f"{count} rows, {said.epochs} epochs, {said.seeds} seeds, {said.threads} threads")
        print("load  seed  pivot-train best  cpu/epoch  accuracy   PyTorch best  cpu/epoch  accuracy")
        best, right, cpus = ([], []), ([], []), ([], [])
        for seed in range(1, said.seeds + 1):
            mine, cpu, accuracy = ours(said.built, data, seed, said.epochs, count, said.threads)
            _, short, _ = ours(said.built, data, seed, 1, count, said.threads)
            seconds, spent, other = theirs(data, seed, said.epochs, count, said.threads)
            each = (cpu - short) / (said.epochs - 1) if said.epochs > 1 else cpu
            for to, pair in ((best, (min(mine), min(seconds))), (right, (accuracy, other)), (cpus, (each, min(spent)))):
                to[0].append(pair[0])
                to[1].append(pair[1])
            print(
                f"{os.getloadavg()[0]:4.1f}  {seed:4}  {min(mine):14.2f} s  {each:7.2f} s  {accuracy:8.4f}"
                f"  {min(seconds):11.2f} s  {min(spent):7.2f} s  {other:8.4f}",
                flush=True,
            )
    ratio = min(best[0]) / min(best[1])
    means = [statistics.mean(r) for r in right]
    spread = math.sqrt(sum(statistics.variance(r) for r in right) / said.seeds) if said.seeds > 1 else math.inf
    print(f"best epoch: {min(best[0]):.2f} s and {min(best[1]):.2f} s, {ratio:.2f} times PyTorch's")
    print(f"CPU of an epoch: {min(cpus[0]):.2f} s and {min(cpus[1]):.2f} s, {min(cpus[0]) / min(cpus[1]):.2f} times PyTorch's")
    print(f"accuracy: {means[0]:.4f} and {means[1]:.4f}, {abs(means[0] - means[1]) / spread:.1f} standard errors apart")
    # Four standard errors: once in 16,000 by chance, were they normal; and half a point is no difference to anybody.
    far = abs(means[0] - means[1]) > max(4 * spread, 0.005)
    sys.exit(1 if ratio > 2 or far else 0)


if __name__ == "__main__":
    main()
