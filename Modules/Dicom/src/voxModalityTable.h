// SPDX-License-Identifier: Apache-2.0
#ifndef voxModalityTable_h
#define voxModalityTable_h

#include <gdcmDataSet.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** The modality lookup table of an image (PS3.3 C.11.1), which stands in place of a rescale: values that are no line of
 * the stored numbers. */
struct ModalityTable
{
  double first = 0.0;                 ///< stored number of the first entry; below it the first counts
  std::vector<std::uint16_t> entries; ///< at least one; the last counts beyond the end
  std::string unit;                   ///< (0028,3004): "HU", "US" (unspecified) ...
};

/** The table of (0028,3000), or nothing. Throws Error(BadInput), naming the attribute: no descriptor or data, fewer
 * entries than declared, entries that are neither of 8 nor of 16 bits. */
[[nodiscard]] std::optional<ModalityTable> ModalityTableOf(const gdcm::DataSet & header,
                                                           const std::filesystem::path & file);

/** Throws Error(BadInput) for a file with such a table, which the standard has for single gray images alone. */
void RequireNoModalityTable(const gdcm::DataSet & header, const std::filesystem::path & file);

/** Stored numbers to values, in place. */
void ApplyTable(const ModalityTable & table, std::span<float> values);

} // namespace vox

#endif
