// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerExamples_h
#define voxViewerExamples_h

#include "voxViewerScene.h"

#include <ATen/ATen.h>

namespace vox::testing
{

/** An image of 40 x 30 x 20 mm, 1 x 1.5 x 2 mm a voxel, whose values grow towards the patient's left, with a structure
 * "left one" on the left and "right one" on the right, and a reference of the first. Origin (-20, -15, 100). */
inline ViewerCase
TwoStructures()
{
  ImageGeometry geometry;
  geometry.size = {10, 20, 40};
  geometry.spacingMm = {2.0, 1.5, 1.0};
  geometry.originLps = {-20.0, -15.0, 100.0};
  const at::Tensor ramp = at::arange(40, at::kFloat).mul(10.0).reshape({1, 1, 1, 40}).expand({1, 10, 20, 40});
  const at::Tensor labels = at::zeros({1, 10, 20, 40}, at::kInt);
  labels.slice(1, 2, 8).slice(2, 5, 15).slice(3, 28, 36).fill_(7);
  labels.slice(1, 2, 8).slice(2, 5, 15).slice(3, 4, 12).fill_(3);
  const at::Tensor reference = at::zeros({1, 10, 20, 40}, at::kInt);
  reference.slice(1, 2, 8).slice(2, 5, 15).slice(3, 26, 36).fill_(1);
  ViewerCase shown{"case", MakeVolume(ramp.contiguous(), geometry), {}, {}, {}};
  shown.labels = {{MakeVolume(labels, geometry)},
                  {{7, "left one", Rgb{255, 0, 0}, {}, 0}, {3, "right one", Rgb{0, 0, 255}, {}, 0}}};
  shown.reference = {{MakeVolume(reference, geometry)}, {{1, "left one", {}, {}, 0}}};
  return shown;
}

} // namespace vox::testing

#endif
