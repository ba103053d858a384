// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageFormat_h
#define voxImageFormat_h

#include <filesystem>
#include <optional>
#include <string>

namespace vox
{

enum class ImageFormat
{
  Nifti,
  Mgh, ///< of FreeSurfer
  Nrrd,
  MetaImage,
  Png,
  Jpeg,
  Tiff,
  Bmp
};

/** The format that the ending of a name stands for, in upper or lower case; empty if it is no image ending. */
[[nodiscard]] std::optional<ImageFormat> FormatOfEnding(const std::filesystem::path & path);

/** FormatOfEnding, or Error(BadInput) that lists the known endings. */
[[nodiscard]] ImageFormat RequireFormat(const std::filesystem::path & path);

/** The ending with its dot as it stands in the name (".nii.gz", ".PNG"); empty if it is no image ending. */
[[nodiscard]] std::string ImageEnding(const std::filesystem::path & path);

/** True for the formats of photographs, which say nothing of a patient. */
[[nodiscard]] bool IsPicture(ImageFormat format);

/** "NIfTI", "PNG": for messages. */
[[nodiscard]] const char * NameOfFormat(ImageFormat format);

} // namespace vox

#endif
