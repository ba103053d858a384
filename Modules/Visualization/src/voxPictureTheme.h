// SPDX-License-Identifier: Apache-2.0
#ifndef voxPictureTheme_h
#define voxPictureTheme_h

#include "voxLabelColors.h"

#include <cstdint>

namespace vox
{

// The look that all drawn pictures share.

constexpr std::int64_t Margin = 28;
constexpr std::int64_t PanelGap = 8;
constexpr std::int64_t RowGap = 26;
constexpr std::int64_t HeadingGap = 8;

constexpr Rgb BackgroundColor{19, 22, 27};
constexpr Rgb TitleColor{240, 243, 247};
constexpr Rgb TextColor{176, 184, 194};
constexpr Rgb LetterColor{222, 228, 235};
constexpr Rgb RuleColor{52, 58, 66};

} // namespace vox

#endif
