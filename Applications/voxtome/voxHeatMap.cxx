// SPDX-License-Identifier: Apache-2.0
#include "voxHeatMap.h"

#include "voxError.h"
#include "voxPredictionEntropy.h"
#include "voxReadProbabilities.h"
#include "voxReadVolume.h"

#include <charconv>

namespace vox
{
namespace
{

/** The channel of this number; nothing for other texts and numbers. */
std::optional<std::int64_t>
ChannelOf(const std::string & text, std::int64_t channels)
{
  std::int64_t channel = 0;
  const char * const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, channel);
  const bool isOne = error == std::errc{} && stop == end && channel >= 0 && channel < channels;
  return isOne ? std::optional(channel) : std::nullopt;
}

} // namespace

HeatMap
ReadHeatMap(const std::filesystem::path & file, const std::string & of, std::optional<std::int64_t> volume,
            const ImageGeometry & geometry)
{
  Volume all = volume ? ReadImage(file, {volume}) : ReadProbabilities(file, geometry);
  const std::int64_t channels = all.voxels.size(0);
  if (of == "entropy")
  {
    return {PredictionEntropy(all, file.string()), "entropy"};
  }
  if (of.empty() && channels == 1)
  {
    return {std::move(all), ""};
  }
  const std::optional<std::int64_t> channel = ChannelOf(of, channels);
  if (!channel)
  {
    Fail(ErrorKind::Usage, "--heat-of: found {}, expected 0 to {} or entropy, since {} holds {} channel{}",
         of.empty() ? "none" : of, channels - 1, file.string(), channels, channels == 1 ? "" : "s");
  }
  return {{all.voxels.narrow(0, *channel, 1), all.geometry}, fmt::format("channel {}", *channel)};
}

} // namespace vox
