// SPDX-License-Identifier: Apache-2.0
#include "voxAffinePoint.h"

#include "voxForEachIndex.h"
#include "voxPatchExamples.h"
#include "voxSpatialTransform.h"

#include <gtest/gtest.h>

using namespace vox;
using namespace vox::testing;

namespace
{

/** ResampleAffine as a CUDA device does it. */
template <int VDimensions>
Patch
Pointwise(const Patch & patch, const Zyx<std::int64_t> & size, const Matrix3 & matrix, const Zyx<double> & center)
{
  Patch result{at::full({patch.image.size(0), size.z, size.y, size.x}, 77.0F),
               at::full({size.z, size.y, size.x}, 77, at::kShort)};
  result.previousStage = result.labels.clone();
  kernels::AffinePoint<VDimensions> point;
  point.sourceSize = SizeOf(patch);
  point.targetSize = size;
  point.matrix = matrix;
  point.center = center;
  point.channels = patch.image.size(0);
  point.source = patch.image.const_data_ptr<float>();
  point.target = result.image.mutable_data_ptr<float>();
  point.labels = {patch.labels.const_data_ptr<std::int16_t>(), result.labels.mutable_data_ptr<std::int16_t>()};
  point.previousStage = {patch.previousStage.const_data_ptr<std::int16_t>(),
                         result.previousStage.mutable_data_ptr<std::int16_t>()};
  point.outsideLabel = labelOutside;
  kernels::ForEachIndex(point, 2);
  return result;
}

template <int VDimensions>
void
ExpectTunedSampler(const Zyx<double> & angles, const Zyx<double> & scales, const Zyx<double> & center)
{
  const Patch patch = WithPreviousStage(NoisePatch(2, {12, 15, 14}));
  const Zyx<std::int64_t> size{10, 11, 13};
  const Matrix3 matrix = RotationScalingMatrix(angles, scales);
  const Patch found = Pointwise<VDimensions>(patch, size, matrix, center);
  const Patch expected = ResampleAffine(patch, size, matrix, center);
  EXPECT_TRUE(Identical(found, expected));
  EXPECT_TRUE(at::equal(found.previousStage, expected.previousStage));
}
} // namespace

TEST(AffinePoint, EqualsTheTunedSampler)
{
  ExpectTunedSampler<3>({0.2, -0.4, 0.3}, {0.8, 0.9, 0.7}, {6.0, 7.5, 7.0});
  ExpectTunedSampler<3>({0.5, 0.1, -0.2}, {0.5, 0.5, 0.5}, {5.5, 7.0, 8.0});
}

TEST(AffinePoint, EqualsTheTunedSamplerBeyondTheFaces)
{
  ExpectTunedSampler<3>({0.2, -0.4, 0.3}, {1.6, 1.4, 1.5}, {6.0, 7.5, 7.0});
  ExpectTunedSampler<3>({0.0, 0.0, 0.0}, {1.0, 1.0, 1.0}, {-8.0, 7.5, 30.0}); // nothing of the source is seen
}

TEST(AffinePoint, OfWholeSlicesEqualsTheTunedSampler)
{
  ExpectTunedSampler<2>({0.7, 0.0, 0.0}, {1.0, 0.8, 0.9}, {6.0, 7.5, 7.0});
  ExpectTunedSampler<2>({0.7, 0.0, 0.0}, {1.0, 1.4, 1.3}, {3.0, 7.5, 7.0}); // slices -2 and -1 are outside
}
