// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageEncoder_h
#define voxImageEncoder_h

#include "Encoders/voxEncoderLayers.h"
#include "Nets/voxWeightDraw.h"
#include "voxImageEncoderName.h"

#include <functional>
#include <vector>

namespace vox
{

/** What an image encoder is made for. */
struct EncoderShape
{
  int dimensions = 2;
  std::int64_t inputChannels = 3;
  std::int64_t depth = 5;   ///< how many strides are asked for; no layers are made beyond
  std::int64_t classes = 0; ///< more than 0: the whole published classifier with so many classes, of any depth
};

/** A classification network, as a chain of steps of which some end a stride: its features serve a decoder. Families
 * derive from it and make the steps. Children have the names of the published weights. */
class ImageEncoder : public torch::nn::Module
{
public:
  explicit ImageEncoder(const EncoderShape & shape);

  /** Features of strides 2, 4, ..., 2^depth of images [N, C, (D,) H, W] whose sizes are multiples of 2^depth; undefined
   * where the network has none of a stride. */
  [[nodiscard]] std::vector<at::Tensor> forward(const at::Tensor & images) const;
  /** Their channels; 0 where there are none. */
  [[nodiscard]] const std::vector<std::int64_t> & Channels() const;
  /** Logits [N, classes] of the classifier, for images of any size that its layers take. */
  [[nodiscard]] at::Tensor Classify(const at::Tensor & images) const;

  /** How the published network draws its weights; by default Kaiming normal by the fan out, biases zero, and linear
   * layers normal of deviation 0.01. */
  [[nodiscard]] virtual WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const;

protected:
  using Step = std::function<at::Tensor(const at::Tensor &)>;

  [[nodiscard]] const EncoderShape & Shape() const;
  [[nodiscard]] bool HasHead() const;
  /** No more layers are asked for. */
  [[nodiscard]] bool IsComplete() const;
  void Then(Step step);
  /** The last step's features are those of the next stride. */
  void EndStride(std::int64_t channels);
  /** The network has none of the next stride. */
  void SkipStride();
  /** Features of the last step to logits. */
  void SetHead(Step head);

private:
  EncoderShape m_Shape;
  std::vector<Step> m_Steps;
  std::vector<std::size_t> m_Ends; ///< for each stride, how many steps lead to it; 0: none does
  std::vector<std::int64_t> m_Channels;
  Step m_Head;
};

/** With uninitialized weights. Throws Error(BadModel) for a depth that the network does not have. */
[[nodiscard]] std::shared_ptr<ImageEncoder> MakeImageEncoder(ImageEncoderName name, const EncoderShape & shape);

} // namespace vox

#endif
