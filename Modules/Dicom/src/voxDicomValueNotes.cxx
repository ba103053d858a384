// SPDX-License-Identifier: Apache-2.0
#include "voxDicomAssembly.h"
#include "voxGdcmTags.h"
#include "voxPrintable.h"

#include <fmt/format.h>

namespace vox
{
namespace
{

/** True if the file holds Philips' own scale slope: (2005,xx0E) in a block that Philips reserved. */
bool
HasPhilipsScaling(const gdcm::DataSet & header)
{
  for (std::uint16_t block = 0x10; block <= 0xFF; ++block)
  {
    const std::optional<std::string> creator = TextOf(header, {0x2005, block});
    const auto element = static_cast<std::uint16_t>((block << 8U) | 0x0EU);
    if (creator && creator->starts_with("Philips MR Imaging DD 001") &&
        header.FindDataElement(gdcm::Tag(0x2005, element)))
    {
      return true;
    }
  }
  return false;
}

} // namespace

std::vector<std::string>
ValueNotes(const gdcm::DataSet & header)
{
  std::vector<std::string> notes;
  const std::string photometric = TextOf(header, {0x0028, 0x0004}).value_or("");
  if (photometric == "MONOCHROME1")
  {
    notes.emplace_back("MONOCHROME1: shown inverted by viewers; the values are kept, they are measurements");
  }
  if (photometric.starts_with("YBR") || photometric == "RGB")
  {
    notes.push_back(fmt::format("colors ({}): three channels, red, green and blue", Printable(photometric)));
  }
  if (const std::optional<int> padding = Unsigned16Of(header, {0x0028, 0x0120}))
  {
    const bool isSigned = Unsigned16Of(header, {0x0028, 0x0103}).value_or(0) == 1;
    const int value = isSigned && *padding > 32767 ? *padding - 65536 : *padding;
    notes.push_back(fmt::format("stored value {} stands for pixels outside of the image (0028,0120); kept", value));
  }
  if (header.FindDataElement(gdcm::Tag(0x0028, 0x3000)))
  {
    notes.emplace_back("the values are those of the modality lookup table (0028,3000)");
  }
  if (header.FindDataElement(gdcm::Tag(0x0040, 0x9096)))
  {
    notes.emplace_back("a map to real-world values (0040,9096) is not applied: the units are those of the rescale");
  }
  if (HasPhilipsScaling(header))
  {
    notes.emplace_back(
        "Philips' private scaling (2005,100E) is not applied: the values are those of the standard rescale, "
        "as other tools read them, and of series of different scaling they do not compare");
  }
  if (TextOf(header, {0x0028, 0x2110}) == "01")
  {
    notes.emplace_back("compressed with loss (0028,2110): the values are not those of the scanner");
  }
  return notes;
}

} // namespace vox
