// SPDX-License-Identifier: Apache-2.0
#ifndef voxRandom_h
#define voxRandom_h

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace vox
{

/** Random numbers that are a pure function of (seed, stream): the same numbers on any thread, in any order of work.
 * A stream is named by what the numbers are for, for instance Random(seed, { epoch, iteration, sample }).
 * Generator: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 * DOI 10.1145/2063384.2063405). Not for cryptography. Cheap to make and to copy; not shared between threads. */
class Random
{
public:
  explicit Random(std::uint64_t seed, std::initializer_list<std::uint64_t> stream = {});

  /** 32 uniform bits. */
  std::uint32_t Bits();
  /** Uniform in [0, 1), 53 bits. */
  double Uniform();
  /** Uniform in [low, high). */
  double Uniform(double low, double high);
  /** Uniform integer in [low, high], both included, without bias. Requires low <= high. */
  std::int64_t Integer(std::int64_t low, std::int64_t high);
  /** True with this probability; 0 is never, 1 is always. Always consumes one number. */
  bool Bernoulli(double probability);
  /** Standard normal (Box-Muller). */
  double Normal();
  /** Fills with independent normal numbers of mean 0 and this standard deviation. */
  void FillNormal(std::span<float> values, double standardDeviation);

private:
  void Refill();

  std::array<std::uint32_t, 2> m_Key;
  std::array<std::uint32_t, 4> m_Counter;
  std::array<std::uint32_t, 4> m_Block{};
  unsigned m_Used = 4;
};

} // namespace vox

#endif
