// SPDX-License-Identifier: Apache-2.0
#ifndef voxModuleList_h
#define voxModuleList_h

#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vox
{

/** Children of one type named "0", "1", ... in the order they are added, as torch's ModuleList and Sequential name
 * them. */
template <typename TModule> class ModuleList : public torch::nn::Module
{
public:
  template <typename... TArgs>
  void
  Add(TArgs &&... args)
  {
    const std::string name = std::to_string(m_Items.size());
    m_Items.push_back(register_module(name, std::make_shared<TModule>(std::forward<TArgs>(args)...)));
  }
  [[nodiscard]] const std::vector<std::shared_ptr<TModule>> &
  Items() const
  {
    return m_Items;
  }

private:
  std::vector<std::shared_ptr<TModule>> m_Items;
};

} // namespace vox

#endif
