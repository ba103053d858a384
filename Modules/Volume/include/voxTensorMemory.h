// SPDX-License-Identifier: Apache-2.0
#ifndef voxTensorMemory_h
#define voxTensorMemory_h

#include "voxError.h"

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>
#include <span>

namespace vox
{

// Tensors as plain memory, without LibTorch's operators: what is built on these functions alone needs c10, but not the
// 400 MB of libtorch_cpu, whose loading takes 0.4 s. Operators accept these tensors like any other.

/** A contiguous CPU tensor whose values are not set. */
[[nodiscard]] at::Tensor NewTensor(std::span<const std::int64_t> sizes, at::ScalarType type);

/** A tensor over memory that `owner` keeps alive; strides in elements. */
[[nodiscard]] at::Tensor TensorOver(const void * data, std::span<const std::int64_t> sizes,
                                    std::span<const std::int64_t> strides, at::ScalarType type,
                                    std::shared_ptr<const void> owner);

/** The tensor itself where it is contiguous, else a contiguous copy. Up to four axes, on the CPU; Error(Internal)
 * otherwise. */
[[nodiscard]] at::Tensor Contiguous(const at::Tensor & tensor);

/** A contiguous copy that shares nothing with the tensor. Errors as above. */
[[nodiscard]] at::Tensor Copied(const at::Tensor & tensor);

/** Labels as contiguous int32, the tensor itself where it is that already. Throws Error(Internal) for a tensor that
 * does not hold whole numbers. */
[[nodiscard]] at::Tensor Int32Labels(const at::Tensor & labels);

/** Throws Error(Internal) unless the tensor lies on the CPU and holds values of this type. */
void RequireType(const at::Tensor & tensor, at::ScalarType type);

/** The first value; the tensor must hold T. Error(Internal) otherwise. */
template <typename T>
[[nodiscard]] const T *
ValuesOf(const at::Tensor & tensor)
{
  RequireType(tensor, c10::CppTypeToScalarType<T>::value);
  return static_cast<const T *>(tensor.const_data_ptr());
}

template <typename T>
[[nodiscard]] T *
MutableValuesOf(const at::Tensor & tensor)
{
  RequireType(tensor, c10::CppTypeToScalarType<T>::value);
  return static_cast<T *>(tensor.mutable_data_ptr());
}

} // namespace vox

#endif
