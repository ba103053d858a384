// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainVerb_h
#define voxTrainVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome train`: trains one fold and validates it. */
[[nodiscard]] std::unique_ptr<Verb> MakeTrainVerb();

} // namespace vox

#endif
