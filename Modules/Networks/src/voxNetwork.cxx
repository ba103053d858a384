// SPDX-License-Identifier: Apache-2.0
#include "voxNetwork.h"

#include "voxError.h"

#include "Blocks/voxNorm.h"
#include "Blocks/voxPredictionState.h"
#include "Blocks/voxStandardizedConvolution.h"
#include "Blocks/voxTransposedConvolution.h"
#include "Nets/voxNet.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <optional>
#include <set>

namespace vox
{
namespace
{

void
CheckImages(const at::Tensor & images, const std::string & name, std::int64_t channels, int dimensions,
            const NetworkSizes & sizes)
{
  if (images.dim() != 5 || images.size(1) != channels || images.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "{}: found images of shape [{}], expected [N, {}, D, H, W] with at least one voxel", name,
         fmt::join(images.sizes(), ", "), channels);
  }
  if (dimensions == 2 && images.size(2) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} slices, expected 1: the network is 2D", name, images.size(2));
  }
  for (std::size_t axis = dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    const std::int64_t size = images.size(static_cast<std::int64_t>(axis) + 2);
    const AxisSizes & taken = sizes.axes[axis];
    if (!taken.Takes(size))
    {
      Fail(ErrorKind::BadInput,
           "{}: axis {} has {} voxels, expected {}; the nearest are {}; pad or resample the images", name, "zyx"[axis],
           size, taken.Text(), fmt::join(taken.Nearest(size), " and "));
    }
  }
}

/** No type and no pool: as after construction. */
void
SetPredicting(Net & net, std::optional<at::ScalarType> type, const std::shared_ptr<FeaturePool> & pool)
{
  const auto state = [&] {
    std::unique_ptr<PredictionState> made;
    if (pool)
    {
      made = std::make_unique<PredictionState>();
      made->pool = pool;
    }
    return made;
  };
  for (const auto & module : net.modules())
  {
    if (auto * const convolution = dynamic_cast<Convolution *>(module.get()))
    {
      convolution->SetPredicting(state());
    }
    else if (auto * const upsampling = dynamic_cast<Upsampling *>(module.get()))
    {
      upsampling->SetPredicting(state());
    }
    else if (auto * const transposed = dynamic_cast<TransposedConvolution *>(module.get()))
    {
      transposed->SetPredicting(state());
    }
    else if (auto * const standardized = dynamic_cast<StandardizedConvolution *>(module.get()))
    {
      standardized->SetPredicting(state());
    }
    else if (auto * const norm = dynamic_cast<Norm *>(module.get()))
    {
      norm->SetPredicting(type);
    }
  }
}

bool
BeginsWithAny(const std::string & name, const std::vector<std::string> & prefixes)
{
  return std::ranges::any_of(prefixes, [&](const std::string & prefix) { return name.starts_with(prefix); });
}

std::string
ShapeText(const at::Tensor & tensor)
{
  return fmt::format("[{}]", fmt::join(tensor.sizes(), ", "));
}

} // namespace

struct Network::Implementation
{
  NetworkDefinition definition;
  int dimensions = 3;
  std::int64_t inputChannels = 1;
  std::int64_t outputChannels = 2;
  NetworkSizes sizes;
  std::shared_ptr<Net> net;
  bool deepSupervision = false;
  bool channelsLast = false;
  std::vector<std::string> frozen;   ///< beginnings of names
  std::shared_ptr<FeaturePool> pool; ///< null unless prepared to predict
  std::vector<std::shared_ptr<LayerTime>> times;

  /** In evaluation mode; its weights are uninitialized. */
  static std::shared_ptr<Implementation>
  Make(const NetworkDefinition & definition)
  {
    const NetworkEntry & entry = FindNetwork(definition.name);
    auto made = std::make_shared<Implementation>();
    made->definition = definition;
    made->sizes = entry.sizes(definition.options);
    made->net = entry.make(definition.options);
    made->net->eval();
    made->dimensions = definition.Dimensions();
    made->inputChannels = definition.InputChannels();
    made->outputChannels = definition.OutputChannels();
    return made;
  }

  /** As the net takes them: without z in two dimensions. */
  [[nodiscard]] at::Tensor
  Checked(const at::Tensor & images) const
  {
    CheckImages(images, definition.name, inputChannels, dimensions, sizes);
    return dimensions == 3 ? images : images.squeeze(2);
  }

  [[nodiscard]] at::Tensor
  WithDepth(const at::Tensor & features) const
  {
    return dimensions == 3 ? features : features.unsqueeze(2);
  }

  void
  EndPredicting()
  {
    pool = nullptr;
    SetPredicting(*net, std::nullopt, pool);
  }
};

Network::Network(const NetworkDefinition & definition, std::uint64_t seed)
    : m_Implementation(Implementation::Make(definition))
{
  InitializeWeights(*m_Implementation->net, seed);
}

Network::Network(const NetworkDefinition & definition, const std::map<std::string, at::Tensor> & weights,
                 const std::string & where)
    : m_Implementation(Implementation::Make(definition))
{
  LoadParameters(weights, where);
}

Network::Network(std::shared_ptr<Implementation> implementation) : m_Implementation(std::move(implementation))
{}

Network
Network::Undrawn(const NetworkDefinition & definition)
{
  return Network(Implementation::Make(definition));
}

std::vector<at::Tensor>
Network::Forward(const at::Tensor & images)
{
  const Implementation & self = *m_Implementation;
  std::vector<at::Tensor> logits = self.net->forward(self.Checked(images), self.deepSupervision);
  for (at::Tensor & level : logits)
  {
    level = self.WithDepth(level);
  }
  return logits;
}

at::Tensor
Network::Features(const at::Tensor & images)
{
  const Implementation & self = *m_Implementation;
  return self.WithDepth(self.net->Features(self.Checked(images)));
}

at::Tensor
Network::Run(const at::Tensor & images, const std::function<at::Tensor(Net &, const at::Tensor &)> & call)
{
  const Implementation & self = *m_Implementation;
  return self.WithDepth(call(*self.net, self.Checked(images)));
}

LinearHead
Network::Head() const
{
  const Convolution * const layer = m_Implementation->net->LastLayer();
  if (layer == nullptr)
  {
    const at::TensorOptions options = Parameters().front().second.options().requires_grad(false);
    return {at::eye(m_Implementation->outputChannels, options), at::zeros({m_Implementation->outputChannels}, options)};
  }
  const at::Tensor weight = layer->Weight().detach().flatten(1).contiguous();
  const at::Tensor bias = layer->Bias();
  return {weight, bias.defined() ? bias.detach() : at::zeros({weight.size(0)}, weight.options())};
}

std::vector<std::pair<std::string, at::Tensor>>
Network::Parameters() const
{
  auto tensors = m_Implementation->net->named_parameters().pairs();
  for (const auto & buffer : m_Implementation->net->named_buffers())
  {
    tensors.emplace_back(buffer.key(), buffer.value());
  }
  return tensors;
}

void
Network::LoadParameters(const std::map<std::string, at::Tensor> & weights, const std::string & where)
{
  const auto parameters = Parameters();
  std::set<std::string_view> expected;
  for (const auto & [key, parameter] : parameters)
  {
    expected.insert(key);
    const auto found = weights.find(key);
    if (found == weights.end())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' of shape {} is missing", where, key, ShapeText(parameter));
    }
    if (found->second.sizes() != parameter.sizes() || !found->second.is_floating_point())
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' is {} {}, expected floating-point numbers {}", where, key,
           found->second.dtype().name(), ShapeText(found->second), ShapeText(parameter));
    }
  }
  for (const auto & [key, tensor] : weights)
  {
    if (!expected.contains(key) && !key.ends_with("num_batches_tracked"))
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' of shape {} is unexpected; {} has no such weight", where, key,
           ShapeText(tensor), Definition().name);
    }
  }
  m_Implementation->EndPredicting();
  const at::NoGradGuard noGrad;
  for (const auto & [key, parameter] : parameters)
  {
    parameter.copy_(weights.at(key));
  }
}

void
Network::PrepareToPredict(at::ScalarType type)
{
  UseChannelsLast();
  m_Implementation->pool = std::make_shared<FeaturePool>();
  SetPredicting(*m_Implementation->net, type, m_Implementation->pool);
}

void
Network::MoveTo(c10::Device device)
{
  m_Implementation->EndPredicting();
  m_Implementation->net->to(device);
}

void
Network::ReleaseFeatures()
{
  if (m_Implementation->pool)
  {
    m_Implementation->pool->Release();
  }
}

void
Network::StartProfile()
{
  m_Implementation->times.clear();
  for (const auto & item : m_Implementation->net->named_modules())
  {
    if (auto * const layer = dynamic_cast<TimedLayer *>(item.value().get()))
    {
      const auto time = std::make_shared<LayerTime>();
      time->name = item.key();
      layer->SetTime(time);
      m_Implementation->times.push_back(time);
    }
  }
}

std::vector<LayerTime>
Network::Profile() const
{
  std::vector<LayerTime> times;
  for (const auto & time : m_Implementation->times)
  {
    if (time->calls > 0)
    {
      times.push_back(*time);
    }
  }
  return times;
}

void
Network::SetTraining(bool training)
{
  if (training)
  {
    m_Implementation->EndPredicting();
  }
  m_Implementation->net->train(training);
  for (const auto & module : m_Implementation->net->named_modules())
  {
    if (training && BeginsWithAny(module.key() + ".", m_Implementation->frozen))
    {
      module.value()->eval();
    }
  }
}

void
Network::Freeze(const std::string & prefix)
{
  bool found = false;
  std::set<std::string> parts;
  for (const auto & [name, weight] : Parameters())
  {
    parts.insert(name.substr(0, name.find('.') + 1));
    if (name.starts_with(prefix))
    {
      weight.set_requires_grad(false);
      found = true;
    }
  }
  if (!found)
  {
    Fail(ErrorKind::Usage, "{}: no weight's name begins with '{}'; they begin with {}", Definition().name, prefix,
         fmt::join(parts, ", "));
  }
  m_Implementation->frozen.push_back(prefix);
  SetTraining(m_Implementation->net->is_training());
}

void
Network::SetDeepSupervision(bool deepSupervision)
{
  m_Implementation->deepSupervision = deepSupervision;
}

void
Network::UseChannelsLast()
{
  m_Implementation->channelsLast = true;
  for (auto & [key, parameter] : Parameters())
  {
    if (parameter.dim() == m_Implementation->dimensions + 2)
    {
      const bool volumes = parameter.dim() == 5;
      const at::Tensor ordered =
          parameter.detach().contiguous(volumes ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast);
      // One input channel lies in both orders at once; only the strides tell torch which one the output shall have.
      const at::IntArrayRef sizes = ordered.sizes();
      // set_data, not a new tensor: optimizers and earlier callers of Parameters() hold this one.
      parameter.set_data(ordered.as_strided(sizes, volumes ? c10::get_channels_last_strides_3d(sizes)
                                                           : c10::get_channels_last_strides_2d(sizes)));
    }
  }
}

Network
Network::Clone() const
{
  const auto parameters = Parameters();
  Network copy(Definition(), {parameters.begin(), parameters.end()}, Definition().name);
  if (m_Implementation->channelsLast)
  {
    copy.UseChannelsLast();
  }
  std::ranges::for_each(m_Implementation->frozen, [&](const std::string & prefix) { copy.Freeze(prefix); });
  copy.SetTraining(m_Implementation->net->is_training());
  copy.SetDeepSupervision(m_Implementation->deepSupervision);
  return copy;
}

const NetworkDefinition &
Network::Definition() const
{
  return m_Implementation->definition;
}

const NetworkSizes &
Network::Sizes() const
{
  return m_Implementation->sizes;
}

std::vector<std::pair<std::string, at::Tensor>>
Network::AttentionMaps() const
{
  auto maps = m_Implementation->net->AttentionMaps();
  for (auto & [name, map] : maps)
  {
    map = m_Implementation->WithDepth(map);
  }
  return maps;
}

} // namespace vox
