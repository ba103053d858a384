// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiTwoConv_h
#define voxMonaiTwoConv_h

#include "Blocks/voxMonaiConvolution.h"
#include "voxMonaiBasicUNetOptions.h"

namespace vox
{

/** Two convolutions of 3 voxels with norm and activation. Children: conv_0, conv_1. */
class MonaiTwoConv : public torch::nn::Module
{
public:
  MonaiTwoConv(std::int64_t inputChannels, std::int64_t outputChannels, const MonaiBasicUNetOptions & options);

  /** The channels of `skip` lie behind those of `input`. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip = {}) const;

private:
  std::shared_ptr<MonaiConvolution> m_First;
  std::shared_ptr<MonaiConvolution> m_Second;
};

/** Max pooling by 2, then the two convolutions. Child: convs. */
class MonaiDown : public torch::nn::Module
{
public:
  MonaiDown(std::int64_t inputChannels, std::int64_t outputChannels, const MonaiBasicUNetOptions & options);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<MonaiTwoConv> m_Convs;
};

/** Channels of a step up. */
struct MonaiUpChannels
{
  std::int64_t below;
  std::int64_t upsampled; ///< half of those below, but at the finest level the same
  std::int64_t skip;
  std::int64_t output;
};

/** Upsampling by 2 and the two convolutions of the skip with the upsampled features behind it. Children:
 * upsample.deconv or upsample.preconv, convs. */
class MonaiUpCat : public torch::nn::Module
{
public:
  MonaiUpCat(const MonaiUpChannels & channels, const MonaiBasicUNetOptions & options);

  at::Tensor forward(const at::Tensor & below, const at::Tensor & skip) const;

private:
  std::shared_ptr<Upsampling> m_Transposed; ///< null with linear upsampling
  std::shared_ptr<Convolution> m_Before;    ///< of linear upsampling, null where the channels stay
  std::shared_ptr<MonaiTwoConv> m_Convs;
};

} // namespace vox

#endif
