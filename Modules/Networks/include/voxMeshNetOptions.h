// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeshNetOptions_h
#define voxMeshNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vox
{

enum class MeshNetActivation
{
  Relu, ///< "relu"
  Elu   ///< "elu"
};
[[nodiscard]] std::span<const EnumName<MeshNetActivation>> EnumNames(MeshNetActivation);

/** MeshNet (Fedorov et al. 2017, arXiv 1612.00940) in brainchop's form, whose weights it takes: a stack of dilated
 * convolutions of kernel 3 that keep the size (zeros around the image), an activation behind each, and a 1x1x1
 * convolution to the classes; logits. A voxel sees sum(dilations) voxels on each side, 46 by default.
 *
 * Children: model.I, I counting all layers, activations too: 0, 2, ... without a norm; 0 (convolution), 1 (norm), 3, 4,
 * ... with one. */
struct MeshNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 3;
  std::int64_t features = 5;
  std::vector<std::int64_t> dilations{1, 2, 4, 8, 16, 8, 4, 2, 1};
  MeshNetActivation activation = MeshNetActivation::Relu;
  bool batchNorm = false;
};

template <typename TVisitor>
void
VisitFields(MeshNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of all layers but the last");
  visit("dilations", o.dilations, "voxels between the taps of each convolution, first layer first");
  visit("activation", o.activation, "relu or elu");
  visit("batch_norm", o.batchNorm, "batch normalization between each convolution and its activation");
}

void Validate(const MeshNetOptions & options, const char * where);

/** Any. */
[[nodiscard]] NetworkSizes SizesOf(const MeshNetOptions & options);

} // namespace vox

#endif
