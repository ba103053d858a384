// SPDX-License-Identifier: Apache-2.0
#ifndef voxLoadTorchPart_h
#define voxLoadTorchPart_h

#include "voxTorchPart.h"

namespace vox
{

/** Loads the part of the program that needs LibTorch, from lib/voxtome beside the program's folder, and tells LibTorch
 * how many threads the session allows. A processor without AVX2 is warned of. Throws Error(Resource) where the library
 * or LibTorch is missing, or is that of another version. */
[[nodiscard]] const TorchPart & LoadTorchPart(const Session & session);

/** The same for a question that takes no computing. */
[[nodiscard]] const TorchPart & LoadTorchPart();

} // namespace vox

#endif
