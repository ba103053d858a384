// SPDX-License-Identifier: Apache-2.0
#include "voxNumpyRandom.h"

#include "voxError.h"

#include <bit>
#include <limits>
#include <numeric>

namespace vox
{

NumpyRandom::NumpyRandom(std::uint32_t seed) : m_Engine(seed)
{}

std::uint64_t
NumpyRandom::BoundedInteger(std::uint64_t maximum)
{
  if (maximum == 0)
  {
    return 0;
  }
  const std::uint64_t mask = std::numeric_limits<std::uint64_t>::max() >> std::countl_zero(maximum);
  const bool wide = maximum > std::numeric_limits<std::uint32_t>::max();
  std::uint64_t value = 0;
  do
  {
    value = m_Engine();
    if (wide)
    {
      // NumPy puts the first draw into the upper half.
      value = (value << 32) | m_Engine();
    }
    value &= mask;
  } while (value > maximum);
  return value;
}

std::vector<std::int64_t>
NumpyRandom::Permutation(std::int64_t n)
{
  std::vector<std::int64_t> result(static_cast<std::size_t>(n));
  std::iota(result.begin(), result.end(), 0);
  for (std::int64_t i = n - 1; i > 0; --i)
  {
    std::swap(result[static_cast<std::size_t>(i)], result[BoundedInteger(static_cast<std::uint64_t>(i))]);
  }
  return result;
}

std::vector<std::int64_t>
NumpyRandom::ChoiceWithReplacement(std::int64_t n, std::int64_t size)
{
  if (n < 1)
  {
    Fail(ErrorKind::Internal, "a choice with replacement needs at least one item, found {}", n);
  }
  std::vector<std::int64_t> result(static_cast<std::size_t>(size));
  for (std::int64_t & value : result)
  {
    value = static_cast<std::int64_t>(BoundedInteger(static_cast<std::uint64_t>(n - 1)));
  }
  return result;
}

std::vector<std::int64_t>
NumpyRandom::ChoiceWithoutReplacement(std::int64_t n, std::int64_t size)
{
  if (size > n)
  {
    Fail(ErrorKind::Internal, "cannot choose {} of {} items without replacement", size, n);
  }
  std::vector<std::int64_t> result = Permutation(n);
  result.resize(static_cast<std::size_t>(size));
  return result;
}

} // namespace vox
