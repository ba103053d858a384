// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchExamples_h
#define voxBatchExamples_h

#include "voxBatchLoader.h"
#include "voxCaseExamples.h"

#include <gtest/gtest.h>

namespace vox::testing
{

inline std::vector<TrainingCase>
ThreeCases()
{
  return {ExampleCase("a", {14, 16, 15}, 1), ExampleCase("b", {20, 9, 17}, 2), ExampleCase("c", {12, 12, 12}, 3)};
}

inline BatchLoaderOptions
SmallOptions()
{
  BatchLoaderOptions options;
  options.patchSize = {8, 9, 10};
  options.seed = 11;
  return options;
}

inline void
ExpectIdentical(const Batch & a, const Batch & b)
{
  EXPECT_TRUE(at::equal(a.images, b.images));
  EXPECT_TRUE(at::equal(a.labels, b.labels));
  EXPECT_EQ(a.cases, b.cases);
}

} // namespace vox::testing

#endif
