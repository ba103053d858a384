// SPDX-License-Identifier: Apache-2.0
#include "voxWeightSchedule.h"

#include "voxOptions.h"

namespace vox
{
namespace
{

WeightSchedule
Read(const Json & json, const std::string & where)
{
  if (json.is_number())
  {
    return {.from = json.get<double>(), .to = json.get<double>()};
  }
  if (!json.is_object() || !json.contains("from") || !json.contains("to") || !json.contains("last_epoch"))
  {
    Fail(ErrorKind::Usage,
         "{}: found {}, expected a number or an object with from, to and last_epoch (and first_epoch, if not 0)", where,
         json.dump());
  }
  WeightSchedule schedule;
  FromJson(json, schedule, where);
  return schedule;
}

} // namespace

WeightSchedule
ParseWeightSchedule(const Json & json, const std::string & where)
{
  const WeightSchedule schedule = Read(json, where);
  for (const double weight : {schedule.from, schedule.to})
  {
    if (!(weight >= 0.0))
    {
      Fail(ErrorKind::Usage, "{}: found {}, expected 0 or more", where, weight);
    }
  }
  if (schedule.firstEpoch < 0 || schedule.lastEpoch < schedule.firstEpoch)
  {
    Fail(ErrorKind::Usage, "{}: found first_epoch {} and last_epoch {}, expected 0 or more, and the last not before",
         where, schedule.firstEpoch, schedule.lastEpoch);
  }
  return schedule;
}

double
WeightAt(const WeightSchedule & schedule, std::int64_t epoch)
{
  if (epoch >= schedule.lastEpoch)
  {
    return schedule.to;
  }
  if (epoch <= schedule.firstEpoch)
  {
    return schedule.from;
  }
  const auto passed = static_cast<double>(epoch - schedule.firstEpoch);
  return schedule.from +
         (schedule.to - schedule.from) * passed / static_cast<double>(schedule.lastEpoch - schedule.firstEpoch);
}

} // namespace vox
