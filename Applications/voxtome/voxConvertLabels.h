// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvertLabels_h
#define voxConvertLabels_h

#include "voxRunContext.h"
#include "voxSegmentation.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace vox
{

/** What labels are to be called, and which values they are to have. */
struct LabelNames
{
  std::string table; ///< file with names and colors of the values; empty: those that came along
  std::string mapTo; ///< file with the wanted values of names; empty: they stay
};

struct LabelConversion
{
  std::filesystem::path in;
  std::filesystem::path out;
  LabelNames names;
  std::optional<std::int64_t> volume; ///< of a 4D file; its values have no names
};

/** The labels of the file `in` with these names and values. Labels that `mapTo` lacks become background, with a
 * warning. Throws Error(BadInput) for a table without any value of the file, and for a table where segments overlap. */
[[nodiscard]] Segmentation Renamed(Segmentation labels, const LabelNames & names, const std::string & in,
                                   const RunContext & context);

/** Writes a label map with its names, colors and codes in another format. Throws as Renamed and WriteSegmentation. */
void ConvertLabels(const LabelConversion & conversion, const RunContext & context);

} // namespace vox

#endif
