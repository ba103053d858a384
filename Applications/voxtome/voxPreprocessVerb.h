// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessVerb_h
#define voxPreprocessVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome preprocess`: writes the case files that a training reads. */
[[nodiscard]] std::unique_ptr<Verb> MakePreprocessVerb();

} // namespace vox

#endif
