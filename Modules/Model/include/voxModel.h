// SPDX-License-Identifier: Apache-2.0
#ifndef voxModel_h
#define voxModel_h

#include "voxDatasetDescription.h"
#include "voxNetwork.h"
#include "voxOptions.h"
#include "voxPlan.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Weights of one trained fold, by the canonical names of Network::Parameters(). */
struct FoldWeights
{
  std::string fold; ///< "0" ... "4" or "all"
  std::map<std::string, at::Tensor> weights;
};

/** Everything needed to predict, and where it comes from. */
struct Model
{
  Plan plan;
  DatasetDescription description;
  std::string configuration;   ///< of the plan
  std::vector<int> mirrorAxes; ///< tensor axes (0 = z, 1 = y, 2 = x) that test-time mirroring may flip; empty: none
  std::vector<FoldWeights> folds;
  std::string intendedUse;
  Json provenance = Json::object(); ///< program version, options, seed, cases, dates of the training
  /** Of a cascade: the model whose labels are a further input, of the configuration that the plan names as the previous
   * stage. Null: those labels must be given. */
  std::shared_ptr<const Model> previousStage;
  Json fingerprint; ///< dataset_fingerprint.json of the training data as it was found; null: not known

  /** Throws Error(BadModel) as Plan::Configuration does. */
  [[nodiscard]] PlanConfiguration Configuration() const;
  /** The names of `folds`, in their order. */
  [[nodiscard]] std::vector<std::string> FoldNames() const;
  /** A network of the right shape with the weights of fold i, ready for inference: evaluation mode, no deep
   * supervision. Throws Error(Usage) for a fold that the model does not have, Error(BadModel) for weights that do not
   * fit. */
  [[nodiscard]] Network MakeNetwork(std::size_t i) const;
};

/** The network of a configuration with the channels of the data set filled in: one input per channel, and one per
 * foreground label value in the second stage of a cascade. Throws Error(BadModel) when plan and data set disagree about
 * the number of channels. */
[[nodiscard]] NetworkDefinition NetworkFor(const PlanConfiguration & configuration,
                                           const DatasetDescription & description);

/** How weights are stored. */
enum class WeightPrecision
{
  Float32,
  BFloat16 ///< half the size; rounds to 8 bits of mantissa
};
[[nodiscard]] std::span<const EnumName<WeightPrecision>> EnumNames(WeightPrecision);

/** Writes one data-only safetensors file: tensors `fold_<name>/<key>`; metadata with schema version, plan, description,
 * configuration, folds, mirror axes, intended use, provenance, where known the fingerprint, and the SHA-256 of the
 * tensors and of the metadata. The previous stage of a cascade lies in the same file, its tensors under
 * `previous_stage/`. Atomic. Throws Error(BadModel) for a model that ReadModel would refuse. */
void WriteModel(const std::filesystem::path & path, const Model & model,
                WeightPrecision precision = WeightPrecision::Float32);

/** Reads it back. The weights are views of the mapped file, in the type they are stored in, not to be written to; all
 * of them are read once, for the digest. Throws Error(BadModel) that names the file: not a safetensors file, not a
 * model of this program, a newer schema, a digest that does not match, weights of any fold that do not fit the plan, a
 * previous stage that is not the one of the plan or has other labels. */
[[nodiscard]] Model ReadModel(const std::filesystem::path & path);

} // namespace vox

#endif
