// SPDX-License-Identifier: Apache-2.0
#ifndef voxNestedUNetOptions_h
#define voxNestedUNetOptions_h

#include "voxNetworkSizes.h"
#include "voxOptions.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** UNet++ (Zhou et al. 2018, arXiv 1807.10165; 2020, DOI 10.1109/TMI.2019.2959609). Node x(i, 0) = block(maximum of
 * x(i-1, 0)), x(i, j) = block([x(i, 0), ..., x(i, j-1), upsampled x(i+1, j-1)]); a block is twice convolution of kernel
 * 3, batch norm, ReLU; upsampling is bilinear (trilinear) with aligned corners.
 *
 * With deep supervision each x(0, j) has a head; prediction then takes the average of all heads or one head, for which
 * nodes behind it are not computed. Training outputs: the head of the last node first.
 * Children: convI_J.{conv1, bn1, conv2, bn2}, finalJ (final without deep supervision). */
struct NestedUNetOptions
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t outputChannels = 1;
  std::vector<std::int64_t> features{32, 64, 128, 256, 512};
  bool deepSupervision = true;
  std::int64_t predictionHead = 0;
};

template <typename TVisitor>
void
VisitFields(NestedUNetOptions & o, TVisitor && visit)
{
  visit("dimensions", o.dimensions, "2 or 3");
  visit("input_channels", o.inputChannels, "image channels");
  visit("output_channels", o.outputChannels, "classes with background, or regions");
  visit("features", o.features, "channels of each level, finest first");
  visit("deep_supervision", o.deepSupervision, "a head for each node of the finest level, not for the last one alone");
  visit("prediction_head", o.predictionHead,
        "with deep supervision: the head that predicts, 1 for the cheapest network; 0: the average of all");
}

void Validate(const NestedUNetOptions & options, const char * where);

/** Multiples of 2^(levels - 1); with deep supervision levels - 1 outputs of full size. */
[[nodiscard]] NetworkSizes SizesOf(const NestedUNetOptions & options);

} // namespace vox

#endif
