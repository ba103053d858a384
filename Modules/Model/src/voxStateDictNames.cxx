// SPDX-License-Identifier: Apache-2.0
#include "voxStateDictNames.h"

namespace vox
{
namespace
{

/** "block.norm.weight" with the layer renamed, or an empty text for the weights of other layers. */
std::string
NameInBlock(const std::string & canonical, bool hasDropout)
{
  const std::size_t parameter = canonical.rfind('.');
  const std::size_t layer = parameter == std::string::npos ? parameter : canonical.rfind('.', parameter - 1);
  if (layer == std::string::npos)
  {
    return {};
  }
  const std::string block = canonical.substr(0, layer);
  const std::string name = canonical.substr(layer + 1, parameter - layer - 1);
  // The second convolution of a residual block and its skip never have dropout.
  const bool dropout = hasDropout && !block.ends_with(".conv2") && block.find(".skip.") == std::string::npos;
  if (name == "conv")
  {
    return block + ".all_modules.0" + canonical.substr(parameter);
  }
  if (name == "norm")
  {
    return block + (dropout ? ".all_modules.2" : ".all_modules.1") + canonical.substr(parameter);
  }
  return {};
}

} // namespace

std::vector<std::string>
StateDictNames(const std::string & canonical, bool hasDropout)
{
  std::vector<std::string> names{canonical};
  if (const std::string inBlock = NameInBlock(canonical, hasDropout); !inBlock.empty())
  {
    names.push_back(inBlock);
  }
  if (canonical.starts_with("encoder."))
  {
    const std::size_t count = names.size();
    for (std::size_t i = 0; i < count; ++i)
    {
      names.push_back("decoder." + names[i]);
    }
  }
  return names;
}

} // namespace vox
