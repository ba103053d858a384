// SPDX-License-Identifier: Apache-2.0
#ifndef voxInspection_h
#define voxInspection_h

#include "voxJson.h"
#include "voxRunContext.h"
#include "voxSegmentation.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace vox
{

/** What `voxtome inspect` found, for people and for programs. */
struct Inspection
{
  std::string text;
  Json json;
};

/** Geometry in words, type and range of an image, and a histogram where all values are whole and few, with
 * the names that the file has for them. Of a 4D file
 * range and histogram are those of one `volume`, and missing without its number. What the header's reader repaired is
 * logged and listed. */
[[nodiscard]] Inspection InspectImage(const std::filesystem::path & file, std::optional<std::int64_t> volume,
                                      const RunContext & context);

/** A table of all segments with name, voxels and ml; as JSON a list of them. */
[[nodiscard]] Inspection InspectSegments(const Segmentation & segmentation);

/** What a DICOM folder or file holds, from headers alone: series with the geometry that they will have as volumes and
 * what will be mended (of a single one the range of its voxels, which are read), segmentations with their segments,
 * files that are skipped and why, tags with personal data. */
[[nodiscard]] Inspection InspectDicom(const std::filesystem::path & path, const RunContext & context);

/** A model file, or a preprocessed case. */
[[nodiscard]] Inspection InspectSafetensors(const std::filesystem::path & file);

/** Plan, labels, folds and provenance of a model file or of a results folder of nnU-Net. */
[[nodiscard]] Inspection InspectModel(const std::filesystem::path & path);

/** A table of the configurations of plans.json. */
[[nodiscard]] Inspection InspectPlan(const std::filesystem::path & file);

/** A table of the cases of a data set, or of a folder of images without description, with their problems, from headers
 * alone, or with `readVoxels` from whole files.
 */
[[nodiscard]] Inspection InspectDataset(const std::filesystem::path & path, bool readVoxels,
                                        const RunContext & context);

/** True if the folder was made by `voxtome train`. */
[[nodiscard]] bool IsRunFolder(const std::filesystem::path & folder);

/** Options, the last epochs and the validation of a training, finished or not. */
[[nodiscard]] Inspection InspectRun(const std::filesystem::path & folder);

/** The table of measures with formula and source, and the options of `voxtome evaluate` behind them. */
[[nodiscard]] Inspection InspectMetrics();

/** The table of classical methods with source, and the options of each. */
[[nodiscard]] Inspection InspectMethods();

/** The table of the `losses` or the `networks` with the defaults of each entry. */
[[nodiscard]] Inspection InspectRegistry(const std::string & word);

} // namespace vox

#endif
