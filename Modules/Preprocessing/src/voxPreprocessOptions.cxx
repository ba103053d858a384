// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocessOptions.h"

#include <algorithm>
#include <initializer_list>

namespace vox
{
namespace
{
void
RequireOneOf(int value, std::initializer_list<int> known, std::string_view what)
{
  if (std::find(known.begin(), known.end(), value) == known.end())
  {
    Fail(ErrorKind::Usage, "preprocessing: {} is {}, known are {}", what, value, fmt::join(known, ", "));
  }
}

void
RequireConsecutive(const std::vector<std::int64_t> & numbers)
{
  if (numbers.empty())
  {
    return;
  }
  std::vector<std::int64_t> sorted = numbers;
  std::ranges::sort(sorted);
  const bool gap = std::ranges::adjacent_find(sorted, [](auto a, auto b) { return b != a + 1; }) != sorted.end();
  if (gap || sorted.front() < 0 || sorted.back() > 255)
  {
    Fail(ErrorKind::Usage,
         "preprocessing: a picture's mixed_as is [{}], expected consecutive numbers from 0 to 255 in any order, each "
         "once",
         fmt::join(numbers, ", "));
  }
}

void
Require(const PictureOptions & picture)
{
  if (picture.rows < 1 || picture.columns < 1)
  {
    Fail(ErrorKind::Usage, "preprocessing: a picture of {} x {} pixels, expected 1 or more", picture.rows,
         picture.columns);
  }
  RequireConsecutive(picture.mixedAs);
}
} // namespace

std::span<const EnumName<ReadingOrder>>
EnumNames(ReadingOrder)
{
  static constexpr EnumName<ReadingOrder> names[] = {{ReadingOrder::AsStored, "as-stored"}, {ReadingOrder::Ras, "ras"}};
  return names;
}

std::span<const EnumName<Normalization>>
EnumNames(Normalization)
{
  static constexpr EnumName<Normalization> names[] = {
      {Normalization::ZScore, "z-score"},     {Normalization::Ct, "ct"},
      {Normalization::None, "none"},          {Normalization::RescaleTo01, "rescale-to-0-1"},
      {Normalization::RgbTo01, "rgb-to-0-1"}, {Normalization::Photograph, "photograph"}};
  return names;
}

std::span<const EnumName<LabelResize>>
EnumNames(LabelResize)
{
  static constexpr EnumName<LabelResize> names[] = {{LabelResize::Nearest, "nearest"},
                                                    {LabelResize::Bilinear, "bilinear"}};
  return names;
}

void
Validate(const PreprocessOptions & options)
{
  const auto & axes = options.transposeForward;
  if (!std::is_permutation(axes.begin(), axes.end(), std::array{0, 1, 2}.begin()))
  {
    Fail(ErrorKind::Usage, "preprocessing: transpose is {}, {}, {}, expected 0, 1 and 2 in some order", axes[0],
         axes[1], axes[2]);
  }
  for (const std::optional<double> & spacing : options.spacingMm)
  {
    if (spacing && !(*spacing > 0.0))
    {
      Fail(ErrorKind::Usage, "preprocessing: target spacing is {} mm, expected a positive number", *spacing);
    }
  }
  const std::size_t channels = options.normalization.size();
  if (channels == 0 || options.useMaskForNorm.size() != channels)
  {
    Fail(ErrorKind::Usage,
         "preprocessing: {} normalization schemes and {} mask flags, expected one of each per channel", channels,
         options.useMaskForNorm.size());
  }
  for (const Normalization scheme : {Normalization::Ct, Normalization::Photograph})
  {
    const bool needsStatistics = std::ranges::find(options.normalization, scheme) != options.normalization.end();
    if (needsStatistics && options.statistics.size() != channels)
    {
      Fail(ErrorKind::Usage, "preprocessing: {} normalization with intensity statistics of {} channels, expected {}",
           NameOf(scheme), options.statistics.size(), channels);
    }
  }
  if (options.picture)
  {
    Require(*options.picture);
  }
  RequireOneOf(options.image.order, {0, 1, 3}, "the image's order");
  RequireOneOf(options.image.orderZ, {0, 1}, "the image's order_z");
  RequireOneOf(options.labels.order, {0, 1}, "the labels' order");
  RequireOneOf(options.labels.orderZ, {0}, "the labels' order_z");
  RequireOneOf(options.probabilities.order, {0, 1, 3}, "the probabilities' order");
  RequireOneOf(options.probabilities.orderZ, {0, 1}, "the probabilities' order_z");
}

} // namespace vox
