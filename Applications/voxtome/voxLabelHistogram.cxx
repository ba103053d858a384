// SPDX-License-Identifier: Apache-2.0
#include "voxLabelHistogram.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>

namespace vox
{

LabelHistogram
CountLabels(const Volume & labels)
{
  const at::Tensor voxels = Int32Labels(labels.voxels);
  const std::span<const std::int32_t> values(ValuesOf<std::int32_t>(voxels), static_cast<std::size_t>(voxels.numel()));
  LabelHistogram histogram;
  // Labels come in long runs; the map is asked once a run.
  for (auto run = values.begin(); run != values.end();)
  {
    const auto next = std::find_if(run, values.end(), [&](std::int32_t value) { return value != *run; });
    histogram[*run] += next - run;
    run = next;
  }
  return histogram;
}

void
RequireDeclaredLabels(const LabelHistogram & histogram, std::span<const std::int64_t> allowed, std::string_view file,
                      std::string_view declaredBy)
{
  for (const auto & [value, count] : histogram)
  {
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
    {
      Fail(ErrorKind::BadInput,
           "{}: {} voxels hold the label {}, expected only {} ({}); correct the label map or declare the label", file,
           count, value, fmt::join(allowed, ", "), declaredBy);
    }
  }
}

std::set<std::int64_t>
ValuesOfLabels(const Volume & labels, const std::filesystem::path & file)
{
  std::set<std::int64_t> values;
  for (const auto & [value, count] : CountLabels(labels))
  {
    if (value < 0)
    {
      Fail(ErrorKind::BadInput, "{}: {} voxels hold the label {}, expected 0 or more; is it a label map?",
           file.string(), count, value);
    }
    values.insert(value);
  }
  return values;
}

} // namespace vox
