#!/usr/bin/env bash
# Sets up, builds and runs Voxtome on Debian 12.
#   ./build.sh          installs what is missing, configures, builds
#   ./build.sh demo     ... and segments, measures and draws the shipped MRI
#   ./build.sh test     ... and builds and runs all tests
#   ./build.sh cuda     ... builds with CUDA kernels, the tests and benchmarks of those too; needs no device
#   ./build.sh peers    ... and lets other programs read our files (pydicom, highdicom, dcmqi, nibabel, SimpleITK, dciodvfy, ctk-cli, TensorBoard)
#   ./build.sh package  ... and packs the program with all that it needs into one archive, which runs where nothing is installed
#   ./build.sh package --without-torch    ... or without LibTorch, for machines that have its wheel
#   ./build.sh package-check    ... packs, and lets the package run in the root of a base system alone; needs root
#   ./build.sh install-check    ... builds shared libraries in a folder of its own, and a project of somebody else's with them
#   ./build.sh slicer PACKAGE 5.8       packs the extension for that version of 3D Slicer, from the folder of a package
#   ./build.sh fuzz     ... builds the parsers with sanitizers in a folder of its own, gives each a minute of damaged files
#   ./build.sh fuzz 300 nifti pickle    ... or 300 seconds, and two of them only
#   ./build.sh fuzz check    ... tries the same damaged files each time, for at most a minute each
# Settings: BUILD_DIR (default: build), LIBTORCH_ROOT (a LibTorch of your own), CUDA_ROOT (a CUDA toolkit 13 of your own),
# VOX_JOBS (parallel compilations).
set -euo pipefail
cd "$(dirname "$0")"

build=${BUILD_DIR:-build}
jobs=${VOX_JOBS:-$(nproc)}
torch_version=2.11.0
torch_cache=${XDG_CACHE_HOME:-$HOME/.cache}/voxtome/libtorch-$torch_version

nvcc_version=13.0.88
nvcc_cache=${XDG_CACHE_HOME:-$HOME/.cache}/voxtome/nvcc-$nvcc_version

say() { printf '\n== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local wanted=(g++ cmake ninja-build ccache python3-pip libfmt-dev nlohmann-json3-dev libcli11-dev libssl-dev zlib1g-dev
    libdeflate-dev libpng-dev libjpeg-dev libcharls-dev libdcmtk-dev libinsighttoolkit5-dev
    libvtk9-dev libx11-dev libgl-dev "$@") missing=() package
  for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# LibTorch is taken out of its wheel; the folder appears under its final name only when it is complete.
fetch_libtorch() {
  [ -n "${LIBTORCH_ROOT:-}" ] && return
  LIBTORCH_ROOT=$torch_cache/torch
  [ -e "$LIBTORCH_ROOT/lib/libtorch_cpu.so" ] && return
  say "fetching LibTorch $torch_version (1.2 GB, kept in $torch_cache)"
  mkdir -p "$(dirname "$torch_cache")"
  local part
  part=$(mktemp -d "$torch_cache.XXXXXX")
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --no-compile --no-cache-dir \
    --python-version 3.11 --implementation cp --only-binary=:all: --target "$part" \
    "torch==$torch_version" nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85
  rm -rf "$torch_cache"
  mv "$part" "$torch_cache"
}

# What LibTorch's CUDA library needs (cuBLAS, cuDNN and others), as its wheel lists it, where there is a driver to use it.
fetch_cuda_libraries() {
  python3 -c 'import ctypes; ctypes.CDLL("libcuda.so.1")' 2>/dev/null || return 0
  [ -d "$torch_cache/torch" ] && [ ! -d "$torch_cache/nvidia/cudnn" ] || return 0
  say "fetching CUDA libraries of LibTorch (2.5 GB, kept in $torch_cache)"
  local part
  local -a needed
  mapfile -t needed < <(sed -nE 's/^Requires-Dist: ((cuda-toolkit|nvidia-)[^;]*).*/\1/p' "$torch_cache"/torch-*.dist-info/METADATA)
  part=$(mktemp -d "$torch_cache.XXXXXX")
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-cache-dir \
    --only-binary=:all: --target "$part" "${needed[@]}"
  rm -rf "$torch_cache/nvidia"
  mv "$part/nvidia" "$torch_cache/nvidia"
  rm -rf "$part"
}

# The CUDA compiler is taken out of its wheels, like LibTorch.
fetch_nvcc() {
  [ -n "${CUDA_ROOT:-}" ] && return
  CUDA_ROOT=$nvcc_cache/nvidia/cu13
  [ -x "$CUDA_ROOT/bin/nvcc" ] && return
  say "fetching nvcc $nvcc_version (250 MB, kept in $nvcc_cache)"
  mkdir -p "$(dirname "$nvcc_cache")"
  local part
  part=$(mktemp -d "$nvcc_cache.XXXXXX")
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --no-compile --no-cache-dir \
    --only-binary=:all: --target "$part" "nvidia-cuda-nvcc==$nvcc_version" "nvidia-cuda-crt==$nvcc_version" \
    "nvidia-nvvm==$nvcc_version" nvidia-cuda-runtime==13.0.96
  rm -rf "$nvcc_cache"
  mv "$part" "$nvcc_cache"
}

# Tools that read our files, as Testing/Integration/requirements.txt pins them; for each list an environment of its own,
# which is used only when it is complete.
fetch_peers() {
  local list
  list=$(sha256sum <Testing/Integration/requirements.txt)
  peers=${XDG_CACHE_HOME:-$HOME/.cache}/voxtome/file-peers-${list:0:12}
  [ -e "$peers/complete" ] && return
  say "fetching the tools of Testing/Integration/requirements.txt (700 MB, kept in $peers)"
  python3 -m venv --clear "$peers"
  "$peers/bin/python" -m pip install --quiet --disable-pip-version-check -r Testing/Integration/requirements.txt
  touch "$peers/complete"
}

# Builds the targets named in `targets`, all by default.
targets=(all)
configure_and_build() {
  say "building in $build with $jobs jobs"
  cmake -S . -B "$build" -G Ninja -DLIBTORCH_ROOT="$LIBTORCH_ROOT" "$@" >"$build.configure.log" 2>&1 || {
    cat "$build.configure.log" >&2
    exit 1
  }
  rm -f "$build.configure.log"
  cmake --build "$build" --parallel "$jobs" --target "${targets[@]}"
}

case ${1:-build} in
  build)
    install_packages
    fetch_libtorch
    configure_and_build -DBUILD_TESTING=OFF
    ;;
  demo)
    install_packages
    fetch_libtorch
    configure_and_build -DBUILD_TESTING=OFF
    say "segmenting and measuring the shipped hippocampus MRI"
    "$build/bin/voxtome" demo hippocampus -o voxtome-demo
    ;;
  test)
    install_packages libgtest-dev libgmock-dev libbenchmark-dev xvfb libgl1-mesa-dri chromium
    fetch_libtorch
    configure_and_build -DBUILD_TESTING=ON
    say "running the tests"
    ctest --test-dir "$build" --output-on-failure --no-tests=error
    ;;
  cuda)
    install_packages libgtest-dev libgmock-dev libbenchmark-dev
    fetch_libtorch
    fetch_cuda_libraries
    fetch_nvcc
    configure_and_build -DBUILD_TESTING=ON -DVOX_CUDA=ON -DVOX_CUDA_ROOT="$CUDA_ROOT"
    say "running the tests of the CUDA kernels"
    ctest --test-dir "$build" --output-on-failure -L gpu
    ;;
  peers)
    install_packages libgtest-dev libgmock-dev libbenchmark-dev python3-venv dcmtk dicom3tools
    fetch_libtorch
    fetch_peers
    targets=(voxDicomPeers voxGeometryPeers VoxtomeSegment VoxtomeEvaluate)
    configure_and_build -DBUILD_TESTING=ON -DVOX_DICOM_PYTHON="$peers/bin/python"
    say "letting other programs read our files"
    ctest --test-dir "$build" --verbose --no-tests=error -L slow
    ;;
  package|package-check)
    install_packages zstd patchelf libexpat1-dev
    fetch_libtorch
    configure_and_build -DBUILD_TESTING=OFF
    say "packing"
    if [ "$1" = package ]; then
      CMake/package "${@:2}" "$build"
    else
      rm -f "$build"/voxtome-*-linux-*.tar.*
      CMake/package "$build"
      install_packages debootstrap
      say "running the package in a base system alone"
      as_root Testing/Install/run-in-empty-root "$build"/voxtome-*-linux-*.tar.*
    fi
    ;;
  install-check)
    install_packages
    fetch_libtorch
    build=${BUILD_DIR:-build}-shared
    configure_and_build -DBUILD_TESTING=OFF -DBUILD_SHARED_LIBS=ON
    say "building a project of somebody else's with the installed shared libraries"
    cmake -DBUILD="$PWD/$build" -P Testing/Install/RunConsumer.cmake
    ;;
  slicer)
    Applications/SlicerVoxtome/package.sh "${@:2}"
    ;;
  fuzz)
    install_packages clang-14 libclang-rt-14-dev
    fetch_libtorch
    build=${BUILD_DIR:-build}-fuzz
    configure_and_build -DVOX_FUZZ=ON -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14
    say "looking for files that the parsers do not bear"
    VOX_JOBS=$jobs Testing/Fuzz/run "$build" "${@:2}"
    ;;
  *)
    sed -n '2,17p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
    ;;
esac
