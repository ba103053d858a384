// SPDX-License-Identifier: Apache-2.0
#ifndef voxTransformerLayer_h
#define voxTransformerLayer_h

#include "Blocks/voxAttentionHeads.h"
#include "Blocks/voxLayerNorm.h"
#include "Blocks/voxLinear.h"

#include <memory>
#include <string>

namespace vox
{

struct TransformerShape
{
  std::int64_t channels = 768;
  std::int64_t heads = 12;
  std::int64_t mlpChannels = 3072;
  double normEps = 1e-5;
  bool attentionBias = true; ///< of queries, keys and values
  double dropout = 0.0;      ///< of both layers of the MLP, in training
};

/** Dotted names of a transformer layer's parts in some library. */
struct TransformerNames
{
  std::string norm1 = "norm1";
  std::string queryKeyValue; ///< one layer for the three; empty: a layer each, of the next three names
  std::string query = "query";
  std::string key = "key";
  std::string value = "value";
  std::string projection = "proj";
  std::string norm2 = "norm2";
  std::string first = "fc1"; ///< of the MLP
  std::string second = "fc2";
};

/** A layer of a vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929): tokens plus self-attention of the
 * normalized tokens, then plus an MLP of two layers with exact GELU of the normalized result. */
class TransformerLayer : public torch::nn::Module
{
public:
  TransformerLayer(const TransformerShape & shape, const TransformerNames & names);

  /** [N, T, C] to the same. */
  at::Tensor forward(const at::Tensor & tokens) const;

private:
  [[nodiscard]] at::Tensor Attention(const at::Tensor & tokens) const;

  std::shared_ptr<LayerNorm> m_Norm1;
  std::shared_ptr<Linear> m_QueryKeyValue; ///< null with a layer each
  std::shared_ptr<Linear> m_Query;
  std::shared_ptr<Linear> m_Key;
  std::shared_ptr<Linear> m_Value;
  std::shared_ptr<Linear> m_Projection;
  std::shared_ptr<LayerNorm> m_Norm2;
  std::shared_ptr<Linear> m_First;
  std::shared_ptr<Linear> m_Second;
  std::shared_ptr<AttentionHeads> m_Heads;
  double m_Dropout;
};

/** second(GELU(first(tokens))), GELU in its exact form. */
[[nodiscard]] at::Tensor Perceptron(const Linear & first, const Linear & second, const at::Tensor & tokens);

} // namespace vox

#endif
