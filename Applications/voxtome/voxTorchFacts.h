// SPDX-License-Identifier: Apache-2.0
#ifndef voxTorchFacts_h
#define voxTorchFacts_h

#include "voxMachine.h"

namespace vox
{

/** What LibTorch offers on this machine: where it lies, what `auto` means, what there is of CUDA. Throws
 * Error(Resource) where another version is loaded than the one that was compiled for. */
[[nodiscard]] Facts TorchFacts();

/** Computes a small convolution of which all results are known, in single precision and, where the processor has it, in
 * bf16; says so in words. Throws Error(Internal) where a result is wrong. */
[[nodiscard]] std::string CheckConvolution();

} // namespace vox

#endif
