// SPDX-License-Identifier: Apache-2.0
#ifndef voxEnsemble_h
#define voxEnsemble_h

#include "voxDatasetDescription.h"
#include "voxVolume.h"

#include <cstddef>
#include <functional>

namespace vox
{

/** Mean of the probabilities float32 [K, D, H, W] that several models gave for one image, on its grid. `read(i)` gives
 * those of member i; they are added in float32 in their order, as nnUNetv2_ensemble 2.8.1 does, and one member is in
 * memory at a time beside the sum. Throws Error(BadInput), naming the member by its number, for no members, other
 * shapes, or grids that differ. */
[[nodiscard]] Volume MeanProbabilities(std::size_t members, const std::function<Volume(std::size_t)> & read);

/** Labels int32 [1, D, H, W] from probabilities [K, D, H, W] on the same grid. Classes: the most probable wins, ties go
 * to the lower class. Regions: painted in order where more probable than 0.5, as DecodeLabels does. Throws
 * Error(BadInput) where K differs from the heads of the description. */
[[nodiscard]] Volume LabelsFromProbabilities(const Volume & probabilities, const DatasetDescription & description);

} // namespace vox

#endif
