// SPDX-License-Identifier: Apache-2.0
#ifndef voxStateDictNames_h
#define voxStateDictNames_h

#include <string>
#include <vector>

namespace vox
{

/** All names that nnU-Net's state dict has for the weight of this canonical name, itself first. A block lists its
 * layers a second time as `all_modules.<i>`, and the decoder holds the encoder a second time. `hasDropout` says whether
 * blocks have a dropout layer between convolution and norm. */
[[nodiscard]] std::vector<std::string> StateDictNames(const std::string & canonical, bool hasDropout);

} // namespace vox

#endif
