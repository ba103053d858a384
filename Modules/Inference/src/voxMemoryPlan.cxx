// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryPlan.h"

#include "voxError.h"

#include <charconv>
#include <cmath>

namespace vox
{
namespace
{

struct Choice
{
  kernels::RingType ring;
  std::int64_t slabBytes;
};

/** From the fastest to the smallest. */
constexpr Choice choices[] = {{kernels::RingType::Float32, LabelSink::DefaultSlabBytes},
                              {kernels::RingType::Float32, 0},
                              {kernels::RingType::Float16, 0}};

[[noreturn]] void
Refuse(const MemoryForecast & forecast, std::int64_t allowed, bool byOption)
{
  Fail(ErrorKind::Resource, "not enough memory: forecast {}, {} {:.2f} GB; {}", forecast.Text(),
       byOption ? "--max-ram allows" : "this process can get", static_cast<double>(allowed) / 0x1p30,
       byOption ? "allow more, or use fewer folds at a time"
                : "free memory or raise its limit, or try --max-ram, which saves some");
}

} // namespace

MemoryPlan
PlanMemory(const ImageFile & image, const PreprocessRecord & record, ForecastSettings settings, std::int64_t maxRam,
           std::int64_t available)
{
  MemoryPlan plan;
  for (const Choice & choice : choices)
  {
    plan.ring = settings.ring = choice.ring;
    plan.slabBytes = settings.slabBytes = choice.slabBytes;
    plan.forecast = ForecastMemory(image, record, settings);
    if (maxRam == 0 || plan.forecast.Peak() <= maxRam)
    {
      break;
    }
  }
  const std::int64_t peak = plan.forecast.Peak();
  if (maxRam > 0 && peak > maxRam)
  {
    Refuse(plan.forecast, maxRam, true);
  }
  if (peak > available)
  {
    Refuse(plan.forecast, available, false);
  }
  return plan;
}

std::int64_t
ParseMemorySize(std::string_view text, std::string_view where)
{
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const bool isGiga = unit == "G" || unit == "g";
  if (error != std::errc() || !(isGiga || unit == "M" || unit == "m") || !(value > 0.0 && value < 1e6))
  {
    Fail(ErrorKind::Usage, "{}: found '{}', expected a size such as 4G or 800M", where, text);
  }
  return static_cast<std::int64_t>(std::ceil(value * (isGiga ? 0x1p30 : 0x1p20)));
}

} // namespace vox
