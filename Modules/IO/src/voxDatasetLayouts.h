// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetLayouts_h
#define voxDatasetLayouts_h

#include "voxDatasetFolder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

// Each layout fills `training` and `test` from `root` and `description`; OpenDataset then sorts them and looks for the
// files.

/** imagesTr, labelsTr and imagesTs with `_0000` channels. */
void ListNnunetFolder(DatasetFolder & dataset);

/** The `dataset` map of nnU-Net's dataset.json: case -> { "images": [...], "label": ... }. */
void ListNnunetMap(DatasetFolder & dataset);

/** The `training` and `test` lists of a dataset.json of the Medical Segmentation Decathlon. */
void ListDecathlon(DatasetFolder & dataset);

/** The rows of a CSV manifest. */
void ListManifest(DatasetFolder & dataset, const std::filesystem::path & csv);

/** The image files of a folder, sorted by name; hidden ones and the `._` companions of macOS are left out. */
[[nodiscard]] std::vector<std::filesystem::path> ListImageFiles(const std::filesystem::path & folder);

/** Sorted files as cases: `name_0000.ext, name_0001.ext` are one, any other file is one by itself. Four digits mean a
 * channel only where `_0000` is among them. A channel that is missing in between is listed as if it were there. */
[[nodiscard]] std::vector<CaseFiles> GroupChannels(const std::vector<std::filesystem::path> & files);

} // namespace vox

#endif
