// SPDX-License-Identifier: Apache-2.0
#include "voxEncodePng.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <png.h>

#include <csetjmp>
#include <vector>

namespace vox
{
namespace
{

void
Append(png_structp png, png_bytep bytes, png_size_t count)
{
  static_cast<std::string *>(png_get_io_ptr(png))->append(reinterpret_cast<const char *>(bytes), count);
}

/** Rows of red, green, blue. False where libpng gives up. Holds no objects, since longjmp calls no destructors. */
bool
Write(png_structp png, png_infop info, std::string & file, png_bytep pixels, png_uint_32 width, png_uint_32 height)
{
  if (setjmp(png_jmpbuf(png)) != 0)
  {
    return false;
  }
  png_set_write_fn(png, &file, &Append, nullptr);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (png_uint_32 row = 0; row < height; ++row)
  {
    png_write_row(png, pixels + static_cast<std::size_t>(row) * width * 3);
  }
  png_write_end(png, info);
  return true;
}

} // namespace

std::string
EncodePng(const at::Tensor & rgb)
{
  if (rgb.dim() != 4 || rgb.size(0) != 3 || rgb.size(1) != 1 || rgb.scalar_type() != at::kByte)
  {
    Fail(ErrorKind::Internal, "picture: found shape [{}] and type {}, expected uint8 [3, 1, H, W]",
         fmt::join(rgb.sizes(), ", "), at::toString(rgb.scalar_type()));
  }
  const at::Tensor planes = Contiguous(rgb);
  const auto * values = ValuesOf<std::uint8_t>(planes);
  const auto count = static_cast<std::size_t>(rgb.size(2) * rgb.size(3));
  std::vector<png_byte> pixels(3 * count);
  for (std::size_t i = 0; i < count; ++i)
  {
    for (std::size_t channel = 0; channel < 3; ++channel)
    {
      pixels[3 * i + channel] = values[channel * count + i];
    }
  }
  std::string file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  const bool good = info != nullptr && Write(png, info, file, pixels.data(), static_cast<png_uint_32>(rgb.size(3)),
                                             static_cast<png_uint_32>(rgb.size(2)));
  png_destroy_write_struct(&png, &info);
  if (!good)
  {
    Fail(ErrorKind::Resource, "picture of {} x {} pixels: libpng cannot write it", rgb.size(3), rgb.size(2));
  }
  return file;
}

} // namespace vox
