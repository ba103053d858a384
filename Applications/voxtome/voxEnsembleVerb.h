// SPDX-License-Identifier: Apache-2.0
#ifndef voxEnsembleVerb_h
#define voxEnsembleVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome ensemble`: averages the saved probabilities of several models. */
[[nodiscard]] std::unique_ptr<Verb> MakeEnsembleVerb();

} // namespace vox

#endif
