// SPDX-License-Identifier: Apache-2.0
#include "voxNnunetNames.h"

#include "voxError.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace vox
{
namespace
{

struct NormalizationRow
{
  Normalization value;
  std::string_view className;
  std::string_view channelName; ///< lower case
};

constexpr std::array<NormalizationRow, 6> kNormalizations{
    {{Normalization::ZScore, "ZScoreNormalization", "zscore"},
     {Normalization::Ct, "CTNormalization", "ct"},
     {Normalization::None, "NoNormalization", "nonorm"},
     {Normalization::RescaleTo01, "RescaleTo01Normalization", "rescale_to_0_1"},
     {Normalization::RgbTo01, "RGBTo01Normalization", "rgb_to_0_1"},
     {Normalization::Photograph, "PhotographNormalization", "photograph"}}};

struct ReaderRow
{
  std::string_view name;
  ReadingOrder order;
};

/** Nibabel's arrays are transposed to z, y, x: the axes of the file, as with ITK. */
constexpr std::array<ReaderRow, 6> kReaders{{{"SimpleITKIO", ReadingOrder::AsStored},
                                             {"SimpleITKIOWithReorient", ReadingOrder::Ras},
                                             {"NibabelIO", ReadingOrder::AsStored},
                                             {"NibabelIOWithReorient", ReadingOrder::Ras},
                                             {"NaturalImage2DIO", ReadingOrder::AsStored},
                                             {"Tiff3DIO", ReadingOrder::AsStored}}};

} // namespace

std::string
LastPart(std::string_view dottedName)
{
  return std::string(dottedName.substr(dottedName.rfind('.') + 1));
}

Normalization
NormalizationOfChannel(std::string_view channelName)
{
  std::string lower(channelName);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
  const auto row = std::find_if(kNormalizations.begin(), kNormalizations.end(),
                                [&](const NormalizationRow & candidate) { return candidate.channelName == lower; });
  return row == kNormalizations.end() ? Normalization::ZScore : row->value;
}

std::string_view
NormalizationClass(Normalization normalization)
{
  return std::find_if(kNormalizations.begin(), kNormalizations.end(),
                      [&](const NormalizationRow & row) { return row.value == normalization; })
      ->className;
}

Normalization
ParseNormalizationClass(std::string_view name, const std::string & where)
{
  std::string known;
  for (const NormalizationRow & row : kNormalizations)
  {
    if (row.className == LastPart(name))
    {
      return row.value;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", row.className);
  }
  Fail(ErrorKind::BadModel, "{}: unknown normalization '{}'; known are: {}", where, name, known);
}

std::string
ReaderForEnding(std::string_view fileEnding)
{
  constexpr std::array<std::string_view, 5> pictures{".png", ".bmp", ".tif", ".jpg", ".jpeg"};
  if (fileEnding == ".tiff")
  {
    return "Tiff3DIO";
  }
  if (std::find(pictures.begin(), pictures.end(), fileEnding) != pictures.end())
  {
    return "NaturalImage2DIO";
  }
  return fileEnding == ".nii" ? "NibabelIO" : "SimpleITKIO";
}

ReadingOrder
ReadingOrderOfReader(std::string_view reader, const std::string & where)
{
  std::string known;
  for (const ReaderRow & row : kReaders)
  {
    if (row.name == LastPart(reader))
    {
      return row.order;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
  }
  Fail(ErrorKind::BadModel, "{}: image_reader_writer: unknown reader '{}'; known are: {}", where, reader, known);
}

} // namespace vox
