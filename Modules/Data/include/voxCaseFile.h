// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseFile_h
#define voxCaseFile_h

#include "voxJson.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A preprocessed case for training: one safetensors file. Opened cases are memory-mapped: pages are read when a patch
 * needs them and dropped by the system when memory is short. */
struct TrainingCase
{
  std::string name;
  at::Tensor image;         ///< float32 [C, D, H, W]
  at::Tensor labels;        ///< int16 [D, H, W]; -1 outside the non-zero mask
  at::Tensor previousStage; ///< int16 [D, H, W], labels of the stage before; undefined without a cascade
  /** Up to 10,000 voxels (or 1 %) of each foreground structure, int32 [n, 3] z, y, x; empty where it is absent. Drawn
   * as in nnU-Net (NumPy's generator, seed 1234). */
  std::vector<at::Tensor> locations;
  at::Tensor annotated; ///< int32 [n, 3] locations with any label but the ignore label; undefined without that label
  Json record;          ///< of Preprocess
};

/** Throws Error(BadInput) that names what was found unless the tensors are of the types and shapes above. */
void RequireTrainingCase(const TrainingCase & trainingCase);

/** Locations of each structure (list of label values) in `labels` [D, H, W] of any integer type: for n
 * voxels, max(min(10000, n), ceil(n / 100)) of them without replacement, from one generator through all structures in
 * order. A region's voxels are ordered by its list of values, then as they lie in memory. Equals nnU-Net 2.8.1 voxel
 * for voxel; there the annotated voxels under an ignore label, -1 and all other labels, are the last structure. */
[[nodiscard]] std::vector<at::Tensor> SampleLocations(const at::Tensor & labels,
                                                      const std::vector<std::vector<std::int64_t>> & structures);

/** Writes tensors `image`, `locations_0`, ..., `labels` and, where defined, `annotated` and `previous_stage`, and the
 * metadata `format`, `version`, `name` and `record`. Atomic. Throws Error(BadInput) for what RequireTrainingCase
 * refuses. */
void WriteCaseFile(const std::filesystem::path & path, const TrainingCase & trainingCase);

/** Throws Error(BadInput) that names the file when it is not a case file. */
[[nodiscard]] TrainingCase OpenCaseFile(const std::filesystem::path & path);

} // namespace vox

#endif
