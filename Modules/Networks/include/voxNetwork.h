// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetwork_h
#define voxNetwork_h

#include "voxLayerTime.h"
#include "voxNetworkDefinition.h"
#include "voxNetworkSizes.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vox
{

class Net;

/** The last layer of a network, a 1x1x1 convolution: logits[k] = bias[k] + the sum over c of weight[k, c] *
 * features[c].
 */
struct LinearHead
{
  at::Tensor weight; ///< [K, C] float32
  at::Tensor bias;   ///< [K] float32
};

/** A segmentation network behind a torch-free-to-include face: the torch::nn modules live in the sources of Networks.
 * Cheap to copy; copies share the weights. Not for concurrent Forward calls in training mode.
 * Images are [N, C, D, H, W] for every network; two-dimensional ones take D = 1.
 * A new network is in evaluation mode, without deep supervision. Weights are float32 and require gradients; callers
 * that only predict hold an at::NoGradGuard (or c10::InferenceMode), which also halves the memory. */
class Network
{
public:
  /** Makes the network with weights drawn from `seed` in the way of its original.
   * Throws Error(BadModel) for an unknown name (lists the known ones) or options that do not fit. */
  explicit Network(const NetworkDefinition & definition, std::uint64_t seed = 0);
  /** The same with these weights, of which nothing is drawn; throws as LoadParameters too. */
  Network(const NetworkDefinition & definition, const std::map<std::string, at::Tensor> & weights,
          const std::string & where);
  /** One whose weights hold nothing, to ask for names and shapes; memory that nobody touches costs nothing. */
  [[nodiscard]] static Network Undrawn(const NetworkDefinition & definition);
  /** The first from an options struct. */
  template <Options TOptions>
  Network(std::string_view name, const TOptions & options, std::uint64_t seed = 0)
      : Network(Define(name, options), seed)
  {}

  /** Logits: a single entry [N, K, D, H, W], or several with deep supervision, the one that predicts first; their sizes
   * are those of Sizes(). Throws Error(BadInput) for a size that the network does not take, with the nearest it does.
   */
  [[nodiscard]] std::vector<at::Tensor> Forward(const at::Tensor & images);

  /** What the last layer sees for the same images: [N, C, D, H, W], to be turned into logits by Head() piece by piece,
   * so that the classes never exist for a whole window. For prediction; needs an at::NoGradGuard. Networks that do not
   * end with a 1x1x1 convolution give their logits, and the identity as head. */
  [[nodiscard]] at::Tensor Features(const at::Tensor & images);
  /** The last layer; its bias is zero where the network has none. */
  [[nodiscard]] LinearHead Head() const;

  /** Names and tensors that make the network what it is, not copies: what is trained (these require gradients) and,
   * behind it, running statistics of batch norms. Names are those of the network's original, without duplicates. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> Parameters() const;
  /** Copies weights in. Throws Error(BadModel) that begins with `where` and names the first missing, unexpected or
   * mis-shaped key with both shapes. Weights of any floating-point type are converted; counters of batches
   * (`num_batches_tracked`) are passed over. */
  void LoadParameters(const std::map<std::string, at::Tensor> & weights, const std::string & where);

  void SetTraining(bool training);
  /** Leaves the weights whose names begin so as they are in training, running statistics of norms too: a pretrained
   * encoder. Throws Error(Usage) where no name begins so, with the first parts of the names there are. */
  void Freeze(const std::string & prefix);
  void SetDeepSupervision(bool deepSupervision);
  /** Weights in channels-last layout, which the features of all layers then have too (dense convolutions run faster so
   * on CPUs, and only there the fused layers apply); names, shapes and values are unchanged. */
  void UseChannelsLast();
  /** UseChannelsLast, and from now on calls without gradients keep the weights in the form that predicts fastest too,
   * from the first call on. Weights must not be changed then; LoadParameters and SetTraining(true) take it back.
   *
   * kFloat: 3x3x3 and 1x3x3 layers of stride 1 by Winograd's convolution, 2 to 3.5 times as fast, with 3.6 times the
   * weights of those layers as further memory. Results differ from those of the direct sum by rounding only.
   * kBFloat16: features and weights in bf16, half the memory and, where the processor has AMX or AVX512-BF16, several
   * times faster; images, statistics of norms and the last layer stay in float32. Logits are float32 in any case. */
  void PrepareToPredict(at::ScalarType type = at::kFloat);
  /** Moves the weights to a device, whose images Forward and Features then take; for a CUDA device, where torch's own
   * layers compute. Ends what PrepareToPredict prepared. */
  void MoveTo(c10::Device device);
  /** Gives back the memory of features that a prepared network keeps from one call to the next; nothing for others. */
  void ReleaseFeatures();
  /** Times every layer from now on. */
  void StartProfile();
  /** What was timed since then, layers in the order of their names: convolutions, upsamplings and norms that ran. Empty
   * without StartProfile. */
  [[nodiscard]] std::vector<LayerTime> Profile() const;
  /** Independent copy of weights, their layout and options; not timed. */
  [[nodiscard]] Network Clone() const;
  [[nodiscard]] const NetworkDefinition & Definition() const;
  [[nodiscard]] const NetworkSizes & Sizes() const;
  /** Of the gates of the last Forward, as images [N, 1, D, H, W] in [0, 1] with the gate's name; none without gates. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const;

private:
  friend class DiffusionUNet; // calls its net with more than images
  /** What `call` makes of the network and images that have been checked, in two dimensions without z on both sides. */
  [[nodiscard]] at::Tensor Run(const at::Tensor & images,
                               const std::function<at::Tensor(Net &, const at::Tensor &)> & call);

  struct Implementation;
  explicit Network(std::shared_ptr<Implementation> implementation);
  std::shared_ptr<Implementation> m_Implementation;
};

/** A row of the registry. The functions throw Error(BadModel) for options that do not fit. */
struct NetworkEntry
{
  std::string_view name;
  std::string_view help;
  std::string_view source; ///< author, year and DOI or arXiv number, or the tool whose weights it takes
  Json (*defaults)();
  NetworkSizes (*sizes)(const Json & options);
  std::shared_ptr<Net> (*make)(const Json & options); ///< for the constructor of Network; weights uninitialized
};

/** All networks, for `inspect networks` and the contract tests. */
[[nodiscard]] std::span<const NetworkEntry> NetworkRegistry();

/** The row of this name. Throws Error(BadModel) that lists the known names. */
[[nodiscard]] const NetworkEntry & FindNetwork(std::string_view name);

} // namespace vox

#endif
