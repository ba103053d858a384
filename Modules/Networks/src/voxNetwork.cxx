// SPDX-License-Identifier: Apache-2.0
#include "voxNetwork.h"

#include "voxError.h"

#include "Blocks/voxPredictionState.h"
#include "Nets/voxUNet.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <optional>
#include <set>

namespace vox
{
namespace
{

const NetworkEntry &
FindEntry(std::string_view name)
{
  std::vector<std::string_view> known;
  for (const NetworkEntry & entry : NetworkRegistry())
  {
    if (entry.name == name)
    {
      return entry;
    }
    known.push_back(entry.name);
  }
  Fail(ErrorKind::BadModel, "network '{}' is not known; known are: {}", name, fmt::join(known, ", "));
}

/** What the size of an image axis must be a multiple of. */
std::int64_t
StrideProduct(const UNetOptions & options, std::size_t axis)
{
  std::int64_t product = 1;
  for (const Zyx<std::int64_t> & stride : options.strides)
  {
    product *= stride[axis];
  }
  return product;
}

void
CheckImages(const at::Tensor & images, const std::string & name, const UNetOptions & options)
{
  if (images.dim() != 5 || images.size(1) != options.inputChannels || images.numel() == 0)
  {
    Fail(ErrorKind::BadInput, "{}: found images of shape [{}], expected [N, {}, D, H, W] with at least one voxel", name,
         fmt::join(images.sizes(), ", "), options.inputChannels);
  }
  if (options.dimensions == 2 && images.size(2) != 1)
  {
    Fail(ErrorKind::BadInput, "{}: found {} slices, expected 1: the network is 2D", name, images.size(2));
  }
  for (std::size_t axis = options.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    const std::int64_t size = images.size(static_cast<std::int64_t>(axis) + 2);
    if (const std::int64_t divisor = StrideProduct(options, axis); size % divisor != 0)
    {
      Fail(ErrorKind::BadInput, "{}: axis {} has {} voxels, expected a multiple of {}; pad the images", name,
           "zyx"[axis], size, divisor);
    }
  }
}

/** No type and no pool: as after construction. */
void
SetPredicting(UNet & net, std::optional<at::ScalarType> type, const std::shared_ptr<FeaturePool> & pool)
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
    else if (auto * const norm = dynamic_cast<InstanceNorm *>(module.get()))
    {
      norm->SetPredicting(type);
    }
  }
}

std::string
ShapeText(const at::Tensor & tensor)
{
  return fmt::format("[{}]", fmt::join(tensor.sizes(), ", "));
}

} // namespace

struct Network::Implementation
{
  std::string name;
  UNetOptions options;
  std::shared_ptr<UNet> net;
  bool deepSupervision = false;
  bool channelsLast = false;
  std::shared_ptr<FeaturePool> pool; ///< null unless prepared to predict
  std::vector<std::shared_ptr<LayerTime>> times;

  /** In evaluation mode; its weights are uninitialized. */
  static std::shared_ptr<Implementation>
  Make(std::string_view name, const UNetOptions & options)
  {
    const NetworkEntry & entry = FindEntry(name);
    Validate(options, std::string(name).c_str());
    auto made = std::make_shared<Implementation>();
    made->name = name;
    made->options = options;
    made->net = entry.make(options);
    made->net->eval();
    return made;
  }

  void
  EndPredicting()
  {
    pool = nullptr;
    SetPredicting(*net, std::nullopt, pool);
  }
};

Network::Network(std::string_view name, const UNetOptions & options, std::uint64_t seed)
    : m_Implementation(Implementation::Make(name, options))
{
  InitializeWeights(*m_Implementation->net, seed);
}

Network::Network(std::string_view name, const UNetOptions & options, const std::map<std::string, at::Tensor> & weights,
                 const std::string & where)
    : m_Implementation(Implementation::Make(name, options))
{
  LoadParameters(weights, where);
}

std::vector<at::Tensor>
Network::Forward(const at::Tensor & images)
{
  const Implementation & self = *m_Implementation;
  CheckImages(images, self.name, self.options);
  if (self.options.dimensions == 3)
  {
    return self.net->forward(images, self.deepSupervision);
  }
  std::vector<at::Tensor> logits = self.net->forward(images.squeeze(2), self.deepSupervision);
  for (at::Tensor & level : logits)
  {
    level = level.unsqueeze(2);
  }
  return logits;
}

at::Tensor
Network::Features(const at::Tensor & images)
{
  const Implementation & self = *m_Implementation;
  CheckImages(images, self.name, self.options);
  return self.options.dimensions == 3 ? self.net->Features(images) : self.net->Features(images.squeeze(2)).unsqueeze(2);
}

LinearHead
Network::Head() const
{
  const Convolution & layer = m_Implementation->net->LastLayer();
  const at::Tensor weight = layer.Weight().detach().flatten(1).contiguous();
  const at::Tensor bias = layer.Bias();
  return {weight, bias.defined() ? bias.detach() : at::zeros({weight.size(0)}, weight.options())};
}

std::vector<std::pair<std::string, at::Tensor>>
Network::Parameters() const
{
  return m_Implementation->net->named_parameters().pairs();
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
    if (!expected.contains(key))
    {
      Fail(ErrorKind::BadModel, "{}: tensor '{}' of shape {} is unexpected; {} has no such weight", where, key,
           ShapeText(tensor), Name());
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
    if (parameter.dim() > 1)
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
  Network copy(Name(), Options(), {parameters.begin(), parameters.end()}, Name());
  if (m_Implementation->channelsLast)
  {
    copy.UseChannelsLast();
  }
  copy.SetTraining(m_Implementation->net->is_training());
  copy.SetDeepSupervision(m_Implementation->deepSupervision);
  return copy;
}

const std::string &
Network::Name() const
{
  return m_Implementation->name;
}

const UNetOptions &
Network::Options() const
{
  return m_Implementation->options;
}

} // namespace vox
