// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxPredictionEntropy.h"

#include <ATen/ATen.h>

#include <cmath>

namespace
{

using namespace vox;

/** Probabilities of one row of voxels, a row per class. */
Volume
Row(const at::Tensor & classes)
{
  ImageGeometry geometry;
  geometry.size = {1, 1, classes.size(1)};
  return MakeVolume(classes.view({classes.size(0), 1, 1, -1}).contiguous(), geometry);
}

} // namespace

TEST(PredictionEntropy, IsZeroWhereOneClassIsCertainAndOneWhereAllAreEqual)
{
  const at::Tensor classes = at::tensor({1.0F, 0.25F, 0.5F, 0.0F, //
                                         0.0F, 0.25F, 0.5F, 0.1F, //
                                         0.0F, 0.25F, 0.0F, 0.9F, //
                                         0.0F, 0.25F, 0.0F, 0.0F})
                                 .view({4, 4});
  const Volume entropy = PredictionEntropy(Row(classes), "case");
  EXPECT_EQ(entropy.voxels.sizes().vec(), (std::vector<std::int64_t>{1, 1, 1, 4}));
  const float * value = entropy.voxels.const_data_ptr<float>();
  EXPECT_EQ(value[0], 0.0F);
  EXPECT_NEAR(value[1], 1.0, 1e-6);
  EXPECT_NEAR(value[2], 0.5, 1e-6);
  EXPECT_NEAR(value[3], -(0.1 * std::log(0.1) + 0.9 * std::log(0.9)) / std::log(4.0), 1e-6);
}

TEST(PredictionEntropy, RefusesWhatIsNoProbabilityOfClasses)
{
  VOX_EXPECT_ERROR((void)PredictionEntropy(Row(at::tensor({0.5F}).view({1, 1})), "a.nii.gz"), ErrorKind::BadInput,
                   "a.nii.gz: found one channel");
  VOX_EXPECT_ERROR((void)PredictionEntropy(Row(at::tensor({0.9F, 0.8F}).view({2, 1})), "a.nii.gz"), ErrorKind::BadInput,
                   "sum to 1.7 to 1.7");
  VOX_EXPECT_ERROR((void)PredictionEntropy(Row(at::tensor({3.0F, -2.0F}).view({2, 1})), "a.nii.gz"),
                   ErrorKind::BadInput, "the lowest value is -2");
  VOX_EXPECT_ERROR((void)PredictionEntropy(Row(at::tensor({NAN, 1.0F}).view({2, 1})), "a.nii.gz"), ErrorKind::BadInput,
                   "expected probabilities");
}
