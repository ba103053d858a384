#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Trains the default plan of the hippocampus data set with this program and with Python's nnU-Net, equally long, three
# seeds each, and compares the curves.
#   voxTrainingCurves.sh VOXTOME Task04_Hippocampus PYTHON_WITH_NNUNET FOLDER
# FOLDER keeps data and logs: runs whose log is there are not repeated. It receives curves.svg and curves.md.
# One thread each, one process of each program at a time. Settings: EPOCHS, ITERATIONS, VALIDATIONS, SEEDS, and of the
# plan BATCH and FEATURES, which make it small enough for a processor.
set -euo pipefail
voxtome=$1 dataset=$(realpath "$2") python=$3 folder=$(realpath -m "$4")
here=$(cd "$(dirname "$0")" && pwd)
epochs=${EPOCHS:-12} iterations=${ITERATIONS:-20} validations=${VALIDATIONS:-10} batch=${BATCH:-2} seeds=${SEEDS:-1 2 3}
features=[${FEATURES:-8, 16, 32, 64}]
export nnUNet_raw=$folder/raw nnUNet_preprocessed=$folder/preprocessed nnUNet_results=$folder/results
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir -p "$nnUNet_raw" "$nnUNet_preprocessed" "$nnUNet_results" "$folder/logs"

prepare_theirs() {
  [ -e "$folder/prepared" ] && return
  local tools
  tools=$(dirname "$python")
  "$tools/nnUNetv2_convert_MSD_dataset" -i "$dataset" -np 2
  "$tools/nnUNetv2_plan_and_preprocess" -d 4 -c 3d_fullres -np 2 -npfp 2
  local plans=$nnUNet_preprocessed/Dataset004_Hippocampus/nnUNetPlans.json
  "$python" - "$plans" "$batch" "$features" <<'PYTHON'
import json
import sys

plans = json.load(open(sys.argv[1]))
configuration = plans["configurations"]["3d_fullres"]
configuration["batch_size"] = int(sys.argv[2])
configuration["architecture"]["arch_kwargs"]["features_per_stage"] = json.loads(sys.argv[3])
json.dump(plans, open(sys.argv[1], "w"), indent=4)
PYTHON
  touch "$folder/prepared"
}

train_theirs() {
  local log=$folder/logs/theirs_$1.json
  [ -e "$log" ] && return
  # A folder of results for each seed: nnU-Net names them by fold only.
  nnUNet_results=$folder/results/$1 "$python" "$here/voxNnunetTraining.py" \
    4 "$1" "$epochs" "$iterations" "$validations" "$log" >"$folder/logs/theirs_$1.txt" 2>&1
}

# Stopped after the last epoch, because the validation of whole cases that follows is not compared.
train_ours() {
  local log=$folder/logs/ours_$1.jsonl run=$folder/ours_$1
  [ -e "$log" ] && return
  rm -rf "$run"
  "$voxtome" --quiet --threads 1 train -d "$dataset" -c 3d_fullres -f 0 -o "$run" --preprocessed "$folder/cases" \
    --plan-set "batch_size=$batch" "architecture.arch_kwargs.features_per_stage=$features" \
    --set "seed=$1" "epochs=$epochs" "iterations_per_epoch=$iterations" "validation_iterations=$validations" >"$folder/logs/ours_$1.txt" 2>&1 &
  local process=$!
  while kill -0 "$process" 2>/dev/null && [ "$(cat "$run/log.jsonl" 2>/dev/null | wc -l)" -lt "$epochs" ]; do
    sleep 1
  done
  kill "$process" 2>/dev/null || true
  wait "$process" || true
  [ "$(wc -l <"$run/log.jsonl")" = "$epochs" ]
  cp "$run/log.jsonl" "$log"
}

prepare_theirs
for seed in $seeds; do
  train_theirs "$seed" &
  theirs=$!
  train_ours "$seed"
  wait "$theirs"
done
"$python" "$here/voxTrainingCurves.py" "$folder"
