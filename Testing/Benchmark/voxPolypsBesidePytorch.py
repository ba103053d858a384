#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The training of `voxtome demo kvasir` in plain PyTorch, to compare what both learn from the same pictures.

    voxtome demo kvasir --data Kvasir-SEG -o ours -c 2d_small --config losses/dice.json --set epochs=20
    voxPolypsBesidePytorch.py ours -o theirs [--epochs 20] [--seed 0] [--threads 1] [--no-channels-last]
    voxPolypsBesidePytorch.py ours -o check --weights ours/run/model.safetensors

Split and masks are read from the folder of ours; pictures, augmentation, network, loss and optimizer are made here: 128x128, grey;
three points moved by up to 10 pixels and flips; the lesson's U-Net of 16 to 256 features in PyTorch's own initialization; batch
Dice of the polyp; Adam. The epoch of the lowest validation loss segments the test, averaged over flips, at the size of the
pictures. The last command measures our weights with this program's code instead, which should give the Dice that
`voxtome evaluate` wrote. Needs torch, numpy, Pillow and safetensors."""
import argparse
import json
import pathlib
import time

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from comparison.rows.train_2d import lesson

SIDE, BATCH, JITTER = 128, 16, 10.0


class Pictures:
    """The pictures of a data set that Voxtome made."""

    def __init__(self, folder):
        self.folder = folder / "dataset"
        self.cases = json.loads((self.folder / "dataset.json").read_text())["dataset"]

    def image(self, name):
        path = self.folder / self.cases[name]["images"][0]
        small = Image.open(path).convert("RGB").resize((SIDE, SIDE), Image.BILINEAR).convert("L")
        return torch.from_numpy((np.asarray(small, np.float32) / 255 - 0.485) / 0.229)[None]

    def mask(self, name, small=True):
        mask = Image.open(self.folder / self.cases[name]["label"])
        mask = mask.resize((SIDE, SIDE), Image.NEAREST) if small else mask
        return torch.from_numpy(np.asarray(mask, np.int64) > 0).long()

    def all(self, names):
        return torch.stack([self.image(n) for n in names]), torch.stack([self.mask(n) for n in names])


def jittered(images, masks, random):
    """Three points of each picture moved by up to JITTER pixels, and flips, with a probability of one half each."""
    center, half = SIDE // 2, SIDE // 3
    points = np.array([[center + half, center + half], [center + half, center - half], [center - half, center - half]], float)
    grids = []
    for _ in range(len(images)):
        moved = np.c_[points + random.uniform(-JITTER, JITTER, points.shape), np.ones(3)]
        back = np.linalg.solve(moved, points).T  # rows: x and y in the source, of x, y, 1 in the result
        # grid_sample counts from -1 to 1 between the centers of the outer pixels.
        to_pixels = np.array([[(SIDE - 1) / 2, 0, (SIDE - 1) / 2], [0, (SIDE - 1) / 2, (SIDE - 1) / 2], [0, 0, 1]])
        mapped = back @ to_pixels
        mapped[:, 2] -= (SIDE - 1) / 2
        flips = np.where(random.random(2) < 0.5, -1.0, 1.0)
        grids.append(mapped / ((SIDE - 1) / 2) * np.append(flips, 1.0))
    grid = torch.nn.functional.affine_grid(torch.tensor(np.array(grids), dtype=torch.float32), images.shape, align_corners=True)
    settings = {"padding_mode": "reflection", "align_corners": True}  # reflected without repeating the edge
    return (torch.nn.functional.grid_sample(images, grid, mode="bilinear", **settings),
            torch.nn.functional.grid_sample(masks[:, None].float(), grid, mode="nearest", **settings)[:, 0].long())


def dice_loss(logits, masks):
    probability, truth = logits.softmax(1)[:, 1], masks.float()
    return 1 - (2 * (probability * truth).sum() + 1e-5) / (probability.sum() + truth.sum() + 1e-5)


def batches(order):
    return [order[i:i + BATCH] for i in range(0, len(order), BATCH)]


def train(network, pictures, options, log):
    names = json.loads((pictures.folder / "splits_final.json").read_text())[0]
    images, masks = pictures.all(names["train"])
    unseen_images, unseen_masks = pictures.all(names["val"])
    random = np.random.default_rng(options.seed)
    order = torch.channels_last if options.channels_last else torch.contiguous_format
    network.to(memory_format=order)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    best, kept = float("inf"), None
    for epoch in range(options.epochs):
        network.train()
        wall, processor, total = time.perf_counter(), time.process_time(), 0.0
        for chosen in batches(random.permutation(len(images))):
            batch, truth = jittered(images[chosen], masks[chosen], random)
            optimizer.zero_grad(set_to_none=True)
            loss = dice_loss(network(batch.contiguous(memory_format=order)), truth)
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(chosen)
        record = {"epoch": epoch, "training_loss": total / len(images), "seconds": time.perf_counter() - wall,
                  "processor_seconds": time.process_time() - processor}
        network.eval()
        with torch.inference_mode():
            losses = [float(dice_loss(network(unseen_images[b]), unseen_masks[b])) * len(b)
                      for b in batches(torch.arange(len(unseen_images)))]
        record["validation_loss"] = sum(losses) / len(unseen_images)
        log(record)
        if record["validation_loss"] < best:
            best = record["validation_loss"]
            kept = {name: tensor.clone().contiguous() for name, tensor in network.state_dict().items()}
    network.load_state_dict(kept)
    return kept


def test_dice(network, pictures):
    """Dice of each case of the test at the size of its picture; 1 where neither has a polyp cannot happen here."""
    network.eval()
    names = json.loads((pictures.folder / "test_cases.json").read_text())
    values = {}
    for name in names:
        image, truth = pictures.image(name)[None], pictures.mask(name, small=False).bool()
        with torch.inference_mode():
            logits = sum(network(image.flip(axes)).flip(axes) for axes in ((), (2,), (3,), (2, 3))) / 4
            logits = torch.nn.functional.interpolate(logits, truth.shape, mode="bilinear", align_corners=False)
        found = logits[0].argmax(0).bool()
        values[name] = float(2 * (found & truth).sum() / (found.sum() + truth.sum()))
    return values


def interval(values):
    """95 % percentile bootstrap of the mean, as `voxtome evaluate` reports, with draws of its own."""
    values = np.array(list(values))
    drawn = np.random.default_rng(0).integers(0, len(values), (10000, len(values)))
    return [float(v) for v in np.percentile(values[drawn].mean(1), (2.5, 97.5))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", type=pathlib.Path, help="folder that `voxtome demo kvasir` wrote")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="gets log.jsonl, model and summary.json")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--weights", type=pathlib.Path, help="measure these instead of training")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.output.mkdir(parents=True, exist_ok=True)
    pictures = Pictures(options.ours)
    network = lesson(channels=1, features=(16, 32, 64, 128, 256), classes=2)

    def log(record):
        with open(options.output / "log.jsonl", "a") as file:
            print(json.dumps(record), file=file)
        print(json.dumps(record), flush=True)

    if options.weights:
        weights = load_file(options.weights)
        odd = network.load_state_dict({n.removeprefix("fold_0/"): w for n, w in weights.items()}, strict=False)
        if odd.unexpected_keys or any(not name.endswith(".num_batches_tracked") for name in odd.missing_keys):
            raise SystemExit(f"{options.weights}: weights of another network: {odd}")
    else:
        save_file(train(network, pictures, options, log), options.output / "model.safetensors")
    values = test_dice(network, pictures)
    summary = {"dice": float(np.mean(list(values.values()))), "interval_95": interval(values.values()), "cases": values,
               "torch": torch.__version__, "threads": options.threads, "channels_last": options.channels_last}
    (options.output / "summary.json").write_text(json.dumps(summary, indent=1))
    print(f"Dice {summary['dice']:.4f} ({summary['interval_95'][0]:.3f} to {summary['interval_95'][1]:.3f})")


if __name__ == "__main__":
    main()
