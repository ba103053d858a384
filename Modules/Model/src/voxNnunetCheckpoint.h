// SPDX-License-Identifier: Apache-2.0
#ifndef voxNnunetCheckpoint_h
#define voxNnunetCheckpoint_h

#include "voxJson.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What prediction needs of a checkpoint_*.pth of nnU-Net v2, and what its provenance tells. Logging and the state of
 * the optimizer are not looked at. */
struct NnunetCheckpoint
{
  std::string trainer;
  std::string configuration;
  std::string fold;            ///< as trained; empty where the checkpoint does not say
  std::vector<int> mirrorAxes; ///< of the network's own axes, 0 = first; empty: none
  std::optional<std::int64_t> epoch;
  std::optional<double> bestEmaDice;
  Json plans;                                ///< the plan of the training; null where the checkpoint has none
  std::map<std::string, at::Tensor> weights; ///< by canonical names; views of the mapped file
};

/** The name of a weight without the prefixes of wrappers (`module.`, `_orig_mod.`), or none for one of the duplicates
 * that nnU-Net's modules register (`decoder.encoder.*`, `*.all_modules.*`). */
[[nodiscard]] std::optional<std::string> CanonicalWeightName(std::string key);

/** Throws Error(BadModel) that names the file: what TorchArchive refuses, a checkpoint that is not one of nnU-Net v2.
 */
[[nodiscard]] NnunetCheckpoint ReadNnunetCheckpoint(const std::filesystem::path & path);

} // namespace vox

#endif
