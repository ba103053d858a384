// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictor_h
#define voxPredictor_h

#include "voxModel.h"
#include "voxOptions.h"
#include "voxPreprocess.h"
#include "voxRunContext.h"
#include "voxVolume.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Arithmetic of the network. */
enum class Precision
{
  Auto, ///< bf16 where the processor computes it natively (AMX, AVX512-BF16), else fp32
  Fp32,
  Bf16
};
[[nodiscard]] std::span<const EnumName<Precision>> EnumNames(Precision);

struct PredictOptions
{
  std::vector<std::string> folds; ///< by name; empty: every fold of the model; averaged as logits
  double step = 0.5;
  bool mirror = true; ///< over the axes that the model allows
  Precision precision = Precision::Auto;
  bool probabilities = false; ///< also return them
};

template <typename TVisitor>
void
VisitFields(PredictOptions & o, TVisitor && visit)
{
  visit("folds", o.folds, "folds to average; empty: all of the model");
  visit("step", o.step, "window step as a part of the patch");
  visit("mirror", o.mirror, "average over mirrored inputs");
  visit("precision", o.precision, "auto, fp32 or bf16");
  visit("probabilities", o.probabilities, "also return class probabilities");
}

struct Prediction
{
  Volume labels;                       ///< int32 [1, D, H, W] on the grid of the input, geometry copied from it
  std::optional<Volume> probabilities; ///< float32 [K, D, H, W] on the same grid; none unless asked for
};

/** True if this processor computes bf16 products natively: AMX-BF16 or AVX512-BF16. */
[[nodiscard]] bool HasNativeBf16();

/** A model made ready once, for any number of cases, one at a time. Runs on the CPU with the weights of all chosen
 * folds in memory. Copies share the networks. */
class Predictor
{
public:
  /** Throws Error(Usage) for a fold that the model does not have (lists those it has) or that is named twice, a step
   * outside (0, 1], or a precision that the machine lacks; Error(BadModel) for a model without folds, of the second
   * stage of a cascade, or with weights that do not fit its plan. */
  Predictor(Model model, const PredictOptions & options);

  /** image [C, D, H, W] in file order: Preprocess, PredictLogits, then DecodeLabels and DecodeProbabilities
   * (voxDecodeLogits.h). Labels carry the geometry of `image`, copied.
   * Throws Error(BadInput) for another number of channels than the model's, naming them, and what Preprocess and
   * SlidingWindowLogits throw. `context.threads` acts as in SlidingWindowLogits. */
  [[nodiscard]] Prediction Predict(const Volume & image, const RunContext & context = {});

  /** Logits [K, D, H, W] float32 of an already preprocessed image [C, D, H, W], averaged over the folds. */
  [[nodiscard]] at::Tensor PredictLogits(const at::Tensor & image, const RunContext & context = {});

  /** What Precision::Auto chose. */
  [[nodiscard]] Precision ChosenPrecision() const;

private:
  struct Implementation;
  std::shared_ptr<Implementation> m_Implementation;
};

} // namespace vox

#endif
