// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetworkMemory_h
#define voxNetworkMemory_h

#include "voxUNetOptions.h"

#include <cstdint>
#include <optional>

namespace vox
{

/** What a network was seen to take, for one window. */
struct MeasuredMemory
{
  std::int64_t activationBytes = 0;
  std::int64_t lastFeatureBytes = 0;
  std::int64_t weightBytes = 0;
};

/** What the memory of a network depends on that is prepared to predict. */
struct NetworkShape
{
  UNetOptions options;          ///< of nnU-Net's networks; of others only the input channels count
  bool residualEncoder = false; ///< blocks of two convolutions beside their input, behind a stem
  Zyx<std::int64_t> patchSize;
  std::int64_t bytesPerFeature = 4; ///< 2 in bf16
  /** Of a network that is none of nnU-Net's, whose layers are not known; what is said below is then read here. */
  std::optional<MeasuredMemory> measured = std::nullopt;
};

/** Largest sum of features that a network holds at a time for one window without gradients: the skips that wait, the
 * stem of a residual encoder, what a convolution or block reads, and what it writes. */
[[nodiscard]] std::int64_t ActivationBytes(const NetworkShape & network);

/** The features of one window in front of the last layer. */
[[nodiscard]] std::int64_t LastFeatureBytes(const NetworkShape & network);

/** Weights of a network in float32, and their copies in the layouts that its layers compute with: those of Winograd's
 * convolution for 3x3x3 (3.6 times the weights) and 1x3x3 layers (2.7 times) of stride 1 with many voxels, a copy for
 * the others; in bf16 a copy of half the size for all. */
[[nodiscard]] std::int64_t WeightBytes(const NetworkShape & network);

} // namespace vox

#endif
