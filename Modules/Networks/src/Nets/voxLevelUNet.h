// SPDX-License-Identifier: Apache-2.0
#ifndef voxLevelUNet_h
#define voxLevelUNet_h

#include "Blocks/voxLevelBlock.h"
#include "Blocks/voxRegisterAt.h"
#include "Nets/voxNet.h"
#include "voxSkipConnection.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace vox
{

/** What classic U-Nets share: a block at each level, maxima of 2 voxels in between; upwards an upsampling, the skip and
 * a block; a 1x1 convolution at the end. Networks that derive from it register their layers in the order and under the
 * names of their files. */
class LevelUNet : public Net
{
public:
  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

protected:
  using Layer = std::function<at::Tensor(const at::Tensor &)>;
  enum class Order
  {
    SkipFirst,
    UpsampledFirst
  };

  LevelUNet(int dimensions, SkipConnection skip, Order order);

  /** The encoder's next level, finest first. */
  void AddEncoder(std::string_view path, std::shared_ptr<LevelBlock> block);
  /** The decoder's next step, coarsest first. */
  void AddDecoder(Layer upsampling, std::string_view path, std::shared_ptr<LevelBlock> block);
  void SetHead(std::string_view path, std::int64_t inputChannels, std::int64_t outputChannels);

  /** Layers that upsample, registered here: a transposed convolution of kernel and stride 2; repeated voxels and a
   * unit. */
  [[nodiscard]] Layer MakeUpsampling(std::string_view path, std::int64_t inputChannels, std::int64_t outputChannels);
  [[nodiscard]] Layer MakeRepeating(std::string_view convolution, std::string_view norm, std::int64_t inputChannels,
                                    std::int64_t outputChannels);
  /** Channels that a decoder block sees. */
  [[nodiscard]] std::int64_t JoinedChannels(std::int64_t upsampled, std::int64_t skip) const;
  [[nodiscard]] int Dimensions() const;

  /** What gates make of the skip of a decoder step; by default the skip. */
  virtual at::Tensor Gated(std::size_t step, at::Tensor skip, const at::Tensor & upsampled);

private:
  [[nodiscard]] at::Tensor Join(const LevelBlock & block, const at::Tensor & upsampled, const at::Tensor & skip) const;

  int m_Dimensions;
  SkipConnection m_Skip;
  Order m_Order;
  std::vector<std::shared_ptr<LevelBlock>> m_Encoder;
  std::vector<Layer> m_Upsamplings;
  std::vector<std::shared_ptr<LevelBlock>> m_Decoder;
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
