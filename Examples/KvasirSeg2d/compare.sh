#!/usr/bin/env bash
# Trains every loss with every network and prints a table of the test:  compare.sh VOXTOME Kvasir-SEG OUT [options of demo]
# Which ones, and with what seeds, is chosen by the variables below; runs that are there are not trained again.
#   LOSSES="dice" CONFIGURATIONS="2d_small" SEEDS="0 1 2" compare.sh voxtome Kvasir-SEG out --set epochs=40
set -euo pipefail
voxtome=$1 data=$2 out=$3
shift 3
mkdir -p "$out"
here=$(cd "$(dirname "$0")" && pwd)
losses=${LOSSES:-cross-entropy dice focal-tversky distance-penalized-cross-entropy dice-cross-entropy-boundary}
configurations=${CONFIGURATIONS:-2d_small 2d_small_resnet34 2d_small_unetplusplus 2d_small_attention}
seeds=${SEEDS:-0}

# The mean of a measure over the structures, from summary.json.
measure() {
  awk -v key="\"$2\":" '/"foreground_mean": [{]/ { inside = 1 } inside && $1 == key { sub(",", "", $2); print $2; exit }' "$1"
}

# Mean and spread (sample standard deviation) of numbers.
spread() {
  awk -v digits="$1" '{ n++; sum += $1; squares += $1 * $1 }
    END { mean = sum / n; printf "%.*f", digits, mean
          if (n > 1) { v = (squares - n * mean * mean) / (n - 1); printf " ± %.*f", digits, sqrt(v > 0 ? v : 0) } }'
}

printf '| configuration | loss | seeds | Dice | IoU | HD95 [pixels] |\n|---|---|---|---|---|---|\n' >"$out.md.part"
for configuration in $configurations; do
  for loss in $losses; do
    summaries=()
    for seed in $seeds; do
      run=$out/${configuration}_${loss}_$seed
      if [ ! -e "$run/index.html" ]; then
        resume=()
        [ -e "$run/run/checkpoint_latest.safetensors" ] && resume=(--resume)
        choice=(-c "$configuration")
        [ ${#resume[@]} = 0 ] || choice=()
        "$voxtome" demo kvasir --data "$data" -o "$run" "${choice[@]}" "${resume[@]}" --config "$here/losses/$loss.json" \
          --set "seed=$seed" "$@" >"$run.log" 2>&1 || { tail -1 "$run.log" >&2; exit 1; }
      fi
      summaries+=("$run/test/summary.json")
    done
    row="| $configuration | $loss | ${#summaries[@]} |"
    for wanted in "Dice 3" "IoU 3" "HD95 1"; do
      row+=" $(for file in "${summaries[@]}"; do measure "$file" "${wanted% *}"; done | spread "${wanted#* }") |"
    done
    printf '%s\n' "$row" | tee -a "$out.md.part"
  done
done
mv "$out.md.part" "$out.md"
