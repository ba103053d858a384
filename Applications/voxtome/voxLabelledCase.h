// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelledCase_h
#define voxLabelledCase_h

#include "voxDatasetFolder.h"
#include "voxFingerprint.h"

namespace vox
{

/** Reads image and labels of a training case. Throws Error(BadInput) that names the files: channels or labels on
 * another grid, a label value that the data set does not declare, everything that the readers refuse. */
[[nodiscard]] LabelledVolume ReadLabelledCase(const CaseFiles & files, const DatasetDescription & description);

} // namespace vox

#endif
