// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxHrstNet.h"

#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"
#include "Blocks/voxWidened.h"

#include <ATen/ATen.h>

#include <string>

namespace vox
{
namespace
{

std::string
Numbered(const std::string & list, std::size_t a, std::size_t b)
{
  return list + "." + std::to_string(a) + "." + std::to_string(b);
}

/** Tokens on the grid of `target`. */
at::Tensor
TokensOnGrid(const at::Tensor & grid, const at::Tensor & target)
{
  const at::IntArrayRef size = target.sizes().slice(1, static_cast<std::size_t>(target.dim() - 2));
  return Interpolated(grid.movedim(-1, 1), size, false).movedim(1, -1);
}

} // namespace

BranchExchange::BranchExchange(std::int64_t branches, std::int64_t features, int dimensions)
{
  const auto count = static_cast<std::size_t>(branches);
  m_Down.resize(count, std::vector<Mergings>(count));
  m_Up.resize(count, std::vector<std::shared_ptr<Linear>>(count));
  for (std::size_t fine = 0; fine < count; ++fine)
  {
    for (std::size_t coarse = fine + 1; coarse < count; ++coarse)
    {
      for (std::size_t step = fine; step < coarse; ++step)
      {
        m_Down[fine][coarse].push_back(
            RegisterAt(*this, Numbered("down", fine, coarse) + "." + std::to_string(step - fine),
                       std::make_shared<PatchMerging>(features << step, dimensions, PatchMergingOrder::MergingV2)));
      }
      m_Up[coarse][fine] = RegisterAt(*this, Numbered("up", coarse, fine),
                                      std::make_shared<Linear>(features << coarse, features << fine));
    }
  }
}

std::vector<at::Tensor>
BranchExchange::forward(const std::vector<at::Tensor> & grids) const
{
  std::vector<at::Tensor> sums;
  for (std::size_t to = 0; to < grids.size(); ++to)
  {
    at::Tensor sum = grids[to];
    for (std::size_t from = 0; from < grids.size(); ++from)
    {
      if (from == to)
      {
        continue;
      }
      at::Tensor part = grids[from];
      for (const auto & merging : m_Down[from][to])
      {
        part = merging->forward(part);
      }
      sum = sum + (from < to ? part : TokensOnGrid(m_Up[from][to]->forward(part), grids[to]));
    }
    sums.push_back(sum);
  }
  return sums;
}

HrstNet::HrstNet(const HrstNetOptions & options)
{
  const int dimensions = options.dimensions;
  const std::int64_t features = options.features;
  const std::int64_t patch = options.patchSize;
  const std::size_t stages = options.depths.size();
  m_Embedding = register_module("embedding",
                                std::make_shared<PatchEmbedding>(options.inputChannels, features,
                                                                 Zyx<std::int64_t>{patch, patch, patch}, dimensions));
  for (std::size_t stage = 0; stage < stages; ++stage)
  {
    m_Stages.emplace_back();
    for (std::size_t branch = 0; branch <= stage; ++branch)
    {
      const SwinShape shape{.channels = features << branch,
                            .heads = options.heads[branch],
                            .windowSize = options.windowSize,
                            .dimensions = dimensions};
      m_Stages.back().push_back(RegisterAt(*this, Numbered("stages", stage, branch),
                                           std::make_shared<SwinStage>(shape, options.depths[stage])));
    }
    if (stage + 1 < stages)
    {
      m_Mergings.push_back(
          RegisterAt(*this, "mergings." + std::to_string(stage),
                     std::make_shared<PatchMerging>(features << stage, dimensions, PatchMergingOrder::MergingV2)));
    }
    if (stage > 0)
    {
      m_Exchanges.push_back(
          RegisterAt(*this, "exchanges." + std::to_string(stage - 1),
                     std::make_shared<BranchExchange>(static_cast<std::int64_t>(stage) + 1, features, dimensions)));
    }
  }
  const std::int64_t all = features * ((std::int64_t{1} << stages) - 1);
  m_Fusion = register_module("fusion", std::make_shared<Linear>(all, 2 * features));
  m_Expansion = register_module(
      "expansion",
      std::make_shared<Upsampling>(2 * features, features, Zyx<std::int64_t>{patch, patch, patch}, true, dimensions));
  m_Norm = register_module("norm", std::make_shared<InstanceNorm>(features));
  const ConvolutionShape head{.inputChannels = features, .outputChannels = options.outputChannels};
  m_Head = register_module("head", std::make_shared<Convolution>(head, dimensions));
}

at::Tensor
HrstNet::Features(const at::Tensor & images)
{
  std::vector<at::Tensor> grids{m_Embedding->forward(images)};
  for (std::size_t stage = 0; stage < m_Stages.size(); ++stage)
  {
    for (std::size_t branch = 0; branch <= stage; ++branch)
    {
      grids[branch] = m_Stages[stage][branch]->forward(grids[branch]);
    }
    if (stage > 0)
    {
      grids = m_Exchanges[stage - 1]->forward(grids);
    }
    if (stage < m_Mergings.size())
    {
      grids.push_back(m_Mergings[stage]->forward(grids.back()));
    }
  }
  for (std::size_t branch = 1; branch < grids.size(); ++branch)
  {
    grids[branch] = TokensOnGrid(grids[branch], grids.front());
  }
  const at::Tensor fused = m_Fusion->forward(at::cat(grids, -1)).movedim(-1, 1);
  return m_Norm->forward({m_Expansion->forward(fused), {}}, {}, 0.01);
}

std::vector<at::Tensor>
HrstNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

const Convolution *
HrstNet::LastLayer() const
{
  return m_Head.get();
}

WeightDraw
HrstNet::DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const
{
  const bool isDecoder = name.starts_with("expansion.") || name.starts_with("norm.") || name.starts_with("head.");
  return isDecoder ? Net::DrawOf(name, weight, fanIn) : DrawTransformer(name, weight);
}

} // namespace vox
