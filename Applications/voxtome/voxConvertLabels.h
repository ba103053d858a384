// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvertLabels_h
#define voxConvertLabels_h

#include "voxSession.h"

#include <filesystem>

namespace vox
{

struct LabelConversion
{
  std::filesystem::path in;
  std::filesystem::path out;
  std::filesystem::path table; ///< names and colors of the values of `in`; empty: those of the file
  std::filesystem::path mapTo; ///< table with the wanted values of names; empty: they stay
};

/** Writes a label map with its names, colors and codes in another format. Labels that `mapTo` lacks become background,
 * with a warning. Throws Error(BadInput) for a table without any value of the file. */
void ConvertLabels(const LabelConversion & conversion, Session & session);

} // namespace vox

#endif
