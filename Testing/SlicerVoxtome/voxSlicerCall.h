// SPDX-License-Identifier: Apache-2.0
#ifndef voxSlicerCall_h
#define voxSlicerCall_h

#include "voxProcess.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vox::testing
{

/** What Slicer knows of a run that has ended. */
struct SlicerOutcome
{
  int exitCode = -1;
  std::vector<double> progress; ///< in the order in which it was told
  std::vector<std::string> status;
  std::string log; ///< standard output without tags
  std::string errors;
};

/** The arguments that Slicer makes of the module's description, with what a person changed. */
[[nodiscard]] std::vector<std::string> ArgumentsFor(const std::string & module,
                                                    const std::map<std::string, std::string> & values);

/** Runs a module as Slicer does. `environment`: words such as LD_LIBRARY_PATH=/x. */
[[nodiscard]] SlicerOutcome RunInSlicer(const std::string & module, const std::map<std::string, std::string> & values,
                                        const std::vector<std::string> & environment = {});

/** The MRI that comes with Voxtome, in the form in which Slicer exports a volume: NRRD. */
void ExportHippocampus(const std::filesystem::path & file);

} // namespace vox::testing

#endif
