// SPDX-License-Identifier: Apache-2.0
#ifndef voxDatasetFolder_h
#define voxDatasetFolder_h

#include "voxDatasetDescription.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** The files of one case. */
struct CaseFiles
{
  std::string name;
  std::vector<std::filesystem::path>
      channels; ///< one file a channel; one 4D file for MSD tasks with several modalities
  std::optional<std::filesystem::path> labels;
};

/** A data set on disk, files listed but not opened. */
struct DatasetFolder
{
  std::filesystem::path root;
  DatasetDescription description;
  std::vector<CaseFiles> training; ///< with labels, sorted by name
  std::vector<CaseFiles> test;     ///< without labels
};

/** Opens a data set: an nnU-Net raw folder (imagesTr, labelsTr, `_0000` channels, or the `dataset` map of
 * dataset.json), an MSD folder (`training` list of dataset.json), or a CSV manifest with the columns case, image (or
 * image_0, image_1 ...), labels, relative to the CSV file; a dataset.json beside the CSV names channels and labels.
 * Throws Error(BadInput) with what was found and expected; all FileProblems of a data set are listed at once. */
[[nodiscard]] DatasetFolder OpenDataset(const std::filesystem::path & path);

/** OpenDataset without a look at the files of the cases, for whoever reports FileProblems together with others. */
[[nodiscard]] DatasetFolder ListDataset(const std::filesystem::path & path);

/** What is wrong with the files of a case before any is opened, one line each: files that are missing, the channels in
 * between among them; another number of channels than the description names, where there is more than one file. Paths
 * are relative to the data set. Empty: nothing. */
[[nodiscard]] std::vector<std::string> FileProblems(const DatasetFolder & dataset, const CaseFiles & files);

/** The cases of a folder to predict: one per file, or per group of files `name_0000.ext, name_0001.ext`. A file is one
 * case. */
[[nodiscard]] std::vector<CaseFiles> ListCases(const std::filesystem::path & fileOrFolder);

} // namespace vox

#endif
