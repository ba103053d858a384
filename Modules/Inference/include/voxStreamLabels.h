// SPDX-License-Identifier: Apache-2.0
#ifndef voxStreamLabels_h
#define voxStreamLabels_h

#include "voxDevice.h"
#include "voxDeviceForecast.h"
#include "voxLabelGrid.h"
#include "voxStreamLogits.h"

namespace vox
{

/** What StreamLogits and a LabelSink do, on a CUDA device: windows are added up, resampled and decoded there, and only
 * labels come back. `networks` give features on the device, [1, F, D, H, W] float32 or bfloat16, and have their heads
 * there. The device holds the classes of one slice more than a patch has, as ForecastLabels says. Sums are rounded as
 * on the processor but in another order, so that labels may differ where two classes tie.
 *
 * Progress, cancellation and errors as StreamLogits; Error(Resource) where the device fails. */
void StreamLabels(const std::vector<FeatureNetwork> & networks, const at::Tensor & image,
                  const SlidingWindowOptions & options, const ComputeDevice & device, LabelGrid & grid,
                  const RunContext & context = {});

/** The part of the device's memory that StreamLabels takes for an image [C, D, H, W]; the network's is for the caller
 * to add. `head` is [classes, features]. */
[[nodiscard]] kernels::DeviceForecast ForecastLabels(const at::Tensor & image, const SlidingWindowOptions & options,
                                                     const LabelGrid & grid, const LinearHead & head,
                                                     std::int64_t bytesPerFeature);

} // namespace vox

#endif
