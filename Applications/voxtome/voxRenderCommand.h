// SPDX-License-Identifier: Apache-2.0
#ifndef voxRenderCommand_h
#define voxRenderCommand_h

#include "voxSession.h"
#include "voxSliceMosaic.h"
#include "voxVolumePicture.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome render` was asked for. */
struct RenderCommand
{
  std::string image;
  std::string labels;                 ///< file of any kind of labels; may be empty
  std::string reference;              ///< likewise
  std::string heat;                   ///< image of numbers, instead of labels
  std::string heatOf;                 ///< which of them (ReadHeatMap)
  std::string names;                  ///< table with names and colors of the values
  std::string output;                 ///< .png
  std::string series;                 ///< UID, of DICOM
  std::optional<std::int64_t> volume; ///< which one of a 4D file
  bool isBody = false;                ///< a ray-cast picture instead of slices
  std::string window = "auto";        ///< or what ParseWindow takes
  std::string heatRange = "0,1";
  VolumePictureOptions body;  ///< of a ray-cast picture, likewise
  SliceMosaicOptions options; ///< its structures, colors and window come from the files and from the texts above
};

/** Draws slices of a case and writes the picture. */
void Run(const RenderCommand & command, Session & session);

} // namespace vox

#endif
