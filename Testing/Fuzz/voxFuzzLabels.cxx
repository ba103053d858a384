// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxLabelTable.h"
#include "voxSegmentationFile.h"

#include <array>

namespace vox::fuzz
{

/** The first byte chooses the ending, which says how the rest is read. */
void
FuzzLabelTable(Bytes input)
{
  constexpr std::array<std::string_view, 4> names{"x.txt", "x.label", "x.csv", "x.tsv"};
  const std::size_t choice = input.empty() ? 0 : std::to_integer<std::size_t>(input[0]) % names.size();
  (void)ReadLabelTable(AsFile(input.subspan(input.empty() ? 0 : 1), names[choice]));
}

/** Label tables in headers: an extension of NIfTI, or keys of NRRD. */
void
FuzzLabelMap(Bytes input)
{
  const bool isNrrd = input.size() > 3 && input[0] == std::byte{'N'} && input[1] == std::byte{'R'};
  (void)ReadSegmentation(AsFile(input, isNrrd ? "x.seg.nrrd" : "x.nii"));
}

} // namespace vox::fuzz
