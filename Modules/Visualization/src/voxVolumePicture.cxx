// SPDX-License-Identifier: Apache-2.0
#include "voxVolumePicture.h"

#include "voxError.h"
#include "voxParallelFor.h"
#include "voxPictureLegend.h"
#include "voxPictureTheme.h"
#include "voxRayCaster.h"
#include "voxStructureColors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

ViewAxes
AxesFrom(ViewFrom from)
{
  switch (from)
  {
  case ViewFrom::Anterior:
    return {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
  case ViewFrom::Posterior:
    return {{-1, 0, 0}, {0, 0, 1}, {0, -1, 0}};
  case ViewFrom::Left:
    return {{0, 1, 0}, {0, 0, 1}, {-1, 0, 0}};
  case ViewFrom::Right:
    return {{0, -1, 0}, {0, 0, 1}, {1, 0, 0}};
  case ViewFrom::Superior:
    return {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
  default:
    return {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
  }
}

/** Letter of the side of the patient that an axis of the view points to. */
std::string
LetterOf(const Vector3 & axis)
{
  static constexpr std::array<std::string_view, 3> letters{"RL", "AP", "IS"};
  for (std::size_t i = 0; i < 3; ++i)
  {
    if (axis[i] != 0.0)
    {
      return std::string(1, letters[i][axis[i] > 0.0 ? 1 : 0]);
    }
  }
  return {};
}

double
Dot(const Vector3 & a, const Vector3 & b)
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** What the eight corners of the grid span along the axes of the view: right, up, forward. */
struct Extent
{
  Vector3 lower;
  Vector3 upper;
};

Extent
ExtentOf(const ImageGeometry & geometry, const ViewAxes & axes)
{
  Extent extent;
  extent.lower.fill(std::numeric_limits<double>::max());
  extent.upper.fill(std::numeric_limits<double>::lowest());
  for (unsigned corner = 0; corner < 8; ++corner)
  {
    Zyx<double> voxel;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      voxel[axis] = (corner >> axis & 1U) != 0 ? static_cast<double>(geometry.size[axis]) - 0.5 : -0.5;
    }
    const Vector3 world = WorldFromVoxel(geometry, voxel);
    const Vector3 seen{Dot(world, axes.right), Dot(world, axes.up), Dot(world, axes.forward)};
    for (std::size_t i = 0; i < 3; ++i)
    {
      extent.lower[i] = std::min(extent.lower[i], seen[i]);
      extent.upper[i] = std::max(extent.upper[i], seen[i]);
    }
  }
  return extent;
}

constexpr std::size_t kMostValues = 65536; ///< with background, of 16 bits

struct ShownLabelMap
{
  std::vector<std::uint16_t> places; ///< of each voxel of the image, that of its color + 1
  std::vector<Rgb> colors;
  std::vector<LegendEntry> legend;
  bool isResampled = false;
};

/** The labels on the grid of the image, numbered in the order of their values. */
ShownLabelMap
MapOf(const Volume * labels, const ImageGeometry & grid, const VolumePictureOptions & options)
{
  ShownLabelMap map;
  if (labels == nullptr)
  {
    return map;
  }
  if (labels->voxels.dim() != 4 || labels->voxels.size(0) != 1)
  {
    Fail(ErrorKind::BadInput, "labels: found {} axes or several channels, expected [1, D, H, W]", labels->voxels.dim());
  }
  const at::Tensor voxels = labels->voxels.to(at::kInt).contiguous();
  const auto * values = voxels.const_data_ptr<std::int32_t>();
  std::map<std::int32_t, std::uint16_t> places{{0, 0}};
  map.isResampled = CornerDistanceVoxels(labels->geometry, grid) > 1e-3;
  map.places.resize(static_cast<std::size_t>(Product(grid.size)));
  std::int32_t last = 0;
  std::uint16_t lastPlace = 0;
  std::size_t position = 0;
  for (std::int64_t z = 0; z < grid.size.z; ++z)
  {
    for (std::int64_t y = 0; y < grid.size.y; ++y)
    {
      for (std::int64_t x = 0; x < grid.size.x; ++x, ++position)
      {
        auto at = static_cast<std::int64_t>(position);
        if (map.isResampled)
        {
          const Zyx<double> there = VoxelFromWorld(
              labels->geometry,
              WorldFromVoxel(grid, {static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)}));
          at = 0;
          for (std::size_t axis = 0; axis < 3; ++axis)
          {
            const auto nearest = static_cast<std::int64_t>(std::floor(there[axis] + 0.5));
            const bool isInside = nearest >= 0 && nearest < labels->geometry.size[axis];
            at = at < 0 || !isInside ? -1 : at * labels->geometry.size[axis] + nearest;
          }
        }
        const std::int32_t value = at < 0 ? 0 : values[at];
        if (value != last)
        {
          last = value;
          const auto [place, isNew] = places.try_emplace(value, static_cast<std::uint16_t>(places.size()));
          if (isNew && places.size() > kMostValues)
          {
            Fail(ErrorKind::BadInput,
                 "labels: found more than {} values, expected at most as many for a picture of a body",
                 kMostValues - 1);
          }
          lastPlace = place->second;
        }
        map.places[position] = lastPlace;
      }
    }
  }
  map.colors.resize(places.size() - 1);
  for (const auto & [value, place] : places)
  {
    if (place != 0)
    {
      const auto given = options.colors.find(value);
      map.colors[place - 1U] =
          given != options.colors.end() ? given->second : StructureColor(options.structures, value);
      const std::size_t structure = StructurePosition(options.structures, value);
      map.legend.push_back(
          {structure < options.structures.size() ? options.structures[structure].name : fmt::format("label {}", value),
           map.colors[place - 1U]});
    }
  }
  return map;
}

at::Tensor
CastAll(const RayCaster & caster, const ViewAxes & axes, const Extent & extent, double mmPerPixel, std::int64_t height,
        std::int64_t width, int threads)
{
  at::Tensor picture = at::empty({3, height, width}, at::kFloat);
  auto * values = picture.mutable_data_ptr<float>();
  ParallelFor(0, height, 4, threads, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row)
    {
      for (std::int64_t column = 0; column < width; ++column)
      {
        const double right = extent.lower[0] + (static_cast<double>(column) + 0.5) * mmPerPixel;
        const double up = extent.upper[1] - (static_cast<double>(row) + 0.5) * mmPerPixel;
        Vector3 start;
        for (std::size_t i = 0; i < 3; ++i)
        {
          start[i] = axes.right[i] * right + axes.up[i] * up + axes.forward[i] * extent.lower[2];
        }
        const auto color = caster.Cast(start, axes.forward, extent.upper[2] - extent.lower[2], BackgroundColor);
        for (std::int64_t c = 0; c < 3; ++c)
        {
          values[(c * height + row) * width + column] = color[static_cast<std::size_t>(c)];
        }
      }
    }
  });
  return picture;
}

} // namespace

at::Tensor
RenderVolumePicture(const Volume & image, const Volume * labels, const VolumePictureOptions & options, int threads)
{
  Validate(options);
  if (options.channel >= image.voxels.size(0))
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected one of the {} of the image, from 0", options.channel,
         image.voxels.size(0));
  }
  const at::Tensor voxels = image.voxels[options.channel].to(at::kFloat).contiguous();
  const OpacityCurve curve(options.preset, voxels);
  ShownLabelMap map = MapOf(labels, image.geometry, options);
  const ViewAxes axes = AxesFrom(options.from);
  const Extent extent = ExtentOf(image.geometry, axes);
  const std::int64_t available = options.widthPixels - 2 * Margin;
  // As wide as the picture allows, and not higher than it is wide.
  const double mmPerPixel =
      std::max(extent.upper[0] - extent.lower[0], extent.upper[1] - extent.lower[1]) / static_cast<double>(available);
  const auto pixels = [&](std::size_t axis) {
    return std::max<std::int64_t>(1, std::lround((extent.upper[axis] - extent.lower[axis]) / mmPerPixel));
  };
  const std::int64_t width = pixels(0);
  const std::int64_t height = pixels(1);
  const RayCaster caster(image.geometry, voxels.const_data_ptr<float>(), curve, std::move(map.places), map.colors,
                         options.labelOpacity, threads);

  constexpr std::size_t MostEntries = 40;
  if (map.legend.size() > MostEntries)
  {
    const std::size_t all = map.legend.size();
    map.legend.resize(MostEntries);
    map.legend.back() = {fmt::format("and {} more", all - MostEntries + 1), BackgroundColor};
  }
  if (map.isResampled)
  {
    map.legend.push_back({"labels on another grid: nearest voxels", BackgroundColor});
  }
  const std::vector<PlacedEntry> legend = PlaceLegend(map.legend, available);
  const std::int64_t top = Margin + TextHeight + HeadingGap + RowGap;
  const std::int64_t below = top + height + RowGap + HeadingGap;
  Canvas canvas(options.widthPixels, below + LineCount(legend) * LegendLineHeight + Margin, BackgroundColor);
  const std::int64_t left = (options.widthPixels - width) / 2;
  canvas.DrawText(Margin, Margin, options.title, TitleColor);
  const std::string side = fmt::format("from {}", NameOf(options.from));
  canvas.DrawText(options.widthPixels - Margin - TextWidth(side), Margin, side, TextColor);
  // Rays nearer to each other than a third of a voxel would show nothing more.
  const auto & spacing = image.geometry.spacingMm;
  const double rayMm = std::max(mmPerPixel, std::min({spacing.z, spacing.y, spacing.x}) / 3.0);
  const auto rays = [&](std::size_t axis) {
    return std::max<std::int64_t>(1, std::lround((extent.upper[axis] - extent.lower[axis]) / rayMm));
  };
  const at::Tensor cast = CastAll(caster, axes, extent, rayMm, rays(1), rays(0), threads);
  canvas.DrawPicture(left, top, at::upsample_bilinear2d(cast.unsqueeze(0), {height, width}, false)[0].contiguous());
  const Vector3 toLeft{-axes.right[0], -axes.right[1], -axes.right[2]};
  const Vector3 down{-axes.up[0], -axes.up[1], -axes.up[2]};
  const std::int64_t middleX = left + (width - TextWidth("R")) / 2;
  const std::int64_t middleY = top + (height - TextBaseline) / 2;
  canvas.DrawTextOnPicture(std::max<std::int64_t>(left - 16, 8), middleY, LetterOf(toLeft), LetterColor);
  canvas.DrawTextOnPicture(std::min(left + width + 6, options.widthPixels - 18), middleY, LetterOf(axes.right),
                           LetterColor);
  canvas.DrawTextOnPicture(middleX, top - TextHeight - 2, LetterOf(axes.up), LetterColor);
  canvas.DrawTextOnPicture(middleX, top + height + 4, LetterOf(down), LetterColor);
  DrawLegend(canvas, below, legend);
  return canvas.ToTensor();
}

} // namespace vox
