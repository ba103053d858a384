// SPDX-License-Identifier: Apache-2.0
// A model of nnU-Net whose reader turns images to RAS: however a file stores an image, its labels lie on its own grid.
#include "voxGeometryExamples.h"
#include "voxNnunetFolder.h"
#include "voxOrientation.h"
#include "voxPredictor.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace vox
{
namespace
{

constexpr const char * kModel = "parity/models/m1_hippocampus_3d_fullres_plain";

/** How a file may store the image of the model's own orientation. */
struct Stored
{
  const char * name;
  AxisOrder order;
  bool oblique;
};

void
PrintTo(const Stored & stored, std::ostream * stream)
{
  *stream << stored.name;
}

class ReorientedModel : public ::testing::TestWithParam<Stored>
{};

TEST_P(ReorientedModel, LabelsTheFilesGridAsNnunetLabelsTheImage)
{
  VOX_REQUIRE_SHARED(kModel);
  const std::filesystem::path folder = testing::SharedPath(kModel);
  Model model = ReadNnunetFolder(folder / "nnUNetTrainer__nnUNetPlans__3d_fullres", {.folds = {"0"}, .checkpoint = ""});
  model.plan.document["image_reader_writer"] = "NibabelIOWithReorient";

  Volume image = ReadImage(folder / "input/hippocampus_065_0000.nii.gz");
  ASSERT_EQ(OrientationCode(image.geometry), "RAS"); // so that the model sees what nnU-Net saw
  const at::Tensor expected = ReadLabelMap(folder / "expected/seg/fold0_nomirror/hippocampus_065.nii.gz").voxels;
  if (GetParam().oblique)
  {
    Matrix3 direction = testing::RotatedDirection(0.3, -0.2, 0.4);
    for (std::size_t row = 0; row < 2; ++row) // right and anterior instead of left and posterior
    {
      for (double & cosine : direction[row])
      {
        cosine = -cosine;
      }
    }
    image.geometry.directionLps = direction;
    ASSERT_EQ(OrientationCode(image.geometry), "RAS");
  }
  const testing::TemporaryFolder place;
  WriteImage(place / "image.nii.gz", Reordered(image, GetParam().order));
  const Volume stored = ReadImage(place / "image.nii.gz");

  PredictOptions options;
  options.mirror = false;
  options.precision = Precision::Fp32;
  const Volume labels = Predictor(model, options).Predict(stored).labels;
  EXPECT_EQ(testing::LargestDifference(labels.geometry, stored.geometry), 0.0);
  EXPECT_TRUE(Reordered(labels, OrderToRas(labels.geometry)).voxels.equal(expected));
}

INSTANTIATE_TEST_SUITE_P(Files, ReorientedModel,
                         ::testing::Values(Stored{"AsTheModelHasIt", {}, false},
                                           Stored{"Flipped", {{0, 1, 2}, {true, false, true}}, false},
                                           Stored{"Permuted", {{2, 0, 1}, {false, false, false}}, false},
                                           Stored{"ObliqueFlippedAndPermuted", {{1, 2, 0}, {false, true, true}}, true}),
                         [](const auto & stored) { return stored.param.name; });

} // namespace
} // namespace vox
