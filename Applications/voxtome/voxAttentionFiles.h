// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionFiles_h
#define voxAttentionFiles_h

#include "voxPredictor.h"

#include <filesystem>
#include <span>
#include <string>

namespace vox
{

/** Writes each map as numbers on the grid of the image, CASE_attention_GATE.nii.gz, and as a picture for people, the
 * same name with .png: the map in colors over the image in grey, slices of volumes and all of a picture. Of several
 * channels the first one is shown, of photographs all. */
void WriteAttention(const std::filesystem::path & folder, const std::string & caseName, const Volume & image,
                    std::span<const AttentionMap> maps);

} // namespace vox

#endif
