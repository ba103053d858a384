// SPDX-License-Identifier: Apache-2.0
#ifndef voxNiftiWriter_h
#define voxNiftiWriter_h

#include "voxImageGeometry.h"
#include "voxRawWriter.h"

#include <filesystem>
#include <string>

namespace vox
{

/** What a NIfTI-1 file is to hold. */
struct NiftiContent
{
  ImageGeometry geometry;
  std::int64_t components = 1; ///< more than one: a vector image, one volume after the other
  int dataType = 2;            ///< NIFTI_TYPE_...: 2 uint8, 4 int16, 8 int32, 16 float32, 512 uint16
  std::string extensions{};    ///< header extensions as they stand in the file, each a multiple of 16 bytes
  /** Gives the numbers of all volumes, x fastest. */
  std::function<void(std::span<std::byte> piece, std::uint64_t first)> fill;
};

/** Writes .nii, or .nii.gz where `compress`, to `temporary`; errors name `path`. The geometry stands in the s-form and,
 * unless its axes lean, in the q-form, both with code 1 (scanner). Throws Error(BadInput) for an axis of more than
 * 32767 voxels and what WriteRaw throws. */
void WriteNifti(const std::filesystem::path & temporary, const NiftiContent & content, bool compress,
                const std::filesystem::path & path);

} // namespace vox

#endif
