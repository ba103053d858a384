// SPDX-License-Identifier: Apache-2.0
// The transforms against batchgeneratorsv2 0.3.6 with the parameters that it drew; tolerances are those of the set.
#include "voxBrightnessContrast.h"
#include "voxGamma.h"
#include "voxGaussianBlur.h"
#include "voxJson.h"
#include "voxLowResolution.h"
#include "voxMirror.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"
#include "voxSpatialTransform.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <functional>

using namespace vox;
using vox::testing::ReadNpy;
using vox::testing::SharedPath;

namespace
{
constexpr const char * folder = "parity/numeric/augmentation";

class AugmentationParity : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    VOX_REQUIRE_SHARED(folder);
    m_Index = ReadJson(SharedPath(folder) / "index.json");
  }

  [[nodiscard]] const Json &
  Case(const std::string & name) const
  {
    for (const Json & entry : m_Index.at("cases"))
    {
      if (entry.at("name") == name)
      {
        return entry;
      }
    }
    throw std::runtime_error("no case " + name);
  }

  /** An array of the set; 2D ones ([C, H, W]) become [C, 1, H, W]. */
  static at::Tensor
  Array(const Json & path)
  {
    at::Tensor array = ReadNpy(SharedPath(folder) / path.get<std::string>());
    return (array.dim() == 3 ? array.unsqueeze(1) : array).clone();
  }

  /** Applies change(channel, its number, size) to the input of the case and compares with the output. */
  void
  ExpectChannels(const std::string & name,
                 const std::function<void(std::span<float>, std::size_t, const Zyx<std::int64_t> &)> & change)
  {
    const Json & entry = Case(name);
    const at::Tensor image = Array(entry.at("input"));
    const Zyx<std::int64_t> size{image.size(1), image.size(2), image.size(3)};
    for (std::int64_t channel = 0; channel < image.size(0); ++channel)
    {
      change({image[channel].mutable_data_ptr<float>(), static_cast<std::size_t>(Product(size))},
             static_cast<std::size_t>(channel), size);
    }
    ExpectClose(name, image);
  }

  void
  ExpectClose(const std::string & name, const at::Tensor & found)
  {
    const at::Tensor expected = Array(Case(name).at("output"));
    ASSERT_EQ(found.sizes(), expected.sizes()) << name;
    const double deviation = (found - expected).abs().max().item<double>();
    EXPECT_LE(deviation, Case(name).at("tolerance_max_abs").get<double>()) << name;
    RecordProperty(name, std::to_string(deviation));
  }

  Json m_Index;
};

Zyx<double>
PerAxis(const Json & values)
{
  return values.size() == 3 ? Zyx<double>{values[0], values[1], values[2]} : Zyx<double>{1.0, values[0], values[1]};
}

Matrix3
MatrixOf(const Json & rows)
{
  Matrix3 matrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  const std::size_t first = 3 - rows.size();
  for (std::size_t row = first; row < 3; ++row)
  {
    for (std::size_t column = first; column < 3; ++column)
    {
      matrix[row][column] = rows[row - first][column - first];
    }
  }
  return matrix;
}
} // namespace

TEST_F(AugmentationParity, Gamma)
{
  for (const char * name : {"bg_gamma_0", "bg_gamma_1", "bg_gamma_2"})
  {
    const Json & parameters = Case(name).at("parameters");
    ExpectChannels(name, [&](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> &) {
      ChangeGamma(channel, parameters.at("gamma per channel")[number], parameters.at("invert_image"));
    });
  }
  ExpectChannels("bg_gamma_constant", [](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> &) {
    if (number == 1)
    {
      ChangeGamma(channel, 1.25, false);
    }
  });
}

TEST_F(AugmentationParity, BrightnessAndContrast)
{
  const Json factors = Case("bg_brightness_mult").at("parameters").at("factor per channel");
  ExpectChannels("bg_brightness_mult", [&](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> &) {
    MultiplyBrightness(channel, factors[number]);
  });
  const Json contrasts = Case("bg_contrast_0").at("parameters").at("factor per channel");
  ExpectChannels("bg_contrast_0", [&](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> &) {
    ChangeContrast(channel, contrasts[number]);
  });
}

TEST_F(AugmentationParity, LowResolution)
{
  for (const char * name : {"bg_lowres_0", "bg_lowres_1", "bg_lowres_2"})
  {
    const Json & scales = Case(name).at("parameters").at("scale per channel and axis");
    ExpectChannels(name, [&](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> & size) {
      SimulateLowResolution(channel, size, PerAxis(scales[number]));
    });
  }
}

TEST_F(AugmentationParity, Blur)
{
  for (const char * name : {"bg_blur_0", "bg_blur_1", "bg_blur_2"})
  {
    const Json & sigmas = Case(name).at("parameters").at("sigma per channel and axis");
    ExpectChannels(name, [&](std::span<float> channel, std::size_t number, const Zyx<std::int64_t> & size) {
      GaussianBlur(channel, size, PerAxis(sigmas[number]));
    });
  }
}

TEST_F(AugmentationParity, Mirror)
{
  for (const char * name : {"bg_mirror_0", "bg_mirror_1", "bg_mirror_2"})
  {
    Patch patch;
    patch.image = Array(Case(name).at("input"));
    patch.labels = at::zeros(patch.image.sizes().slice(1), at::kShort);
    Zyx<bool> axes{false, false, false};
    const std::size_t first = Case(name).at("output_shape").size() == 4 ? 0 : 1;
    for (const std::size_t axis : Case(name).at("parameters").at("axes").get<std::vector<std::size_t>>())
    {
      axes[first + axis] = true;
    }
    Mirror(patch, axes);
    ExpectClose(name, patch.image);
  }
}

TEST_F(AugmentationParity, SpatialTransformOfImageAndLabels)
{
  // The set allows 0.2 % of the labels, where ties are decided by rounding. (bg_scale3d gives ties to the lowest label,
  // which decides no voxel of it.)
  for (const std::string name : {"bg_affine3d", "bg_affine3d_nnunet", "bg_scale3d", "bg_affine2d", "bg_offcentre3d"})
  {
    const Json & entry = Case(name + "_img");
    const Json & parameters = entry.at("parameters");
    const Patch source{Array(entry.at("input")), Array(Case(name + "_seg").at("input")).squeeze(0)};
    const Json & center = parameters.at("center");
    const Json & patchSize = parameters.at("patch_size");
    const bool planar = patchSize.size() == 2;
    const Zyx<std::int64_t> size{planar ? 1 : patchSize[0].get<std::int64_t>(), patchSize[planar ? 0 : 1],
                                 patchSize[planar ? 1 : 2]};
    const Zyx<double> centerZyx{planar ? 0.5 : center[0].get<double>(), center[planar ? 0 : 1], center[planar ? 1 : 2]};
    const auto outside =
        parameters.at("options").value("padding_value_seg", std::int16_t{0}); // the plain cases pad labels with 0
    const Patch found = ResampleAffine(source, size, MatrixOf(parameters.at("matrix")), centerZyx, outside);
    ExpectClose(name + "_img", found.image);

    const at::Tensor expected = Array(Case(name + "_seg").at("output")).squeeze(0);
    ASSERT_EQ(found.labels.sizes(), expected.sizes());
    const double share = (found.labels != expected).to(at::kDouble).mean().item<double>();
    RecordProperty(name + "_seg", std::to_string(share));
    EXPECT_LE(share, 0.002) << name;
  }
}

TEST_F(AugmentationParity, RotationAndScalingMatrix)
{
  for (const char * name : {"bg_affine3d_img", "bg_affine3d_nnunet_img", "bg_affine2d_img", "bg_elastic3d_rot_img"})
  {
    const Json & parameters = Case(name).at("parameters");
    const Json & angles = parameters.at("angles (radians, per axis; 2D uses the last)");
    const Zyx<double> zyx = angles.size() == 3 ? PerAxis(angles) : Zyx<double>{angles[1], 0.0, 0.0};
    const Matrix3 found = RotationScalingMatrix(zyx, PerAxis(parameters.at("scales")));
    const Matrix3 expected = MatrixOf(parameters.at("matrix"));
    for (std::size_t row = 0; row < 3; ++row)
    {
      for (std::size_t column = 0; column < 3; ++column)
      {
        EXPECT_NEAR(found[row][column], expected[row][column], 1e-12) << name;
      }
    }
  }
}

TEST_F(AugmentationParity, CentreCropWithAndWithoutPadding)
{
  for (const std::string name : {"bg_crop3d", "bg_crop3d_pad"})
  {
    const Json & entry = Case(name + "_img");
    const Patch source{Array(entry.at("input")), Array(Case(name + "_seg").at("input")).squeeze(0)};
    const auto size = entry.at("parameters").at("patch_size").get<std::vector<std::int64_t>>();
    Box box;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      box.lower[axis] = source.labels.size(static_cast<std::int64_t>(axis)) / 2 - size[axis] / 2;
      box.upper[axis] = box.lower[axis] + size[axis];
    }
    const Patch found = CropPatch(source, box);
    EXPECT_TRUE(at::equal(found.image, Array(entry.at("output")))) << name;
    EXPECT_TRUE(at::equal(found.labels, Array(Case(name + "_seg").at("output")).squeeze(0))) << name;
  }
}
