// SPDX-License-Identifier: Apache-2.0
#ifndef voxNpyHeader_h
#define voxNpyHeader_h

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vox
{

/** How the values of a NumPy array lie in its file. */
struct NpyHeader
{
  at::ScalarType type = at::kFloat;
  bool fortranOrder = false;
  std::vector<std::int64_t> shape;
};

/** Reads the text between magic and values (numpy.lib.format). None where it describes anything but one to four axes of
 * float16, float32 or float64, little endian, or values that take another number of bytes. */
[[nodiscard]] std::optional<NpyHeader> ParseNpyHeader(std::string_view text, std::uint64_t valueBytes);

} // namespace vox

#endif
