// SPDX-License-Identifier: Apache-2.0
#ifndef voxRewriteModel_h
#define voxRewriteModel_h

#include "voxSafetensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vox::testing
{

/** Copies a model file, after `change(metadata, tensors)`; what that leaves alone stays. */
template <typename TChange>
void
Rewrite(const std::filesystem::path & from, const std::filesystem::path & to, TChange && change)
{
  const SafetensorsFile file(from);
  std::map<std::string, std::string> metadata = file.Metadata();
  std::vector<TensorView> tensors(file.Tensors().begin(), file.Tensors().end());
  std::forward<TChange>(change)(metadata, tensors);
  WriteSafetensors(to, tensors, metadata);
}

} // namespace vox::testing

#endif
