// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewVerb_h
#define voxViewVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome view`: a window with planes and surfaces of a case. */
[[nodiscard]] std::unique_ptr<Verb> MakeViewVerb();

} // namespace vox

#endif
