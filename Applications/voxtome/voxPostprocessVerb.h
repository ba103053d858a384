// SPDX-License-Identifier: Apache-2.0
#ifndef voxPostprocessVerb_h
#define voxPostprocessVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome postprocess`: cleans label maps by nnU-Net's rules, or finds the rules on validation cases. */
[[nodiscard]] std::unique_ptr<Verb> MakePostprocessVerb();

} // namespace vox

#endif
