// SPDX-License-Identifier: Apache-2.0
#include "voxConstantWindows.h"

#include <ATen/ATen.h>

#include <cstring>
#include <utility>

namespace vox
{
namespace
{

/** The bits of the value of each channel of a window [1, C, D, H, W]; empty where a channel holds two values. */
std::vector<std::uint32_t>
ValuesOfConstant(const at::Tensor & window)
{
  const at::Tensor dense = window.to(at::kFloat).contiguous();
  const std::int64_t voxels = dense.numel() / dense.size(1);
  std::vector<std::uint32_t> values(static_cast<std::size_t>(dense.size(1)));
  const float * channel = dense.const_data_ptr<float>();
  for (std::uint32_t & value : values)
  {
    if (std::memcmp(channel, channel + 1, static_cast<std::size_t>(voxels - 1) * sizeof(float)) != 0)
    {
      return {};
    }
    std::memcpy(&value, channel, sizeof(float));
    channel += voxels;
  }
  return values;
}

} // namespace

ConstantWindows::ConstantWindows(WindowFunction network, WindowCounts & counts)
    : m_Network(std::move(network)), m_Counts(&counts)
{}

at::Tensor
ConstantWindows::operator()(const at::Tensor & window)
{
  ++m_Counts->asked;
  std::vector<std::uint32_t> values = ValuesOfConstant(window);
  if (values.empty())
  {
    return m_Network(window);
  }
  if (m_Result.defined() && values == m_Values)
  {
    ++m_Counts->known;
    return m_Result;
  }
  Forget();
  m_Result = m_Network(window);
  m_Values = std::move(values);
  return m_Result;
}

void
ConstantWindows::Forget()
{
  m_Result = at::Tensor();
}

} // namespace vox
