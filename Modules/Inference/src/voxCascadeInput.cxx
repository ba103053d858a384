// SPDX-License-Identifier: Apache-2.0
#include "voxCascadeInput.h"

#include "voxError.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

namespace vox
{

std::vector<std::string>
InputNames(const DatasetDescription & description, const PlanConfiguration & configuration)
{
  std::vector<std::string> names = description.channelNames;
  if (!configuration.previousStage.empty())
  {
    for (const std::int64_t value : description.ForegroundValues())
    {
      names.push_back(fmt::format("label {} of {}", value, configuration.previousStage));
    }
  }
  return names;
}

void
RequireDeclaredValues(const at::Tensor & labels, const DatasetDescription & description, const std::string & stage)
{
  at::Tensor known = labels.eq(0);
  for (const std::int64_t value : description.ForegroundValues())
  {
    known.logical_or_(labels.eq(value));
  }
  if (!known.all().item<bool>())
  {
    Fail(ErrorKind::BadInput, "labels of '{}': found the value {}, expected 0 and the labels of the model: {}", stage,
         labels.masked_select(known.logical_not())[0].item<std::int64_t>(),
         fmt::join(description.ForegroundValues(), ", "));
  }
}

at::Tensor
WithOneHot(const at::Tensor & image, const at::Tensor & labels, const std::vector<std::int64_t> & values)
{
  std::vector<std::int64_t> sizes = image.sizes().vec();
  sizes[0] += std::ssize(values);
  at::Tensor channels = at::empty(sizes, at::kFloat);
  channels.narrow(0, 0, image.size(0)).copy_(image);
  for (std::size_t i = 0; i < values.size(); ++i)
  {
    channels.select(0, image.size(0) + static_cast<std::int64_t>(i)).copy_(labels.eq(values[i]));
  }
  return channels;
}

} // namespace vox
