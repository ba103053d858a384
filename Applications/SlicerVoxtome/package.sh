#!/usr/bin/env bash
# Makes the archive that 3D Slicer's Extensions Manager installs ("Install from file"), without Slicer and offline.
#   Applications/SlicerVoxtome/package.sh PACKAGE X.Y [FOLDER]
# PACKAGE: the folder that `./build.sh package` makes, with the programs, all libraries and the models. X.Y: the version
# of Slicer that it is for, which Slicer compares with its own. FOLDER: where the archive goes (default: here).
set -euo pipefail

fail() {
  printf 'package.sh: %s\n' "$*" >&2
  exit 2
}

[ $# = 2 ] || [ $# = 3 ] || fail 'found '$#' words, expected PACKAGE X.Y [FOLDER]'
package=$1 slicer=$2 target=${3:-.}
here=$(cd "$(dirname "$0")" && pwd)
[[ $slicer =~ ^[0-9]+\.[0-9]+$ ]] || fail "found the version '$slicer', expected that of Slicer, such as 5.8"
for part in bin/voxtome lib/voxtome/libvoxtome-torch.so lib/slicer/cli-modules/VoxtomeSegment share/voxtome/models; do
  [ -e "$package/$part" ] || fail "$package: found no $part, expected the folder that ./build.sh package makes"
done
[ -d "$target" ] || fail "$target: no such folder"

version=$("$package/bin/voxtome" --version)
version=${version#voxtome }
name=Voxtome-$version-Slicer-$slicer-linux-amd64
work=$(mktemp -d "$target/.voxtome-XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/$name
modules=$root/lib/Slicer-$slicer
mkdir -p "$modules" "$root/bin" "$root/share/Slicer-$slicer"

cp -L "$package/bin/voxtome" "$root/bin/"
cp -RL "$package/lib/voxtome" "$root/lib/"
cp -RL "$package/lib/slicer/cli-modules" "$modules/"
find "$package/lib" -maxdepth 1 -name '*.so*' -exec cp -P {} "$root/lib/" \;
mkdir -p "$root/share/voxtome"
cp -RL "$package/share/voxtome/." "$root/share/voxtome/"
if [ -d "$package/share/doc/voxtome" ]; then
  mkdir -p "$root/share/doc"
  cp -RL "$package/share/doc/voxtome" "$root/share/doc/"
fi
cp "$here/../../LICENSE" "$root/LICENSE.txt"

scripted=$modules/qt-scripted-modules
mkdir -p "$scripted/VoxtomeLib" "$scripted/Resources/UI" "$scripted/Resources/Icons"
cp "$here/Voxtome/Voxtome.py" "$scripted/"
cp "$here/Voxtome/VoxtomeLib/"*.py "$scripted/VoxtomeLib/"
cp "$here/Voxtome/Resources/UI/Voxtome.ui" "$scripted/Resources/UI/"
cp "$here/Voxtome/Resources/Icons/Voxtome.png" "$scripted/Resources/Icons/"

# Slicer reads the file beside a module; it lists the models that are in this archive.
for module in VoxtomeSegment VoxtomeEvaluate; do
  "$modules/cli-modules/$module" --xml >"$work/$module.xml"
  mv "$work/$module.xml" "$modules/cli-modules/$module.xml"
done

url=$(sed -n 's/^set(VOXTOME_URL "\([^"]*\)".*/\1/p' "$here/CMakeLists.txt")
cat >"$root/share/Slicer-$slicer/Voxtome.s4ext" <<END
scm git
scmurl $(sed -n 's/.*"scm_url": "\(.*\)".*/\1/p' "$here/Voxtome.json")
scmrevision $version
depends NA
build_subdirectory .
homepage $url
contributors The Voxtome developers
category Segmentation
iconurl $url/raw/main/Applications/SlicerVoxtome/Voxtome.png
description Segments volumes with trained networks, offline and without Python; measures segmentations.
screenshoturls $url/raw/main/Applications/SlicerVoxtome/Screenshots/panel.png $url/raw/main/Examples/Hippocampus3d/overlay.png
enabled 1
status
END

# The same files give the same archive.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@"${SOURCE_DATE_EPOCH:-0}" -C "$work" -cf - "$name" |
  gzip -n >"$work/archive"
mv "$work/archive" "$target/$name.tar.gz"
printf '%s: %d MB packed, %d MB unpacked\n' "$target/$name.tar.gz" \
  $(($(stat -c %s "$target/$name.tar.gz") / 1000000)) $(($(du -sb "$root" | cut -f1) / 1000000))
