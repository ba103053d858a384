// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluateVerb_h
#define voxEvaluateVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome evaluate`: compares label maps with references, distances in millimeters. */
[[nodiscard]] std::unique_ptr<Verb> MakeEvaluateVerb();

} // namespace vox

#endif
