// SPDX-License-Identifier: Apache-2.0
#include "voxDrawSurfaces.h"

#include "voxAnimationFile.h"
#include "voxDisplay.h"
#include "voxError.h"
#include "voxTensorMemory.h"
#include "voxWriteVolume.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** The largest distance of any point, for the bar of colors. */
double
LargestValue(const std::vector<Surface> & surfaces, const SurfaceRequest & request)
{
  double largest = -1.0;
  for (const Surface & surface : surfaces)
  {
    for (const double value : surface.values)
    {
      largest = std::max(largest, std::abs(value));
    }
  }
  if (largest < 0.0)
  {
    Fail(ErrorKind::BadInput, "{}: has none of the structures of {}, expected one of the same name", request.reference,
         request.labels);
  }
  constexpr double least = 0.1; // where all agree, the bar still needs an end
  return std::max(largest, least);
}

void
WritePng(const std::string & path, const Picture & picture)
{
  const at::Tensor rgb = NewTensor(std::array<std::int64_t, 4>{3, 1, picture.height, picture.width}, at::kByte);
  auto * const planes = MutableValuesOf<std::uint8_t>(rgb);
  const auto pixels = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
  {
    planes[i % 3 * pixels + i / 3] = picture.pixels[i];
  }
  WritePicture(path, rgb);
}

} // namespace

Json
WriteSurfacePicture(const DrawSurfacesCommand & command, const RunContext & context)
{
  SurfaceRequest request = command.request;
  if (!command.turntable)
  {
    request.options.reduction = 0.0; // six views of all triangles are drawn sooner than half of them are taken away
  }
  const std::vector<Surface> surfaces = MakeSurfaces(request, context);
  SurfacePictureOptions options = command.options;
  if (command.distance)
  {
    options.largestValue = LargestValue(surfaces, command.request);
    options.valueName = "mm to the reference";
  }
  const Display display(DisplayUse::OffScreen);
  if (!command.turntable)
  {
    const Picture picture = DrawSurfaces(surfaces, options);
    WritePng(command.output, picture);
    return {{"picture", command.output}, {"width_pixels", picture.width}, {"height_pixels", picture.height}};
  }
  constexpr int frames = 36, framesPerSecond = 12;
  AnimationFile animation(command.output, framesPerSecond);
  int done = 0;
  DrawTurntable(surfaces, options, frames, [&](const Picture & picture) {
    context.ThrowIfCancelled();
    animation.Add(picture);
    context.Report(++done / static_cast<double>(frames), "drawing");
  });
  animation.Commit();
  return {{"picture", command.output}, {"frames", frames}};
}

} // namespace vox
