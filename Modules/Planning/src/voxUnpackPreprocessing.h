// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnpackPreprocessing_h
#define voxUnpackPreprocessing_h

#include "voxJson.h"
#include "voxPreprocessOptions.h"

#include <string>

namespace vox
{

/** Reading order, transposition, spacing, normalization and resampling. `document` is the whole plan, `configuration` a
 * resolved entry of it. Throws Error(Usage or BadModel). The result is not
 * yet validated. */
[[nodiscard]] PreprocessOptions UnpackPreprocessing(const Json & document, const Json & configuration, int dimensions,
                                                    const std::string & where);

} // namespace vox

#endif
