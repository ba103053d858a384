// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessCommand_h
#define voxPreprocessCommand_h

#include "voxSession.h"

#include <string>

namespace vox
{

/** What `voxtome preprocess` was asked for. */
struct PreprocessCommand
{
  std::string dataset;
  std::string plans; ///< plans.json
  std::string configuration;
  std::string output; ///< folder
  bool overwrite = false;
};

/** Writes the case files. */
void Run(const PreprocessCommand & command, Session & session);

} // namespace vox

#endif
