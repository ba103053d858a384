// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictStep_h
#define voxPredictStep_h

#include "voxLabelStatistics.h"
#include "voxPredictor.h"
#include "voxSession.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What `voxtome predict` was asked for. */
struct PredictRequest
{
  std::string model;
  std::vector<std::string> inputs;    ///< a folder of cases, or the channels of one case
  std::string output;                 ///< a file for one case, else a folder
  std::string format;                 ///< ending of files in a folder; empty: that of the model
  std::string previousStage;          ///< labels of the stage before: a file for one case, else a folder; may be empty
  std::string attention;              ///< folder for the maps of the network's gates; empty: none
  std::vector<std::string> series;    ///< of DICOM inputs, one for each; empty: the only one there is
  std::optional<std::int64_t> volume; ///< of 4D images
  std::vector<double> region;         ///< as ParseWorldBox takes it; empty: the whole image
  std::string statistics;             ///< table to write; empty: none
  std::string probabilitiesFormat = ".nii.gz";
  PredictOptions options;
};

template <typename TVisitor>
void
VisitFields(PredictRequest & o, TVisitor && visit)
{
  visit("model", o.model, "model file or nnU-Net results folder");
  visit("inputs", o.inputs, "files of one case, or a folder of cases");
  visit("output", o.output, "file or folder");
  visit("format", o.format, "ending of files in a folder");
  visit("previous_stage", o.previousStage, "labels of the stage before in a cascade");
  visit("attention", o.attention, "folder for attention maps");
  visit("series", o.series, "UIDs of DICOM series");
  visit("volume", o.volume, "of 4D images, from 0");
  visit("region", o.region, "center, half sizes and axes of the part to segment, LPS mm");
  visit("statistics", o.statistics, "table of volumes and intensities");
  visit("probabilities_format", o.probabilitiesFormat, "ending of files of probabilities");
  visit("predict", o.options, "see predict.*");
}

struct PredictedCase
{
  std::string name;
  std::filesystem::path output;
  double seconds = 0.0;                    ///< to read, segment and write it; of several cases these overlap
  std::vector<std::string> notes;          ///< on what was written
  std::vector<LabelStatistics> statistics; ///< where asked for
};

struct PredictRun
{
  std::vector<PredictedCase> cases;
  std::vector<NetworkProfile> profiles; ///< see Predictor::Profiles
};

/** Segments all cases and writes label maps, and where asked for probabilities, attention maps and one table of
 * statistics of all cases; and predict_options.json. Of several cases, those that cannot be used are skipped with a
 * warning, and Error(BadInput) at the end lists them. The next case is read and the last one written while one is
 * computed, unless `maxRam` bounds the memory. */
PredictRun PredictCases(PredictRequest request, const RunContext & context);

/** PredictCases, and shows what was written and, where asked for, the profile. */
void Run(const PredictRequest & request, Session & session);

} // namespace vox

#endif
