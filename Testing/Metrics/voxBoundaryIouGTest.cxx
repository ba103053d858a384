// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluation.h"
#include "voxExpectError.h"
#include "voxMaskExamples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <map>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::DoubleEq;
using ::testing::Optional;

std::optional<double>
BoundaryIouOf(const at::Tensor & reference, const at::Tensor & prediction, const Zyx<double> & spacingMm,
              double widthMm)
{
  const std::vector<LabelEntry> structures{{"structure", {1}}};
  return EvaluateCase(LabelVolume(reference, spacingMm), LabelVolume(prediction, spacingMm), structures,
                      {.boundaryWidthMm = widthMm})
      .structures.at(0)
      .boundaryIou;
}

/** How far the voxels of a mask lie from its surface, in mm by their offsets, each tried against each. */
using Depths = std::map<std::int64_t, double>;

Depths
DepthsByDefinition(const at::Tensor & mask, const Zyx<double> & spacingMm)
{
  std::vector<Zyx<std::int64_t>> voxels;
  for (const auto & voxel : at::nonzero(mask).unbind())
  {
    voxels.push_back({voxel[0].item<std::int64_t>(), voxel[1].item<std::int64_t>(), voxel[2].item<std::int64_t>()});
  }
  const std::vector<double> distances = DistancesByTryingAll(voxels, SurfaceByDefinition(mask), spacingMm);
  Depths depths;
  for (std::size_t i = 0; i < voxels.size(); ++i)
  {
    depths[(voxels[i].z * mask.size(1) + voxels[i].y) * mask.size(2) + voxels[i].x] = distances[i];
  }
  return depths;
}

double
BoundaryIouByDefinition(const Depths & a, const Depths & b, double widthMm)
{
  const auto inBand = [&](const auto & voxel) { return voxel.second <= widthMm * (1.0 + 1e-6); };
  const auto inBoth = [&](const auto & voxel) {
    const auto other = b.find(voxel.first);
    return inBand(voxel) && other != b.end() && inBand(*other);
  };
  const auto both = std::ranges::count_if(a, inBoth);
  const auto sum = std::ranges::count_if(a, inBand) + std::ranges::count_if(b, inBand);
  return static_cast<double>(both) / static_cast<double>(sum - both);
}

void
ExpectBandsByDefinition(const at::Tensor & a, const at::Tensor & b, const Zyx<double> & spacingMm,
                        std::initializer_list<double> widths)
{
  const Depths ofA = DepthsByDefinition(a, spacingMm);
  const Depths ofB = DepthsByDefinition(b, spacingMm);
  for (const double width : widths)
  {
    EXPECT_THAT(BoundaryIouOf(a, b, spacingMm, width), Optional(DoubleEq(BoundaryIouByDefinition(ofA, ofB, width))))
        << width;
  }
}

TEST(BoundaryIou, IsThatOfTheBandsByTheirDefinition)
{
  const Zyx<std::int64_t> size{13, 20, 140};
  const Zyx<double> thick{2.5, 1.1, 0.6};
  const at::Tensor a = BoxMask(size, {{1, 2, 0}, {12, 18, 131}});
  at::Tensor b = BoxMask(size, {{0, 3, 5}, {10, 20, 140}});
  Fill(b, {{4, 8, 60}, {6, 9, 70}}, 0);
  ExpectBandsByDefinition(a, b, thick, {0.0, 0.6, 1.0, 3.0, 7.5, 50.0});
}

TEST(BoundaryIou, OfAWideBandIsThatOfItsDefinitionToo)
{
  const Zyx<std::int64_t> size{44, 43, 8};
  const Zyx<double> fine{0.1, 0.1, 1.0};
  const at::Tensor a = BoxMask(size, {{1, 0, 1}, {43, 42, 7}});
  at::Tensor b = BoxMask(size, {{0, 1, 1}, {42, 43, 7}});
  Fill(b, {{5, 6, 3}, {7, 8, 6}}, 0);
  ExpectBandsByDefinition(a, b, fine, {1.85, 2.0, 2.5});
}

TEST(BoundaryIou, InAPlaneIsMeasuredInThePlane)
{
  const at::Tensor a = BoxMask({1, 30, 90}, Rectangle(2, 25, 3, 85));
  const at::Tensor b = BoxMask({1, 30, 90}, Rectangle(4, 30, 0, 80));
  ExpectBandsByDefinition(a, b, {0.1, 1.0, 0.7}, {0.0, 2.0, 4.1});
}

TEST(BoundaryIou, OfAWidthBeyondTheMasksIsTheirIou)
{
  const at::Tensor a = BoxMask({12, 12, 12}, Cube(1, 9));
  const at::Tensor b = BoxMask({12, 12, 12}, Cube(3, 11));
  EXPECT_THAT(BoundaryIouOf(a, b, {1, 1, 1}, 20.0), Optional(DoubleEq(216.0 / (2 * 512.0 - 216.0))));
}

TEST(BoundaryIou, SeesAShiftThatIouHardlyDoes)
{
  const at::Tensor a = BoxMask({30, 30, 30}, Cube(2, 26));
  const at::Tensor b = a.roll({1}, {0});
  EXPECT_LT(BoundaryIouOf(a, b, {1, 1, 1}, 0.0).value(), 0.75);
  EXPECT_GT(BoundaryIouOf(a, b, {1, 1, 1}, 50.0).value(), 0.9);
}

TEST(BoundaryIou, RefusesAWidthThatIsNone)
{
  for (const double width : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()})
  {
    VOX_EXPECT_ERROR(Validate(EvaluationOptions{.boundaryWidthMm = width}), ErrorKind::Usage, "boundary_width_mm");
  }
}

} // namespace
