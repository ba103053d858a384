// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoder_h
#define voxEncoder_h

#include "Blocks/voxResidualBlock.h"

#include <memory>
#include <vector>

namespace vox
{

/** The contracting path of a U-Net. */
class Encoder : public torch::nn::Module
{
public:
  /** Features of every stage, finest first. */
  virtual std::vector<at::Tensor> forward(const at::Tensor & images) const = 0;
};

/** Stages of plain convolutions. Children: stages.S.0.convs.I. */
class PlainConvEncoder : public Encoder
{
public:
  explicit PlainConvEncoder(const UNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images) const override;

private:
  std::shared_ptr<ModuleList<ModuleList<StackedConvs>>> m_Stages;
};

/** A stem of one convolution, then stages of residual blocks. Children: stem.convs.0, stages.S.blocks.B. */
class ResidualEncoder : public Encoder
{
public:
  explicit ResidualEncoder(const UNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images) const override;

private:
  std::shared_ptr<StackedConvs> m_Stem;
  std::shared_ptr<ModuleList<StackedResidualBlocks>> m_Stages;
};

} // namespace vox

#endif
