// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderNet_h
#define voxEncoderNet_h

#include "Encoders/voxImageEncoder.h"
#include "Nets/voxNet.h"

namespace vox
{

/** A network of an image encoder, a decoder of its features and a head: what those of segmentation_models.pytorch
 * share. Children: encoder, decoder, segmentation_head.0. */
class EncoderNet : public Net
{
public:
  /** The encoder as published; in the decoder Kaiming uniform with zero biases; in the head Xavier uniform. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

protected:
  /** Registers the encoder and an empty decoder. */
  EncoderNet(ImageEncoderName name, const EncoderShape & shape);

  /** Convolution with a bias; after the decoder, in the order of the names. */
  void MakeHead(std::int64_t channels, std::int64_t outputs, std::int64_t kernel);

  [[nodiscard]] torch::nn::Module & DecoderGroup() const;
  /** Channels of the features, coarsest first. */
  [[nodiscard]] std::vector<std::int64_t> ChannelsFromCoarsest() const;
  [[nodiscard]] std::vector<at::Tensor> FeaturesFromCoarsest(const at::Tensor & images) const;
  /** Of features of any type, in float32. */
  [[nodiscard]] at::Tensor Logits(const at::Tensor & features) const;
  [[nodiscard]] const Convolution * Head() const;
  [[nodiscard]] int Dimensions() const;

private:
  int m_Dimensions;
  std::shared_ptr<ImageEncoder> m_Encoder;
  torch::nn::Module * m_Decoder;
  std::shared_ptr<Convolution> m_Head;
};

/** What each of them is made from. */
template <typename TOptions>
[[nodiscard]] EncoderShape
EncoderShapeOf(const TOptions & options)
{
  return {.dimensions = options.dimensions, .inputChannels = options.inputChannels, .depth = options.encoderDepth};
}

/** Convolution without bias, batch norm, ReLU; children "0" and "1" of a child of that name. */
[[nodiscard]] EncoderLayer AddDecoderLayer(torch::nn::Module & parent, const std::string & name, std::int64_t inputs,
                                           std::int64_t outputs, std::int64_t kernel, int dimensions);

/** Upsampling to twice the size by the nearest neighbor, then two 3x3 convolutions. Children: conv1, conv2. */
class EncoderDecoderBlock : public torch::nn::Module
{
public:
  EncoderDecoderBlock(std::int64_t inputs, std::int64_t skipChannels, std::int64_t outputs, int dimensions);

  /** An undefined skip is none. */
  at::Tensor forward(const at::Tensor & coarser, const at::Tensor & skip) const;

private:
  EncoderLayer m_First;
  EncoderLayer m_Second;
};

} // namespace vox

#endif
