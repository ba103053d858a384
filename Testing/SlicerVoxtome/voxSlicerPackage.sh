#!/usr/bin/env bash
# Packs the extension from a folder like that of ./build.sh package, unpacks it elsewhere, and uses it:
#   voxSlicerPackage.sh SOURCES BUILD
set -euo pipefail
sources=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

package=$work/package
mkdir -p "$package/share" "$package/lib"
cp -RL "$build/bin" "$package/"
cp -RL "$build/lib/voxtome" "$build/lib/slicer" "$package/lib/"
cp -RL "$build/share/voxtome" "$package/share/"
cp "$package/share/voxtome/models/hippocampus.safetensors" "$package/share/voxtome/models/another.safetensors"
"$sources/Applications/SlicerVoxtome/package.sh" "$package" 5.8 "$work"
archives=("$work"/*.tar.gz)
[ ${#archives[@]} = 1 ] || fail 'not one archive'

there="$work/where Slicer is"
mkdir "$there"
tar -xzf "${archives[0]}" -C "$there"
roots=("$there"/*)
[ ${#roots[@]} = 1 ] || fail 'not one folder at the top of the archive'
root=${roots[0]}
modules=$root/lib/Slicer-5.8
for file in share/Slicer-5.8/Voxtome.s4ext LICENSE.txt bin/voxtome lib/voxtome/libvoxtome-torch.so \
  lib/Slicer-5.8/cli-modules/VoxtomeSegment.xml lib/Slicer-5.8/cli-modules/VoxtomeEvaluate \
  lib/Slicer-5.8/qt-scripted-modules/Voxtome.py lib/Slicer-5.8/qt-scripted-modules/VoxtomeLib/VoxtomeLogic.py \
  lib/Slicer-5.8/qt-scripted-modules/Resources/UI/Voxtome.ui \
  lib/Slicer-5.8/qt-scripted-modules/Resources/Icons/Voxtome.png; do
  [ -s "$root/$file" ] || fail "no $file"
done
description=$root/share/Slicer-5.8/Voxtome.s4ext
grep -qx 'depends NA' "$description" || fail 'what Slicer reads of the extension'
# Pictures that are in the sources, at the address that is the homepage.
home=$(sed -n 's/^homepage //p' "$description")
pictures=$(sed -nE 's/^(iconurl|screenshoturls) //p' "$description")
[ "$(wc -w <<<"$pictures")" = 3 ] || fail "not an icon and two screenshots: $pictures"
for picture in $pictures; do
  [ -s "$sources/${picture#"$home/raw/main/"}" ] || fail "no $picture"
done
grep -q '<element>another</element>' "$modules/cli-modules/VoxtomeSegment.xml" || fail 'a model is not offered'
# From a path with blanks.
"$modules/cli-modules/VoxtomeSegment" --model another --no_mirror --threads 1 \
  "$sources/Examples/Hippocampus3d/image.nii.gz" "$work/out.seg.nrrd" >"$work/log" || fail 'does not segment'
grep -q '<filter-progress>1</filter-progress>' "$work/log" || fail 'no progress'
[ -s "$work/out.seg.nrrd" ] || fail 'no segmentation'

for words in "$work/none 5.8" "$package five" "$package"; do
  # shellcheck disable=SC2086
  if "$sources/Applications/SlicerVoxtome/package.sh" $words 2>"$work/error"; then fail "took: $words"; fi
  [ "$(wc -l <"$work/error")" = 1 ] || fail "not one line for: $words"
done
