// SPDX-License-Identifier: Apache-2.0
#ifndef voxModelMetadata_h
#define voxModelMetadata_h

#include "voxModel.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

using Metadata = std::map<std::string, std::string>;

/** Where the SHA-256 of the tensors stands; it is not part of the digest of the metadata. */
inline constexpr const char * tensorDigestKey = "sha256_tensors";

/** Where the metadata of the previous stage stand as a JSON object of texts; its tensors have names that begin so. */
inline constexpr const char * previousStageKey = "previous_stage";

/** Everything of a model but its weights, as the metadata of a safetensors file, with the digest of this metadata. */
[[nodiscard]] Metadata MetadataOf(const Model & model);

/** The inverse, without the previous stage; the folds have names but no weights. Throws Error(BadModel) that begins
 * with `where`: not a model of this program, a newer schema, changed or malformed metadata. */
[[nodiscard]] Model ModelFromMetadata(const Metadata & metadata, const std::string & where);

/** Metadata of the previous stage; none where the model has none. Throws Error(BadModel). */
[[nodiscard]] std::optional<Metadata> PreviousStageMetadata(const Metadata & metadata, const std::string & where);

} // namespace vox

#endif
