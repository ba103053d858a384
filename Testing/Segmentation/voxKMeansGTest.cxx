// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxKMeans.h"
#include "voxShapes.h"

#include <itkScalarImageKmeansImageFilter.h>

namespace
{

using namespace vox;
using namespace vox::testing;

Volume
Row(const std::vector<float> & values)
{
  return Sampled({1, 1, static_cast<std::int64_t>(values.size())}, {1, 1, 1},
                 [&](Zyx<double> at) { return values[static_cast<std::size_t>(at.x)]; });
}

std::vector<int>
LabelsOf(const SegmentedVolume & result)
{
  const at::Tensor flat = result.labels.voxels.flatten();
  return {flat.data_ptr<std::int32_t>(), flat.data_ptr<std::int32_t>() + flat.numel()};
}

TEST(KMeans, FollowsLloydByHand)
{
  // From the quantiles 0, 9, 11 over {0, 0, 1} {9, 10} {11, 20} to {0, 0, 1} {9, 10, 11} {20}.
  const SegmentedVolume result = KMeans(Row({10, 0, 20, 1, 9, 0, 11}));
  EXPECT_EQ(LabelsOf(result), (std::vector<int>{1, 0, 2, 0, 1, 0, 1}));
  EXPECT_DOUBLE_EQ(result.found["means"][0].get<double>(), 1.0 / 3.0);
  EXPECT_EQ(result.found["means"][1], 10.0);
  EXPECT_EQ(result.found["means"][2], 20.0);
  EXPECT_EQ(result.found["iterations"], 2);
}

TEST(KMeans, StopsAfterTheGivenIterations)
{
  const SegmentedVolume result = KMeans(Row({10, 0, 20, 1, 9, 0, 11}), {.iterations = 1});
  EXPECT_EQ(result.found["iterations"], 1);
  EXPECT_EQ(result.found["means"][2], 15.5);
}

TEST(KMeans, BeginsFromDistinctValuesWhereQuantilesRepeat)
{
  // The quantiles of the voxels are 0, 0, 5.
  const SegmentedVolume result = KMeans(Row({0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 9}));
  EXPECT_EQ(result.found["means"], (Json{0.0, 5.0, 9.0}));
}

TEST(KMeans, TakesTheLowerOfTwoEquallyNearMeans)
{
  EXPECT_EQ(LabelsOf(KMeans(Row({0, 0, 1, 2, 2}), {.classes = 2})), (std::vector<int>{0, 0, 0, 1, 1}));
}

TEST(KMeans, FindsTheMeansThatItkFinds)
{
  const auto level = [](Zyx<double> at) { return at.y < 7.0 ? 30.0 : at.y < 12.0 ? 100.0 : 180.0; };
  const Volume image = Noisy(Sampled({5, 20, 17}, {1, 1, 1}, level), 15.0, 11);
  const SegmentedVolume ours = KMeans(image);

  using Image = itk::Image<float, 3>;
  const auto copy = Image::New();
  Image::RegionType region;
  region.SetSize({{17, 20, 5}});
  copy->SetRegions(region);
  copy->Allocate();
  std::copy_n(image.voxels.data_ptr<float>(), image.voxels.numel(), copy->GetBufferPointer());
  const auto filter = itk::ScalarImageKmeansImageFilter<Image>::New();
  filter->SetInput(copy);
  // Other first means could end at another optimum.
  for (const Json & mean : ours.found["means"])
  {
    filter->AddClassWithInitialMean(mean.get<double>());
  }
  filter->Update();
  std::int64_t different = 0;
  for (std::int64_t i = 0; i < image.voxels.numel(); ++i)
  {
    different += ours.labels.voxels.data_ptr<std::int32_t>()[i] != filter->GetOutput()->GetBufferPointer()[i];
  }
  for (int k = 0; k < 3; ++k)
  {
    // ITK 5.2 gives the same labels, but means that are up to 0.15 off those of the voxels with each label.
    const double mean = image.voxels.masked_select(ours.labels.voxels.eq(k)).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(ours.found["means"][static_cast<std::size_t>(k)].get<double>(), mean, 1e-6) << k;
  }
  EXPECT_EQ(different, 0);
}

TEST(KMeans, GivesTheSameForWholeAndForBrokenNumbers)
{
  // Whole numbers are counted in a table, others are sorted.
  Volume whole = Noisy(Sampled({4, 16, 16}, {1, 1, 1}, [](Zyx<double> at) { return at.x * 10.0; }), 25.0, 3);
  whole.voxels.round_();
  const Volume broken{whole.voxels * 0.5 + 0.25, whole.geometry};
  EXPECT_TRUE(KMeans(whole).labels.voxels.equal(KMeans(broken).labels.voxels));
}

TEST(KMeans, CountsLabelsFromTheBackgroundSide)
{
  const Volume image = Row({1, 2, 3});
  EXPECT_EQ(LabelsOf(KMeans(image, {.foreground = ForegroundSide::Darker})), (std::vector<int>{2, 1, 0}));
}

TEST(KMeans, RefusesMoreClassesThanValues)
{
  VOX_EXPECT_ERROR((void)KMeans(Row({4, 5, 4, 5})), ErrorKind::BadInput, "found 2 different intensities, expected 3");
  VOX_EXPECT_ERROR(Validate(KMeansOptions{.classes = 1}), ErrorKind::Usage, "classes: found 1");
  VOX_EXPECT_ERROR(Validate(KMeansOptions{.iterations = 0}), ErrorKind::Usage, "iterations: found 0");
}

} // namespace
