// SPDX-License-Identifier: Apache-2.0
#include "voxDicomGroups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace vox
{
namespace
{

constexpr double kCosineTolerance = 1e-3;
constexpr double kSpacingTolerance = 1e-4; // of the spacing

bool
AreClose(const std::vector<double> & a, const std::vector<double> & b, double absolute, double relative)
{
  return std::ranges::equal(
      a, b, [absolute, relative](double x, double y) { return std::abs(x - y) <= absolute + relative * std::abs(x); });
}

bool
LieInOneSpace(const DicomHeader & a, const DicomHeader & b)
{
  return a.patient == b.patient && a.seriesUid == b.seriesUid && a.instance.sopClassUid == b.instance.sopClassUid &&
         a.frameOfReferenceUid == b.frameOfReferenceUid && a.rows == b.rows && a.columns == b.columns &&
         a.echo == b.echo && a.mosaic == b.mosaic && a.enhanced == b.enhanced &&
         a.instance.positionLps.has_value() == b.instance.positionLps.has_value() &&
         (!a.enhanced || (!a.concatenationUid.empty() && a.concatenationUid == b.concatenationUid)) &&
         AreClose(a.orientationPatient, b.orientationPatient, kCosineTolerance, 0.0) &&
         AreClose(a.pixelSpacingMm, b.pixelSpacingMm, 0.0, kSpacingTolerance);
}

std::string
OrientationName(const DicomHeader & header)
{
  const auto & o = header.orientationPatient;
  if (o.empty())
  {
    return "without orientation";
  }
  const std::array<double, 3> normal{std::abs(o[1] * o[5] - o[2] * o[4]), std::abs(o[2] * o[3] - o[0] * o[5]),
                                     std::abs(o[0] * o[4] - o[1] * o[3])};
  constexpr std::array<std::string_view, 3> names{"sagittal", "coronal", "axial"};
  return std::string(names[static_cast<std::size_t>(std::ranges::max_element(normal) - normal.begin())]);
}

std::string
SpacingName(const DicomHeader & header)
{
  const auto & spacing = header.pixelSpacingMm;
  return spacing.empty() ? "without spacing" : fmt::format("{:.4g}x{:.4g} mm", spacing[0], spacing[1]);
}

/** In what groups of one series may differ, as words. */
constexpr std::size_t kDifferences = 6;
std::array<std::string, kDifferences>
Differences(const DicomHeader & header)
{
  return {OrientationName(header),
          fmt::format("{}x{}", header.rows, header.columns),
          SpacingName(header),
          header.echo.empty() ? "no echo" : header.echo,
          header.mosaic     ? "mosaic"
          : header.enhanced ? "multi-frame"
                            : "slices",
          header.instance.positionLps ? "with position" : "without position"};
}

/** Says of each group of a series in what it differs from the others. */
void
NameParts(const std::vector<HeaderGroup *> & groups)
{
  std::array<std::set<std::string>, kDifferences> found;
  for (const HeaderGroup * group : groups)
  {
    const auto words = Differences(*group->headers.front());
    for (std::size_t i = 0; i < kDifferences; ++i)
    {
      found[i].insert(words[i]);
    }
  }
  for (HeaderGroup * group : groups)
  {
    const auto words = Differences(*group->headers.front());
    for (std::size_t i = 0; i < kDifferences; ++i)
    {
      if (found[i].size() > 1)
      {
        group->parts.push_back(words[i]);
      }
    }
  }
}

} // namespace

std::vector<HeaderGroup>
GroupBySpace(const std::vector<const DicomHeader *> & headers)
{
  std::map<std::string_view, std::vector<HeaderGroup>> ofSeries;
  for (const DicomHeader * header : headers)
  {
    std::vector<HeaderGroup> & groups = ofSeries[header->seriesUid];
    // Searched from the end: files that follow each other mostly belong together.
    const auto found = std::ranges::find_if(groups.rbegin(), groups.rend(), [header](const HeaderGroup & group) {
      return LieInOneSpace(*group.headers.front(), *header);
    });
    if (found == groups.rend())
    {
      groups.push_back({{header}, {}});
    }
    else
    {
      found->headers.push_back(header);
    }
  }
  std::vector<HeaderGroup> all;
  for (auto & [uid, groups] : ofSeries)
  {
    std::vector<HeaderGroup *> named;
    std::ranges::transform(groups, std::back_inserter(named), [](HeaderGroup & group) { return &group; });
    NameParts(named);
    std::ranges::move(groups, std::back_inserter(all));
  }
  return all;
}

} // namespace vox
