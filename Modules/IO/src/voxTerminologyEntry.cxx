// SPDX-License-Identifier: Apache-2.0
#include "voxTerminologyEntry.h"

#include "voxError.h"

#include <vector>

namespace vox
{
namespace
{

std::string
Triplet(const std::optional<CodedConcept> & code)
{
  if (!code)
  {
    return "^^";
  }
  for (const std::string & part : {code->scheme, code->value, code->meaning})
  {
    if (part.find_first_of("~^|") != std::string::npos)
    {
      Fail(ErrorKind::BadInput,
           "found '~', '^' or '|' in the code '{}', which separate codes in the file; leave them out", part);
    }
  }
  return fmt::format("{}^{}^{}", code->scheme, code->value, code->meaning);
}

std::vector<std::string_view>
Split(std::string_view text, char separator)
{
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator))
  {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::optional<CodedConcept>
ParseTriplet(const std::vector<std::string_view> & triplets, std::size_t i)
{
  const auto parts = i < triplets.size() ? Split(triplets[i], '^') : std::vector<std::string_view>{};
  if (parts.size() != 3 || parts[0].empty() || parts[1].empty())
  {
    return std::nullopt;
  }
  return CodedConcept{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

} // namespace

std::string
TerminologyEntry(const SegmentCodes & codes)
{
  return fmt::format("Segmentation category and type - DICOM master list~{}~{}~{}~Anatomic codes - DICOM master "
                     "list~{}~{}",
                     Triplet(codes.category), Triplet(codes.type), Triplet(codes.typeModifier), Triplet(codes.region),
                     Triplet(codes.regionModifier));
}

std::optional<SegmentCodes>
ParseTerminologyEntry(std::string_view entry)
{
  const std::vector<std::string_view> parts = Split(entry, '~');
  const std::optional<CodedConcept> category = ParseTriplet(parts, 1);
  const std::optional<CodedConcept> type = ParseTriplet(parts, 2);
  if (!category || !type)
  {
    return std::nullopt;
  }
  return SegmentCodes{*category, *type, ParseTriplet(parts, 3), ParseTriplet(parts, 5), ParseTriplet(parts, 6)};
}

} // namespace vox
