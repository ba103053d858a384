// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetworkDefinition_h
#define voxNetworkDefinition_h

#include "voxOptions.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** A network as text can name it: what a plan holds, and what makes a Network. */
struct NetworkDefinition
{
  std::string name;              ///< of the registry
  Json options = Json::object(); ///< fields of its options struct; those that are missing have their defaults

  /** 2 or 3. These three throw Error(BadModel) for an unknown name, or a field that is no whole number. */
  [[nodiscard]] int Dimensions() const;
  [[nodiscard]] std::int64_t InputChannels() const;
  [[nodiscard]] std::int64_t OutputChannels() const;

  bool operator==(const NetworkDefinition &) const = default;
};

/** The network of this registry name with these options. */
template <Options TOptions>
[[nodiscard]] NetworkDefinition
Define(std::string_view name, const TOptions & options)
{
  return {std::string(name), ToJson(options)};
}

} // namespace vox

#endif
