// SPDX-License-Identifier: Apache-2.0
#include "voxFileNotes.h"

#include "voxReadVolume.h"

namespace vox
{

void
WarnOfNotes(const std::filesystem::path & file, const RunContext & context)
{
  if (!HasImageEnding(file) || !std::filesystem::is_regular_file(file))
  {
    return;
  }
  for (const std::string & note : ReadImageInfo(file).notes)
  {
    context.Log(LogLevel::Warning, note);
  }
}

void
WarnOfNotes(const CaseFiles & files, const RunContext & context)
{
  for (const std::filesystem::path & channel : files.channels)
  {
    WarnOfNotes(channel, context);
  }
  if (files.labels)
  {
    WarnOfNotes(*files.labels, context);
  }
}

} // namespace vox
