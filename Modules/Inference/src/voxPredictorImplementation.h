// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictorImplementation_h
#define voxPredictorImplementation_h

#include "voxConstantWindows.h"
#include "voxDevice.h"
#include "voxNetworkMemory.h"
#include "voxPredictor.h"
#include "voxStreamLogits.h"

namespace vox
{

/** Throws Error(BadInput) for an image that is not [C, D, H, W] with a channel for each of these names. */
void RequireChannels(const at::Tensor & image, const std::vector<std::string> & names);

struct Predictor::Implementation
{
  /** True if labels are made while windows are added up, so that all logits never exist at a time. */
  [[nodiscard]] bool Streams(const PreprocessRecord & record) const;
  /** The chosen folds, whose features lie at `place`. `counts` must outlive what is returned. */
  [[nodiscard]] std::vector<FeatureNetwork> FeatureNetworks(WindowCounts & counts, c10::Device place) const;
  /** The labels of a prepared image, from windows as they come. */
  [[nodiscard]] Volume StreamedLabels(PreprocessedCase & prepared, const RunContext & context) const;
  /** The same on a CUDA device. Throws Error(Resource) with the forecast where its memory does not suffice. */
  [[nodiscard]] Volume DeviceLabels(PreprocessedCase & prepared, const RunContext & context) const;

  /** Names of the gates of a network that has run once. Throws Error(Usage) where it has none. */
  [[nodiscard]] std::vector<std::string> RequireGates() const;
  /** Maps of the gates for a prepared image, averaged over the folds. */
  [[nodiscard]] std::vector<AttentionMap> Attention(const PreprocessedCase & prepared, const RunContext & context);
  /** Most bytes that they take until they are written, with the image that is then shown below them. */
  [[nodiscard]] std::int64_t AttentionBytes(const PreprocessRecord & record) const;

  [[nodiscard]] NetworkShape Shape() const;
  [[nodiscard]] ForecastSettings Settings(const PreprocessRecord & record) const;
  [[nodiscard]] MemoryPlan Plan(const ImageFile & image, const PreprocessRecord & record, std::int64_t besides) const;
  [[nodiscard]] std::int64_t OwnWeightBytes() const;

  DatasetDescription description;
  PlanConfiguration configuration;
  std::vector<std::string> inputNames;
  SlidingWindowOptions window;
  Precision precision = Precision::Fp32;
  ComputeDevice device;
  bool probabilities = false;
  bool skipAir = false;
  std::vector<std::string> gates;         ///< whose maps were asked for
  std::int64_t maxRam = 0;                ///< bytes; 0: what there is
  std::int64_t kept = 0;                  ///< bytes of the other model of a cascade
  std::vector<Network> networks;          ///< one per fold
  std::optional<MeasuredMemory> measured; ///< for networks that are none of nnU-Net's
  std::optional<Predictor> previousStage;
};

} // namespace vox

#endif
