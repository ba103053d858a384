// SPDX-License-Identifier: Apache-2.0
#include "voxNiceSteps.h"

#include <fmt/format.h>

#include <cmath>

namespace vox
{

double
NiceStepBelow(double limit)
{
  const double power = std::pow(10.0, std::floor(std::log10(limit)));
  for (const double factor : {5.0, 2.0})
  {
    if (factor * power <= limit * (1.0 + 1e-9))
    {
      return factor * power;
    }
  }
  return power;
}

std::vector<double>
LinearTicks(double low, double high, int count)
{
  // The next round step above the even division: 1, 2, 5 are at most a factor 2.5 apart.
  const double even = (high - low) / count;
  double step = NiceStepBelow(even);
  if (step < even * (1.0 - 1e-9))
  {
    step = NiceStepBelow(2.5 * step * (1.0 + 1e-9));
  }
  const double first = std::floor(low / step + 1e-9);
  const double last = std::ceil(high / step - 1e-9);
  std::vector<double> result;
  for (double i = first; i <= last; ++i)
  {
    result.push_back(i == 0.0 ? 0.0 : i * step);
  }
  return result;
}

std::vector<double>
LogarithmicTicks(double low, double high)
{
  const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
  last = last == first ? first + 1 : last;
  const int step = 1 + (last - first) / 8;
  std::vector<double> result;
  for (int exponent = first; exponent <= last; exponent += step)
  {
    const double power = std::pow(10.0, exponent);
    result.push_back(power);
    if (last - first <= 2 && exponent < last)
    {
      result.push_back(2.0 * power);
      result.push_back(5.0 * power);
    }
  }
  if (result.back() < high * (1.0 - 1e-9))
  {
    result.push_back(result.back() * std::pow(10.0, step));
  }
  return result;
}

std::string
TickText(double value)
{
  return fmt::format("{:.6g}", value);
}

} // namespace vox
