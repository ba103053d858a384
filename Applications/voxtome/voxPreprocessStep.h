// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessStep_h
#define voxPreprocessStep_h

#include "voxDatasetFolder.h"
#include "voxPreprocessOptions.h"
#include "voxRunContext.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace vox
{

/** Where the preprocessed case of this name lies. */
[[nodiscard]] std::filesystem::path CaseFilePath(const std::filesystem::path & folder, const std::string & name);

struct PreprocessCount
{
  std::int64_t written = 0;
  std::int64_t kept = 0; ///< were there already, made with the same options
};

/** Writes the case files of these cases into an existing folder, and preprocess_options.json with the options that made
 * them. `previousStage`, empty without a cascade, has the label map that the stage before made of each case, on the
 * grid of its image; other files, or files that have changed since (size or time), count as other options. Cases that
 * are there are kept if that file shows the same options; otherwise, or with `overwrite`, all are made anew. Works on
 * as many cases at once as the context has threads, each on one thread, so one case a thread is in memory. A case
 * without foreground, or with nothing annotated, is allowed and gets a warning. Throws Error(BadInput) for a case that
 * `previousStage` lacks and for label maps on another grid or with labels that the data set does not declare. */
PreprocessCount PreprocessCases(std::span<const CaseFiles> cases, const DatasetDescription & description,
                                const PreprocessOptions & options,
                                const std::map<std::string, std::filesystem::path> & previousStage,
                                const std::filesystem::path & folder, bool overwrite, const RunContext & context);

} // namespace vox

#endif
