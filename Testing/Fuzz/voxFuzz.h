// SPDX-License-Identifier: Apache-2.0
#ifndef voxFuzz_h
#define voxFuzz_h

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace vox::fuzz
{

using Bytes = std::span<const std::byte>;

/** A parser that is given arbitrary bytes. `run` may throw Error, nothing else. */
struct Target
{
  std::string_view name; ///< also that of its folder in corpus/
  void (*run)(Bytes input);
};

/** All of them. */
[[nodiscard]] std::span<const Target> Targets();

/** Null if there is none of this name. */
[[nodiscard]] const Target * FindTarget(std::string_view name);

/** Lets a target read `input`. A value or an Error of one line is fine; anything else ends the process with a message,
 * which is how fuzzers and sanitizers tell a defect. */
void Try(const Target & target, Bytes input);

/** The bytes as a file of this name in a folder of the process, which goes with it. */
[[nodiscard]] std::filesystem::path AsFile(Bytes input, std::string_view name);

void FuzzBmp(Bytes input);
void FuzzDataset(Bytes input);
void FuzzDicomHeader(Bytes input);
void FuzzDicomImage(Bytes input);
void FuzzDicomSegmentation(Bytes input);
void FuzzJpeg(Bytes input);
void FuzzLabelMap(Bytes input);
void FuzzLabelTable(Bytes input);
void FuzzManifest(Bytes input);
void FuzzMetaImage(Bytes input);
void FuzzMgh(Bytes input);
void FuzzNifti(Bytes input);
void FuzzNpyHeader(Bytes input);
void FuzzNpz(Bytes input);
void FuzzNrrd(Bytes input);
void FuzzPickle(Bytes input);
void FuzzPng(Bytes input);
void FuzzRtStructure(Bytes input);
void FuzzSafetensors(Bytes input);
void FuzzTiff(Bytes input);
void FuzzUnzip(Bytes input);
void FuzzZip(Bytes input);

} // namespace vox::fuzz

#endif
