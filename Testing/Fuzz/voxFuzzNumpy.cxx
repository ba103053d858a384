// SPDX-License-Identifier: Apache-2.0
#include "voxFuzz.h"
#include "voxNpyHeader.h"
#include "voxReadNpz.h"

#include <cstdint>
#include <cstring>

namespace vox::fuzz
{

/** The first 8 bytes are the size of the values, the rest is the header. */
void
FuzzNpyHeader(Bytes input)
{
  std::uint64_t valueBytes = 0;
  if (input.size() >= sizeof(valueBytes))
  {
    std::memcpy(&valueBytes, input.data(), sizeof(valueBytes));
    input = input.subspan(sizeof(valueBytes));
  }
  (void)ParseNpyHeader({reinterpret_cast<const char *>(input.data()), input.size()}, valueBytes);
}

void
FuzzNpz(Bytes input)
{
  (void)ReadNpzArray(AsFile(input, "x.npz"), "a");
}

} // namespace vox::fuzz
