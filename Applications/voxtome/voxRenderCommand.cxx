// SPDX-License-Identifier: Apache-2.0
#include "voxRenderCommand.h"

#include "voxFileNotes.h"
#include "voxHeatMap.h"
#include "voxReadVolume.h"
#include "voxShownLabels.h"
#include "voxWriteVolume.h"

namespace vox
{
namespace
{

CaseImage
ReadShownImage(const RenderCommand & command, const RunContext & context)
{
  CaseImage read = ReadCase({"", {command.image}, {}}, {{}, {command.series}, command.volume}, context);
  WarnOfNotes(std::filesystem::path(command.image), context);
  LogNotes(read.notes, context);
  return read;
}

at::Tensor
Draw(const RenderCommand & command, SliceMosaicOptions options, const RunContext & context)
{
  const CaseImage read = ReadShownImage(command, context);
  options.photograph = HasPictureEnding(command.image);
  if (command.window != "auto")
  {
    options.window = ParseWindow(command.window);
  }
  if (!command.heat.empty())
  {
    options.heatRange = ParseWindow(command.heatRange);
    WarnOfNotes(std::filesystem::path(command.heat), context);
    const HeatMap heat = ReadHeatMap(command.heat, command.heatOf, command.volume, read.image.geometry);
    options.heatName = options.heatName.empty() ? heat.name : options.heatName;
    return RenderHeatMosaic(read.image, heat.numbers, options);
  }
  ShownLabels shown = ReadShownLabels({command.labels, command.reference, command.names}, read, context);
  if (command.isBody)
  {
    VolumePictureOptions body = command.body;
    body.structures = std::move(shown.structures);
    body.colors = std::move(shown.colors);
    return RenderVolumePicture(read.image, shown.labels ? &*shown.labels : nullptr, body, context.ThreadCount());
  }
  options.structures = std::move(shown.structures);
  options.colors = std::move(shown.colors);
  return RenderSliceMosaic(read.image, shown.labels ? &*shown.labels : nullptr,
                           shown.reference ? &*shown.reference : nullptr, options);
}

} // namespace

void
Run(const RenderCommand & command, Session & session)
{
  const at::Tensor picture = Draw(command, command.options, session.context);
  WritePicture(command.output, picture);
  session.terminal.Print(fmt::format("{}: {} x {} pixels", command.output, picture.size(3), picture.size(2)));
  session.terminal.Result(
      {{"picture", command.output}, {"width_pixels", picture.size(3)}, {"height_pixels", picture.size(2)}});
}

} // namespace vox
