#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Python's nnU-Net loads what `voxtome convert MODEL FOLDER` writes and predicts with it.
#   voxPythonNnunet.sh VOXTOME EXAMPLE_FOLDER [PARITY_MODELS]
# The shipped model becomes a folder; models that nnU-Net trained (PARITY_MODELS, the parity set `models/`) go from
# folder to file to folder. voxPythonNnunet.py says what must be equal.
# VOX_NNUNET_PYTHON names a Python with nnunetv2 2.8.1. Without it, nnunetv2 is installed from PyPI into a throw-away
# folder (several GB); exits with 77, "skipped", where that fails.
set -euo pipefail
voxtome=$1 example=$2 parity=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
export OMP_WAIT_POLICY=passive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=${VOX_NNUNET_PYTHON:-}
if [ -z "$python" ]; then
  python=python3
  "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/python" \
    nnunetv2==2.8.1 torch==2.11.0 || {
    echo "nnunetv2 cannot be installed from PyPI: skipped" >&2
    exit 77
  }
  export PYTHONPATH=$work/python
fi

# Every model gets a folder: images, ours (our labels), round (what we wrote) and, where there is one, original.
mkdir -p "$work/models/shipped/images"
cp "$example/image.nii.gz" "$work/models/shipped/images/case_0000.nii.gz"
cp "$example/model.safetensors" "$work/models/shipped/"
for name in m1_hippocampus_3d_fullres_plain m2_hippocampus_2d_plain m3_hippocampus_3d_fullres_resenc \
  m5_brain_regions_4ch m7_hippocampus_ignore_transposed; do
  [ -d "$parity/$name" ] || continue
  mkdir "$work/models/$name"
  ln -s "$parity/$name/input" "$work/models/$name/images"
  ln -s "$parity/$name"/nnUNetTrainer__* "$work/models/$name/original"
  "$voxtome" --quiet convert "$work/models/$name/original" "$work/models/$name/model.safetensors" >/dev/null
done
for model in "$work"/models/*; do
  "$voxtome" --quiet convert "$model/model.safetensors" "$model/round" >/dev/null
  "$voxtome" --quiet predict -m "$model/model.safetensors" -i "$model/images" -o "$model/ours" --precision fp32 \
    --no-mirror >/dev/null
done
nnUNet_raw=$work nnUNet_preprocessed=$work nnUNet_results=$work nnUNet_compile=f \
  "$python" "$here/voxPythonNnunet.py" "$work/models"
