#!/usr/bin/env bash
# Trains the shipped hippocampus model again:  train.sh VOXTOME Task04_Hippocampus RUN
# Fold 0: 156 cases train, 39 are held back. Then measures every snapshot on the 39 held-back cases, mirroring off.
set -euo pipefail
voxtome=$1 dataset=$2 run=$3
here=$(cd "$(dirname "$0")" && pwd)

"$voxtome" train -d "$dataset" -c 3d_fullres -f 0 -o "$run" --config "$here/options.json" --plan-set "$(cat "$here/plan.json")"
# What is shipped: the same weights at half the size.
"$voxtome" convert "$run/model.safetensors" "$run/shipped.safetensors" --weights bf16

# The held-back cases: the validation list of fold 0.
mkdir -p "$run/test/images" "$run/test/labels"
for name in $(tr -d ' "\n' <"$run/splits_final.json" | grep -o 'val:\[[^]]*\]' | head -1 | tr -c 'a-z0-9_' ' ' | sed 's/^val//'); do
  ln -sf "$(realpath "$dataset")/imagesTr/$name.nii.gz" "$run/test/images/"
  ln -sf "$(realpath "$dataset")/labelsTr/$name.nii.gz" "$run/test/labels/"
done
for model in "$run"/snapshot_*min.safetensors "$run/model.safetensors" "$run/shipped.safetensors"; do
  name=$(basename "$model" .safetensors)
  "$voxtome" predict -m "$model" -i "$run/test/images" -o "$run/test/$name" --no-mirror
  "$voxtome" evaluate -r "$run/test/labels" -p "$run/test/$name" --dataset "$run/dataset.json" -o "$run/test/$name.json"
done
