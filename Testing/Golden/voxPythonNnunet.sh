#!/usr/bin/env bash
# Python nnU-Net loads what `voxtome convert MODEL FOLDER` writes and gives the same labels.
#   voxPythonNnunet.sh VOXTOME EXAMPLE_FOLDER
# nnunetv2 is installed from PyPI into a throw-away environment (several GB); exits with 77, "skipped", where that fails.
set -euo pipefail
voxtome=$1 example=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/python" \
  nnunetv2==2.8.1 torch==2.11.0 || {
  echo "nnunetv2 cannot be installed from PyPI: skipped" >&2
  exit 77
}
"$voxtome" convert "$example/model.safetensors" "$work/results"
mkdir "$work/images"
cp "$example/image.nii.gz" "$work/images/case_0000.nii.gz"

"$voxtome" predict -m "$example/model.safetensors" -i "$example/image.nii.gz" -o "$work/ours.nii.gz" --no-mirror
PYTHONPATH=$work/python nnUNet_raw=$work nnUNet_preprocessed=$work nnUNet_results=$work nnUNet_compile=f \
  python3 - "$work" <<'PYTHON'
import sys
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

if __name__ == "__main__":
    work = sys.argv[1]
    predictor = nnUNetPredictor(use_mirroring=False, perform_everything_on_device=False, device=torch.device("cpu"))
    predictor.initialize_from_trained_model_folder(f"{work}/results", use_folds=None)
    predictor.predict_from_files_sequential(f"{work}/images", f"{work}/theirs")
PYTHON

"$voxtome" --json evaluate -r "$work/theirs/case.nii.gz" -p "$work/ours.nii.gz" -o "$work/summary.json"
python3 - "$work/summary.json" <<'PYTHON'
import json
import sys

mean = json.load(open(sys.argv[1]))["mean"]
print({label: values["Dice"] for label, values in mean.items()})
# nnU-Net adds windows up in half precision; a handful of voxels may fall to the other side of a border.
assert mean and all(values["Dice"] > 0.999 for values in mean.values()), mean
PYTHON
