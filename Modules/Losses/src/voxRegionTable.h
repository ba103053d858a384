// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionTable_h
#define voxRegionTable_h

#include <cstdint>
#include <vector>

namespace vox
{

/** Which regions each label is in. */
class RegionTable
{
public:
  static constexpr std::int64_t headsPerWord = 32;

  RegionTable() = default;
  /** Region i holds the labels of regions[i]; without regions, region k holds label k. */
  RegionTable(const std::vector<std::vector<std::int64_t>> & regions, std::int64_t heads);

  /** Bit h: the label is in region 32 word + h. */
  [[nodiscard]] std::uint32_t
  Members(std::int64_t label, std::int64_t word) const
  {
    return label >= 0 && label < m_Labels ? m_Words[static_cast<std::size_t>(word * m_Labels + label)] : 0U;
  }

private:
  std::int64_t m_Labels = 0; ///< the largest one plus 1
  std::vector<std::uint32_t> m_Words;
};

} // namespace vox

#endif
