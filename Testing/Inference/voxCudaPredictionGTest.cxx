// SPDX-License-Identifier: Apache-2.0
// Whole predictions on a CUDA device beside the processor's; skipped with the reason where there is none.
#include "voxDevice.h"
#include "voxPredictor.h"
#include "voxTinyModel.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace vox
{
namespace
{

class CudaPrediction : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    if (const kernels::CudaPresence presence = kernels::FindCudaKernels(); !presence.missing.empty())
    {
      GTEST_SKIP() << "needs a CUDA device, found " << presence.missing;
    }
  }

  static at::Tensor
  Labels(const Model & model, const std::string & device, Precision precision, ExportMode exportMode)
  {
    PredictOptions options;
    options.device = device;
    options.precision = precision;
    options.exportMode = exportMode;
    ImageGeometry geometry;
    geometry.size = {30, 41, 37};
    geometry.spacingMm = {1.5, 0.75, 1.0};
    const at::Tensor voxels = at::randn({1, 30, 41, 37}, at::make_generator<at::CPUGeneratorImpl>(7), at::kFloat);
    return Predictor(model, options).Predict(MakeVolume(voxels, geometry)).labels.voxels;
  }

  /** Random weights leave small margins between classes, so that rounding shows. */
  static void
  ExpectLabelsOfTheProcessor(const testing::TinyModel & tiny, Precision precision, ExportMode exportMode, double share)
  {
    const Model model = testing::MakeTinyModel(tiny);
    const at::Tensor expected = Labels(model, "cpu", Precision::Fp32, exportMode);
    const at::Tensor found = Labels(model, "cuda", precision, exportMode);
    ASSERT_EQ(found.sizes(), expected.sizes());
    EXPECT_GE(found.eq(expected).to(at::kDouble).mean().item<double>(), share);
  }
};

TEST_F(CudaPrediction, HasTheLabelsOfTheProcessor)
{
  ExpectLabelsOfTheProcessor({}, Precision::Fp32, ExportMode::Streamed, 0.999);
}

TEST_F(CudaPrediction, OfResidualNetworksAndSeveralFoldsToo)
{
  testing::TinyModel tiny;
  tiny.residualEncoder = true;
  tiny.folds = {"0", "1"};
  ExpectLabelsOfTheProcessor(tiny, Precision::Fp32, ExportMode::Streamed, 0.999);
}

TEST_F(CudaPrediction, ExportsExactly)
{
  ExpectLabelsOfTheProcessor({}, Precision::Fp32, ExportMode::Exact, 0.99);
}

TEST_F(CudaPrediction, ComputesInBf16)
{
  ExpectLabelsOfTheProcessor({}, Precision::Auto, ExportMode::Streamed, 0.95);
}

} // namespace
} // namespace vox
