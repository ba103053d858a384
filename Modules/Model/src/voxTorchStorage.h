// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchStorage_h
#define voxTorchStorage_h

#include "voxPickle.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vox
{

/** What the persistent id of a pickle says about a storage. */
struct TorchStorage
{
  std::string_view key;
  std::string_view type; ///< "torch FloatStorage"
  std::uint64_t elements = 0;
  std::size_t elementBytes = 0;
  bool isView = false; ///< a part of another storage, which only very old files have

  /** None where the product is beyond 64 bits. */
  [[nodiscard]] std::optional<std::uint64_t> Bytes() const;
};

/** None unless the node is the persistent id of a storage: ('storage', type, key, location, elements[, view]). */
[[nodiscard]] std::optional<TorchStorage> StorageOf(const PickleNode & node);

} // namespace vox

#endif
