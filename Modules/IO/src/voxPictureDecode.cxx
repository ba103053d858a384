// SPDX-License-Identifier: Apache-2.0
// Whether libpng and libjpeg bear a file: ITK's readers call them without a way back from an error, so that a damaged
// picture ends the program. Both libraries come back by longjmp: what is between has no destructors to skip.
#include "voxError.h"
#include "voxFileCheck.h"
#include "voxPrintable.h"

#include <cstdio> // jpeglib.h needs it before
#include <jpeglib.h>
#include <png.h>

#include <array>
#include <csetjmp>
#include <memory>
#include <vector>

namespace vox
{
namespace
{

using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;
using Message = std::array<char, JMSG_LENGTH_MAX>;

[[noreturn]] void
FailUndecodable(const std::filesystem::path & path, ImageFormat format, const Message & message)
{
  Fail(ErrorKind::BadInput, "{}: is a damaged {} image ({}); copy or download it again", path.string(),
       NameOfFormat(format), Printable(message.data()));
}

extern "C" void
OnPngError(png_structp png, png_const_charp text)
{
  std::snprintf(static_cast<char *>(png_get_error_ptr(png)), JMSG_LENGTH_MAX, "%s", text);
  png_longjmp(png, 1);
}

extern "C" void
OnPngWarning(png_structp /*png*/, png_const_charp /*text*/)
{}

/** False after an error. `row` is memory that grows with the first row. */
bool
DecodePng(png_structp png, png_infop info, std::FILE * file, CheckDepth depth, std::vector<png_byte> & row)
{
  if (setjmp(png_jmpbuf(png)) != 0)
  {
    return false;
  }
  png_init_io(png, file);
  png_read_info(png, info);
  png_set_expand(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (depth == CheckDepth::Data)
  {
    row.resize(png_get_rowbytes(png, info));
    const png_uint_32 height = png_get_image_height(png, info);
    for (png_uint_32 i = 0; i < height * static_cast<png_uint_32>(passes); ++i)
    {
      png_read_row(png, row.data(), nullptr);
    }
    png_read_end(png, nullptr);
  }
  return true;
}

struct JpegErrors
{
  jpeg_error_mgr manager; // first: libjpeg gives a pointer to it back
  std::jmp_buf comeBack;
  Message message;
};

extern "C" void
OnJpegError(j_common_ptr jpeg)
{
  auto & errors = *reinterpret_cast<JpegErrors *>(jpeg->err);
  errors.manager.format_message(jpeg, errors.message.data());
  std::longjmp(errors.comeBack, 1);
}

extern "C" void
OnJpegMessage(j_common_ptr /*jpeg*/, int /*level*/)
{}

bool
DecodeJpeg(jpeg_decompress_struct & jpeg, JpegErrors & errors, std::FILE * file, CheckDepth depth,
           std::vector<JSAMPLE> & row)
{
  if (setjmp(errors.comeBack) != 0)
  {
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_stdio_src(&jpeg, file);
  jpeg_read_header(&jpeg, TRUE);
  jpeg_calc_output_dimensions(&jpeg);
  if (depth == CheckDepth::Data)
  {
    jpeg_start_decompress(&jpeg);
    row.resize(std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components));
    JSAMPROW rows = row.data();
    while (jpeg.output_scanline < jpeg.output_height)
    {
      jpeg_read_scanlines(&jpeg, &rows, 1);
    }
    jpeg_finish_decompress(&jpeg);
  }
  return true;
}

} // namespace

void
RequireDecodablePng(const std::filesystem::path & path, CheckDepth depth)
{
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  Message message{};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message.data(), OnPngError, OnPngWarning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  std::vector<png_byte> row;
  const bool good = file && info != nullptr && DecodePng(png, info, file.get(), depth, row);
  png_destroy_read_struct(&png, &info, nullptr);
  if (!good)
  {
    FailUndecodable(path, ImageFormat::Png, message);
  }
}

void
RequireDecodableJpeg(const std::filesystem::path & path, CheckDepth depth)
{
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  JpegErrors errors{};
  jpeg_decompress_struct jpeg{};
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = OnJpegError;
  errors.manager.emit_message = OnJpegMessage; // warnings: what can be decoded is
  std::vector<JSAMPLE> row;
  const bool good = file && DecodeJpeg(jpeg, errors, file.get(), depth, row);
  jpeg_destroy_decompress(&jpeg);
  if (!good)
  {
    FailUndecodable(path, ImageFormat::Jpeg, errors.message);
  }
}

} // namespace vox
