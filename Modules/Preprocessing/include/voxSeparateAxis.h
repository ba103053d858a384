// SPDX-License-Identifier: Apache-2.0
#ifndef voxSeparateAxis_h
#define voxSeparateAxis_h

#include "voxZyx.h"

#include <cstddef>
#include <optional>

namespace vox
{

/** The axis to be resampled apart from the other two, because its voxels are so much longer that interpolation along it
 * would invent structure. With `force` unset: the longest axis of the current spacing if the longest is more than 3
 * times the shortest, else that of the new spacing by the same rule. `force` true: the longest axis of the current
 * spacing; false: none. None too where two or three axes are longest. Source: nnU-Net 2.8.1,
 * determine_do_sep_z_and_axis. */
[[nodiscard]] std::optional<std::size_t> SeparateAxis(const Zyx<double> & currentSpacingMm,
                                                      const Zyx<double> & newSpacingMm, std::optional<bool> force);

} // namespace vox

#endif
