// SPDX-License-Identifier: Apache-2.0
#ifndef voxCleanDicom_h
#define voxCleanDicom_h

#include <filesystem>
#include <string>

namespace vox
{

/** The file as DCMTK understands it, written anew: explicit little endian, inflated, lengths and group 2 in order;
 * pixels are uncompressed, but for JPEG 2000, which stays; overlays, curves, icons and tables of colors are left out.
 * GDCM of Debian ends the process by an assertion at damaged files and streams of JPEG; what comes from here is whole.
 * Throws Error(BadInput): cut off, damaged, not DICOM, PALETTE COLOR. */
[[nodiscard]] std::string CleanDicom(const std::filesystem::path & file);

} // namespace vox

#endif
