// SPDX-License-Identifier: Apache-2.0
#include "voxUnpackNetwork.h"

#include "voxJsonField.h"
#include "voxNetwork.h"
#include "voxNnunetNames.h"
#include "voxRethrowAs.h"
#include "voxUNetOptions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

constexpr double kTorchDropout = 0.5;
constexpr double kTorchNegativeSlope = 0.01;
constexpr double kTorchNormEps = 1e-5;

/** A list with one entry per stage; nnU-Net's networks take a single number for "the same everywhere" too. */
Json
PerStage(const Json & kwargs, const char * key, std::size_t stages, const std::string & where)
{
  const Json & value = Field(kwargs, key, where);
  const Json list = value.is_array() ? value : Json(std::vector<Json>(stages, value));
  if (list.size() != stages)
  {
    Fail(ErrorKind::Usage, "{}: {}: found {} entries, expected {}", where, key, list.size(), stages);
  }
  return list;
}

std::vector<std::int64_t>
Counts(const Json & kwargs, const char * key, std::size_t stages, const std::string & where)
{
  std::vector<std::int64_t> counts;
  ValueFromJson(PerStage(kwargs, key, stages, where), counts, fmt::format("{}: {}", where, key));
  return counts;
}

/** Kernels or strides: per stage a list with one number per axis, or one number for all axes. */
std::vector<Zyx<std::int64_t>>
Sizes(const Json & kwargs, const char * key, std::size_t stages, int dimensions, const std::string & where)
{
  std::vector<Zyx<std::int64_t>> sizes;
  for (const Json & stage : PerStage(kwargs, key, stages, where))
  {
    const auto axes = static_cast<std::size_t>(dimensions);
    Json padded = stage.is_array() ? stage : Json(std::vector<Json>(axes, stage));
    if (padded.size() != axes)
    {
      Fail(ErrorKind::Usage, "{}: {}: found {}, expected {} numbers per stage", where, key, stage.dump(), axes);
    }
    if (dimensions == 2)
    {
      padded.insert(padded.begin(), 1);
    }
    ValueFromJson(padded, sizes.emplace_back(), fmt::format("{}: {}", where, key));
  }
  return sizes;
}

/** The last part of a class name, or nothing for null. */
std::string
ClassOf(const Json & kwargs, const char * key, const std::string & where)
{
  const auto name = ValueOr<std::optional<std::string>>(kwargs, key, std::nullopt, where);
  return name ? LastPart(*name) : "";
}

void
RequireClass(const std::string & found, const std::string & expected, const char * key, const std::string & where)
{
  if (found != expected)
  {
    Fail(ErrorKind::Usage, "{}: {}: found '{}', expected {}", where, key, found, expected);
  }
}

/** The object of that key; empty when it is missing or null. */
Json
Kwargs(const Json & kwargs, const char * key)
{
  const Json value = kwargs.value(key, Json(nullptr));
  return value.is_null() ? Json::object() : value;
}

/** Refuses keys that would be ignored; a key that is null or false asks for nothing. */
void
RequireKnownKeys(const Json & object, std::initializer_list<std::string_view> known, const std::string & where)
{
  for (const auto & [key, value] : object.items())
  {
    const bool silent = value.is_null() || value == false;
    if (!silent && std::find(known.begin(), known.end(), key) == known.end())
    {
      Fail(ErrorKind::Usage, "{}: '{}: {}' is not supported by the networks of this program; known are: {}", where, key,
           value.dump(), fmt::join(known, ", "));
    }
  }
}

void
UnpackNorm(const Json & kwargs, const std::string & where, UNetOptions & options)
{
  RequireClass(ClassOf(kwargs, "norm_op", where), fmt::format("InstanceNorm{}d", options.dimensions), "norm_op", where);
  const Json norm = Kwargs(kwargs, "norm_op_kwargs");
  const std::string inside = where + ": norm_op_kwargs";
  RequireKnownKeys(norm, {"eps", "affine", "momentum"}, inside);
  options.normEps = ValueOr(norm, "eps", kTorchNormEps, inside);
  options.normAffine = ValueOr(norm, "affine", false, inside);
}

void
UnpackActivation(const Json & kwargs, const std::string & where, UNetOptions & options)
{
  const std::string name = ClassOf(kwargs, "nonlin", where);
  const Json activation = Kwargs(kwargs, "nonlin_kwargs");
  const std::string inside = where + ": nonlin_kwargs";
  if (name == "ReLU")
  {
    RequireKnownKeys(activation, {"inplace"}, inside);
    options.negativeSlope = 0.0;
    return;
  }
  RequireClass(name, "LeakyReLU", "nonlin", where);
  RequireKnownKeys(activation, {"inplace", "negative_slope"}, inside);
  options.negativeSlope = ValueOr(activation, "negative_slope", kTorchNegativeSlope, inside);
}

void
UnpackDropout(const Json & kwargs, const std::string & where, UNetOptions & options)
{
  const std::string name = ClassOf(kwargs, "dropout_op", where);
  options.dropout = 0.0;
  if (!name.empty())
  {
    RequireClass(name, fmt::format("Dropout{}d", options.dimensions), "dropout_op", where);
    const Json dropout = Kwargs(kwargs, "dropout_op_kwargs");
    RequireKnownKeys(dropout, {"p", "inplace"}, where + ": dropout_op_kwargs");
    options.dropout = ValueOr(dropout, "p", kTorchDropout, where + ": dropout_op_kwargs");
  }
}

UNetOptions
UnpackUNet(const Json & kwargs, int dimensions, const std::string & where)
{
  const char * blocks = kwargs.contains("n_blocks_per_stage") ? "n_blocks_per_stage" : "n_conv_per_stage";
  RequireKnownKeys(kwargs,
                   {"n_stages", "features_per_stage", "conv_op", "kernel_sizes", "strides", blocks,
                    "n_conv_per_stage_decoder", "conv_bias", "norm_op", "norm_op_kwargs", "dropout_op",
                    "dropout_op_kwargs", "nonlin", "nonlin_kwargs", "deep_supervision"},
                   where);
  const auto count = ValueOf<std::int64_t>(kwargs, "n_stages", where);
  if (count < 1)
  {
    Fail(ErrorKind::Usage, "{}: n_stages: found {}, expected at least 1", where, count);
  }
  const auto stages = static_cast<std::size_t>(count);
  UNetOptions options;
  options.dimensions = dimensions;
  RequireClass(ClassOf(kwargs, "conv_op", where), fmt::format("Conv{}d", dimensions), "conv_op", where);
  options.featuresPerStage = Counts(kwargs, "features_per_stage", stages, where);
  options.kernelSizes = Sizes(kwargs, "kernel_sizes", stages, dimensions, where);
  options.strides = Sizes(kwargs, "strides", stages, dimensions, where);
  options.blocksPerStage = Counts(kwargs, blocks, stages, where);
  options.convsPerDecoderStage = Counts(kwargs, "n_conv_per_stage_decoder", stages - 1, where);
  options.convBias = ValueOr(kwargs, "conv_bias", false, where);
  UnpackNorm(kwargs, where, options);
  UnpackActivation(kwargs, where, options);
  UnpackDropout(kwargs, where, options);
  return options;
}

/** Registry entry of a class: nnU-Net's by the last part of their names, ours by `voxtome.` in front of them. */
const NetworkEntry &
FindEntry(const std::string & className, const std::string & where)
{
  const std::string name = LastPart(className);
  if (!IsOfNnunet({name}) && className != "voxtome." + name)
  {
    Fail(ErrorKind::BadModel,
         "{}: unknown network class '{}'; known are: PlainConvUNet, ResidualEncoderUNet, and voxtome.NAME with a name "
         "of `voxtome inspect networks`",
         where, className);
  }
  return RethrowAs(
      ErrorKind::BadModel, [&]() -> const NetworkEntry & { return FindNetwork(name); }, where + ": ");
}

/** Fields of the options of a network of ours. */
NetworkDefinition
UnpackOwn(const NetworkEntry & entry, const Json & kwargs, int dimensions, const std::string & where)
{
  for (const char * const key : {"dimensions", "input_channels", "output_channels"})
  {
    if (kwargs.contains(key))
    {
      Fail(ErrorKind::Usage, "{}: arch_kwargs: found '{}', which follows from patch_size and data set; leave it out",
           where, key);
    }
  }
  NetworkDefinition definition{std::string(entry.name), kwargs};
  definition.options["dimensions"] = dimensions;
  RethrowAs(
      ErrorKind::Usage, [&] { (void)entry.sizes(definition.options); }, where + ": ");
  return definition;
}

} // namespace

Json
ArchitectureOf(const Json & configuration, const std::string & where)
{
  if (configuration.contains("architecture") || !configuration.contains("UNet_class_name"))
  {
    return Field(configuration, "architecture", where);
  }
  const auto name = ValueOf<std::string>(configuration, "UNet_class_name", where);
  const auto encoder = ValueOf<std::vector<std::int64_t>>(configuration, "n_conv_per_stage_encoder", where);
  const auto most = ValueOf<std::int64_t>(configuration, "unet_max_num_features", where);
  auto features = ValueOf<std::int64_t>(configuration, "UNet_base_num_features", where);
  const std::size_t dimensions = Field(configuration, "patch_size", where).size();
  Json kwargs = Json::object();
  kwargs["n_stages"] = encoder.size();
  for (std::size_t stage = 0; stage < encoder.size(); ++stage)
  {
    kwargs["features_per_stage"].push_back(std::min(features, most));
    features = std::min(features * 2, most);
  }
  kwargs["conv_op"] = fmt::format("Conv{}d", dimensions);
  kwargs["kernel_sizes"] = Field(configuration, "conv_kernel_sizes", where);
  kwargs["strides"] = Field(configuration, "pool_op_kernel_sizes", where);
  kwargs[LastPart(name) == "ResidualEncoderUNet" ? "n_blocks_per_stage" : "n_conv_per_stage"] = encoder;
  kwargs["n_conv_per_stage_decoder"] = Field(configuration, "n_conv_per_stage_decoder", where);
  kwargs["conv_bias"] = true;
  kwargs["norm_op"] = fmt::format("InstanceNorm{}d", dimensions);
  kwargs["norm_op_kwargs"] = {{"eps", kTorchNormEps}, {"affine", true}};
  kwargs["nonlin"] = "LeakyReLU";
  return {{"network_class_name", name}, {"arch_kwargs", std::move(kwargs)}};
}

NetworkDefinition
UnpackNetwork(const Json & architecture, int dimensions, const std::string & where)
{
  const auto className = ValueOf<std::string>(architecture, "network_class_name", where);
  const NetworkEntry & entry = FindEntry(className, where);
  const Json & kwargs = Field(architecture, "arch_kwargs", where);
  if (IsOfNnunet({std::string(entry.name)}))
  {
    const UNetOptions options = UnpackUNet(kwargs, dimensions, where);
    Validate(options, where.c_str());
    return Define(entry.name, options);
  }
  return UnpackOwn(entry, kwargs, dimensions, where);
}

} // namespace vox
