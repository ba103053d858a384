// SPDX-License-Identifier: Apache-2.0
// The entry points of libFuzzer:  voxFuzz --target=NAME [options of libFuzzer] [corpus folders]
#include "voxFuzz.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace
{
const vox::fuzz::Target * target = nullptr;
}

extern "C" int
LLVMFuzzerInitialize(int * count, char *** arguments)
{
  constexpr std::string_view option = "--target=";
  for (int i = 1; i < *count; ++i)
  {
    const std::string_view argument = (*arguments)[i];
    if (argument.starts_with(option))
    {
      target = vox::fuzz::FindTarget(argument.substr(option.size()));
    }
  }
  if (target == nullptr)
  {
    std::fprintf(stderr, "voxFuzz: expected --target= and one of:");
    for (const vox::fuzz::Target & each : vox::fuzz::Targets())
    {
      std::fprintf(stderr, " %.*s", static_cast<int>(each.name.size()), each.name.data());
    }
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  return 0;
}

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t * data, std::size_t size)
{
  vox::fuzz::Try(*target, std::as_bytes(std::span(data, size)));
  return 0;
}
