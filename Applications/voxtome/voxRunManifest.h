// SPDX-License-Identifier: Apache-2.0
#ifndef voxRunManifest_h
#define voxRunManifest_h

#include "voxJson.h"

#include <filesystem>
#include <string_view>

namespace vox
{

/** Version of this program, "0.1.0". */
[[nodiscard]] std::string_view ProgramVersion();

/** What every run leaves beside its output: program, version, LibTorch's version, verb and resolved options. */
[[nodiscard]] Json RunManifest(std::string_view verb, const Json & options);

/** Where the manifest of an output lies: `OUT/<verb>_options.json` for a folder, and for a file `OUT` without its
 * ending, followed by `_<verb>_options.json`. */
[[nodiscard]] std::filesystem::path ManifestPath(std::string_view verb, const std::filesystem::path & output);

} // namespace vox

#endif
