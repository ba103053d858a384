// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxReadVolume.h"

#include <zlib.h>

#include <vector>

namespace vox::fuzz
{
namespace
{

/** The bytes in one gzip member that is right, since no mutation finds its checksum. */
std::vector<std::byte>
Gzipped(Bytes input)
{
  constexpr int gzip = 15 + 16, fast = 1, memory = 8;
  z_stream stream{};
  ::deflateInit2(&stream, fast, Z_DEFLATED, gzip, memory, Z_DEFAULT_STRATEGY);
  std::vector<std::byte> packed(::deflateBound(&stream, input.size()));
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(input.data())); // zlib only reads them
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

} // namespace

void
FuzzNifti(Bytes input)
{
  const bool packed = input.size() > 1 && input[0] == std::byte{0x1f} && input[1] == std::byte{0x8b};
  if (packed)
  {
    (void)ReadImage(AsFile(input, "x.nii.gz"));
    return;
  }
  // The last bit of the input says which: an error of the first would hide the second.
  const bool pack = !input.empty() && (input.back() & std::byte{1}) != std::byte{0};
  (void)ReadImage(pack ? AsFile(Gzipped(input), "x.nii.gz") : AsFile(input, "x.nii"));
}

void
FuzzMgh(Bytes input)
{
  const bool pack = !input.empty() && (input.back() & std::byte{1}) != std::byte{0};
  (void)ReadImage(pack ? AsFile(Gzipped(input), "x.mgz") : AsFile(input, "x.mgh"));
}

} // namespace vox::fuzz
