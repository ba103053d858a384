// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxSegmentationRegistry.h"
#include "voxShapes.h"

#include <gmock/gmock.h>
#include <itkMultiThreaderBase.h>

#include <limits>

namespace
{

using namespace vox;
using namespace vox::testing;
using ::testing::Not;

/** What every row of the registry keeps to. */
class MethodContract : public ::testing::TestWithParam<std::string_view>
{
protected:
  [[nodiscard]] SegmentedVolume
  Run(const Volume & image) const
  {
    return Method()(Entry().readsLabels ? Volume{image.voxels.to(at::kInt), image.geometry} : image, nullptr);
  }
  [[nodiscard]] static const SegmentationEntry &
  Entry()
  {
    return FindSegmentationMethod(GetParam());
  }
  [[nodiscard]] static SegmentationFunction
  Method()
  {
    const Json seeds{{"seeds_voxel", {{0, 2, 3}}}};
    return Entry().make(Entry().name == "region-growing" ? seeds : Json::object());
  }
};

Volume
NoisyBlobs(const Zyx<std::int64_t> & size)
{
  Volume image =
      Noisy(Sampled(size, {2.0, 0.75, 1.25},
                    [](Zyx<double> at) { return 60.0 + 50.0 * std::sin(at.x / 3.0) * std::cos(at.y / 4.0); }),
            5.0, 61);
  image.geometry.originLps = {-10.0, 20.0, 30.0};
  image.geometry.directionLps = RotatedDirection(0.25, -0.125, 0.375);
  return {image.voxels.clamp_min(0.0).round(), image.geometry};
}

TEST_P(MethodContract, KeepsGeometryAndArgument)
{
  for (const auto & size : std::vector<Zyx<std::int64_t>>{{6, 24, 21}, {1, 24, 21}, {2, 8, 40}})
  {
    const Volume image = NoisyBlobs(size);
    const Volume before{image.voxels.clone(), image.geometry};
    const SegmentedVolume result = Run(image);
    EXPECT_EQ(result.labels.geometry, image.geometry);
    EXPECT_EQ(result.labels.voxels.scalar_type(), at::kInt);
    EXPECT_EQ(result.labels.voxels.sizes(), image.voxels.sizes());
    EXPECT_TRUE(image.voxels.equal(before.voxels));
    EXPECT_GE(result.labels.voxels.min().item<int>(), 0);
    if (Entry().name != "canny-fill") // whether edges close is up to the image
    {
      EXPECT_GT(result.labels.voxels.max().item<int>(), 0);
    }
  }
}

TEST_P(MethodContract, GivesTheSameOnAnyNumberOfThreads)
{
  const Volume image = NoisyBlobs({12, 48, 48});
  const auto threads = itk::MultiThreaderBase::GetGlobalDefaultNumberOfThreads();
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
  const SegmentedVolume one = Run(image);
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(4);
  const SegmentedVolume four = Run(image);
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(threads);
  EXPECT_TRUE(one.labels.voxels.equal(four.labels.voxels));
  EXPECT_EQ(one.found, four.found);
}

TEST_P(MethodContract, SaysWhatBecomesOfAnEmptyImage)
{
  const Volume empty = Sampled({4, 9, 10}, {1, 1, 1}, [](Zyx<double>) { return 0.0; });
  const std::string_view name = Entry().name;
  if (name == "otsu" || name == "multi-otsu")
  {
    VOX_EXPECT_ERROR((void)Run(empty), ErrorKind::BadInput, "found the intensity 0 in all voxels");
  }
  else if (name == "k-means")
  {
    VOX_EXPECT_ERROR((void)Run(empty), ErrorKind::BadInput, "found 1 different intensities, expected 3");
  }
  else
  {
    const int expected = name == "watershed" || name == "region-growing" ? 1 : 0;
    EXPECT_EQ(Count(Run(empty).labels, expected), 4 * 9 * 10);
  }
}

TEST_P(MethodContract, RefusesWhatIsNoSingleChannel)
{
  const Volume image = NoisyBlobs({2, 8, 9});
  const Volume two{image.voxels.repeat({2, 1, 1, 1}), image.geometry};
  VOX_EXPECT_ERROR((void)Run(two), ErrorKind::BadInput, "shape [2, 2, 8, 9]");
  if (!Entry().readsLabels)
  {
    Volume broken{image.voxels.clone(), image.geometry};
    broken.voxels[0][1][3][2] = std::numeric_limits<float>::quiet_NaN();
    VOX_EXPECT_ERROR((void)Run(broken), ErrorKind::BadInput, "NaN or infinity");
  }
}

TEST_P(MethodContract, DescribesItsOptions)
{
  const SegmentationEntry & entry = Entry();
  const Json defaults = entry.resolve(Json::object());
  EXPECT_EQ(entry.resolve(defaults), defaults);
  EXPECT_EQ(entry.fields().size(), defaults.size());
  for (const FieldDescription & field : entry.fields())
  {
    EXPECT_THAT(field.help, Not(::testing::IsEmpty())) << field.key;
  }
  EXPECT_THAT(std::string(entry.source), ::testing::HasSubstr("10."));
  VOX_EXPECT_ERROR((void)entry.make({{"no_such_key", 1}}), ErrorKind::Usage, "unknown key 'no_such_key'; known are: ");
}

std::vector<std::string_view>
Names()
{
  std::vector<std::string_view> names;
  for (const SegmentationEntry & entry : SegmentationRegistry())
  {
    names.push_back(entry.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, MethodContract, ::testing::ValuesIn(Names()), [](const auto & info) {
  std::string name(info.param);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(SegmentationRegistry, ListsItsNames)
{
  VOX_EXPECT_ERROR((void)FindSegmentationMethod("Otsu"), ErrorKind::Usage,
                   "method 'Otsu' is not known; known are: otsu, multi-otsu, k-means, region-growing, watershed, "
                   "canny-fill, components");
}

TEST(SegmentationRegistry, TakesMarkersForTheWatershedAlone)
{
  for (const SegmentationEntry & entry : SegmentationRegistry())
  {
    EXPECT_EQ(entry.takesMarkers, entry.name == "watershed") << entry.name;
  }
}

} // namespace
