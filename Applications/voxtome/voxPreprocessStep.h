// SPDX-License-Identifier: Apache-2.0
#ifndef voxPreprocessStep_h
#define voxPreprocessStep_h

#include "voxDatasetFolder.h"
#include "voxPreprocessOptions.h"
#include "voxRunContext.h"

#include <cstdint>
#include <filesystem>
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
 * them. Cases that are there are kept if that file shows the same options; otherwise, or with `overwrite`, all are made
 * anew. Works on as many cases at once as the context has threads, each on one thread, so one case a thread is in
 * memory. A case without foreground is allowed and gets a warning. */
PreprocessCount PreprocessCases(std::span<const CaseFiles> cases, const DatasetDescription & description,
                                const PreprocessOptions & options, const std::filesystem::path & folder, bool overwrite,
                                const RunContext & context);

} // namespace vox

#endif
