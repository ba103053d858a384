// SPDX-License-Identifier: Apache-2.0
#include "voxModalityTable.h"

#include "voxError.h"
#include "voxGdcmTags.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vox
{
namespace
{

const gdcm::Tag kSequence(0x0028, 0x3000);

/** Numbers of 16 bits, as they lie in a file that was written anew in little endian. */
std::vector<std::uint16_t>
Words(const gdcm::DataSet & item, const gdcm::Tag & tag)
{
  const gdcm::ByteValue * bytes = item.FindDataElement(tag) ? item.GetDataElement(tag).GetByteValue() : nullptr;
  std::vector<std::uint16_t> words(bytes == nullptr ? 0 : bytes->GetLength() / sizeof(std::uint16_t));
  if (!words.empty())
  {
    std::memcpy(words.data(), bytes->GetPointer(), words.size() * sizeof(std::uint16_t));
  }
  return words;
}

} // namespace

std::optional<ModalityTable>
ModalityTableOf(const gdcm::DataSet & header, const std::filesystem::path & file)
{
  if (!header.FindDataElement(kSequence))
  {
    return std::nullopt;
  }
  const std::vector<gdcm::DataSet> items = ItemsOf(header, kSequence, file.string());
  const std::vector<std::uint16_t> descriptor =
      items.size() == 1 ? Words(items.front(), {0x0028, 0x3002}) : std::vector<std::uint16_t>();
  if (descriptor.size() != 3 || (descriptor[2] != 8 && descriptor[2] != 16))
  {
    Fail(ErrorKind::BadInput,
         "{}: modality lookup table (0028,3000): found {} items and a descriptor (0028,3002) of {} numbers, expected "
         "one item, and three numbers that end in 8 or 16 bits; the values cannot be computed",
         file.string(), items.size(), descriptor.size());
  }
  const std::size_t count = descriptor[0] == 0 ? 65536 : descriptor[0];
  ModalityTable table;
  table.entries = Words(items.front(), {0x0028, 0x3006});
  if (descriptor[2] == 8 && table.entries.size() < count) // two entries share a word
  {
    std::vector<std::uint16_t> bytes;
    for (const std::uint16_t word : table.entries)
    {
      bytes.push_back(word & 0xFFU);
      bytes.push_back(word >> 8U);
    }
    table.entries = std::move(bytes);
  }
  if (table.entries.size() < count)
  {
    Fail(ErrorKind::BadInput,
         "{}: modality lookup table (0028,3000): found {} entries in its data (0028,3006), expected {} as its "
         "descriptor (0028,3002) says; the values cannot be computed",
         file.string(), table.entries.size(), count);
  }
  table.entries.resize(count);
  const bool isSigned = Unsigned16Of(header, {0x0028, 0x0103}).value_or(0) == 1;
  table.first = isSigned ? static_cast<double>(static_cast<std::int16_t>(descriptor[1])) : descriptor[1];
  table.unit = TextOf(items.front(), {0x0028, 0x3004}).value_or("US");
  return table;
}

void
RequireNoModalityTable(const gdcm::DataSet & header, const std::filesystem::path & file)
{
  if (header.FindDataElement(kSequence))
  {
    Fail(ErrorKind::BadInput,
         "{}: modality lookup table (0028,3000): found one in an image of several frames or colors, expected none or a "
         "rescale; export single gray slices",
         file.string());
  }
}

void
ApplyTable(const ModalityTable & table, std::span<float> values)
{
  const double last = static_cast<double>(table.entries.size() - 1);
  for (float & value : values)
  {
    const double entry = std::clamp(static_cast<double>(value) - table.first, 0.0, last);
    value = table.entries[static_cast<std::size_t>(entry)];
  }
}

} // namespace vox
