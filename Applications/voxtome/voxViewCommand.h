// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewCommand_h
#define voxViewCommand_h

#include "voxSession.h"
#include "voxViewer.h"

#include <cstdint>
#include <optional>
#include <string>

namespace vox
{

/** What `voxtome view` was asked for. */
struct ViewCommand
{
  std::string image;      ///< file, DICOM, or folder of cases
  std::string labels;     ///< file, or folder with a file for each case; may be empty
  std::string reference;  ///< likewise
  std::string names;      ///< table with names and colors of the values
  std::string series;     ///< UID, of DICOM
  std::string screenshot; ///< .png to write instead of showing a window
  std::string caseName;   ///< that is shown first; empty: the first one
  std::optional<std::int64_t> volume;
  ViewerOptions options;
};

/** Shows the window, or writes the picture of it. */
void Run(const ViewCommand & command, Session & session);

} // namespace vox

#endif
