// SPDX-License-Identifier: Apache-2.0
#include "voxUnpackResampling.h"

#include "voxJsonField.h"
#include "voxNnunetNames.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace vox
{
namespace
{

constexpr std::string_view kDefault = "resample_data_or_seg_to_shape";
constexpr std::string_view kTorch = "resample_torch_fornnunet";
constexpr std::string_view kNone = "no_resampling_hack";

struct Argument
{
  std::string_view name;
  Json only; ///< the one value that is understood; discarded: any
};

/** Refuses arguments that would be ignored. */
void
RequireArguments(const Json & kwargs, const std::vector<Argument> & known, const std::string & where)
{
  for (const auto & [name, value] : kwargs.items())
  {
    const auto argument =
        std::find_if(known.begin(), known.end(), [&](const Argument & candidate) { return candidate.name == name; });
    if (argument == known.end() || (!argument->only.is_discarded() && argument->only != value))
    {
      std::vector<std::string_view> names;
      for (const Argument & candidate : known)
      {
        names.push_back(candidate.name);
      }
      Fail(ErrorKind::BadModel, "{}: '{}: {}' is not supported; known are: {}", where, name, value.dump(),
           fmt::join(names, ", "));
    }
  }
}

const Json kAny(Json::value_t::discarded);

/** Missing arguments have the defaults of nnU-Net's function, where a missing force_separate_z means never and null
 * means automatic. */
ResampleOptions
DefaultResampling(const Json & kwargs, const std::string & where)
{
  RequireArguments(kwargs,
                   {{"is_seg", kAny},
                    {"order", kAny},
                    {"order_z", kAny},
                    {"force_separate_z", kAny},
                    {"separate_z_anisotropy_threshold", 3}},
                   where);
  ResampleOptions options{3, 0, false};
  options.order = ValueOr(kwargs, "order", options.order, where);
  options.orderZ = ValueOr(kwargs, "order_z", options.orderZ, where);
  options.forceSeparateZ = ValueOr(kwargs, "force_separate_z", options.forceSeparateZ, where);
  return options;
}

/** Here a missing force_separate_z means automatic. */
ResampleOptions
TorchResampling(const Json & kwargs, const std::string & where)
{
  RequireArguments(kwargs,
                   {{"is_seg", kAny},
                    {"force_separate_z", kAny},
                    {"memefficient_seg_resampling", false},
                    {"mode", "linear"},
                    {"aniso_axis_mode", "nearest-exact"},
                    {"separate_z_anisotropy_threshold", 3}},
                   where);
  ResampleOptions options{1, 0, std::nullopt};
  options.forceSeparateZ = ValueOr(kwargs, "force_separate_z", options.forceSeparateZ, where);
  return options;
}

/** Of one kind of array: `data`, `seg` or `probabilities`. None: no resampling. */
std::optional<ResampleOptions>
ResamplingOf(const Json & configuration, const std::string & kind, const std::string & where)
{
  const std::string key = "resampling_fn_" + kind;
  const std::string function = LastPart(ValueOf<std::string>(configuration, key.c_str(), where));
  const std::string kwargsKey = key + "_kwargs";
  const Json & kwargs = Field(configuration, kwargsKey.c_str(), where);
  const std::string inside = where + ": " + kwargsKey;
  if (function == kNone)
  {
    RequireArguments(kwargs, {}, inside);
    return std::nullopt;
  }
  if (function != kDefault && function != kTorch)
  {
    Fail(ErrorKind::BadModel, "{}: {}: unknown function '{}'; known are: {}, {}, {}", where, key, function, kDefault,
         kTorch, kNone);
  }
  if (ValueOr(kwargs, "is_seg", false, inside) != (kind == "seg"))
  {
    Fail(ErrorKind::BadModel, "{}: is_seg must be {}", inside, kind == "seg");
  }
  return function == kTorch ? TorchResampling(kwargs, inside) : DefaultResampling(kwargs, inside);
}

} // namespace

void
UnpackResampling(const Json & configuration, const std::string & where, PreprocessOptions & options)
{
  const auto image = ResamplingOf(configuration, "data", where);
  const auto labels = ResamplingOf(configuration, "seg", where);
  const auto probabilities = ResamplingOf(configuration, "probabilities", where);
  if (image && labels && probabilities)
  {
    options.image = *image;
    options.labels = *labels;
    options.probabilities = *probabilities;
    return;
  }
  if (image || labels || probabilities)
  {
    Fail(ErrorKind::BadModel,
         "{}: {} is named for some of resampling_fn_data, resampling_fn_seg and resampling_fn_probabilities, expected "
         "for all three or none",
         where, kNone);
  }
  options.spacingMm = {};
}

} // namespace vox
