// SPDX-License-Identifier: Apache-2.0
#ifndef voxChooseBest_h
#define voxChooseBest_h

#include <cstddef>
#include <optional>
#include <span>

namespace vox
{

/** Position of the highest score, the first among equals, as nnU-Net 2.8.1 chooses among configurations and ensembles
 * by their mean foreground Dice: list simpler candidates first. A score that is undefined never wins. Throws
 * Error(BadInput) where no score is defined. */
[[nodiscard]] std::size_t ChooseBest(std::span<const std::optional<double>> scores);

} // namespace vox

#endif
