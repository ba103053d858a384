// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiUNet_h
#define voxMonaiUNet_h

#include "Blocks/voxModuleList.h"
#include "Blocks/voxMonaiConvolution.h"
#include "Nets/voxMonaiNet.h"
#include "voxMonaiUNetOptions.h"

namespace vox
{

/** Convolutions one after another, whose result the input is added to (convolved, where stride or channels change).
 * Children: conv.unit0, conv.unit1, ..., residual. */
class MonaiResidualUnit : public MonaiUnit
{
public:
  /** The first convolution carries the stride; `adn` is behind each, or behind none of a unit that ends the network. */
  MonaiResidualUnit(ConvolutionShape shape, const std::optional<MonaiAdnShape> & adn, std::int64_t count,
                    int dimensions);

  at::Tensor forward(const at::Tensor & input) const override;

private:
  std::vector<std::shared_ptr<MonaiConvolution>> m_Units;
  std::shared_ptr<Convolution> m_Residual; ///< null: the input itself
};

/** A level of the U and all below it. Children, as MONAI nests them: 0 (down), 1.submodule (the level below, or the
 * bottom's unit), 2 (up). */
class MonaiUNetLevel : public MonaiUnit
{
public:
  /** `level` counts from the finest, whose images have `inputChannels` and whose result `outputChannels`. */
  MonaiUNetLevel(const MonaiUNetOptions & options, std::size_t level, std::int64_t inputChannels,
                 std::int64_t outputChannels);

  at::Tensor forward(const at::Tensor & input) const override;

private:
  std::shared_ptr<MonaiUnit> m_Down;
  std::shared_ptr<MonaiUnit> m_Below;
  std::shared_ptr<MonaiUpConvolution> m_Up;
  std::shared_ptr<MonaiUnit> m_UpUnit; ///< null without residual units
};

/** MONAI's UNet. Child: model, the finest level. */
class MonaiUNet : public MonaiNet
{
public:
  explicit MonaiUNet(const MonaiUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;

private:
  std::shared_ptr<MonaiUNetLevel> m_Model;
};

} // namespace vox

#endif
