// SPDX-License-Identifier: Apache-2.0
#include "voxTensorBytes.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <c10/util/strides.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace vox
{
namespace
{

constexpr std::array<std::pair<at::ScalarType, const char *>, 10> dtypeNames{{
    {at::kDouble, "F64"},
    {at::kFloat, "F32"},
    {at::kHalf, "F16"},
    {at::kBFloat16, "BF16"},
    {at::kLong, "I64"},
    {at::kInt, "I32"},
    {at::kShort, "I16"},
    {at::kChar, "I8"},
    {at::kByte, "U8"},
    {at::kBool, "BOOL"},
}};

} // namespace

TensorView
ViewOfTensor(std::string name, const at::Tensor & tensor)
{
  if (!tensor.is_cpu() || !tensor.is_contiguous())
  {
    Fail(ErrorKind::Internal, "tensor '{}' is not contiguous on the CPU; copy it there before saving", name);
  }
  for (const auto & [type, dtype] : dtypeNames)
  {
    if (tensor.scalar_type() == type)
    {
      return {std::move(name),
              dtype,
              tensor.sizes().vec(),
              {static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()}};
    }
  }
  Fail(ErrorKind::Internal, "tensor '{}' has type {}, which a safetensors file cannot hold", name,
       at::toString(tensor.scalar_type()));
}

at::Tensor
MappedTensor(const SafetensorsFile & file, const TensorView & view)
{
  for (const auto & [type, dtype] : dtypeNames)
  {
    if (view.dtype != dtype)
    {
      continue;
    }
    if (reinterpret_cast<std::uintptr_t>(view.bytes.data()) % ElementSize(dtype) != 0)
    {
      // The format does not ask for alignment; other writers may leave a tensor at an odd offset.
      at::Tensor copy = NewTensor(view.shape, type);
      std::memcpy(copy.mutable_data_ptr(), view.bytes.data(), view.bytes.size());
      return copy;
    }
    // The owner is a copy of `file`, and with it the mapping.
    return TensorOver(view.bytes.data(), view.shape, c10::contiguous_strides(view.shape), type,
                      std::make_shared<const SafetensorsFile>(file));
  }
  Fail(ErrorKind::BadModel, "tensor '{}': found type {}, expected one that this program knows", view.name, view.dtype);
}

} // namespace vox
