// SPDX-License-Identifier: Apache-2.0
#include "voxSliceViewer.h"

#include "voxBase64.h"
#include "voxDisplayGrid.h"
#include "voxError.h"
#include "voxGzip.h"
#include "voxJson.h"
#include "voxMarkup.h"
#include "voxPercentileWindow.h"
#include "voxRankedLabels.h"
#include "voxReducedGrid.h"
#include "voxStructureColors.h"
#include "voxTensorMemory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>

namespace vox
{

extern const std::string_view kSliceViewerScript;
extern const std::string_view kSliceViewerStyle;

namespace
{

constexpr double kSameGridVoxels = 1e-3;

/** One channel as a volume of its own. */
Volume
ChannelOf(const Volume & image, std::int64_t channel)
{
  const auto & size = image.geometry.size;
  if (channel < 0 || channel >= image.voxels.size(0))
  {
    Fail(ErrorKind::Usage, "slice viewer: found channel {}, expected 0 to {}", channel, image.voxels.size(0) - 1);
  }
  const auto whole = std::make_shared<const at::Tensor>(Contiguous(image.voxels));
  const std::array<std::int64_t, 4> sizes{1, size.z, size.y, size.x};
  const std::array<std::int64_t, 4> strides{Product(size), size.y * size.x, size.x, 1};
  return {TensorOver(ValuesOf<float>(*whole) + channel * Product(size), sizes, strides, at::kFloat, whole),
          image.geometry};
}

/** Whether any labeled voxel lies in the image; also where nothing is labeled. */
bool
Meets(const Volume & labels, const ImageGeometry & image)
{
  const auto & size = labels.geometry.size;
  const std::int32_t * values = ValuesOf<std::int32_t>(labels.voxels);
  bool isLabeled = false;
  for (std::int64_t i = 0; i < Product(size); ++i)
  {
    if (values[i] == 0)
    {
      continue;
    }
    isLabeled = true;
    const Zyx<double> voxel{static_cast<double>(i / (size.y * size.x)), static_cast<double>(i / size.x % size.y),
                            static_cast<double>(i % size.x)};
    const Zyx<double> place = VoxelFromWorld(image, WorldFromVoxel(labels.geometry, voxel));
    bool isInside = true;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      isInside = isInside && place[axis] >= -0.5 && place[axis] < static_cast<double>(image.size[axis]) - 0.5;
    }
    if (isInside)
    {
      return true;
    }
  }
  return !isLabeled;
}

/** What stands below the viewer. */
using Notes = std::vector<std::string>;

/** The map on its own grid, or on that of the image where only rounding keeps it from there. */
Volume
TakeMap(const SliceViewerMap & map, const ImageGeometry & image, Notes & notes)
{
  if (map.labels->voxels.dim() != 4 || map.labels->voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found voxels of shape [{}], expected [1, D, H, W]", map.name,
         fmt::join(map.labels->voxels.sizes(), ", "));
  }
  Volume labels{Int32Labels(map.labels->voxels), map.labels->geometry};
  if (CornerDistanceVoxels(image, labels.geometry) <= kSameGridVoxels)
  {
    labels.geometry = image;
    return labels;
  }
  if (!Meets(labels, image))
  {
    Fail(ErrorKind::BadInput,
         "{}: found no labeled voxel inside of the image ({}), expected maps of one patient in one position; compare "
         "both with `voxtome inspect`",
         map.name, Describe(image));
  }
  notes.push_back(
      fmt::format("{}: on another grid ({}), shown by the nearest voxel.", map.name, Describe(map.labels->geometry)));
  return labels;
}

/** In the slice with the most labels that of their voxels which lies nearest to their center; the center of the volume
 * without labels. */
Zyx<std::int64_t>
StartOf(std::span<const std::int32_t> labels, const Zyx<std::int64_t> & size)
{
  const std::int64_t area = size.y * size.x;
  Zyx<std::int64_t> best{size.z / 2, size.y / 2, size.x / 2};
  std::vector<std::int64_t> places; // in the slice, of its labeled voxels
  for (std::int64_t z = 0; z < size.z && !labels.empty(); ++z)
  {
    const auto slice = labels.subspan(static_cast<std::size_t>(z * area), static_cast<std::size_t>(area));
    if (slice.size() - static_cast<std::size_t>(std::ranges::count(slice, 0)) > places.size())
    {
      best.z = z;
      places.clear();
      for (std::int64_t i = 0; i < area; ++i)
      {
        if (slice[static_cast<std::size_t>(i)] != 0)
        {
          places.push_back(i);
        }
      }
    }
  }
  if (places.empty())
  {
    return best;
  }
  std::int64_t sumY = 0;
  std::int64_t sumX = 0;
  for (const std::int64_t place : places)
  {
    sumY += place / size.x;
    sumX += place % size.x;
  }
  const auto count = static_cast<std::int64_t>(places.size());
  const auto distance = [&](std::int64_t place) {
    const std::int64_t dy = place / size.x - sumY / count;
    const std::int64_t dx = place % size.x - sumX / count;
    return dy * dy + dx * dx;
  };
  const std::int64_t nearest = *std::ranges::min_element(places, std::less<>(), distance);
  return {best.z, nearest / size.x, nearest % size.x};
}

Json
GridOf(const ImageGeometry & grid)
{
  // Rows and columns of the arrays run against the axes of the grid.
  const Zyx<double> first{0.0, static_cast<double>(grid.size.y - 1), static_cast<double>(grid.size.x - 1)};
  const Vector3 origin = WorldFromVoxel(grid, first);
  Json steps = Json::array();
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    Zyx<double> next = first;
    next[axis] += axis == 0 ? 1.0 : -1.0;
    const Vector3 place = WorldFromVoxel(grid, next);
    steps.push_back({place[0] - origin[0], place[1] - origin[1], place[2] - origin[2]});
  }
  Json json;
  json["size"] = {grid.size.z, grid.size.y, grid.size.x};
  json["spacing"] = {grid.spacingMm.z, grid.spacingMm.y, grid.spacingMm.x};
  json["origin"] = {origin[0], origin[1], origin[2]};
  json["steps"] = steps;
  json["planes"] = Json::array();
  for (const SliceView & view : SliceViews)
  {
    const bool isLine = std::min(grid.size[view.rowAxis], grid.size[view.columnAxis]) == 1;
    if (!isLine || Product(grid.size) == std::max({grid.size.z, grid.size.y, grid.size.x}))
    {
      Json letters = Json::array();
      for (const char letter : EdgeLetters(view, grid))
      {
        letters.push_back(std::string(1, letter));
      }
      json["planes"].push_back({{"name", view.name},
                                {"normal", view.normalAxis},
                                {"row", view.rowAxis},
                                {"column", view.columnAxis},
                                {"letters", letters}});
    }
  }
  return json;
}

/** Names and colors by rank, and what a reader can switch: structures, of one rank or several. */
void
AddStructures(Json & model, const LabelRanks & ranks, const SliceViewerOptions & options)
{
  model["colors"] = Json::array({Json::array({0, 0, 0})});
  model["names"] = Json::array({"background"});
  std::map<std::size_t, Json> named; // by their place in the list of structures
  std::vector<Json> unnamed;
  const auto add = [&](const std::string & name, const Rgb & color) {
    const std::size_t rank = model["colors"].size();
    model["colors"].push_back(color);
    model["names"].push_back(name);
    return Json{{"name", name}, {"color", color}, {"ranks", {rank}}};
  };
  for (const std::int32_t value : ranks.values)
  {
    const std::size_t position = StructurePosition(options.structures, value);
    const bool isNamed = position < options.structures.size();
    const auto given = options.colors.find(value);
    const Rgb color = given != options.colors.end() ? given->second : StructureColor(options.structures, value);
    const Json entry = add(isNamed ? options.structures[position].name : fmt::format("label {}", value), color);
    if (!isNamed)
    {
      unnamed.push_back(entry);
    }
    else if (const auto [place, isNew] = named.try_emplace(position, entry); !isNew)
    {
      place->second["ranks"].push_back(entry["ranks"][0]);
    }
  }
  if (ranks.others > 0)
  {
    unnamed.push_back(add(fmt::format("{} further labels", ranks.others), {160, 160, 160}));
  }
  model["structures"] = Json::array();
  for (const auto & [position, entry] : named)
  {
    model["structures"].push_back(entry);
  }
  for (const Json & entry : unnamed)
  {
    model["structures"].push_back(entry);
  }
}

void
NoteGrid(Notes & notes, const ImageGeometry & image, const ReducedGrid & grid, const IntensityWindow & window)
{
  notes.insert(notes.begin(),
               fmt::format("Black is {:.6g}, white is {:.6g}, with 256 levels of grey.", window[0], window[1]));
  if (const double angle = ObliqueAngle(image); ObliqueAngle(grid.whole) < angle)
  {
    notes.push_back(fmt::format("Axes of the file {:.1f} degrees from the patient's; cut along the patient's.", angle));
  }
  const auto & [z, y, x] = grid.factors;
  if (x * y * z > 1)
  {
    notes.push_back(fmt::format("Smaller than the image: {} x {} x {} voxels (left to right, anterior to posterior, "
                                "inferior to superior) are one here; intensities are their mean, labels those at the "
                                "center, so that small structures can be missing.",
                                x, y, z));
  }
}

std::string
Template(std::span<const std::uint8_t> bytes)
{
  return fmt::format("<template>{}</template>\n", Base64(Gzipped(bytes)));
}

} // namespace

PageWidget
SliceViewer(const Volume & image, std::span<const SliceViewerMap> maps, const SliceViewerOptions & options)
{
  if (options.mostVoxels < 1)
  {
    Fail(ErrorKind::Usage, "slice viewer: found at most {} voxels, expected 1 or more", options.mostVoxels);
  }
  const Volume channel = ChannelOf(image, options.channel);
  const IntensityWindow window = options.window ? *options.window : PercentileWindow(channel.voxels, 0.5, 99.5);
  if (!(window[0] < window[1]) || !std::isfinite(window[1] - window[0]))
  {
    Fail(ErrorKind::Usage, "slice viewer: found a window of {} to {}, expected finite and ascending intensities",
         window[0], window[1]);
  }
  const ReducedGrid grid = MakeReducedGrid(DisplayGeometry(image.geometry, false), options.mostVoxels);

  Notes notes;
  std::vector<std::vector<std::int32_t>> labels;
  for (const SliceViewerMap & map : maps)
  {
    labels.push_back(ReducedLabels(TakeMap(map, image.geometry, notes), grid));
  }
  NoteGrid(notes, image.geometry, grid, window);
  const LabelRanks ranks = RanksOf(labels);

  Json model = GridOf(grid.reduced);
  model["window"] = {window[0], window[1]};
  const Zyx<std::int64_t> start =
      StartOf(labels.empty() ? std::span<const std::int32_t>{} : labels.front(), grid.reduced.size);
  model["start"] = {start.z, start.y, start.x};
  model["maps"] = Json::array();
  std::string volumes = Template(ReducedIntensities(channel, grid, window));
  for (std::size_t i = 0; i < maps.size(); ++i)
  {
    model["maps"].push_back(maps[i].name);
    volumes += Template(Ranked(labels[i], ranks));
  }
  AddStructures(model, ranks, options);

  const std::string title = Escaped(options.title);
  std::string html = fmt::format("<div class=\"sv\" role=\"group\" aria-label=\"{}\" data-model=\"{}\">\n",
                                 title.empty() ? "Slice viewer" : title,
                                 Escaped(model.dump(-1, ' ', false, Json::error_handler_t::replace)));
  html += title.empty() ? "" : fmt::format("<h3>{}</h3>\n", title);
  html += "<p class=\"sv-status\" role=\"status\">The slices are shown by a script of this page, which does not run "
          "here.</p>\n";
  html += fmt::format("<p class=\"sv-note\">{}</p>\n{}</div>\n", Escaped(fmt::format("{}", fmt::join(notes, " "))),
                      volumes);
  return {html, kSliceViewerScript, kSliceViewerStyle};
}

} // namespace vox
