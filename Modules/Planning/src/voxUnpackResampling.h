// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnpackResampling_h
#define voxUnpackResampling_h

#include "voxJson.h"
#include "voxPreprocessOptions.h"

#include <string>

namespace vox
{

/** The resampling of image, labels and probabilities as a configuration names it. Of nnU-Net's functions,
 * `resample_torch_fornnunet` is order 1 along the axes and nearest along a separate one, and `no_resampling_hack` for
 * all three keeps the spacing of each case, so that it takes the target spacing away. Throws Error(Usage or BadModel)
 * for any other function and any argument that would be ignored. */
void UnpackResampling(const Json & configuration, const std::string & where, PreprocessOptions & options);

} // namespace vox

#endif
