// SPDX-License-Identifier: Apache-2.0
// Surface distances beside ITK's distance maps: itk::SignedMaurerDistanceMapImageFilter, the reference of the distances
// between surfaces, and itk::HausdorffDistanceImageFilter, the tool that the definition `itk` is named after.
#include "voxMaskExamples.h"
#include "voxSurfaceDistance.h"

#include <gtest/gtest.h>
#include <itkHausdorffDistanceImageFilter.h>
#include <itkImage.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <cmath>

namespace
{

using namespace vox;
using namespace vox::testing;

using MaskImage = itk::Image<std::uint8_t, 3>;

/** A copy of the mask with `margin` empty voxels on each side of the axes longer than one voxel. */
MaskImage::Pointer
ImageOf(const at::Tensor & mask, const Zyx<double> & spacingMm, std::int64_t margin)
{
  MaskImage::RegionType region;
  MaskImage::SpacingType spacing;
  std::array<std::int64_t, 3> before{};
  for (unsigned int i = 0; i < 3; ++i)
  {
    before[i] = mask.size(2 - i) > 1 ? margin : 0;
    region.SetSize(i, static_cast<itk::SizeValueType>(mask.size(2 - i) + 2 * before[i]));
    spacing[i] = spacingMm[2 - i];
  }
  const auto image = MaskImage::New();
  image->SetRegions(region);
  image->SetSpacing(spacing);
  image->Allocate(true);
  for (const auto & voxel : at::nonzero(mask).unbind())
  {
    image->SetPixel({voxel[2].item<std::int64_t>() + before[0], voxel[1].item<std::int64_t>() + before[1],
                     voxel[0].item<std::int64_t>() + before[2]},
                    1);
  }
  return image;
}

/** Distances at the surface of one mask, read from the Maurer map of the surface of the other. Its contour is what it
 * is given: each surface voxel has a face neighbor that is none, with a margin at the faces of the image. */
std::vector<double>
MaurerDistances(const at::Tensor & from, const at::Tensor & to, const Zyx<double> & spacingMm)
{
  at::Tensor surface = at::zeros_like(to);
  for (const auto & voxel : SurfaceByDefinition(to))
  {
    surface[voxel.z][voxel.y][voxel.x] = 1;
  }
  const auto map = itk::SignedMaurerDistanceMapImageFilter<MaskImage, itk::Image<double, 3>>::New();
  map->SetInput(ImageOf(surface, spacingMm, 1));
  map->SetUseImageSpacing(true);
  map->SetSquaredDistance(true);
  map->Update();
  const auto before = [&](std::int64_t axis) { return to.size(axis) > 1 ? 1 : 0; };
  std::vector<double> distances;
  for (const auto & voxel : SurfaceByDefinition(from))
  {
    distances.push_back(std::sqrt(
        std::abs(map->GetOutput()->GetPixel({voxel.x + before(2), voxel.y + before(1), voxel.z + before(0)}))));
  }
  return distances;
}

/** Equal but for the rounding of ties: the filter may take another of two equally near voxels. */
void
ExpectSame(const std::vector<double> & actual, const std::vector<double> & expected)
{
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
  {
    ASSERT_NEAR(actual[i], expected[i], 1e-12 * expected[i]) << i;
  }
}

struct Pair
{
  std::string name;
  at::Tensor reference;
  at::Tensor prediction;
  Zyx<double> spacingMm;
};

std::vector<Pair>
Pairs()
{
  const auto noise = [](const std::string & name, const Zyx<std::int64_t> & size, const Zyx<double> & spacing,
                        double density) {
    return Pair{name, NoiseMask(size, density, 21), NoiseMask(size, density / 2, 22), spacing};
  };
  const Zyx<std::int64_t> wide{9, 30, 150};
  const Zyx<double> thick{5.0, 0.7, 0.7};
  const at::Tensor ball = BallMask({30, 40, 50}, {1, 1, 1}, {15, 14, 20}, 9);
  at::Tensor outlier = ball.roll({2, -1, 3}, {0, 1, 2});
  Fill(outlier, {{27, 37, 47}, {30, 40, 50}});
  const at::Tensor slab = BoxMask(wide, {{0, 0, 0}, {4, 30, 150}});
  return {noise("dense", {12, 11, 70}, {1, 1, 1}, 0.7),
          noise("sparse", wide, thick, 0.002),
          noise("anisotropic", {14, 13, 65}, {0.3, 2.2, 0.9}, 0.05),
          noise("narrow voxels", {8, 9, 200}, {2.0, 3.0, 0.01}, 0.003),
          noise("plane", {1, 33, 129}, {9, 0.7, 1.3}, 0.02),
          noise("upright plane", {60, 1, 66}, {0.7, 9, 1.3}, 0.02),
          noise("plane across rows", {40, 30, 1}, {0.7, 1.1, 9}, 0.02),
          noise("line", {1, 1, 300}, {1, 1, 0.5}, 0.02),
          noise("column", {90, 1, 1}, {0.5, 1, 1}, 0.05),
          {"ball and outlier", ball, outlier, {1, 1, 1}},
          {"flipped", ball.flip({0, 2}), outlier.flip({0, 2}), {2.5, 0.8, 0.8}},
          {"touching the edges", slab, slab.roll({5}, {0}), thick},
          {"whole image", at::ones_like(slab), slab, thick},
          {"opposite corners",
           BoxMask(wide, {{0, 0, 0}, {1, 1, 1}}),
           BoxMask(wide, {{8, 29, 149}, {9, 30, 150}}),
           {1.1, 0.9, 0.7}},
          {"one pyramid block each",
           BoxMask({40, 40, 64}, {{0, 0, 0}, {2, 2, 2}}),
           BoxMask({40, 40, 64}, {{31, 31, 31}, {33, 33, 33}}),
           {1, 1, 1}}};
}

TEST(SurfaceDistanceBesideItk, IsReadFromMaurersMaps)
{
  for (const auto & [name, a, b, spacingMm] : Pairs())
  {
    SCOPED_TRACE(name);
    const SurfaceDistances distances = MeasureSurfaceDistances(a, b, spacingMm).value();
    ExpectSame(distances.referenceToPredictionMm, MaurerDistances(a, b, spacingMm));
    ExpectSame(distances.predictionToReferenceMm, MaurerDistances(b, a, spacingMm));
  }
}

TEST(SurfaceDistanceBesideItk, OfAllVoxelsIsItksHausdorffDistance)
{
  for (const auto & [name, a, b, spacingMm] : Pairs())
  {
    SCOPED_TRACE(name);
    const auto filter = itk::HausdorffDistanceImageFilter<MaskImage, MaskImage>::New();
    // A map of a mask that fills the image has no contour; with a margin every mask has one, and no distance changes.
    filter->SetInput1(ImageOf(a, spacingMm, 1));
    filter->SetInput2(ImageOf(b, spacingMm, 1));
    filter->SetUseImageSpacing(true);
    filter->Update();
    const SurfaceDistances distances = MeasureSurfaceDistances(a, b, spacingMm, HausdorffDefinition::Itk).value();
    // The filter's maps are of single precision.
    EXPECT_NEAR(HausdorffMm(distances), filter->GetHausdorffDistance(), 1e-5 * filter->GetHausdorffDistance());
    EXPECT_NEAR(MeanOfDirectedSurfaceDistancesMm(distances), filter->GetAverageHausdorffDistance(),
                1e-5 * filter->GetAverageHausdorffDistance());
  }
}

} // namespace
