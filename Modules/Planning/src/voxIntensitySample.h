// SPDX-License-Identifier: Apache-2.0
#ifndef voxIntensitySample_h
#define voxIntensitySample_h

#include "voxPreprocessOptions.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** A large sample of intensities that holds each distinct value once, with the number of times it was drawn. */
class IntensitySample
{
public:
  /** Adds a value `count` times. */
  void Add(float value, std::uint32_t count);
  [[nodiscard]] bool
  Empty() const
  {
    return m_Entries.empty();
  }
  /** Exact statistics of the whole sample. Requires at least one value. */
  [[nodiscard]] IntensityStatistics Statistics();

private:
  struct Entry
  {
    float value;
    std::uint32_t count;
  };

  /** Sorts by value and merges equal values. */
  void Compact();

  std::vector<Entry> m_Entries;
  std::size_t m_CompactSize = 0; ///< after the last Compact()
};

} // namespace vox

#endif
