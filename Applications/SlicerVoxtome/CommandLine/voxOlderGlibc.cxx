// SPDX-License-Identifier: Apache-2.0
// The static C++ library asks for arc4random, which glibc has since 2.36, for a class that is not used here. With a
// function of this name in the program, it starts with older ones too.
#include <cstdlib>
#include <sys/random.h>

extern "C" unsigned int
arc4random() noexcept
{
  unsigned int value = 0;
  if (::getrandom(&value, sizeof(value), 0) != static_cast<ssize_t>(sizeof(value)))
  {
    std::abort();
  }
  return value;
}
