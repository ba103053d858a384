// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictor_h
#define voxPredictor_h

#include "voxLayerTime.h"
#include "voxMemoryPlan.h"
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

/** How logits are added up on the way to the labels. */
enum class ExportMode
{
  Streamed, ///< in single precision
  Exact     ///< nnU-Net 2.8.1's order of operations and its half-precision sums, whose rounding shows near the faces
};
[[nodiscard]] std::span<const EnumName<ExportMode>> EnumNames(ExportMode);

struct PredictOptions
{
  std::vector<std::string> folds; ///< by name; empty: every fold of the model; averaged as logits
  double step = 0.5;
  bool mirror = true;          ///< over the axes that the model allows
  std::string device = "auto"; ///< see ChooseDevice
  Precision precision = Precision::Auto;
  ExportMode exportMode = ExportMode::Streamed;
  bool probabilities = false; ///< also return them
  bool attention = false;     ///< also return the maps of the network's gates; a further pass over the windows
  /** Windows of one value, such as air that normalization clipped, take the result of an equal window before: the same
   * labels to the bit, in less time where there are such windows. Keeps the features of one window. */
  bool skipAir = false;
  bool profile = false; ///< time the layers of the networks
  std::string maxRam;   ///< most memory of the process, such as "4G" (see ParseMemorySize); empty: what there is
};

template <typename TVisitor>
void
VisitFields(PredictOptions & o, TVisitor && visit)
{
  visit("folds", o.folds, "folds to average; empty: all of the model");
  visit("step", o.step, "window step as a part of the patch");
  visit("mirror", o.mirror, "average over mirrored inputs");
  visit("device", o.device, "auto, cpu or cuda:N");
  visit("precision", o.precision, "auto, fp32 or bf16");
  visit("export", o.exportMode, "streamed or exact");
  visit("probabilities", o.probabilities, "also return class probabilities");
  visit("attention", o.attention, "also return the maps of the network's gates");
  visit("skip_air", o.skipAir, "compute windows of one value once");
  visit("profile", o.profile, "time the layers of the networks");
  visit("max_ram", o.maxRam, "most memory of the process, such as 4G; empty: what the machine has");
}

/** Where the time of a configuration's networks went, summed over the folds. */
struct NetworkProfile
{
  std::string configuration;
  std::vector<LayerTime> layers; ///< in the order of their names
};

/** How far a gate of the network opened, on the grid of the input. */
struct AttentionMap
{
  std::string gate; ///< as the network names it (Network::AttentionMaps)
  Volume map;       ///< float32 [1, D, H, W], 0 closed to 1 open, and 0 outside the crop
};

struct Prediction
{
  /** [1, D, H, W] on the grid of the input, geometry copied from it; the smallest of uint8, int16 and int32 that holds
   * all labels of the data set. */
  Volume labels;
  std::optional<Volume> probabilities; ///< float32 [K, D, H, W] on the same grid; none unless asked for
  std::vector<AttentionMap> attention; ///< in the order of the network; none unless asked for
};

/** True if this processor computes bf16 products natively: AMX-BF16 or AVX512-BF16. */
[[nodiscard]] bool HasNativeBf16();

/** A model made ready once, for any number of cases, one at a time. Runs on the CPU with the weights of all chosen
 * folds in memory; a model with its previous stage (the second of a cascade) is two networks, run one after the other.
 * Copies share the networks. */
class Predictor
{
public:
  /** The previous stage of a cascade runs with the same options; of its folds the same, or all if it lacks one.
   * Throws Error(Usage) for a fold that the model does not have (lists those it has) or that is named twice, a step
   * outside (0, 1], or a precision that the machine lacks, what ChooseDevice throws, and for attention of a network
   * without gates, naming those that have them; Error(BadModel) for a model without folds or with weights that do not
   * fit its plan. */
  Predictor(Model model, const PredictOptions & options);

  /** image [C, D, H, W] in file order: Preprocess, PredictLogits, then DecodeLabels and DecodeProbabilities
   * (voxDecodeLogits.h). Labels carry the geometry of `image`, copied. Attention maps are those of the windows as they
   * are, not mirrored, brought to the windows' size (linear), then weighted, averaged over the folds and resampled as
   * logits. Throws Error(BadInput) for another number of channels than the model's, naming them, and what Preprocess
   * and StreamLogits throw; Error(Usage) where NeedsPreviousStage; Error(Resource) as PlanMemory does.
   * `context.threads` acts as in StreamLogits. An image that is moved in is let go of before the network starts. */
  [[nodiscard]] Prediction Predict(const Volume & image, const RunContext & context = {});
  [[nodiscard]] Prediction Predict(Volume && image, const RunContext & context = {});

  /** The same for the second stage of a cascade, with the labels int32 [1, D, H, W] that the stage before gave for this
   * image, on its grid; they take the image's way through Preprocess and enter the network as one channel for each of
   * ForegroundValues. Throws Error(BadInput) too for values that the data set does not declare, Error(Usage) for a
   * model of one stage. */
  [[nodiscard]] Prediction Predict(const Volume & image, const Volume & previousStage, const RunContext & context = {});
  [[nodiscard]] Prediction Predict(Volume && image, const Volume & previousStage, const RunContext & context = {});

  /** Why PredictPart cannot make labels of images with this geometry from parts of their voxels, in words; empty where
   * it can: where every voxel is normalized by itself, none is resampled, and one network on the processor does it. */
  [[nodiscard]] std::string WhyNotInParts(const ImageGeometry & whole) const;

  /** The voxels that PredictPart must know of an image of this geometry to predict those of `wanted`. Boxes in voxels
   * of the file, not empty and inside the image; Error(Internal) otherwise. */
  [[nodiscard]] Box NeededInput(const ImageGeometry & whole, const Box & wanted) const;

  /** Labels and probabilities of the voxels `wanted` of an image of which only the voxels `known` are there, in `part`
   * [C, D, H, W]; they hold NeededInput. The windows are those of the whole image, so that parts give bit for bit what
   * all of it gives. Unlike Predict it does not crop to the non-zero region, which depends on all voxels: near a border
   * of zeros its labels may differ. Memory is that of the part. Throws as Predict; Error(Usage) too where
   * WhyNotInParts. */
  [[nodiscard]] Prediction PredictPart(Volume && part, const ImageGeometry & whole, const Box & known,
                                       const Box & wanted, const RunContext & context = {});

  /** Logits [K, D, H, W] of an already preprocessed image [C, D, H, W], averaged over the folds: float32, or float16
   * for ExportMode::Exact. In a cascade the channels of the previous stage follow those of the image. */
  [[nodiscard]] at::Tensor PredictLogits(const at::Tensor & image, const RunContext & context = {});

  /** The configuration whose labels must be given to Predict; empty for a model of one stage, and for one that holds
   * its previous stage and runs it by itself. */
  [[nodiscard]] std::string NeedsPreviousStage() const;

  /** Where the networks run, in words (ChooseDevice). */
  [[nodiscard]] const std::string & ChosenDevice() const;

  /** What Precision::Auto chose. */
  [[nodiscard]] Precision ChosenPrecision() const;

  /** Times of all windows so far, of the previous stage first; empty without PredictOptions::profile. */
  [[nodiscard]] std::vector<NetworkProfile> Profiles() const;

  /** What Predict will do for an image like this one and the memory that it will take, forecast before any work. The
   * compact ring (voxLogitsRing.h) is taken where PredictOptions::maxRam asks for it only. With `inLine`, a case like
   * this one is read and the result of another written meanwhile (NeighborBytes). `held` bytes are the caller's. Throws
   * Error(Resource) with the forecast where it exceeds maxRam or what the process can get. */
  [[nodiscard]] MemoryPlan PlanMemory(const ImageFile & image, bool inLine = false, std::int64_t held = 0) const;

private:
  [[nodiscard]] Prediction PredictPrepared(PreprocessedCase prepared, const RunContext & context);

  struct Implementation;
  std::shared_ptr<Implementation> m_Implementation;
};

} // namespace vox

#endif
