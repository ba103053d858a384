// SPDX-License-Identifier: Apache-2.0
#include "voxTorchArchive.h"

#include "voxError.h"
#include "voxMappedFile.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"
#include "voxTorchFile.h"
#include "voxTorchStorage.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>
#include <utility>

namespace vox
{
namespace
{

constexpr std::string_view kTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kParameter = "torch._utils _rebuild_parameter";

constexpr std::pair<std::string_view, at::ScalarType> kWeightTypes[]{{"torch FloatStorage", at::kFloat},
                                                                     {"torch HalfStorage", at::kHalf},
                                                                     {"torch BFloat16Storage", at::kBFloat16},
                                                                     {"torch DoubleStorage", at::kDouble}};

TorchFile
ReadTorchFile(std::span<const std::byte> bytes, const std::string & where)
{
  const auto begins = [&](std::string_view magic) {
    return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
  };
  if (begins("PK\x03\x04"))
  {
    return ReadTorchZip(bytes, where);
  }
  if (begins("\x80"))
  {
    return ReadTorchLegacy(bytes, where);
  }
  Fail(ErrorKind::BadModel,
       "{}: {} bytes that begin neither as a zip archive nor as a pickle; expected a file of "
       "torch.save",
       where, bytes.size());
}

/** Sizes and strides of a view into a storage; none for anything that is not a list of numbers from 0 up. */
std::optional<std::vector<std::int64_t>>
Extents(const PickleNode * node)
{
  if (node == nullptr || (node->kind != PickleKind::Tuple && node->kind != PickleKind::List))
  {
    return std::nullopt;
  }
  std::vector<std::int64_t> extents;
  for (const PickleNode * item : node->items)
  {
    if (item->kind != PickleKind::Integer || item->integer < 0)
    {
      return std::nullopt;
    }
    extents.push_back(item->integer);
  }
  return extents;
}

struct View
{
  std::int64_t offset = 0;
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;
  std::uint64_t span = 0; ///< elements from the first to the last, both counted
};

/** None unless the view lies in a storage of so many elements and does not repeat them to become larger than it. */
std::optional<View>
ViewOf(const PickleNode & node, std::uint64_t elements)
{
  const PickleNode * offset = ArgumentInPickle(node, 1);
  auto sizes = Extents(ArgumentInPickle(node, 2));
  auto strides = Extents(ArgumentInPickle(node, 3));
  if (offset == nullptr || offset->kind != PickleKind::Integer || offset->integer < 0 || !sizes || !strides ||
      sizes->size() != strides->size())
  {
    return std::nullopt;
  }
  std::uint64_t count = 1;
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < sizes->size(); ++i)
  {
    const auto size = static_cast<std::uint64_t>((*sizes)[i]);
    std::uint64_t step = 0;
    if (__builtin_mul_overflow(count, size, &count) ||
        (size > 0 && (__builtin_mul_overflow(size - 1, static_cast<std::uint64_t>((*strides)[i]), &step) ||
                      __builtin_add_overflow(last, step, &last))))
    {
      return std::nullopt;
    }
  }
  const auto first = static_cast<std::uint64_t>(offset->integer);
  const std::uint64_t span = count == 0 ? 0 : last + 1;
  if (count > elements || first > elements || span > elements - first)
  {
    return std::nullopt;
  }
  return View{offset->integer, std::move(*sizes), std::move(*strides), span};
}

const PickleNode &
WithoutParameter(const PickleNode & node)
{
  const PickleNode * data = node.text == kParameter ? ArgumentInPickle(node, 0) : nullptr;
  return data == nullptr ? node : *data;
}

} // namespace

struct TorchArchive::Contents
{
  explicit Contents(const std::filesystem::path & path)
      : where(path.string()), mapped(path, "a checkpoint of torch.save"), file(ReadTorchFile(mapped.Bytes(), where))
  {}

  std::string where;
  MappedFile mapped;
  TorchFile file;
};

TorchArchive::TorchArchive(const std::filesystem::path & path) : m_Contents(std::make_shared<const Contents>(path))
{}

const PickleNode &
TorchArchive::Root() const
{
  return *m_Contents->file.pickle.root;
}

bool
TorchArchive::IsTensor(const PickleNode & node)
{
  const PickleNode & tensor = WithoutParameter(node);
  return tensor.kind == PickleKind::Object && tensor.text == kTensor;
}

at::Tensor
TorchArchive::Tensor(const PickleNode & node, const std::string & name) const
{
  const Contents & self = *m_Contents;
  const std::string what = fmt::format("{}: tensor '{}'", self.where, Printable(name));
  const PickleNode & tensor = WithoutParameter(node);
  const PickleNode * id = IsTensor(tensor) ? ArgumentInPickle(tensor, 0) : nullptr;
  const auto storage = id == nullptr ? std::nullopt : StorageOf(*id);
  if (!storage || storage->isView)
  {
    Fail(ErrorKind::BadModel, "{} is not a tensor with a storage of its own; expected weights as nnU-Net saves them",
         what);
  }
  at::ScalarType type = at::ScalarType::Undefined;
  for (const auto & [storageType, scalarType] : kWeightTypes)
  {
    type = storage->type == storageType ? scalarType : type;
  }
  if (type == at::ScalarType::Undefined)
  {
    Fail(ErrorKind::BadModel, "{} has the type {}, expected float32, float16, bfloat16 or float64", what,
         storage->type);
  }
  const auto bytes = self.file.storages.find(storage->key);
  if (bytes == self.file.storages.end() || !storage->Bytes() || bytes->second.size() < *storage->Bytes())
  {
    Fail(ErrorKind::BadModel, "{} needs storage '{}' of {} elements, found {}; the file is damaged", what,
         Printable(storage->key), storage->elements,
         bytes == self.file.storages.end() ? "none" : fmt::format("{} bytes", bytes->second.size()));
  }
  const auto view = ViewOf(tensor, storage->elements);
  if (!view)
  {
    Fail(ErrorKind::BadModel, "{} does not lie in its storage of {} elements; the file is damaged", what,
         storage->elements);
  }
  const auto options = at::TensorOptions().dtype(type);
  const std::byte * data = bytes->second.data() + static_cast<std::size_t>(view->offset) * storage->elementBytes;
  if (reinterpret_cast<std::uintptr_t>(data) % storage->elementBytes != 0)
  {
    const at::Tensor copy = at::empty({static_cast<std::int64_t>(view->span)}, options);
    std::memcpy(copy.mutable_data_ptr(), data, view->span * storage->elementBytes);
    return copy.as_strided(view->sizes, view->strides);
  }
  // The deleter owns a share of the mapping.
  return at::from_blob(
      const_cast<std::byte *>(data), view->sizes, view->strides, [contents = m_Contents](void *) {}, options);
}

} // namespace vox
