// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadVolume_h
#define voxReadVolume_h

#include "voxVolume.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** What a file says about itself, read from its header alone. */
struct ImageInfo
{
  ImageGeometry geometry;
  int dimensions = 3;        ///< as stored; 2 for photographs
  int components = 1;        ///< values per voxel: 3 for RGB
  std::int64_t frames = 1;   ///< voxels along all axes beyond the third
  std::string componentType; ///< as stored: "float", "short", "unsigned_char" ... as ITK names it
  std::string pixelType;     ///< "scalar", "rgb", "vector", "complex" ... as ITK names it
  std::string format;        ///< "NIfTI-1", "NIfTI-2", "MGH", and of other formats "NrrdImageIO" ... as ITK names it
  /** What was repaired or chosen, and what other programs may see otherwise: one line each that begins with the path.
   */
  std::vector<std::string> notes{};
};

struct ReadVolumeOptions
{
  std::optional<std::int64_t> volume; ///< which of the volumes of a 4D file, from 0; a 3D file has number 0 only
};

/** Reads the header. Throws what ReadImage throws for a file that is missing, damaged or of an unknown format;
 * describes without complaint what ReadImage refuses for its content (4D, vector, complex, alpha). */
[[nodiscard]] ImageInfo ReadImageInfo(const std::filesystem::path & path);

/** Reads an image as float32 [C, D, H, W] with its geometry; NIfTI's scale slope is applied.
 * Formats: NIfTI-1 and NIfTI-2 (.nii .nii.gz, or .hdr beside .img), FreeSurfer (.mgz .mgh), NRRD (.nrrd .nhdr),
 * MetaImage
 * (.mha .mhd); PNG, JPEG, TIFF, BMP as 2D with D = 1, spacing 1 mm and the default direction, whatever print resolution
 * they name. A 2D image of the other formats keeps its geometry in the plane and gets D = 1 with 1 mm. RGB gives three
 * channels; alpha, complex and vector images are refused, and so is a 4D image whose last axis is longer than 1, unless
 * the options choose one of its volumes. Any other pixel type is read. What was repaired stands in ReadImageInfo's
 * notes. Throws Error(BadInput) that names the file for one that is missing, empty, truncated, damaged or of unknown
 * format, for NaN or infinity among the voxels (with the count and the first position), zero spacing, singular
 * direction, a NIfTI or MGH grid whose axes lean by more than 2 degrees; Error(Usage) for a volume that the file does
 * not have. */
[[nodiscard]] Volume ReadImage(const std::filesystem::path & path, const ReadVolumeOptions & options = {});

/** Reads several one-channel images as the channels of one case. Their geometries must agree within 1e-3 voxel. A
 * single file gives the channels that ReadImage gives. */
[[nodiscard]] Volume ReadCaseImage(std::span<const std::filesystem::path> channels,
                                   const ReadVolumeOptions & options = {});

/** The same for a case whose number of channels is known. Only here may a single file be 4D with the channels along its
 * last axis, as in the Medical Segmentation Decathlon, or a vector image. Any other number of channels is
 * Error(BadInput). */
[[nodiscard]] Volume ReadCaseImage(std::span<const std::filesystem::path> channels, std::int64_t expectedChannels);

/** Reads a label map as int32 [1, D, H, W]. A picture with a palette gives the numbers of its colors. Values of
 * floating-point files must be whole numbers within 1e-3; otherwise Error(BadInput) names the first value that is not.
 */
[[nodiscard]] Volume ReadLabelMap(const std::filesystem::path & path, const ReadVolumeOptions & options = {});

/** True if the name ends in one of the endings that ReadImage takes. */
[[nodiscard]] bool HasImageEnding(const std::filesystem::path & path);

/** True for the endings of PNG, JPEG, TIFF and BMP, whose pictures have no place in a patient. */
[[nodiscard]] bool HasPictureEnding(const std::filesystem::path & path);

/** The file name without its image ending: "case_1" for "a/case_1.nii.gz". */
[[nodiscard]] std::string ImageStem(const std::filesystem::path & path);

} // namespace vox

#endif
