// SPDX-License-Identifier: Apache-2.0
#include "voxEncoderWeights.h"

#include "Encoders/voxImageEncoder.h"
#include "voxError.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <optional>
#include <regex>

namespace vox
{
namespace
{

using Tensors = std::map<std::string, at::Tensor>;

constexpr std::string_view kEncoder = "encoder.";

std::string
ShapeText(const at::Tensor & tensor)
{
  return fmt::format("[{}]", fmt::join(tensor.sizes(), ", "));
}

ImageEncoderName
EncoderOf(const Network & network, const std::string & where)
{
  const NetworkDefinition & definition = network.Definition();
  const Json options = FindNetwork(definition.name).defaults();
  const auto fallback = options.find("encoder");
  if (fallback == options.end())
  {
    Fail(ErrorKind::BadModel, "{}: {} has no image encoder that could take the weights of a classification network",
         where, definition.name);
  }
  ImageEncoderName name{};
  ValueFromJson(definition.options.value("encoder", *fallback), name, definition.name);
  return name;
}

/** Names of the whole published network, in the order of its tensors. */
std::vector<std::string>
PublishedNames(ImageEncoderName name)
{
  const auto whole = MakeImageEncoder(name, {.classes = 1000});
  std::vector<std::string> names;
  for (const auto & parameter : whole->named_parameters())
  {
    names.push_back(parameter.key());
  }
  for (const auto & buffer : whole->named_buffers())
  {
    names.push_back(buffer.key());
  }
  return names;
}

/** The same layers under other names, if there are. */
std::optional<ImageEncoderName>
OtherTree(ImageEncoderName name)
{
  const int first = static_cast<int>(ImageEncoderName::EfficientNetB0);
  const int second = static_cast<int>(ImageEncoderName::SamePadEfficientNetB0);
  const int index = static_cast<int>(name);
  if (index < first)
  {
    return std::nullopt;
  }
  return static_cast<ImageEncoderName>(index < second ? index + (second - first) : index - (second - first));
}

/** Under the names of the encoder, of whatever tree they were. */
Tensors
Renamed(const Tensors & weights, ImageEncoderName encoder, const std::vector<std::string> & names)
{
  std::map<std::string, std::string> ours;
  if (const auto other = OtherTree(encoder))
  {
    const std::vector<std::string> theirs = PublishedNames(*other);
    for (std::size_t k = 0; k < names.size(); ++k)
    {
      ours[theirs[k]] = names[k]; // both list the same tensors in the same order
    }
  }
  static const std::regex older("(.*denselayer[0-9]+\\.(?:norm|conv))\\.([12]\\..*)");
  Tensors renamed;
  for (const auto & [key, tensor] : weights)
  {
    const auto other = ours.find(key);
    renamed[other != ours.end() ? other->second : std::regex_replace(key, older, "$1$2")] = tensor;
  }
  return renamed;
}

bool
BelongsToHead(const std::string & key)
{
  constexpr std::array<std::string_view, 5> heads{"fc.", "_fc.", "classifier.", "aux1.", "aux2."};
  return std::ranges::any_of(heads, [&](std::string_view head) { return key.starts_with(head); });
}

/** The first layer's weight [out, published channels, ...] for another number of channels. */
at::Tensor
WithChannels(const at::Tensor & weight, std::int64_t channels)
{
  const std::int64_t published = weight.size(1);
  if (channels == published)
  {
    return weight;
  }
  if (channels == 1)
  {
    return weight.sum(1, true);
  }
  const at::Tensor cycle = at::arange(channels, at::kLong).remainder(published);
  return weight.index_select(1, cycle) * (static_cast<double>(published) / static_cast<double>(channels));
}

} // namespace

void
LoadEncoderWeights(Network & network, const Tensors & weights, const std::string & where)
{
  const ImageEncoderName encoder = EncoderOf(network, where);
  const NetworkDefinition & definition = network.Definition();
  const std::vector<std::string> names = PublishedNames(encoder);
  const Tensors renamed = Renamed(weights, encoder, names);
  const auto parameters = network.Parameters();
  Tensors all(parameters.begin(), parameters.end());
  for (const std::string & name : names)
  {
    const auto ours = all.find(std::string(kEncoder) + name);
    if (ours == all.end())
    {
      continue; // of the classifier, or beyond the depth
    }
    const auto found = renamed.find(name);
    if (found == renamed.end())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' of shape {} is missing; expected weights of {}", where, name,
           ShapeText(ours->second), NameOf(encoder));
    }
    const bool isFirst = name == names.front() && found->second.dim() == ours->second.dim();
    const at::Tensor fitting = isFirst ? WithChannels(found->second, definition.InputChannels()) : found->second;
    if (fitting.sizes() != ours->second.sizes() || !fitting.is_floating_point())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' is {} {}, expected floating-point numbers {}: weights of {}", where,
           name, found->second.dtype().name(), ShapeText(found->second), ShapeText(ours->second), NameOf(encoder));
    }
    ours->second = fitting;
  }
  for (const auto & [name, tensor] : renamed)
  {
    const bool isKnown = std::ranges::find(names, name) != names.end();
    if (!isKnown && !BelongsToHead(name) && !name.ends_with("num_batches_tracked"))
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' of shape {} is unexpected; {} has no such weight", where, name,
           ShapeText(tensor), NameOf(encoder));
    }
  }
  network.LoadParameters(all, where);
}

} // namespace vox
