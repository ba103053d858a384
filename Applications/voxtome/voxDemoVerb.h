// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoVerb_h
#define voxDemoVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome demo`: segments a shipped example and measures the result. */
[[nodiscard]] std::unique_ptr<Verb> MakeDemoVerb();

} // namespace vox

#endif
