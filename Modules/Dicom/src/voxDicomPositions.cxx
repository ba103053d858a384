// SPDX-License-Identifier: Apache-2.0
#include "voxDicomGroups.h"
#include "voxPrintable.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace vox
{
namespace
{

constexpr double kSamePositionMm = 0.01;

/** A header with the index of its position along the normal. */
struct Placed
{
  const DicomHeader * header;
  double distance;
  std::size_t position = 0;
};

double
DistanceAlongNormal(const DicomHeader & header)
{
  const auto & o = header.orientationPatient;
  const auto & p = header.instance.positionLps;
  if (o.empty() || !p)
  {
    return 0.0;
  }
  return (o[1] * o[5] - o[2] * o[4]) * (*p)[0] + (o[2] * o[3] - o[0] * o[5]) * (*p)[1] +
         (o[0] * o[4] - o[1] * o[3]) * (*p)[2];
}

/** Ascending along the normal, then by number and name. */
std::vector<Placed>
SortedAlongNormal(const std::vector<const DicomHeader *> & headers)
{
  std::vector<Placed> placed;
  for (const DicomHeader * header : headers)
  {
    placed.push_back({header, DistanceAlongNormal(*header)});
  }
  std::ranges::sort(placed, {}, &Placed::distance);
  for (std::size_t i = 1, first = 0; i < placed.size(); ++i)
  {
    const bool same = placed[i].distance - placed[first].distance <= kSamePositionMm;
    placed[i].position = placed[i - 1].position + (same ? 0 : 1);
    first = same ? first : i;
  }
  std::ranges::sort(placed, {}, [](const Placed & image) {
    const DicomInstance & instance = image.header->instance;
    return std::tuple<std::size_t, int, const std::string &>(image.position, instance.instanceNumber,
                                                             instance.file.native());
  });
  return placed;
}

/** Images at each position. */
std::map<std::size_t, std::vector<const DicomHeader *>>
ByPosition(const std::vector<Placed> & placed)
{
  std::map<std::size_t, std::vector<const DicomHeader *>> result;
  for (const Placed & image : placed)
  {
    result[image.position].push_back(image.header);
  }
  return result;
}

std::size_t
MostAtOnePosition(const std::vector<Placed> & placed)
{
  std::size_t most = 0;
  for (const auto & [position, images] : ByPosition(placed))
  {
    most = std::max(most, images.size());
  }
  return most;
}

/** Text in the order of its numbers, where it is made of digits: "9" before "10". */
struct ByNumber
{
  bool
  operator()(const std::string & a, const std::string & b) const
  {
    const auto key = [](const std::string & text) {
      char * end = nullptr;
      const double number = std::strtod(text.c_str(), &end);
      return std::make_pair(*end == '\0' && !text.empty() ? number : 0.0, std::string_view(text));
    };
    return key(a) < key(b);
  }
};

using Parts = std::map<std::string, std::vector<const DicomHeader *>, ByNumber>;

Parts
PartsByValue(const std::vector<Placed> & placed, SeriesMark mark)
{
  Parts parts;
  for (const Placed & image : placed)
  {
    parts[image.header->marks[static_cast<std::size_t>(mark)]].push_back(image.header);
  }
  return parts;
}

/** The first image in time of each position, the second of each and so on; nothing unless all positions have as many
 * images, at different times. */
Parts
PartsByOrder(const std::vector<Placed> & placed, SeriesMark mark)
{
  Parts parts;
  const auto positions = ByPosition(placed);
  for (const auto & [position, images] : positions)
  {
    std::map<std::string, const DicomHeader *> ordered;
    for (const DicomHeader * header : images)
    {
      ordered.emplace(header->marks[static_cast<std::size_t>(mark)], header);
    }
    if (ordered.size() != images.size() || images.size() != positions.begin()->second.size() || ordered.contains(""))
    {
      return {};
    }
    for (std::size_t order = 1; const auto & [time, header] : ordered)
    {
      parts[std::to_string(order++)].push_back(header);
    }
  }
  return parts;
}

/** Parts that a mark makes, if they are not more than images at one position, and less crowded. */
Parts
PartsThatHelp(const std::vector<Placed> & placed, SeriesMark mark, std::size_t most, bool whole)
{
  const bool isTime = mark >= SeriesMark::AcquisitionTime;
  Parts parts = isTime ? PartsByOrder(placed, mark) : PartsByValue(placed, mark);
  const bool fits = parts.size() > 1 && parts.size() <= most && std::ranges::all_of(parts, [&](const auto & part) {
                      const std::size_t left = MostAtOnePosition(SortedAlongNormal(part.second));
                      return whole ? left == 1 : left < most;
                    });
  return fits ? parts : Parts();
}

std::string
PartName(SeriesMark mark, const std::string & value)
{
  return std::string(NameOf(mark)) + " " + (value.empty() ? "unknown" : Printable(value));
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): each call has fewer images at one position
std::vector<HeaderGroup>
SplitByPosition(HeaderGroup group)
{
  const std::vector<Placed> placed = SortedAlongNormal(group.headers);
  std::ranges::transform(placed, group.headers.begin(), &Placed::header);
  const std::size_t most = MostAtOnePosition(placed);
  const DicomHeader & first = *group.headers.front();
  if (most == 1 || !first.instance.positionLps || first.orientationPatient.empty() || first.enhanced)
  {
    return {std::move(group)};
  }
  // A mark that leaves one image at each position is better than one that must be helped by a second.
  for (const bool whole : {true, false})
  {
    for (std::size_t i = 0; i < kSeriesMarks; ++i)
    {
      const auto mark = static_cast<SeriesMark>(i);
      std::vector<HeaderGroup> result;
      for (const auto & [value, headers] : PartsThatHelp(placed, mark, most, whole))
      {
        HeaderGroup part{headers, group.parts};
        part.parts.push_back(PartName(mark, value));
        std::ranges::move(SplitByPosition(std::move(part)), std::back_inserter(result));
      }
      if (!result.empty())
      {
        return result;
      }
    }
  }
  return {std::move(group)};
}

} // namespace vox
