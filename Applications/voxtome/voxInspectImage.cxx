// SPDX-License-Identifier: Apache-2.0
#include "voxGridDescription.h"
#include "voxInspection.h"
#include "voxLabelHistogram.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"
#include "voxTextTable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace vox
{
namespace
{

/** A file with more distinct values than this is an image, not a label map. */
constexpr std::size_t kMostLabels = 256;

std::span<const float>
AllValues(const Volume & image)
{
  return {ValuesOf<float>(image.voxels), static_cast<std::size_t>(image.voxels.numel())};
}

/** Where all values are whole numbers and few of them differ. */
std::optional<LabelHistogram>
HistogramOf(const Volume & image)
{
  const std::span<const float> values = AllValues(image);
  constexpr float most = 65535.0F;
  const auto isLabel = [](float value) { return std::abs(value) <= most && value == std::nearbyint(value); };
  if (image.voxels.size(0) != 1 || !std::ranges::all_of(values, isLabel))
  {
    return std::nullopt;
  }
  LabelHistogram histogram;
  // Labels come in long runs; the map is asked once a run.
  for (auto run = values.begin(); run != values.end() && histogram.size() <= kMostLabels;)
  {
    const auto next = std::find_if(run, values.end(), [&](float value) { return value != *run; });
    histogram[static_cast<std::int32_t>(*run)] += next - run;
    run = next;
  }
  return histogram.size() <= kMostLabels ? std::optional(std::move(histogram)) : std::nullopt;
}

/** Segments without a voxel have no row; their names are told apart. */
void
AddHistogram(Inspection & inspection, const LabelHistogram & histogram, const ImageGeometry & geometry,
             const std::vector<Segment> & segments)
{
  std::vector<std::vector<std::string>> rows{{"value", "name", "voxels", "ml"}};
  Json list = Json::array();
  for (const auto & [value, count] : histogram)
  {
    const auto segment = std::ranges::find(segments, value, &Segment::value);
    const std::string name = segment == segments.end() ? "" : segment->name;
    const double milliliters = static_cast<double>(count) * VoxelVolumeMm3(geometry) / 1000.0;
    rows.push_back({std::to_string(value), name, std::to_string(count), fmt::format("{:.3f}", milliliters)});
    list.push_back({{"value", value}, {"voxels", count}, {"ml", milliliters}});
    if (!name.empty())
    {
      list.back()["name"] = name;
    }
  }
  if (segments.empty())
  {
    for (std::vector<std::string> & row : rows)
    {
      row.erase(row.begin() + 1);
    }
  }
  inspection.text += '\n';
  inspection.text += TextTable(rows);
  inspection.json["histogram"] = list;
  std::vector<std::string> absent;
  for (const Segment & segment : segments)
  {
    if (!histogram.contains(segment.value))
    {
      absent.push_back(segment.name);
    }
  }
  if (!absent.empty())
  {
    inspection.text += fmt::format("without a voxel: {}\n", fmt::join(absent, ", "));
    inspection.json["without_voxels"] = absent;
  }
}

/** A file of layers, whose segments may overlap: a table of all, since no voxel has one value. */
void
AddSegments(Inspection & inspection, const std::filesystem::path & file)
{
  const Segmentation segmentation = ReadSegmentation(file);
  const Inspection segments = InspectSegments(segmentation);
  inspection.text += fmt::format("\n{} layers, whose segments may overlap\n", segmentation.layers.size());
  inspection.text += segments.text;
  inspection.json["layers"] = segmentation.layers.size();
  inspection.json["segments"] = segments.json;
}

} // namespace

Inspection
InspectImage(const std::filesystem::path & file, std::optional<std::int64_t> volume, const RunContext & context)
{
  const ImageInfo info = ReadImageInfo(file);
  for (const std::string & note : info.notes)
  {
    context.Log(LogLevel::Warning, note);
  }
  const ImageGeometry & geometry = info.geometry;
  const std::string volumes = info.frames > 1 ? fmt::format(", {} volumes", info.frames) : "";
  std::vector<std::pair<std::string, std::string>> lines{
      {"file", file.string()},
      {"grid", GridWords(geometry)},
      {"extent mm (x, y, z)",
       fmt::format("{:.5g} x {:.5g} x {:.5g}", geometry.size.x * geometry.spacingMm.x,
                   geometry.size.y * geometry.spacingMm.y, geometry.size.z * geometry.spacingMm.z)},
      {"origin mm (LPS)", fmt::format("{:.6g}", fmt::join(geometry.originLps, ", "))},
      {"type", fmt::format("{}, {} value{} a voxel, {}{}", info.componentType, info.components,
                           info.components == 1 ? "" : "s", info.format, volumes)}};
  Inspection inspection;
  inspection.json = {{"kind", "image"},
                     {"file", file.string()},
                     {"geometry", GridJson(geometry)},
                     {"dimensions", info.dimensions},
                     {"components", info.components},
                     {"volumes", info.frames},
                     {"component_type", info.componentType},
                     {"format", info.format},
                     {"notes", info.notes}};
  if (info.frames > 1 && !volume)
  {
    lines.emplace_back("range", fmt::format("of one volume with --volume 0 to {}", info.frames - 1));
    inspection.text = TextList(lines);
    return inspection;
  }
  const std::vector<Segment> segments = ReadSegmentNames(file);
  if (!segments.empty() && info.components > 1)
  {
    inspection.text = TextList(lines);
    AddSegments(inspection, file);
    return inspection;
  }
  const Volume image = ReadImage(file, {volume});
  const auto [minimum, maximum] = std::ranges::minmax(AllValues(image));
  lines.emplace_back("range", fmt::format("{:g} to {:g}", minimum, maximum));
  inspection.text = TextList(lines);
  inspection.json["minimum"] = minimum;
  inspection.json["maximum"] = maximum;
  if (const auto histogram = HistogramOf(image))
  {
    AddHistogram(inspection, *histogram, geometry, segments);
  }
  return inspection;
}

} // namespace vox
