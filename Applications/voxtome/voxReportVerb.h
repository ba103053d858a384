// SPDX-License-Identifier: Apache-2.0
#ifndef voxReportVerb_h
#define voxReportVerb_h

#include "voxVerb.h"

#include <memory>

namespace vox
{

/** `voxtome report`: one HTML page on a training, an evaluation, a comparison, a data set or a case. */
[[nodiscard]] std::unique_ptr<Verb> MakeReportVerb();

} // namespace vox

#endif
