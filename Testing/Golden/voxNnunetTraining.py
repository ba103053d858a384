#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains nnU-Net's own nnUNetTrainer on the CPU for a few short epochs and writes its log as JSON.

  voxNnunetTraining.py DATASET_ID SEED EPOCHS ITERATIONS VALIDATION_ITERATIONS LOG.json

Fold 0 of 3d_fullres. Folders come from nnU-Net's environment variables. Only the numbers of epochs and iterations are
changed; batches are prepared in the same thread, so that the seed decides all of them.
"""
import json
import os
import random
import sys

os.environ.update(nnUNet_n_proc_DA="0", nnUNet_compile="f")

import numpy as np  # noqa: E402  nnU-Net reads its environment on import
import torch  # noqa: E402
from nnunetv2.run.run_training import get_trainer_from_args  # noqa: E402


def main(dataset, seed, epochs, iterations, validation_iterations, log):
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    for seeder in (random.seed, np.random.seed, torch.manual_seed):
        seeder(int(seed))
    trainer = get_trainer_from_args(dataset, "3d_fullres", 0, device=torch.device("cpu"))
    trainer.num_epochs = int(epochs)
    trainer.num_iterations_per_epoch = int(iterations)
    trainer.num_val_iterations_per_epoch = int(validation_iterations)
    trainer.disable_checkpointing = True
    trainer.run_training()

    def values(key):
        return [np.asarray(value).tolist() for value in trainer.logger.get_value(key, None)]

    keys = ("lrs", "train_losses", "val_losses", "mean_fg_dice", "dice_per_class_or_region")
    times = np.subtract(values("epoch_end_timestamps"), values("epoch_start_timestamps")).tolist()
    with open(log, "w") as file:
        json.dump({key: values(key) for key in keys} | {"epoch_seconds": times}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
