// SPDX-License-Identifier: Apache-2.0
#include "voxDicomFolder.h"
#include "voxDicomSegmentation.h"
#include "voxFuzz.h"

namespace vox::fuzz
{

void
FuzzDicomSegmentation(Bytes input)
{
  (void)ReadDicomSegmentation(AsFile(input, "x.dcm"));
}

/** What is known of a file from its header alone: the walk over its elements is ours. */
void
FuzzDicomHeader(Bytes input)
{
  const std::filesystem::path path = AsFile(input, "x.dcm");
  (void)ScanDicom(path);
  (void)PersonalTags(path);
}

} // namespace vox::fuzz
