// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncodePng_h
#define voxEncodePng_h

#include <ATen/core/Tensor.h>

#include <string>

namespace vox
{

/** The bytes of a PNG file of an 8-bit RGB picture [3, 1, H, W] (uint8). Throws Error(Internal) for another shape or
 * type. */
[[nodiscard]] std::string EncodePng(const at::Tensor & rgb);

} // namespace vox

#endif
