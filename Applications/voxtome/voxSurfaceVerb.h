// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceVerb_h
#define voxSurfaceVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome surface`: structures of a segmentation as triangle surfaces. */
[[nodiscard]] std::unique_ptr<Verb> MakeSurfaceVerb();

} // namespace vox

#endif
