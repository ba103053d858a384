// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestVerb_h
#define voxFindBestVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome find-best`: chooses among trained configurations and their ensembles by cross-validation. */
[[nodiscard]] std::unique_ptr<Verb> MakeFindBestVerb();

} // namespace vox

#endif
