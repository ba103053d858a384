// SPDX-License-Identifier: Apache-2.0
#include "voxCalibration.h"
#include "voxExpectError.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>

namespace
{

using namespace vox;

ImageGeometry
Grid()
{
  ImageGeometry geometry;
  geometry.size = {5, 6, 7};
  return geometry;
}

/** Three classes whose probabilities are quotients of small whole numbers. */
Volume
Probabilities()
{
  at::Tensor values = at::zeros({3, 5, 6, 7}, at::kFloat);
  for (int v = 0; v < 210; ++v)
  {
    double raw[3];
    for (int k = 0; k < 3; ++k)
    {
      raw[k] = (v * (7 + 4 * k) + 3 * k) % 11 + 1;
    }
    for (int k = 0; k < 3; ++k)
    {
      values.data_ptr<float>()[k * 210 + v] = static_cast<float>(raw[k] / (raw[0] + raw[1] + raw[2]));
    }
  }
  return MakeVolume(values, Grid());
}

Volume
Labels()
{
  at::Tensor values = at::zeros({1, 5, 6, 7}, at::kInt);
  for (int v = 0; v < 210; ++v)
  {
    values.data_ptr<int>()[v] = v * 5 % 3;
  }
  return MakeVolume(values, Grid());
}

const std::vector<LabelEntry> kStructures{{"one", {1}}, {"both", {1, 2}, true}};

CaseCalibration
Measure(const Volume & probabilities, ProbabilityKind kind = ProbabilityKind::Classes,
        const CalibrationOptions & options = {}, std::optional<std::int64_t> ignoreLabel = std::nullopt)
{
  return MeasureCalibration(probabilities, Labels(), kind, kStructures, options, ignoreLabel);
}

// The numbers are those of the formulas in NumPy 2.4.6, float64.
TEST(Calibration, EqualsNumpyOverAllClasses)
{
  const CaseCalibration calibration = Measure(Probabilities());
  EXPECT_NEAR(*calibration.classes.expectedCalibrationError, 0.14101103586809977, 1e-12);
  EXPECT_NEAR(*calibration.classes.brier, 0.7208180768069915, 1e-12);
}

TEST(Calibration, EqualsNumpyForAStructureAndAUnion)
{
  const CaseCalibration calibration = Measure(Probabilities());
  ASSERT_EQ(calibration.structures.size(), 2U);
  EXPECT_NEAR(*calibration.structures[0].expectedCalibrationError, 0.057694954531533366, 1e-12);
  EXPECT_NEAR(*calibration.structures[0].brier, 0.22939558470237617, 1e-12);
  EXPECT_NEAR(*calibration.structures[1].expectedCalibrationError, 0.1173395387118771, 1e-12);
  EXPECT_NEAR(*calibration.structures[1].brier, 0.24296797464811037, 1e-12);
}

TEST(Calibration, LeavesIgnoredVoxelsOut)
{
  const CaseCalibration calibration = MeasureCalibration(Probabilities(), Labels(), ProbabilityKind::Classes,
                                                         std::vector<LabelEntry>{{"one", {1}}}, {}, 2);
  EXPECT_NEAR(*calibration.classes.expectedCalibrationError, 0.22150620307241164, 1e-12);
  EXPECT_NEAR(*calibration.classes.brier, 0.7444164950292389, 1e-12);
}

TEST(Calibration, OfRegionsIsThatOfEachAlone)
{
  Volume regions = Probabilities();
  regions.voxels = at::stack({regions.voxels[1], (regions.voxels[1] + regions.voxels[2]).clamp_max(1.0)});
  const CaseCalibration calibration = Measure(regions, ProbabilityKind::Regions);
  EXPECT_FALSE(calibration.classes.brier.has_value());
  EXPECT_NEAR(*calibration.structures[0].brier, 0.22939558470237617, 1e-12);
  EXPECT_NEAR(*calibration.structures[1].brier, 0.24296797464811037, 1e-6); // summed in float
}

TEST(Calibration, OfCertaintyIsNoneOrAll)
{
  Volume certain = Probabilities();
  certain.voxels = at::one_hot(Labels().voxels[0].to(at::kLong), 3).permute({3, 0, 1, 2}).to(at::kFloat).contiguous();
  EXPECT_EQ(*Measure(certain).classes.brier, 0.0);
  EXPECT_EQ(*Measure(certain).classes.expectedCalibrationError, 0.0);
  certain.voxels = certain.voxels.roll(1, 0).contiguous();
  EXPECT_EQ(*Measure(certain).classes.brier, 2.0);
  EXPECT_EQ(*Measure(certain).classes.expectedCalibrationError, 1.0);
}

TEST(Calibration, WithoutACountedVoxelIsUndefined)
{
  Volume labels = Labels();
  labels.voxels.fill_(9);
  const CaseCalibration calibration =
      MeasureCalibration(Probabilities(), labels, ProbabilityKind::Classes, kStructures, {}, 9);
  EXPECT_FALSE(calibration.classes.brier || calibration.structures[0].expectedCalibrationError);
}

TEST(Calibration, NamesTheFirstProbabilityThatIsNone)
{
  for (const auto & [value, text] :
       {std::pair{1.25F, "1.25"}, {-0.5F, "-0.5"}, {std::numeric_limits<float>::quiet_NaN(), "nan"}})
  {
    Volume probabilities = Probabilities();
    probabilities.voxels[2][3][4][5] = value;
    probabilities.voxels[1][4][4][5] = 7.0F;
    VOX_EXPECT_ERROR((void)Measure(probabilities), ErrorKind::BadInput,
                     fmt::format("found {} in channel 2 at voxel (x, y, z) = (5, 4, 3)", text));
  }
}

TEST(Calibration, RefusesWhatDoesNotFit)
{
  Volume half = Probabilities();
  half.voxels = half.voxels * 0.5;
  VOX_EXPECT_ERROR((void)Measure(half), ErrorKind::BadInput, "the 3 classes add up to 0.5");
  VOX_EXPECT_ERROR((void)Measure(Probabilities(), ProbabilityKind::Regions), ErrorKind::BadInput,
                   "found 3 channels, expected one for each of the 2 regions");
  Volume two = Probabilities();
  two.voxels = two.voxels.narrow(0, 0, 2).contiguous();
  VOX_EXPECT_ERROR((void)Measure(two), ErrorKind::BadInput, "found 2 channels, but 'both' is the label value 2");
  Volume labels = Labels();
  labels.voxels[0][1][2][3] = 4;
  VOX_EXPECT_ERROR((void)MeasureCalibration(Probabilities(), labels, ProbabilityKind::Classes, kStructures),
                   ErrorKind::BadInput, "found the label 4 at voxel (x, y, z) = (3, 2, 1)");
  VOX_EXPECT_ERROR((void)Measure(Probabilities(), ProbabilityKind::Classes, {.bins = 0}), ErrorKind::Usage,
                   "bins: found 0");
}

} // namespace
