// SPDX-License-Identifier: Apache-2.0
#include "voxRandom.h"

#include <cmath>
#include <numbers>

namespace vox
{
namespace
{

/** SplitMix64 (Steele et al. 2014): spreads small, similar stream names over all 64 bits. */
std::uint64_t
Mix(std::uint64_t value)
{
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

void
PhiloxRound(std::array<std::uint32_t, 4> & counter, const std::array<std::uint32_t, 2> & key)
{
  const std::uint64_t product0 = 0xD2511F53ULL * counter[0];
  const std::uint64_t product1 = 0xCD9E8D57ULL * counter[2];
  counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
             static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
}

} // namespace

Random::Random(std::uint64_t seed, std::initializer_list<std::uint64_t> stream)
{
  std::uint64_t high = Mix(seed);
  for (const std::uint64_t name : stream)
  {
    // The constant keeps a name of 0 from undoing the mixing before it.
    high = Mix(high ^ Mix(name ^ 0xD1B54A32D192ED03ULL));
  }
  const std::uint64_t key = Mix(seed ^ 0x5851F42D4C957F2DULL);
  m_Key = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
  // The upper half of the counter names the stream, the lower half counts blocks within it.
  m_Counter = {0, 0, static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)};
}

void
Random::Refill()
{
  std::array<std::uint32_t, 2> key = m_Key;
  m_Block = m_Counter;
  for (int round = 0; round < 10; ++round)
  {
    PhiloxRound(m_Block, key);
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  if (++m_Counter[0] == 0)
  {
    ++m_Counter[1];
  }
  m_Used = 0;
}

std::uint32_t
Random::Bits()
{
  if (m_Used == 4)
  {
    Refill();
  }
  return m_Block[m_Used++];
}

double
Random::Uniform()
{
  const std::uint64_t high = Bits() >> 5;
  const std::uint64_t low = Bits() >> 6;
  return static_cast<double>((high << 26) | low) * 0x1p-53;
}

double
Random::Uniform(double low, double high)
{
  return low + (high - low) * Uniform();
}

std::int64_t
Random::Integer(std::int64_t low, std::int64_t high)
{
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  const auto draw = [this] { return (static_cast<std::uint64_t>(Bits()) << 32) | Bits(); };
  if (span == 0)
  {
    return static_cast<std::int64_t>(draw());
  }
  // Values below `surplus` would make the first remainders more likely than the others.
  const std::uint64_t surplus = (0 - span) % span;
  std::uint64_t value = draw();
  while (value < surplus)
  {
    value = draw();
  }
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + value % span);
}

bool
Random::Bernoulli(double probability)
{
  return Uniform() < probability;
}

double
Random::Normal()
{
  const double radius = std::sqrt(-2.0 * std::log1p(-Uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * Uniform());
}

void
Random::FillNormal(std::span<float> values, double standardDeviation)
{
  // Both numbers of each Box-Muller pair are used, in float: noise on intensities needs no more.
  const auto sigma = static_cast<float>(standardDeviation);
  for (std::size_t i = 0; i < values.size(); i += 2)
  {
    const float uniform = (static_cast<float>(Bits() >> 8) + 0.5F) * 0x1p-24F;
    const float radius = sigma * std::sqrt(-2.0F * std::log(uniform));
    const float angle = 2.0F * std::numbers::pi_v<float> * (static_cast<float>(Bits() >> 8) * 0x1p-24F);
    values[i] = radius * std::cos(angle);
    if (i + 1 < values.size())
    {
      values[i + 1] = radius * std::sin(angle);
    }
  }
}

} // namespace vox
