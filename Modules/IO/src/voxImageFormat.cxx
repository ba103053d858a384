// SPDX-License-Identifier: Apache-2.0
#include "voxImageFormat.h"

#include "voxError.h"
#include "voxImageEndings.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace vox
{
namespace
{

struct Ending
{
  std::string_view text;
  ImageFormat format;
};

/** Longer endings stand before the shorter ones that they end in. */
constexpr std::array<Ending, 16> endings{{{".nii.gz", ImageFormat::Nifti},
                                          {".nii", ImageFormat::Nifti},
                                          {".hdr", ImageFormat::Nifti},
                                          {".mgz", ImageFormat::Mgh},
                                          {".mgh", ImageFormat::Mgh},
                                          {".seg.nrrd", ImageFormat::Nrrd},
                                          {".nrrd", ImageFormat::Nrrd},
                                          {".nhdr", ImageFormat::Nrrd},
                                          {".mha", ImageFormat::MetaImage},
                                          {".mhd", ImageFormat::MetaImage},
                                          {".png", ImageFormat::Png},
                                          {".jpg", ImageFormat::Jpeg},
                                          {".jpeg", ImageFormat::Jpeg},
                                          {".tif", ImageFormat::Tiff},
                                          {".tiff", ImageFormat::Tiff},
                                          {".bmp", ImageFormat::Bmp}}};

const Ending *
FindEnding(const std::filesystem::path & path)
{
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto found = std::find_if(endings.begin(), endings.end(), [&](const Ending & ending) {
    return name.size() > ending.text.size() && name.ends_with(ending.text);
  });
  return found == endings.end() ? nullptr : &*found;
}

} // namespace

std::span<const std::string_view>
ImageEndings()
{
  static constexpr auto texts = [] {
    std::array<std::string_view, endings.size()> result;
    std::ranges::transform(endings, result.begin(), &Ending::text);
    return result;
  }();
  return texts;
}

std::optional<ImageFormat>
FormatOfEnding(const std::filesystem::path & path)
{
  const Ending * ending = FindEnding(path);
  return ending == nullptr ? std::nullopt : std::optional(ending->format);
}

ImageFormat
RequireFormat(const std::filesystem::path & path)
{
  if (const auto format = FormatOfEnding(path))
  {
    return *format;
  }
  std::string known;
  for (const Ending & ending : endings)
  {
    known += known.empty() ? "" : " ";
    known += ending.text;
  }
  Fail(ErrorKind::BadInput, "{}: its ending names no image format, expected one of {}; rename or convert it",
       path.string(), known);
}

std::string
ImageEnding(const std::filesystem::path & path)
{
  const Ending * ending = FindEnding(path);
  const std::string name = path.filename().string();
  return ending == nullptr ? std::string() : name.substr(name.size() - ending->text.size());
}

bool
IsPicture(ImageFormat format)
{
  return format == ImageFormat::Png || format == ImageFormat::Jpeg || format == ImageFormat::Tiff ||
         format == ImageFormat::Bmp;
}

const char *
NameOfFormat(ImageFormat format)
{
  switch (format)
  {
  case ImageFormat::Nifti:
    return "NIfTI";
  case ImageFormat::Mgh:
    return "MGH";
  case ImageFormat::Nrrd:
    return "NRRD";
  case ImageFormat::MetaImage:
    return "MetaImage";
  case ImageFormat::Png:
    return "PNG";
  case ImageFormat::Jpeg:
    return "JPEG";
  case ImageFormat::Tiff:
    return "TIFF";
  case ImageFormat::Bmp:
    return "BMP";
  }
  return "";
}

bool
HasImageEnding(const std::filesystem::path & path)
{
  return FindEnding(path) != nullptr;
}

bool
HasPictureEnding(const std::filesystem::path & path)
{
  const auto format = FormatOfEnding(path);
  return format && IsPicture(*format);
}

std::string
ImageStem(const std::filesystem::path & path)
{
  const std::string name = path.filename().string();
  return name.substr(0, name.size() - ImageEnding(path).size());
}

} // namespace vox
