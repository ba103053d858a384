// SPDX-License-Identifier: Apache-2.0
#ifndef voxCrc32c_h
#define voxCrc32c_h

#include <cstdint>
#include <string_view>

namespace vox
{

/** The cyclic redundancy check of Castagnoli, polynomial 0x1EDC6F41 reflected, as in iSCSI (RFC 3720, appendix B.4). 0
 * for no bytes. */
[[nodiscard]] std::uint32_t Crc32c(std::string_view bytes);

/** The form in which TFRecord files hold it, so that a check of bytes that hold checks stays a good one: rotated right
 * by 15 bits plus a constant (TensorFlow 2.16, tensorflow/core/lib/hash/crc32c.h). */
[[nodiscard]] std::uint32_t MaskedCrc32c(std::string_view bytes);

} // namespace vox

#endif
