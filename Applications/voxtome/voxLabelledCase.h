// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelledCase_h
#define voxLabelledCase_h

#include "voxDatasetFolder.h"
#include "voxFingerprint.h"
#include "voxRunContext.h"

namespace vox
{

/** Reads image and labels of a training case. Throws Error(BadInput) with one line for each problem of the case, naming
 * its file: a file that is missing or that the readers refuse, another number of channels than the data set names,
 * channels or labels on another grid, a label value that the data set does not declare. What DICOM needed to become a
 * volume (tilt, uneven slices) and contours to become labels is logged as warnings. */
[[nodiscard]] LabelledVolume ReadLabelledCase(const CaseFiles & files, const DatasetDescription & description,
                                              const RunContext & context = {});

} // namespace vox

#endif
