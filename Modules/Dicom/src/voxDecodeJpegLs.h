// SPDX-License-Identifier: Apache-2.0
#ifndef voxDecodeJpegLs_h
#define voxDecodeJpegLs_h

#include "voxCompressedFrames.h"

namespace vox
{

/** Puts the decoded pixels in the place of the compressed ones, samples of a pixel together, with the attributes that
 * describe them. Throws Error(BadInput) that begins with the file. */
void DecodeJpegLs(DcmDataset & dataset, const CompressedFrames & frames, const std::filesystem::path & file);

} // namespace vox

#endif
