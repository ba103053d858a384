// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanFixture_h
#define voxPlanFixture_h

#include "voxError.h"
#include "voxPlanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace vox::testing
{

/** Kind and message of the error that `work` must throw. */
template <typename TWork>
void
ExpectError(ErrorKind kind, const std::string & pattern, TWork && work)
{
  try
  {
    work();
    FAIL() << "expected an error with '" << pattern << "'";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), kind) << error.what();
    EXPECT_THAT(error.what(), ::testing::HasSubstr(pattern));
    EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("\n")));
  }
}

/** `cases` equal cases of this spacing and shape, one channel. */
inline Fingerprint
UniformFingerprint(std::size_t cases, const Zyx<double> & spacingMm, const Zyx<std::int64_t> & shape)
{
  Fingerprint fingerprint;
  fingerprint.spacingsMm.assign(cases, spacingMm);
  fingerprint.shapesAfterCrop.assign(cases, shape);
  fingerprint.foregroundIntensities.push_back({10.0, 2.0, 5.0, 15.0, 10.0, 1.0, 20.0});
  return fingerprint;
}

/** One channel of this name and the labels background, a, b. */
inline DatasetDescription
SmallDescription(const std::string & channel = "MRI")
{
  return ParseDatasetDescription({{"name", "Dataset001_Small"},
                                  {"channel_names", {{"0", channel}}},
                                  {"labels", {{"background", 0}, {"a", 1}, {"b", 2}}},
                                  {"numTraining", 20},
                                  {"file_ending", ".nii.gz"}},
                                 "dataset.json");
}

/** The plan of 20 cases of 36 x 50 x 35 voxels of 1 mm: 2d and 3d_fullres with four stages. */
inline Plan
SmallPlan(Planner planner = Planner::Default)
{
  PlannerOptions options;
  options.planner = planner;
  return MakePlan(UniformFingerprint(20, {1, 1, 1}, {36, 50, 35}), SmallDescription(), options);
}

/** A plan with all four configurations: the cases are many times larger than a patch. */
inline Plan
CascadePlan()
{
  return MakePlan(UniformFingerprint(20, {1, 0.8, 0.8}, {400, 512, 512}), SmallDescription("CT"));
}

} // namespace vox::testing

#endif
