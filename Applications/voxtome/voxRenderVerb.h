// SPDX-License-Identifier: Apache-2.0
#ifndef voxRenderVerb_h
#define voxRenderVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome render`: pictures of an image and its segmentation. */
[[nodiscard]] std::unique_ptr<Verb> MakeRenderVerb();

} // namespace vox

#endif
