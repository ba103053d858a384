// SPDX-License-Identifier: Apache-2.0
#ifndef voxTensorBytes_h
#define voxTensorBytes_h

#include "voxSafetensors.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace vox
{

/** The bytes of a contiguous CPU tensor as an entry of a safetensors file, without a copy: the tensor must outlive it.
 * Throws Error(Internal) for a tensor that is not contiguous, not on the CPU, or of a type the format lacks. */
[[nodiscard]] TensorView ViewOfTensor(std::string name, const at::Tensor & tensor);

/** A tensor over the mapped file, without a copy; it keeps the mapping alive. Writing to it is not allowed. A tensor
 * that the file leaves misaligned for its type is copied. Throws Error(BadModel) for an unknown type. */
[[nodiscard]] at::Tensor MappedTensor(const SafetensorsFile & file, const TensorView & view);

} // namespace vox

#endif
