// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpenedImage_h
#define voxOpenedImage_h

#include "voxItkImageIO.h"
#include "voxRawVoxels.h"
#include "voxReadVolume.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace vox
{

/** How the values of all voxels lie in the file, from fast to slow: component, x, y, z, further axes. */
struct StoredValues
{
  itk::CommonEnums::IOComponent component = itk::CommonEnums::IOComponent::UNKNOWNCOMPONENTTYPE;
  std::int64_t count = 0;
  bool componentsFirst = true; ///< false where components are the slowest, one volume after the other
  double slope = 1.0;
  double intercept = 0.0;

  [[nodiscard]] bool
  IsScaled() const
  {
    return slope != 1.0 || intercept != 0.0;
  }
};

/** A file whose header has been read and checked. Its voxels are read by ITK or, of formats that hold plain numbers,
 * here. */
struct OpenedImage
{
  std::filesystem::path path{};
  ImageFormat format = ImageFormat::Nifti;
  itk::ImageIOBase::Pointer io{}; ///< null where `raw` is set
  std::optional<RawLayout> raw{};
  itk::CommonEnums::IOPixel pixel = itk::CommonEnums::IOPixel::SCALAR;
  std::vector<std::int64_t> axes{}; ///< voxels along all axes, x first
  StoredValues stored{};
  ImageInfo info{};
};

/** What the values of a file are for. */
enum class ReadAs
{
  Image, ///< colors of a palette are looked up
  Labels ///< the numbers of a palette are the labels
};

[[nodiscard]] OpenedImage OpenImage(const std::filesystem::path & path, ReadAs readAs);

/** NIfTI and FreeSurfer's format. */
[[nodiscard]] OpenedImage OpenNifti(const std::filesystem::path & path);
[[nodiscard]] OpenedImage OpenMgh(const std::filesystem::path & path);

/** Throws Error(BadInput) for complex, alpha, vector and 4D images, saying what was found; a vector image or a 4D image
 * passes if it holds exactly `expectedChannels`. */
void RequireChannels(const OpenedImage & image, std::optional<std::int64_t> expectedChannels);

/** Makes the image one of the volumes of a 4D file, counted from 0. Throws Error(Usage) for a number that it does not
 * have. */
void SelectVolume(OpenedImage & image, std::int64_t volume);

/** Takes the values [first, first + bytes.size() / size of a component). The bytes are aligned for any component. */
using UseValues = std::function<void(std::span<const std::byte> bytes, std::int64_t first)>;

/** Hands all values over, each once, in pieces of about 1 MiB: from several threads at once and in any order, or in the
 * order of the file. `memory` for the result holds a whole number of bytes for each of the file's, and four for each
 * value: values may wait there, so that no second volume is held. Results of the value i may be written to its bytes 4
 * i to 4 i + 3 at once, and nowhere else. Without such memory values come in order and nothing waits anywhere. */
void ReadStored(const OpenedImage & image, const ResultMemory & memory, const UseValues & use);

} // namespace vox

#endif
