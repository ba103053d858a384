// SPDX-License-Identifier: Apache-2.0
#ifndef voxPhantom_h
#define voxPhantom_h

#include "voxVolume.h"

#include <cstdint>
#include <filesystem>

namespace vox::testing
{

/** An image of an ellipsoid (label 1) with a ball inside (label 2), noise, and its label map. */
struct Phantom
{
  Volume image;
  Volume labels;
};

[[nodiscard]] Phantom MakePhantom(const Zyx<std::int64_t> & size, std::uint64_t seed);

/** Writes an nnU-Net data set of six training cases into the folder: case_1 to case_4 are ordinary, case_5 has no
 * foreground, case_6 is smaller than the patch of kTinyPlan on every axis. Labels: background, body, core. */
void WritePhantomDataset(const std::filesystem::path & folder);

/** For `--plan-set`: a network of two stages that trains in moments. */
inline constexpr const char * kTinyPlan =
    R"({"patch_size": [16, 16, 16], "batch_size": 2, "architecture": {"arch_kwargs": {"n_stages": 2,
      "features_per_stage": [4, 8], "kernel_sizes": [[3, 3, 3], [3, 3, 3]], "strides": [[1, 1, 1], [2, 2, 2]],
      "n_conv_per_stage": [1, 1], "n_conv_per_stage_decoder": [1]}}})";

/** The workplace of the tests of this process, made at the first call and removed at the end: Dataset001_Phantom, plan/
 * with splits of their own, preprocessed/, and run/ with a model that was trained for two epochs by the program itself.
 * Throws std::runtime_error with the program's words if a step fails. */
[[nodiscard]] const std::filesystem::path & PhantomWorkplace();

} // namespace vox::testing

#endif
