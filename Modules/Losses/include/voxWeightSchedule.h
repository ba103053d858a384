// SPDX-License-Identifier: Apache-2.0
#ifndef voxWeightSchedule_h
#define voxWeightSchedule_h

#include "voxJson.h"

#include <cstdint>
#include <string>

namespace vox
{

/** A weight that goes from one value to another over the epochs: `from` until `firstEpoch`, `to` from `lastEpoch` on, a
 * straight line between. Epochs count from 0. With both epochs the same it is a step: `to` from that epoch on. */
struct WeightSchedule
{
  double from = 1.0;
  double to = 1.0;
  std::int64_t firstEpoch = 0;
  std::int64_t lastEpoch = 0;
};

template <typename TVisitor>
void
VisitFields(WeightSchedule & o, TVisitor && visit)
{
  visit("from", o.from, "weight until first_epoch");
  visit("to", o.to, "weight from last_epoch on");
  visit("first_epoch", o.firstEpoch, "epoch where the change begins, counted from 0");
  visit("last_epoch", o.lastEpoch, "epoch where the change ends");
}

/** Of a number, which holds for all epochs, or of an object with `from`, `to`, `last_epoch`, and `first_epoch` where it
 * is not 0. Throws Error(Usage) that begins with `where` for anything else, for weights below 0 and for epochs below 0
 * or in the wrong order. */
[[nodiscard]] WeightSchedule ParseWeightSchedule(const Json & json, const std::string & where);

[[nodiscard]] double WeightAt(const WeightSchedule & schedule, std::int64_t epoch);

} // namespace vox

#endif
