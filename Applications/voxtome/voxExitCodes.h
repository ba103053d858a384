// SPDX-License-Identifier: Apache-2.0
#ifndef voxExitCodes_h
#define voxExitCodes_h

#include "voxFailure.h"

#include <array>
#include <string_view>

namespace vox
{

struct ExitMeaning
{
  int code;
  std::string_view meaning;
};

/** How the program ends, for help and the manual page; DescribeFailure chooses. */
inline constexpr std::array<ExitMeaning, 7> kExitMeanings{{{0, "done"},
                                                           {1, "internal error"},
                                                           {2, "usage"},
                                                           {3, "bad input"},
                                                           {4, "bad model"},
                                                           {5, "out of memory or disk"},
                                                           {kExitInterrupted, "interrupted"}}};

} // namespace vox

#endif
