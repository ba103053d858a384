// SPDX-License-Identifier: Apache-2.0
#ifndef voxGuardian_h
#define voxGuardian_h

#include "voxGuardedRun.h"

namespace vox
{

struct Pipe
{
  int read;
  int write;
};

/** Between a guardian and the process that it works for. */
struct GuardianPipes
{
  Pipe alive;  ///< its read end is at its end when that process has gone
  Pipe out;    ///< of the program
  Pipe err;    ///< of the program
  Pipe result; ///< the exit code as text, and after it a line about files that could not be put in their places
};

/** The life of a guardian (RunGuarded), in a process of its own. */
[[noreturn]] void Guard(const GuardedRun & run, const GuardianPipes & pipes);

} // namespace vox

#endif
