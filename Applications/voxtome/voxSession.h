// SPDX-License-Identifier: Apache-2.0
#ifndef voxSession_h
#define voxSession_h

#include "voxTerminal.h"

namespace vox
{

/** What a verb works with. */
struct Session
{
  Terminal & terminal;
  RunContext context; ///< reports to the terminal and is cancelled by SIGINT and SIGTERM
};

} // namespace vox

#endif
