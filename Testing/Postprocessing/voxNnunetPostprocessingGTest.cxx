// SPDX-License-Identifier: Apache-2.0
// Label files before and after nnUNetv2_apply_postprocessing of nnU-Net 2.8.1: equal voxel for voxel.
#include "voxComponentRules.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace
{

using namespace vox;
using namespace vox::testing;

constexpr const char * Folder = "parity/models/m1_hippocampus_3d_fullres_plain/expected/postprocessing/apply";

class NnunetPostprocessing : public ::testing::TestWithParam<std::string>
{};

TEST_P(NnunetPostprocessing, GivesTheSameLabels)
{
  VOX_REQUIRE_SHARED(Folder);
  const auto folder = SharedPath(Folder);
  const auto file = folder / GetParam() / "postprocessing.json";
  const ComponentRules rules = ComponentRulesFromJson(ReadJson(file), file.string());
  int changed = 0;
  for (const auto & entry : std::filesystem::directory_iterator(folder / "input"))
  {
    const Volume input = ReadLabelMap(entry.path());
    const Volume output = ApplyRules(input, rules);
    changed += !output.voxels.equal(input.voxels);
    EXPECT_TRUE(output.voxels.equal(ReadLabelMap(folder / GetParam() / "output" / entry.path().filename()).voxels))
        << entry.path();
  }
  EXPECT_GT(changed, 0) << "inputs that need no postprocessing show nothing";
}

INSTANTIATE_TEST_SUITE_P(Rules, NnunetPostprocessing, ::testing::Values("all_foreground", "all_then_each"),
                         [](const auto & test) { return test.param; });

} // namespace
