// SPDX-License-Identifier: Apache-2.0
#ifndef voxLayerTime_h
#define voxLayerTime_h

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** The time that calls of one layer took, summed. */
struct LayerTime
{
  std::string name;        ///< where its parameters are, such as "encoder.stages.0.0.convs.1.conv"
  std::string_view kernel; ///< what computed the last call, such as "Winograd" or "torch"
  std::int64_t calls = 0;
  double seconds = 0.0;
  double multiplyAdds = 0.0;             ///< of the direct sum over all calls; zero for norms
  double outputValues = 0.0;             ///< of all calls
  std::vector<std::int64_t> outputShape; ///< of the last call: [N, C, D, H, W], [N, C, H, W], or of tokens [..., C]
};

} // namespace vox

#endif
