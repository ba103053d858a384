// SPDX-License-Identifier: Apache-2.0
#ifndef voxRunRecord_h
#define voxRunRecord_h

#include "voxCurveSvg.h"
#include "voxJson.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** What the run folder of a training holds, as far as it is there. */
struct RunRecord
{
  std::string configuration;
  std::string fold;
  std::string dataset; ///< name of its folder
  std::string programVersion;
  std::int64_t wantedEpochs = 0;
  std::vector<Json> epochs; ///< lines of log.jsonl
  Json options;             ///< of the training
  Json plan;                ///< of the configuration; null where there is none
  Json validation;          ///< summary.json; likewise
  Json environment;         ///< what else options.json says of the program
  std::vector<std::string> structures;
  std::vector<std::string> trainingCases;
  std::vector<std::string> validationCases;
  std::string patches; ///< bytes of patches.png

  /** A number of each epoch; NaN where a line lacks it. */
  [[nodiscard]] CurveSeries Series(const std::string & key, const std::string & name) const;
  /** The mean and each structure. */
  [[nodiscard]] std::vector<CurveSeries> ScoreSeries() const;
  /** Position of the epoch with the lowest finite validation loss. */
  [[nodiscard]] std::optional<std::size_t> LowestValidationEpoch() const;
};

/** Throws Error(BadInput) as TrainingReport. */
[[nodiscard]] RunRecord ReadRunRecord(const std::filesystem::path & folder);

} // namespace vox

#endif
