// SPDX-License-Identifier: Apache-2.0
#include "voxOutputPath.h"

#include "voxAtomicFile.h"
#include "voxError.h"

namespace vox
{

void
PrepareFolder(const std::filesystem::path & folder)
{
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
  {
    Fail(ErrorKind::BadInput, "{}: the folder cannot be made ({}); choose a writable place", folder.string(),
         error.message());
  }
  RequireWritable(folder / ".voxtome-probe");
}

void
RequireWritable(const std::filesystem::path & file)
{
  const AtomicFile probe(file);
}

} // namespace vox
