// SPDX-License-Identifier: Apache-2.0
#ifndef voxRunRecord_h
#define voxRunRecord_h

#include "voxEpochPage.h"
#include "voxJson.h"

#include <filesystem>
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
  [[nodiscard]] std::vector<double> History(const std::string & key) const;
  /** Losses, scores (the mean, and those of the structures where there are several), learning rate and times. */
  [[nodiscard]] std::vector<EpochValue> Values() const;
};

/** Throws Error(BadInput) as TrainingReport. */
[[nodiscard]] RunRecord ReadRunRecord(const std::filesystem::path & folder);

} // namespace vox

#endif
