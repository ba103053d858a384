// SPDX-License-Identifier: Apache-2.0
#ifndef voxConvertVerb_h
#define voxConvertVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome convert`: converts volumes and label maps between formats, and models to half the size. */
[[nodiscard]] std::unique_ptr<Verb> MakeConvertVerb();

} // namespace vox

#endif
