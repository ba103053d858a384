// SPDX-License-Identifier: Apache-2.0
#ifndef voxItkImageIO_h
#define voxItkImageIO_h

#include "voxImageFormat.h"
#include "voxImageGeometry.h"

#include <itkImageIOBase.h>

#include <string>
#include <vector>

namespace vox
{

/** ITK's reader and writer of this format, made directly: without ITK's table of factories, its plugins, or its
 * guesses. */
[[nodiscard]] itk::ImageIOBase::Pointer MakeImageIO(ImageFormat format);

/** Geometry of the first three axes. Negative spacing becomes a flipped direction and direction columns get unit
 * length: both leave each voxel where it is; a note tells the first and axes that are not at right angles. Throws
 * Error(BadInput) for zero spacing and for axes that span no volume.
 */
[[nodiscard]] ImageGeometry GeometryOf(const itk::ImageIOBase & io, const std::filesystem::path & path,
                                       std::vector<std::string> & notes);

/** Sets size, spacing, origin and direction of the first `dimensions` (2 or 3) axes in ITK's order x, y, z. */
void SetGeometry(itk::ImageIOBase & io, const ImageGeometry & geometry, unsigned int dimensions);

/** The whole image as the region to read or write. */
void SelectWholeImage(itk::ImageIOBase & io);

/** What ITK says went wrong, as one line without addresses of objects. */
[[nodiscard]] std::string OneLine(const itk::ExceptionObject & error);

/** Keeps ITK's warnings off the terminal for as long as it lives; any number may live at once, on any threads. */
class QuietItk
{
public:
  QuietItk();
  ~QuietItk();
  QuietItk(const QuietItk &) = delete;
  QuietItk & operator=(const QuietItk &) = delete;
};

} // namespace vox

#endif
