// SPDX-License-Identifier: Apache-2.0
#ifndef voxNumpyRandom_h
#define voxNumpyRandom_h

#include <cstdint>
#include <random>
#include <vector>

namespace vox
{

/** The numbers of `numpy.random.RandomState(seed)`, bit for bit, where nnU-Net's results depend on them: splits, the
 * intensity sample of the fingerprint, foreground locations. New code uses Random. */
class NumpyRandom
{
public:
  explicit NumpyRandom(std::uint32_t seed);

  /** Uniform integer in [0, maximum], by masked rejection; maximum 0 consumes nothing. */
  std::uint64_t BoundedInteger(std::uint64_t maximum);
  /** `permutation(n)`: Fisher-Yates from the end. */
  std::vector<std::int64_t> Permutation(std::int64_t n);
  /** `choice(n, size, replace=True)`. */
  std::vector<std::int64_t> ChoiceWithReplacement(std::int64_t n, std::int64_t size);
  /** `choice(n, size, replace=False)`: the first `size` entries of a permutation. Requires size <= n. */
  std::vector<std::int64_t> ChoiceWithoutReplacement(std::int64_t n, std::int64_t size);

private:
  std::mt19937 m_Engine;
};

} // namespace vox

#endif
