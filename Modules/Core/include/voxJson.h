// SPDX-License-Identifier: Apache-2.0
#ifndef voxJson_h
#define voxJson_h

#include <nlohmann/json.hpp>

#include <filesystem>

namespace vox
{

/** JSON that keeps the order of keys: the order of nnU-Net's `labels` has meaning, and files stay readable. */
using Json = nlohmann::ordered_json;

/** Reads one JSON file. Throws Error(BadInput) that names the file and the position of the first mistake.
 * Python's NaN, Infinity and -Infinity are accepted, as nnU-Net writes them; they become null. */
[[nodiscard]] Json ReadJson(const std::filesystem::path & path);

/** Writes JSON with four spaces of indentation, atomically (see AtomicFile). */
void WriteJson(const std::filesystem::path & path, const Json & json);

/** Parses JSON text; `where` names its origin in the error message. */
[[nodiscard]] Json ParseJson(std::string_view text, std::string_view where);

} // namespace vox

#endif
