// SPDX-License-Identifier: Apache-2.0
#include "voxPictureFile.h"

#include <ATen/ATen.h>

#include <itkJPEGImageIO.h>
#include <itkPNGImageIO.h>

namespace vox::testing
{
namespace
{

void
Write(itk::ImageIOBase & io, const std::filesystem::path & path, const at::Tensor & picture)
{
  using Pixel = itk::CommonEnums::IOPixel;
  const std::int64_t channels = picture.size(0);
  const at::Tensor interleaved = picture.select(1, 0).permute({1, 2, 0}).contiguous();
  io.SetFileName(path.string());
  io.SetNumberOfDimensions(2);
  io.SetDimensions(0, static_cast<itk::SizeValueType>(picture.size(3)));
  io.SetDimensions(1, static_cast<itk::SizeValueType>(picture.size(2)));
  io.SetComponentType(itk::CommonEnums::IOComponent::UCHAR);
  io.SetNumberOfComponents(static_cast<unsigned int>(channels));
  io.SetPixelType(channels == 1 ? Pixel::SCALAR : channels == 3 ? Pixel::RGB : Pixel::RGBA);
  itk::ImageIORegion region(2);
  region.SetSize(0, io.GetDimensions(0));
  region.SetSize(1, io.GetDimensions(1));
  io.SetIORegion(region);
  io.Write(interleaved.data_ptr<std::uint8_t>());
}

} // namespace

void
WriteJpeg(const std::filesystem::path & path, const at::Tensor & picture, int quality)
{
  const auto io = itk::JPEGImageIO::New();
  io->SetQuality(quality);
  Write(*io, path, picture);
}

void
WritePng(const std::filesystem::path & path, const at::Tensor & picture)
{
  Write(*itk::PNGImageIO::New(), path, picture);
}

} // namespace vox::testing
