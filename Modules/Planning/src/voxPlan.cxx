// SPDX-License-Identifier: Apache-2.0
#include "voxPlan.h"

#include "voxJsonField.h"
#include "voxNetwork.h"
#include "voxResolveConfiguration.h"
#include "voxRethrowAs.h"
#include "voxUnpackNetwork.h"
#include "voxUnpackPreprocessing.h"

#include <algorithm>

namespace vox
{
namespace
{

void
CheckPatch(const PlanConfiguration & configuration, const std::string & where)
{
  const NetworkSizes sizes = FindNetwork(configuration.network.name).sizes(configuration.network.options);
  for (std::size_t axis = configuration.network.Dimensions() == 2 ? 1 : 0; axis < 3; ++axis)
  {
    const std::int64_t size = configuration.patchSize[axis];
    if (!sizes.axes[axis].Takes(size))
    {
      Fail(ErrorKind::BadModel, "{}: patch_size: found {} on axis {} (z, y, x), expected {}; the nearest are {}", where,
           size, axis, sizes.axes[axis].Text(), fmt::join(sizes.axes[axis].Nearest(size), " and "));
    }
  }
}

} // namespace

std::vector<std::string>
Plan::ConfigurationNames() const
{
  return RethrowAs(ErrorKind::BadModel, [&] {
    std::vector<std::string> names;
    for (const auto & [name, value] : Field(document, "configurations", "plan").items())
    {
      names.push_back(name);
    }
    return names;
  });
}

PlanConfiguration
Plan::Configuration(const std::string & name, const std::string & where) const
{
  return RethrowAs(ErrorKind::BadModel, [&] {
    const Json json = ResolveConfiguration(document, name, where);
    const std::string inside = fmt::format("{}: configuration '{}'", where, name);
    auto patch = ValueOf<std::vector<std::int64_t>>(json, "patch_size", inside);
    if (patch.size() != 2 && patch.size() != 3)
    {
      Fail(ErrorKind::BadModel, "{}: patch_size: found {} numbers, expected 2 or 3", inside, patch.size());
    }
    const int dimensions = static_cast<int>(patch.size());
    patch.insert(patch.begin(), 3 - patch.size(), 1);
    const Json architecture = ArchitectureOf(json, inside);
    const std::string network = inside + ": architecture";

    PlanConfiguration configuration;
    configuration.name = name;
    configuration.preprocessing = UnpackPreprocessing(document, json, dimensions, inside);
    RethrowAs(
        ErrorKind::BadModel, [&] { Validate(configuration.preprocessing); }, inside + ": ");
    configuration.network = UnpackNetwork(architecture, dimensions, network);
    configuration.network.options["input_channels"] = configuration.preprocessing.normalization.size();
    configuration.patchSize = {patch[0], patch[1], patch[2]};
    configuration.batchSize = ValueOf<std::int64_t>(json, "batch_size", inside);
    configuration.batchDice = ValueOf<bool>(json, "batch_dice", inside);
    configuration.previousStage = ValueOr<std::optional<std::string>>(json, "previous_stage", {}, inside).value_or("");
    CheckPatch(configuration, inside);
    if (configuration.batchSize < 1)
    {
      Fail(ErrorKind::BadModel, "{}: batch_size: found {}, expected at least 1", inside, configuration.batchSize);
    }
    return configuration;
  });
}

Plan
ParsePlan(const Json & json, const std::string & where)
{
  return RethrowAs(ErrorKind::BadModel, [&] {
    for (const char * key :
         {"dataset_name", "plans_name", "image_reader_writer", "transpose_forward", "configurations"})
    {
      (void)Field(json, key, where);
    }
    if (!json.at("configurations").is_object() || json.at("configurations").empty())
    {
      Fail(ErrorKind::BadModel, "{}: configurations: found {}, expected an object with at least one configuration",
           where, json.at("configurations").dump());
    }
    return Plan{json};
  });
}

} // namespace vox
