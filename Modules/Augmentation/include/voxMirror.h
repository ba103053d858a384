// SPDX-License-Identifier: Apache-2.0
#ifndef voxMirror_h
#define voxMirror_h

#include "voxPatch.h"

namespace vox
{

/** Reverses the axes that are true, of image and labels, in place. Exact; twice is the identity. Requires contiguous
 * tensors. */
void Mirror(Patch & patch, const Zyx<bool> & axes);

} // namespace vox

#endif
