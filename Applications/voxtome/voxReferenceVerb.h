// SPDX-License-Identifier: Apache-2.0
#ifndef voxReferenceVerb_h
#define voxReferenceVerb_h

#include "voxVerb.h"

#include <memory>
#include <vector>

namespace vox
{

/** `voxtome reference`: the manual page and completions, made of the description of the command line. Program and verbs
 * must outlive it; they may be described later. */
[[nodiscard]] std::unique_ptr<Verb> MakeReferenceVerb(const CLI::App & program,
                                                      const std::vector<std::unique_ptr<Verb>> & verbs);

} // namespace vox

#endif
