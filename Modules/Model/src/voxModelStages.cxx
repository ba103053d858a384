// SPDX-License-Identifier: Apache-2.0
#include "voxModelStages.h"

#include "voxError.h"

#include <fmt/ranges.h>

namespace vox
{

void
RequirePreviousStage(const Model & model, const std::string & where)
{
  if (!model.previousStage)
  {
    return;
  }
  const Model & previous = *model.previousStage;
  const std::string expected = model.plan.Configuration(model.configuration, where + ": plan").previousStage;
  if (previous.configuration != expected)
  {
    Fail(ErrorKind::BadModel, "{}: found the previous stage '{}' of configuration '{}', expected {}", where,
         previous.configuration, model.configuration, expected.empty() ? "none" : "'" + expected + "' as in the plan");
  }
  if (previous.folds.empty())
  {
    Fail(ErrorKind::BadModel, "{}: the previous stage '{}' has no fold, expected at least one", where, expected);
  }
  if (previous.description.ForegroundValues() != model.description.ForegroundValues())
  {
    Fail(ErrorKind::BadModel,
         "{}: the previous stage '{}' labels the values [{}], expected [{}]; train both on one data set", where,
         expected, fmt::join(previous.description.ForegroundValues(), ", "),
         fmt::join(model.description.ForegroundValues(), ", "));
  }
}

std::optional<std::filesystem::path>
ResultsBeside(const std::filesystem::path & folder, const std::string & configuration, const std::string & other)
{
  std::filesystem::path whole = std::filesystem::absolute(folder).lexically_normal();
  if (whole.filename().empty()) // ends in a separator
  {
    whole = whole.parent_path();
  }
  const std::string name = whole.filename().string();
  const std::string ending = "__" + configuration;
  const std::size_t trainerAndPlans = name.size() - std::min(name.size(), ending.size());
  const std::size_t separator = name.find("__");
  if (!name.ends_with(ending) || separator == 0 || separator + 2 >= trainerAndPlans)
  {
    return std::nullopt;
  }
  return whole.parent_path() / (name.substr(0, trainerAndPlans) + "__" + other);
}

} // namespace vox
