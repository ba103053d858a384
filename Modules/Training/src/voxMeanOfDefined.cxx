// SPDX-License-Identifier: Apache-2.0
#include "voxPseudoDice.h"

#include <cmath>
#include <limits>

namespace vox
{

double
MeanOfDefined(const std::vector<double> & values)
{
  double sum = 0.0;
  int defined = 0;
  for (const double value : values)
  {
    if (!std::isnan(value))
    {
      sum += value;
      ++defined;
    }
  }
  return defined == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / defined;
}

} // namespace vox
