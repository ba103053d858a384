// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiBasicUNetOptions_h
#define voxMonaiBasicUNetOptions_h

#include "voxMonaiLayers.h"
#include "voxNetworkSizes.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of MONAI's BasicUNet: five levels of two convolutions, max pooling between them (Falk et al. 2019, DOI
 * 10.1038/s41592-018-0261-2). */
struct MonaiBasicUNetOptions
{
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  /** Of the five levels, finest first, and of the last two convolutions. */
  std::vector<std::int64_t> features{32, 32, 64, 128, 256, 32};
  MonaiNorm norm = MonaiNorm::AffineInstance;
  double negativeSlope = 0.1; ///< of the leaky ReLU; 0 is ReLU
  bool bias = true;
  MonaiUpsampling upsampling = MonaiUpsampling::Transposed;
  double dropout = 0.0; ///< of single values, behind each norm
};

template <typename TVisitor>
void
VisitFields(MonaiBasicUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "of the five levels, finest first, and of the last two convolutions");
  visit("norm", o.norm, "behind each convolution");
  visit("negative_slope", o.negativeSlope, "of the leaky ReLU");
  visit("bias", o.bias, "convolutions have a bias");
  visit("upsampling", o.upsampling, "trained, or linear interpolation");
  visit("dropout", o.dropout, "probability, behind each norm");
}

/** Throws Error(BadModel) for other than six features or numbers out of range; `where` begins the text. */
void Validate(const MonaiBasicUNetOptions & options, const char * where);

/** Multiples of 16. */
[[nodiscard]] NetworkSizes SizesOf(const MonaiBasicUNetOptions & options);

/** Shape of MONAI's BasicUNetPlusPlus, the same levels with nested, dense skips and a head for each depth (Zhou et al.
 * 2018, arXiv 1807.10165). */
struct MonaiBasicUNetPlusPlusOptions : MonaiBasicUNetOptions
{};

/** Multiples of 16; four outputs of the full size, of the deepest head first. */
[[nodiscard]] NetworkSizes SizesOf(const MonaiBasicUNetPlusPlusOptions & options);

} // namespace vox

#endif
