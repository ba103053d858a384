// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoCommand_h
#define voxDemoCommand_h

#include "voxSession.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome demo` was asked for. */
struct DemoCommand
{
  std::string example = "hippocampus";
  std::string output = "voxtome-demo"; ///< folder
  std::string examples;                ///< folder of the examples; empty: the one that came with the program
  // Those that train:
  std::string data; ///< folder of the pictures
  bool asPrinted = false;
  std::string configuration; ///< of the example's plans.json; empty: that of the demo
  std::string config;
  std::vector<std::string> set;
  std::vector<std::string> planSet;
  std::string encoderWeights;
  bool resume = false;
};

/** Segments, measures and draws the shipped MRI, or trains on pictures, then segments, measures and draws those of the
 * test. */
void Run(const DemoCommand & command, Session & session);

} // namespace vox

#endif
