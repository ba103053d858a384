// SPDX-License-Identifier: Apache-2.0
#ifndef voxConfusionMatrix_h
#define voxConfusionMatrix_h

#include "voxDatasetDescription.h"
#include "voxJson.h"
#include "voxOverlap.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** How many voxels of each reference label were predicted as each label, summed over cases; ignored voxels count
 * nowhere. */
struct ConfusionMatrix
{
  std::vector<std::int64_t> values; ///< ascending, background 0 among them; rows and columns
  std::vector<std::int64_t> counts; ///< [reference value][prediction value], row after row
};

/** Adds a case; all are counted with the same values (Error(Internal) otherwise). */
void Add(ConfusionMatrix & matrix, const LabelOverlap & ofCase);

/** A row a reference label with its name, a column a predicted label. Names are those of the structures of that value
 * alone; others have none. */
[[nodiscard]] std::string ConfusionCsv(const ConfusionMatrix & matrix, std::span<const LabelEntry> structures);

/** `labels`, and `voxels` as a list of rows. */
[[nodiscard]] Json ConfusionJson(const ConfusionMatrix & matrix);

} // namespace vox

#endif
