// SPDX-License-Identifier: Apache-2.0
#ifndef voxDecodePixels_h
#define voxDecodePixels_h

#include "voxDcmtk.h"

#include <filesystem>

namespace vox
{

/** Undoes the compression of the pixels in place, with the attributes that describe them: RLE and JPEG (baseline,
 * extended, progressive, lossless) by DCMTK, JPEG-LS by CharLS. YBR becomes RGB where the stream of JPEG holds it.
 * Other encodings (JPEG 2000) stay. Safe to call from several threads for several objects.
 * @return the syntax in which the object can be written now.
 * Throws Error(BadInput) that begins with the file where a stream is cut off, damaged, or of another shape than the
 * header says. */
E_TransferSyntax DecodePixels(DcmDataset & dataset, const std::filesystem::path & file);

} // namespace vox

#endif
