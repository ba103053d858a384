// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoCommand_h
#define voxDemoCommand_h

#include "voxSession.h"

#include <string>

namespace vox
{

/** What `voxtome demo` was asked for. */
struct DemoCommand
{
  std::string example = "hippocampus";
  std::string output = "voxtome-demo"; ///< folder
  std::string data;                    ///< folder of the examples; empty: the one that came with the program
};

/** Segments, measures and draws the example. */
void Run(const DemoCommand & command, Session & session);

} // namespace vox

#endif
