// SPDX-License-Identifier: Apache-2.0
#ifndef voxWriteVolume_h
#define voxWriteVolume_h

#include "voxVolume.h"

#include <filesystem>

namespace vox
{

// All functions write under a temporary name, look at what was written, and rename: the file appears whole or not at
// all. They throw Error(BadInput) for an unknown ending or an unwritable folder, and Error(Resource) when the disk is
// full. NIfTI is NIfTI-1 with s-form and q-form of code 1 (scanner); .nii.gz is compressed on all processors to one
// ordinary gzip member.

/** Writes a label map [1, D, H, W], compressed, atomically, in the format of the ending; uint8 where all values fit,
 * else uint16, else int32. Formats: .nii .nii.gz .nrrd .mha, and for one slice (D = 1) also .png .bmp .tif, which hold
 * 0 to 65535 (BMP: 255) and no geometry. Formats that need a second file (.mhd .nhdr) and JPEG are refused. */
void WriteLabelMap(const std::filesystem::path & path, const Volume & labels);

/** Writes a float32 volume [C, D, H, W], compressed, atomically, as .nii .nii.gz .nrrd or .mha: as int16 where all
 * values are whole numbers of 16 bits, else as float32, so that ReadImage gives the same bits. Several channels become
 * a vector image, which ReadCaseImage with the number of channels reads back. */
void WriteImage(const std::filesystem::path & path, const Volume & image);

/** Writes an 8-bit RGB picture [3, 1, H, W] (uint8) as PNG, atomically. */
void WritePicture(const std::filesystem::path & path, const at::Tensor & rgb);

} // namespace vox

#endif
