// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <cmath>

/** Real files as nibabel reads them: Testing/Golden/voxImageValues.py has stored its numbers. */
namespace vox
{
namespace
{

using namespace testing;

const Json &
StoredImages()
{
  static const Json images = ReadJson(VOX_GOLDEN_DIR "/voxImageValues.json");
  return images;
}

/** Largest distance in mm between the corners of the grid and where the stored affine puts them. */
double
LargestDistanceMm(const ImageGeometry & geometry, const Json & affine)
{
  double largest = 0.0;
  for (unsigned int corner = 0; corner < 8; ++corner)
  {
    Zyx<double> voxel{0.0, 0.0, 0.0};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      voxel[axis] = (corner >> axis & 1U) != 0 ? static_cast<double>(geometry.size[axis] - 1) : 0.0;
    }
    const Vector3 world = WorldFromVoxel(geometry, voxel);
    double square = 0.0;
    for (std::size_t row = 0; row < 3; ++row)
    {
      const auto & r = affine.at(row);
      const double expected = r.at(0).get<double>() * voxel.x + r.at(1).get<double>() * voxel.y +
                              r.at(2).get<double>() * voxel.z + r.at(3).get<double>();
      square += (world[row] - expected) * (world[row] - expected);
    }
    largest = std::max(largest, std::sqrt(square));
  }
  return largest;
}

TEST(ImageValues, GeometryAndValuesAreThoseOfNibabel)
{
  VOX_REQUIRE_SHARED("data/niivue");
  int found = 0;
  for (const auto & [name, stored] : StoredImages().items())
  {
    const std::filesystem::path file = SharedPath("data") / name;
    if (!std::filesystem::exists(file))
    {
      continue;
    }
    ++found;
    SCOPED_TRACE(name);
    const auto volumes = stored.at("volumes").get<std::int64_t>();
    EXPECT_EQ(ReadImageInfo(file).frames, volumes);
    const Volume image = ReadImage(file, {.volume = volumes - 1});
    const Zyx<std::int64_t> & size = image.geometry.size;
    EXPECT_EQ(Json({size.x, size.y, size.z}), stored.at("size"));
    if (name.find("minimal") == std::string::npos) // says nothing of its place; nibabel takes another default
    {
      EXPECT_LT(LargestDistanceMm(image.geometry, stored.at("affine")), 1e-4);
    }
    const at::Tensor values = image.voxels.to(at::kDouble);
    const auto near = [](double expected) {
      return ::testing::DoubleNear(expected, 1e-6 * (1.0 + std::abs(expected)));
    };
    EXPECT_THAT(values.min().item<double>(), near(stored.at("minimum").get<double>()));
    EXPECT_THAT(values.max().item<double>(), near(stored.at("maximum").get<double>()));
    EXPECT_THAT(values.mean().item<double>(), near(stored.at("mean").get<double>()));
    for (const Json & probe : stored.at("probes"))
    {
      const auto at = [&](std::size_t i) { return probe.at(i).get<std::int64_t>(); };
      EXPECT_THAT(values[0][at(2)][at(1)][at(0)].item<double>(), near(probe.at(3).get<double>()));
    }
  }
  EXPECT_GT(found, 20);
}

TEST(ImageValues, AShearedHeadIsRefusedByTheNameOfItsFields)
{
  VOX_REQUIRE_SHARED("data/niivue/packages/niivue/demos/images/shear.nii.gz");
  try
  {
    (void)ReadImageInfo(SharedPath("data/niivue/packages/niivue/demos/images/shear.nii.gz"));
    FAIL() << "was read";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("srow_x, srow_y, srow_z (the s-form)"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr("differs by 9.25 degrees"));
  }
}

TEST(ImageValues, NotesTellWhatOtherProgramsMaySeeOtherwise)
{
  using ::testing::ElementsAre;
  using ::testing::HasSubstr;
  VOX_REQUIRE_SHARED("data/debian/mricron-templates/AICHAmc.nii.gz");
  const auto notes = [](const std::string & name) { return ReadImageInfo(SharedPath("data/" + name)).notes; };
  EXPECT_THAT(notes("debian/mricron-templates/AICHAmc.nii.gz"),
              ElementsAre(HasSubstr("its s-form (sform_code 2) and its q-form (qform_code 2) differ by 145 mm")));
  const std::string niivue = "niivue/packages/niivue/demos/images/";
  EXPECT_THAT(notes(niivue + "minimal.nii.gz"), ElementsAre(HasSubstr("neither s-form nor q-form")));
  for (const std::string name : {"FLAIR.nii.gz", "lesion.nii.gz", "hippo.nii.gz", "low_res.nii.gz", "ras.hdr"})
  {
    EXPECT_THAT(notes(niivue + name), ::testing::IsEmpty()) << name;
  }
  // The quaternion's rounding is not a difference of forms.
  EXPECT_THAT(notes("nifti-corner/nibabel/nibabel/tests/data/example_nifti2.nii.gz"), ::testing::IsEmpty());
}

} // namespace
} // namespace vox
