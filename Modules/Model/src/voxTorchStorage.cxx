// SPDX-License-Identifier: Apache-2.0
#include "voxTorchStorage.h"

#include <utility>

namespace vox
{
namespace
{

constexpr std::pair<std::string_view, std::size_t> kElementBytes[]{
    {"torch DoubleStorage", 8}, {"torch FloatStorage", 4}, {"torch HalfStorage", 2},  {"torch BFloat16Storage", 2},
    {"torch LongStorage", 8},   {"torch IntStorage", 4},   {"torch ShortStorage", 2}, {"torch CharStorage", 1},
    {"torch ByteStorage", 1},   {"torch BoolStorage", 1}};

} // namespace

std::optional<std::uint64_t>
TorchStorage::Bytes() const
{
  std::uint64_t bytes = 0;
  return __builtin_mul_overflow(elements, std::uint64_t{elementBytes}, &bytes) ? std::nullopt : std::optional(bytes);
}

std::optional<TorchStorage>
StorageOf(const PickleNode & node)
{
  if (node.kind != PickleKind::Persistent || node.items[0]->kind != PickleKind::Tuple ||
      node.items[0]->items.size() < 5)
  {
    return std::nullopt;
  }
  const auto & id = node.items[0]->items;
  if (id[0]->text != "storage" || id[1]->kind != PickleKind::Global || id[2]->kind != PickleKind::Text ||
      id[4]->kind != PickleKind::Integer || id[4]->integer < 0)
  {
    return std::nullopt;
  }
  for (const auto & [type, bytes] : kElementBytes)
  {
    if (id[1]->text == type)
    {
      const bool isView = id.size() > 5 && id[5]->kind != PickleKind::None;
      return TorchStorage{id[2]->text, id[1]->text, static_cast<std::uint64_t>(id[4]->integer), bytes, isView};
    }
  }
  return std::nullopt;
}

} // namespace vox
