// SPDX-License-Identifier: Apache-2.0
#include "voxOptionChecks.h"

#include "voxError.h"
#include "voxSizeRules.h"

namespace vox
{
namespace
{

/** Beyond so many levels a single voxel of the coarsest one stands for more than any image. */
constexpr std::size_t kMostLevels = 16;

} // namespace

void
RequireShape(int dimensions, std::int64_t inputChannels, std::int64_t outputChannels, const char * where)
{
  if (dimensions != 2 && dimensions != 3)
  {
    Fail(ErrorKind::BadModel, "{}: found {} dimensions, expected 2 or 3", where, dimensions);
  }
  RequirePositive(inputChannels, "input_channels", where);
  RequirePositive(outputChannels, "output_channels", where);
}

void
RequireLength(std::size_t found, std::size_t expected, const char * name, const char * where)
{
  if (found != expected)
  {
    Fail(ErrorKind::BadModel, "{}: {} has {} entries, expected {}", where, name, found, expected);
  }
}

void
RequireAtLeast(std::int64_t value, std::int64_t least, const char * name, const char * where)
{
  if (value < least)
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected {} or more", where, name, value, least);
  }
}

void
RequirePositive(std::int64_t value, const char * name, const char * where)
{
  RequireAtLeast(value, 1, name, where);
}

void
RequireAllPositive(const std::vector<std::int64_t> & values, const char * name, const char * where)
{
  for (const std::int64_t value : values)
  {
    RequirePositive(value, name, where);
  }
}

void
RequireLevels(const std::vector<std::int64_t> & features, std::size_t fewest, const char * where)
{
  if (features.size() < fewest || features.size() > kMostLevels)
  {
    Fail(ErrorKind::BadModel, "{}: found {} levels in features, expected {} to {}", where, features.size(), fewest,
         kMostLevels);
  }
  RequireAllPositive(features, "an entry of features", where);
}

void
RequireMultiple(std::int64_t value, std::int64_t divisor, const char * name, const char * where)
{
  if (value % divisor != 0)
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected a multiple of {}", where, name, value, divisor);
  }
}

void
RequireMultiple(std::int64_t value, std::int64_t divisor, const char * name, const char * divisorName,
                const char * where)
{
  RequirePositive(value, name, where);
  RequirePositive(divisor, divisorName, where);
  if (value % divisor != 0)
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected a multiple of {}, which is {}", where, name, value, divisorName,
         divisor);
  }
}

void
RequireOdd(const Zyx<std::int64_t> & value, int dimensions, const char * name, const char * where)
{
  for (std::size_t axis = FirstAxis(dimensions); axis < 3; ++axis)
  {
    RequirePositive(value[axis], name, where);
    if (value[axis] % 2 == 0)
    {
      Fail(ErrorKind::BadModel, "{}: {} is {}, expected an odd number", where, name, value[axis]);
    }
  }
}

void
RequireStride(const Zyx<std::int64_t> & value, int dimensions, std::int64_t largest, const char * where)
{
  for (std::size_t axis = FirstAxis(dimensions); axis < 3; ++axis)
  {
    if (value[axis] < 1 || value[axis] > largest)
    {
      Fail(ErrorKind::BadModel, "{}: a stride is {}, expected 1 to {}", where, value[axis], largest);
    }
  }
}

void
RequirePositiveNumber(double value, const char * name, const char * where)
{
  if (!(value > 0.0))
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected a positive number", where, name, value);
  }
}

void
RequireProbability(double value, const char * name, const char * where)
{
  if (!(value >= 0.0 && value < 1.0))
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected 0 or more and below 1", where, name, value);
  }
}

void
RequireSlope(double value, const char * name, const char * where)
{
  if (!(value >= 0.0 && value <= 1.0))
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected 0 to 1", where, name, value);
  }
}

} // namespace vox
