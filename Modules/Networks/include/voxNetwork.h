// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetwork_h
#define voxNetwork_h

#include "voxLayerTime.h"
#include "voxUNetOptions.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vox
{

class UNet;

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
 * A new network is in evaluation mode, without deep supervision. Weights are float32 and require gradients; callers
 * that only predict hold an at::NoGradGuard (or c10::InferenceMode), which also halves the memory. */
class Network
{
public:
  /** Makes the network of this registry name ("PlainConvUNet", "ResidualEncoderUNet") with weights drawn from `seed`:
   * Kaiming normal (a = 0.01), zero biases; the last norm of each residual block starts at zero, as in nnU-Net.
   * Throws Error(BadModel) for an unknown name (lists the known ones) or options that do not fit. */
  Network(std::string_view name, const UNetOptions & options, std::uint64_t seed = 0);
  /** The same with these weights, of which nothing is drawn; throws as LoadParameters too. */
  Network(std::string_view name, const UNetOptions & options, const std::map<std::string, at::Tensor> & weights,
          const std::string & where);

  /** Logits, highest resolution first: a single entry [N, K, D, H, W], or one per decoder stage (all but the coarsest
   * scale of the encoder) with deep supervision. `images` is [N, C, D, H, W]; each axis must be divisible by the
   * product of its strides. */
  [[nodiscard]] std::vector<at::Tensor> Forward(const at::Tensor & images);

  /** What the last layer sees for the same images: [N, C, D, H, W], to be turned into logits by Head() piece by piece,
   * so that the classes never exist for a whole window. For prediction; needs an at::NoGradGuard. */
  [[nodiscard]] at::Tensor Features(const at::Tensor & images);
  /** The last layer; its bias is zero where the network has none. */
  [[nodiscard]] LinearHead Head() const;

  /** Canonical names of nnU-Net's state dict (without its duplicates) and the weights themselves, not copies. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> Parameters() const;
  /** Copies weights in. Throws Error(BadModel) that begins with `where` and names the first missing, unexpected or
   * mis-shaped key with both shapes. Weights of any floating-point type are converted. */
  void LoadParameters(const std::map<std::string, at::Tensor> & weights, const std::string & where);

  void SetTraining(bool training);
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
  [[nodiscard]] const std::string & Name() const;
  [[nodiscard]] const UNetOptions & Options() const;

private:
  struct Implementation;
  std::shared_ptr<Implementation> m_Implementation;
};

/** A row of the registry. */
struct NetworkEntry
{
  std::string_view name;
  std::string_view help;
  std::shared_ptr<UNet> (*make)(const UNetOptions & options); ///< for the constructor of Network; weights uninitialized
};

/** All networks, for `inspect networks` and the contract tests. */
[[nodiscard]] std::span<const NetworkEntry> NetworkRegistry();

} // namespace vox

#endif
