// SPDX-License-Identifier: Apache-2.0
#include "voxTensorMemory.h"

#include "voxStridedCopy.h"

#include <ATen/Dispatch.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/Storage.h>
#include <c10/core/TensorImpl.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace vox
{
namespace
{

const c10::DispatchKeySet kCpu(c10::DispatchKey::CPU);

/** Sizes or strides of a tensor of up to four axes as four; those that it lacks come first. */
std::array<std::int64_t, 4>
AsFour(at::IntArrayRef values, std::int64_t missing)
{
  if (values.size() > 4)
  {
    Fail(ErrorKind::Internal, "a tensor of {} axes, expected 4 at the most", values.size());
  }
  std::array<std::int64_t, 4> four;
  std::fill(four.begin(), four.end(), missing);
  std::copy(values.begin(), values.end(), four.end() - static_cast<std::ptrdiff_t>(values.size()));
  return four;
}

} // namespace

at::Tensor
NewTensor(std::span<const std::int64_t> sizes, at::ScalarType type)
{
  const caffe2::TypeMeta meta = c10::scalarTypeToTypeMeta(type);
  const std::int64_t count =
      std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<std::int64_t>());
  const auto bytes = static_cast<std::size_t>(count) * meta.itemsize();
  c10::Allocator * allocator = c10::GetCPUAllocator();
  c10::Storage storage(c10::make_intrusive<c10::StorageImpl>(c10::StorageImpl::use_byte_size_t(),
                                                             static_cast<std::int64_t>(bytes),
                                                             allocator->allocate(bytes), allocator, true));
  at::Tensor tensor(c10::make_intrusive<c10::TensorImpl>(std::move(storage), kCpu, meta));
  tensor.unsafeGetTensorImpl()->set_sizes_contiguous({sizes.data(), sizes.size()});
  return tensor;
}

at::Tensor
TensorOver(const void * data, std::span<const std::int64_t> sizes, std::span<const std::int64_t> strides,
           at::ScalarType type, std::shared_ptr<const void> owner)
{
  const caffe2::TypeMeta meta = c10::scalarTypeToTypeMeta(type);
  std::int64_t count = 1; // from the first element to the last, both counted
  for (std::size_t axis = 0; axis < sizes.size(); ++axis)
  {
    count = sizes[axis] == 0 ? 0 : count + (count > 0 ? (sizes[axis] - 1) * strides[axis] : 0);
  }
  using Owner = std::shared_ptr<const void>;
  auto * context = new Owner(std::move(owner));
  c10::DataPtr pointer(
      const_cast<void *>(data), context, [](void * kept) { delete static_cast<Owner *>(kept); },
      c10::Device(c10::kCPU));
  c10::Storage storage(c10::make_intrusive<c10::StorageImpl>(c10::StorageImpl::use_byte_size_t(),
                                                             count * static_cast<std::int64_t>(meta.itemsize()),
                                                             std::move(pointer), nullptr, false));
  at::Tensor tensor(c10::make_intrusive<c10::TensorImpl>(std::move(storage), kCpu, meta));
  tensor.unsafeGetTensorImpl()->set_sizes_and_strides({sizes.data(), sizes.size()}, {strides.data(), strides.size()});
  return tensor;
}

at::Tensor
Contiguous(const at::Tensor & tensor)
{
  return tensor.is_contiguous() && tensor.is_cpu() ? tensor : Copied(tensor);
}

at::Tensor
Copied(const at::Tensor & tensor)
{
  RequireType(tensor, tensor.scalar_type());
  at::Tensor copy = NewTensor(tensor.sizes(), tensor.scalar_type());
  CopyStrided(copy.mutable_data_ptr(), AsFour(copy.strides(), 0), tensor.const_data_ptr(), AsFour(tensor.strides(), 0),
              AsFour(tensor.sizes(), 1), tensor.itemsize());
  return copy;
}

at::Tensor
Int32Labels(const at::Tensor & labels)
{
  if (!at::isIntegralType(labels.scalar_type(), true))
  {
    Fail(ErrorKind::Internal, "labels of type {}, expected whole numbers", at::toString(labels.scalar_type()));
  }
  const at::Tensor from = Contiguous(labels);
  if (from.scalar_type() == at::kInt)
  {
    return from;
  }
  at::Tensor to = NewTensor(from.sizes(), at::kInt);
  const auto convert = [&]<typename T>(T) {
    const auto * values = ValuesOf<T>(from);
    std::copy(values, values + from.numel(), MutableValuesOf<std::int32_t>(to));
  };
  AT_DISPATCH_SWITCH(from.scalar_type(), "Int32Labels",
                     AT_DISPATCH_CASE_INTEGRAL_TYPES([&] { convert(scalar_t()); })
                         AT_DISPATCH_CASE(at::kBool, [&] { convert(scalar_t()); })
                             AT_DISPATCH_CASE(at::kUInt16, [&] { convert(scalar_t()); }));
  return to;
}

void
RequireType(const at::Tensor & tensor, at::ScalarType type)
{
  if (!tensor.is_cpu() || tensor.scalar_type() != type)
  {
    Fail(ErrorKind::Internal, "found a tensor of {} on {}, expected {} on the processor",
         at::toString(tensor.scalar_type()), c10::DeviceTypeName(tensor.device().type()), at::toString(type));
  }
}

} // namespace vox
