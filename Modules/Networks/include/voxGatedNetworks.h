// SPDX-License-Identifier: Apache-2.0
#ifndef voxGatedNetworks_h
#define voxGatedNetworks_h

#include <span>
#include <string_view>

namespace vox
{

/** Names of the networks whose default options have gates, so that Network::AttentionMaps gives something after
 * Forward. */
[[nodiscard]] std::span<const std::string_view> GatedNetworks();

} // namespace vox

#endif
