// SPDX-License-Identifier: Apache-2.0
#ifndef voxFileCheck_h
#define voxFileCheck_h

#include "voxImageFormat.h"

#include <cstdint>
#include <filesystem>

namespace vox
{

/** How much of a file to look at. */
enum class CheckDepth
{
  Header,
  Data ///< also that all voxels are there and that compressed ones are undamaged
};

/** Looks for the defects at which ITK's readers print to the terminal, abort the program, or silently return zeros: a
 * file that is missing, empty, cut off, damaged or of another format. Throws Error(BadInput) that says which.
 * NIfTI and MGH need no check of their content: their readers report such defects themselves. */
void CheckFile(const std::filesystem::path & path, ImageFormat format, CheckDepth depth);

void CheckMetaImage(const std::filesystem::path & path, CheckDepth depth);
void CheckPng(const std::filesystem::path & path, CheckDepth depth);
void CheckJpeg(const std::filesystem::path & path, CheckDepth depth);
void CheckBmp(const std::filesystem::path & path);
void CheckTiff(const std::filesystem::path & path);
/** Of the sizes alone; the reader reports all else. */
void CheckNrrd(const std::filesystem::path & path);

/** That the library which decodes the format gets through header or all rows; takes as long as reading the file does.
 */
void RequireDecodablePng(const std::filesystem::path & path, CheckDepth depth);
void RequireDecodableJpeg(const std::filesystem::path & path, CheckDepth depth);

/** Refuses an image whose `expected` bytes cannot all be in the file, however it is compressed, before a reader asks
 * for their memory. */
void RequirePlausibleSize(const std::filesystem::path & path, std::uint64_t expected, std::uint64_t mostInflation);

/** "{path}: is cut off: found {found} bytes of voxels, expected {expected}; copy or download it again". */
[[noreturn]] void FailCutOff(const std::filesystem::path & path, std::uint64_t found, std::uint64_t expected);

/** "{path}: its content is not {format}; ..." */
[[noreturn]] void FailOtherFormat(const std::filesystem::path & path, ImageFormat format);

/** The compressed voxels end early or fail their checksum. */
[[noreturn]] void FailDamaged(const std::filesystem::path & path);

} // namespace vox

#endif
