// SPDX-License-Identifier: Apache-2.0
#ifndef voxJpeg2000Size_h
#define voxJpeg2000Size_h

#include <cstdint>
#include <optional>
#include <string_view>

namespace vox
{

/** What the first marker segment of a JPEG 2000 codestream says (SIZ, ITU-T T.800 A.5.1). */
struct Jpeg2000Size
{
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  int components = 0;
  int bits = 0; ///< of the widest component
  bool subsampled = false;
};

/** Nothing where the bytes do not begin a codestream, or are too few. */
[[nodiscard]] std::optional<Jpeg2000Size> ReadJpeg2000Size(std::string_view bytes);

/** False where the bytes begin a codestream, but its marker segments do not lead to the data of the first tile (A.4.3)
 * within the bytes. */
[[nodiscard]] bool HasWholeJpeg2000Header(std::string_view bytes);

} // namespace vox

#endif
