// SPDX-License-Identifier: Apache-2.0
#ifndef voxFingerprint_h
#define voxFingerprint_h

#include "voxJson.h"
#include "voxPreprocessOptions.h"
#include "voxRunContext.h"
#include "voxVolume.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vox
{

/** What the planner knows of a data set: nnU-Net's dataset_fingerprint.json. Axes in reading order, not transposed. */
struct Fingerprint
{
  std::vector<Zyx<double>> spacingsMm;
  std::vector<Zyx<std::int64_t>> shapesAfterCrop; ///< of the box around all voxels that are not zero in every channel
  std::vector<IntensityStatistics> foregroundIntensities; ///< one per channel
  double medianRelativeSizeAfterCropping = 1.0;
};

/** One case as the fingerprint needs it. */
struct LabelledVolume
{
  std::string name;
  Volume image;
  Volume labels; ///< on the grid of the image; foreground is every value above 0, an ignore label included
};

/** Foreground intensities that nnU-Net draws per channel, over all cases together. */
inline constexpr std::int64_t fingerprintDraws = 100'000'000;

/** Computes the fingerprint. `read(i)` gives case i and is called once for each, from up to two threads at a time (one
 * where the context has one), so that never more than two cases are in memory. The result is the same for one and two.
 *
 * Draws `draws` / cases foreground intensities per case and channel, with replacement, with NumPy's generator (seed
 * 1234), as nnU-Net 2.8.1. The statistics are of exactly these draws, computed in double precision (nnU-Net: single).
 * Drawn intensities are kept once each with their number, so the memory is that of the distinct ones, at most 8 bytes a
 * foreground voxel of the data set. A case of one slice counts as 999 times as thick as its coarser pixel edge, as 2D
 * images do in nnU-Net.
 *
 * A bad case does not end the work: all cases are read, then Error(BadInput) has one line for each problem, in the
 * order of the cases: what `read` threw as such, labels on another grid, another number of channels than the first
 * case. Also Error(BadInput) for a data set without cases or without any foreground. */
[[nodiscard]] Fingerprint ComputeFingerprint(std::int64_t cases,
                                             const std::function<LabelledVolume(std::int64_t)> & read,
                                             ReadingOrder order, const RunContext & context = {},
                                             std::int64_t draws = fingerprintDraws);

/** nnU-Net's file, keys sorted. */
[[nodiscard]] Json ToJson(const Fingerprint & fingerprint);
/** Throws Error(BadInput) that begins with `where`: a missing key, a value of the wrong type, lists of different
 * length. */
[[nodiscard]] Fingerprint FingerprintFromJson(const Json & json, const std::string & where);

} // namespace vox

#endif
