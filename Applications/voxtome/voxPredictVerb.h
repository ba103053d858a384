// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictVerb_h
#define voxPredictVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome predict`: segments images with a model. */
[[nodiscard]] std::unique_ptr<Verb> MakePredictVerb();

} // namespace vox

#endif
