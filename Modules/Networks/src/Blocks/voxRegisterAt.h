// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegisterAt_h
#define voxRegisterAt_h

#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <string_view>

namespace vox
{

/** Registers a child under a path such as "enc_1.1.conv_block", so that names of tensors are those of a file without a
 * class for each level of its tree. Modules on the way that are missing are made. */
template <typename TModule>
std::shared_ptr<TModule>
RegisterAt(torch::nn::Module & owner, std::string_view path, std::shared_ptr<TModule> child)
{
  torch::nn::Module * parent = &owner;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.'))
  {
    const std::string name(path.substr(0, dot));
    path.remove_prefix(dot + 1);
    const auto children = parent->named_children();
    const std::shared_ptr<torch::nn::Module> * const found = children.find(name);
    parent =
        found == nullptr ? parent->register_module(name, std::make_shared<torch::nn::Module>()).get() : found->get();
  }
  return parent->register_module(std::string(path), std::move(child));
}

} // namespace vox

#endif
