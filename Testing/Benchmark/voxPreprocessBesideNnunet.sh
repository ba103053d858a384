#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Preprocessing beside Python's nnU-Net, with one and with two threads, on the same cases and plans.
#   voxPreprocessBesideNnunet.sh VOX_PREPROCESS_BENCHMARK PYTHON_WITH_NNUNET PARITY DATA [ROUNDS [CASE ...]]
# PARITY is the parity set, DATA the folder of data sets. Needs an idle machine: the processor times in the table tell
# how idle it was.
set -euo pipefail
benchmark=$1 python=$2 parity=$3 data=$4 rounds=${5:-3}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export nnUNet_raw=$work nnUNet_preprocessed=$work nnUNet_results=$work
for threads in 1 2; do
  OMP_NUM_THREADS=$threads MKL_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads \
    ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS=$threads OMP_WAIT_POLICY=passive "$python" \
    "$here/voxPreprocessBesideNnunet.py" "$benchmark" "$parity" "$data" "$work" "$threads" "$rounds" "${@:6}"
done
