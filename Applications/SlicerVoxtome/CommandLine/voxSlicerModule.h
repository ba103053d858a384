// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlicerModule_h
#define voxSlicerModule_h

#include "voxModuleCommand.h"

namespace vox
{

using MakeRun = GuardedRun (*)(const ModuleValues & values, const std::filesystem::path & folder);

/** The main function of a module. With --xml it prints `xml`, with --command the command of `voxtome` that does the
 * same; else it does what Slicer asks for. Failures are one line on the standard error and an exit code as voxtome's;
 * else nothing goes there, since Slicer reports all of it as an error. */
int RunModule(const ModuleDescription & module, MakeRun makeRun, const char * xml, int argc, char ** argv);

} // namespace vox

#endif
