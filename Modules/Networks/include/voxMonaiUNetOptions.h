// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiUNetOptions_h
#define voxMonaiUNetOptions_h

#include "voxMonaiLayers.h"
#include "voxNetworkSizes.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Shape of MONAI's UNet: strided convolutions down, transposed ones up, residual units on request (Kerfoot et al.
 * 2019, DOI 10.1007/978-3-030-12029-0_40). Strides lie between the levels, so the list has one entry fewer. */
struct MonaiUNetOptions
{
  int dimensions = 3; ///< 2 or 3; a 2D network takes [N, C, 1, H, W] and ignores the z entries below
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  std::vector<std::int64_t> channels{16, 32, 64, 128, 256};
  std::vector<Zyx<std::int64_t>> strides{{2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
  Zyx<std::int64_t> kernelSize{3, 3, 3};
  Zyx<std::int64_t> upKernelSize{3, 3, 3};
  std::int64_t residualUnits = 2; ///< convolutions of each residual unit; 0: one plain convolution in its place
  MonaiNorm norm = MonaiNorm::Instance;
  MonaiActivation activation = MonaiActivation::PRelu;
  bool bias = true;
  double dropout = 0.0; ///< of single values, behind each norm
};

template <typename TVisitor>
void
VisitFields(MonaiUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("channels", o.channels, "features per level, finest first");
  visit("strides", o.strides, "z, y, x between two levels");
  visit("kernel_size", o.kernelSize, "z, y, x of convolutions; odd");
  visit("up_kernel_size", o.upKernelSize, "z, y, x of transposed convolutions; odd");
  visit("residual_units", o.residualUnits, "convolutions per residual unit; 0 for plain convolutions");
  visit("norm", o.norm, "behind each convolution");
  visit("activation", o.activation, "behind each norm");
  visit("bias", o.bias, "convolutions have a bias");
  visit("dropout", o.dropout, "probability, behind each norm");
}

/** Throws Error(BadModel) for lists of other lengths, even kernels, non-positive numbers; `where` begins the text. */
void Validate(const MonaiUNetOptions & options, const char * where);

/** Multiples of the product of all strides. */
[[nodiscard]] NetworkSizes SizesOf(const MonaiUNetOptions & options);

} // namespace vox

#endif
