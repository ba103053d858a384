// SPDX-License-Identifier: Apache-2.0
#include "voxFileCheck.h"

#include "voxError.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace vox
{

void
FailCutOff(const std::filesystem::path & path, std::uint64_t found, std::uint64_t expected)
{
  Fail(ErrorKind::BadInput, "{}: is cut off: found {} bytes of data, expected {}; copy or download it again",
       path.string(), found, expected);
}

void
RequirePlausibleSize(const std::filesystem::path & path, std::uint64_t expected, std::uint64_t mostInflation)
{
  const std::uint64_t found = std::filesystem::file_size(path);
  if (expected / mostInflation > found)
  {
    FailCutOff(path, found, expected);
  }
}

void
FailOtherFormat(const std::filesystem::path & path, ImageFormat format)
{
  Fail(ErrorKind::BadInput, "{}: its content is not {}, as its ending says; give it the right ending or convert it",
       path.string(), NameOfFormat(format));
}

void
FailDamaged(const std::filesystem::path & path)
{
  Fail(ErrorKind::BadInput,
       "{}: its compressed data ends early or is damaged, expected a whole stream with the right checksum; copy or "
       "download it again",
       path.string());
}

void
CheckFile(const std::filesystem::path & path, ImageFormat format, CheckDepth depth)
{
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
  {
    Fail(ErrorKind::BadInput, "{}: no such file; check the path", path.string());
  }
  if (std::filesystem::is_directory(status))
  {
    Fail(ErrorKind::BadInput, "{}: is a folder, expected one image file", path.string());
  }
  if (!std::ifstream(path, std::ios::binary))
  {
    Fail(ErrorKind::BadInput, "{}: cannot be opened ({}); check its permissions", path.string(), std::strerror(errno));
  }
  if (std::filesystem::file_size(path, error) == 0 && !error)
  {
    Fail(ErrorKind::BadInput, "{}: is empty (0 bytes), expected a {} image; copy or download it again", path.string(),
         NameOfFormat(format));
  }
  switch (format)
  {
  case ImageFormat::MetaImage:
    return CheckMetaImage(path, depth);
  case ImageFormat::Png:
    return CheckPng(path, depth);
  case ImageFormat::Jpeg:
    return CheckJpeg(path, depth);
  case ImageFormat::Bmp:
    return CheckBmp(path);
  case ImageFormat::Tiff:
    return CheckTiff(path);
  case ImageFormat::Nrrd:
    return CheckNrrd(path);
  case ImageFormat::Nifti:
  case ImageFormat::Mgh:
    return;
  }
}

} // namespace vox
