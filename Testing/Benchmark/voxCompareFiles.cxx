// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxMeasure.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

namespace vox::benchmark
{

// Reads settings["image"] or, with `write`, writes it to settings["written"]; `labels` says that it is a label map.
// Both take all processors.
Json
CompareFiles(const Json & settings)
{
  const std::string file = settings.at("image").get<std::string>();
  const bool labels = settings.value("labels", false);
  const auto read = [&] { return labels ? ReadLabelMap(file) : ReadImage(file); };
  if (settings.value("write", false))
  {
    const Volume volume = read();
    const std::string written = settings.at("written").get<std::string>();
    return Measure(settings, [&] { labels ? WriteLabelMap(written, volume) : WriteImage(written, volume); });
  }
  Volume volume;
  Json result = Measure(settings, [&](Stopwatch & watch) {
    watch.Stop(); // what was read before is given back, which the others do not count either
    volume = {};
    watch.Start();
    volume = read();
  });
  WriteTensors(settings.at("output").get<std::string>(), {{"image", volume.voxels[0]}});
  return result;
}

} // namespace vox::benchmark
