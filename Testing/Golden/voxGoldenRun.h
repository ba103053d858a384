// SPDX-License-Identifier: Apache-2.0
#ifndef voxGoldenRun_h
#define voxGoldenRun_h

#include "voxGoldenModels.h"
#include "voxPredictor.h"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace vox::testing
{

/** One call of nnU-Net: a model, its folds, with or without mirroring. */
struct GoldenRun
{
  GoldenModel model;
  const char * tag; ///< folder of the expected files: "fold01_mirror"

  /** Folds and mirroring of the tag, single precision arithmetic. */
  [[nodiscard]] PredictOptions Options() const;
  /** The cases whose label maps nnU-Net left. */
  [[nodiscard]] std::vector<std::string> Cases() const;
  [[nodiscard]] Volume Image(const std::string & name) const;
  /** In a cascade the labels that nnU-Net was given; none otherwise. */
  [[nodiscard]] std::optional<Volume> PreviousStage(const std::string & name) const;
  [[nodiscard]] Volume ExpectedLabels(const std::string & name) const;
  /** An array of nnU-Net's in float32; undefined where it was not kept for this case. */
  [[nodiscard]] at::Tensor ExpectedArray(const char * kind, const char * key, const std::string & name) const;
  /** The case as the network sees it, in a cascade with the channels of the stage before. */
  [[nodiscard]] PreprocessedCase Prepared(const Model & opened, const std::string & name) const;
};

/** Every call whose results the parity set holds. */
[[nodiscard]] std::vector<GoldenRun> GoldenRuns();

void PrintTo(const GoldenRun & run, std::ostream * stream);

} // namespace vox::testing

#endif
