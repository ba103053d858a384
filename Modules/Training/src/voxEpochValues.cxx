// SPDX-License-Identifier: Apache-2.0
#include "voxEpochValues.h"

#include <functional>
#include <limits>

namespace vox
{
namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

EpochValue
ValueOf(std::string name, EpochValueKind kind, std::span<const EpochRecord> epochs,
        const std::function<double(const EpochRecord &)> & read)
{
  std::vector<double> history;
  for (const EpochRecord & record : epochs)
  {
    history.push_back(read(record));
  }
  return MakeEpochValue(std::move(name), kind, std::move(history));
}

} // namespace

std::vector<EpochValue>
EpochValues(std::span<const EpochRecord> epochs, std::span<const std::string> structures)
{
  using enum EpochValueKind;
  std::vector<EpochValue> values{ValueOf("training loss", Loss, epochs, &EpochRecord::trainingLoss),
                                 ValueOf("validation loss", Loss, epochs, &EpochRecord::validationLoss),
                                 ValueOf("mean pseudo-Dice", Score, epochs, &EpochRecord::meanPseudoDice)};
  for (std::size_t i = 0; structures.size() > 1 && i < structures.size(); ++i)
  {
    values.push_back(ValueOf(structures[i], ScoreOfStructure, epochs, [i](const EpochRecord & record) {
      return i < record.pseudoDice.size() ? record.pseudoDice[i] : kNone;
    }));
  }
  values.push_back(ValueOf("learning rate", Other, epochs, &EpochRecord::learningRate));
  values.push_back(ValueOf("seconds per epoch", Other, epochs, &EpochRecord::epochSeconds));
  return values;
}

} // namespace vox
