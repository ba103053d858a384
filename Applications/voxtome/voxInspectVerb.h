// SPDX-License-Identifier: Apache-2.0
#ifndef voxInspectVerb_h
#define voxInspectVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome inspect`: says what a file, data set, model or run holds. */
[[nodiscard]] std::unique_ptr<Verb> MakeInspectVerb();

} // namespace vox

#endif
