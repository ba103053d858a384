// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentVerb_h
#define voxSegmentVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome segment`: label maps by classical methods, without a model. */
[[nodiscard]] std::unique_ptr<Verb> MakeSegmentVerb();

} // namespace vox

#endif
