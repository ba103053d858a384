// SPDX-License-Identifier: Apache-2.0
#ifndef voxGoldenModels_h
#define voxGoldenModels_h

#include "voxSharedFolder.h"

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>

namespace vox::testing
{

inline constexpr const char * goldenModels = "parity/models";

/** One of the models that nnU-Net 2.8.1 trained and ran (parity/README.md of the shared sets). */
struct GoldenModel
{
  const char * name;
  const char * folder;
  const char * results; ///< folder of dataset.json, plans.json and fold_*
  const char * expected;
  /** Largest difference between float32 and float64 that the README states for the network alone. */
  double forwardNoise;
  /** Voxels of `statedCase` whose label the README states to differ between half and single precision sums, of nnU-Net
   * itself; stated for single folds, without mirroring, of m1 also with it. */
  std::int64_t halfPrecisionVoxels;
  const char * statedCase;

  [[nodiscard]] std::filesystem::path
  Folder() const
  {
    return SharedPath(goldenModels) / folder;
  }
  [[nodiscard]] std::filesystem::path
  Results() const
  {
    return Folder() / results;
  }
  [[nodiscard]] std::filesystem::path
  Expected() const
  {
    return Folder() / expected;
  }
};

inline constexpr GoldenModel goldenM1{"m1",
                                      "m1_hippocampus_3d_fullres_plain",
                                      "nnUNetTrainer__nnUNetPlans__3d_fullres",
                                      "expected",
                                      4.8e-6,
                                      0,
                                      "hippocampus_065"};
inline constexpr GoldenModel goldenM2{
    "m2", "m2_hippocampus_2d_plain", "nnUNetTrainer__nnUNetPlans__2d", "expected", 6.7e-6, 0, "hippocampus_065"};
inline constexpr GoldenModel goldenM3{"m3",
                                      "m3_hippocampus_3d_fullres_resenc",
                                      "nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres",
                                      "expected",
                                      3.8e-6,
                                      0,
                                      "hippocampus_065"};
inline constexpr GoldenModel goldenM4Lowres{
    "m4_lowres", "m4_leftatrium_cascade", "nnUNetTrainer__nnUNetPlans__3d_lowres", "expected/3d_lowres", 6.7e-6, 1,
    "la_006"};
inline constexpr GoldenModel goldenM4Cascade{"m4_cascade",
                                             "m4_leftatrium_cascade",
                                             "nnUNetTrainer__nnUNetPlans__3d_cascade_fullres",
                                             "expected/3d_cascade_fullres",
                                             2.9e-6,
                                             9,
                                             "la_006"};
inline constexpr GoldenModel goldenM5{
    "m5", "m5_brain_regions_4ch", "nnUNetTrainer__nnUNetPlans__3d_fullres", "expected", 3.6e-6, 1, "tumour_004"};
inline constexpr GoldenModel goldenM6{
    "m6", "m6_ct_anisotropic", "nnUNetTrainer__nnUNetPlans__3d_fullres", "expected", 4.9e-6, 173, "ct_005"};
inline constexpr GoldenModel goldenM7{
    "m7",     "m7_hippocampus_ignore_transposed", "nnUNetTrainer__nnUNetPlans__3d_fullres", "expected", 3.5e-6, 1,
    "hip_008"};

inline void
PrintTo(const GoldenModel & model, std::ostream * stream)
{
  *stream << model.name;
}

} // namespace vox::testing

#endif
