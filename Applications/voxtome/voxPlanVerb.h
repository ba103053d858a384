// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanVerb_h
#define voxPlanVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome plan`: makes a fingerprint, a plan and splits of a data set. */
[[nodiscard]] std::unique_ptr<Verb> MakePlanVerb();

} // namespace vox

#endif
