// SPDX-License-Identifier: Apache-2.0
#include "voxCallerImage.h"
#include "voxGuarded.h"
#include "voxModelHandle.h"
#include "voxSegmenterOptions.h"

#include "voxSharedPredictor.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <atomic>
#include <optional>

struct vox_segmenter
{
  vox_segmenter(const vox::Model & model, const vox::SegmenterOptions & options)
      : predictor(model, options.predict), channelNames(model.description.channelNames), threads(options.threads)
  {}

  vox::SharedPredictor predictor;
  std::vector<std::string> channelNames;
  std::size_t probabilities = 0; ///< maps; 0 where they are not made
  int threads;
};

namespace vox
{
namespace
{

SegmenterOptions
ParseOptions(const char * text)
{
  SegmenterOptions options;
  if (text == nullptr || *text == '\0')
  {
    return options;
  }
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
  {
    Fail(ErrorKind::Usage, R"(options: found '{}', expected a JSON object such as {{"mirror": false}})", text);
  }
  FromJson(json, options, "options");
  if (options.threads < 0)
  {
    Fail(ErrorKind::Usage, "options: threads: found {}, expected 0 (all processors) or more", options.threads);
  }
  return options;
}

/** A listener as the library's context. */
class ListenerContext
{
public:
  ListenerContext(vox_listener listener, void * user, int threads) : m_Listener(listener), m_User(user)
  {
    m_Context.threads = threads;
    if (listener != nullptr)
    {
      m_Context.cancelled = &m_Cancelled;
      m_Context.onProgress = [this](double fraction, std::string_view what) {
        m_Fraction = fraction;
        Tell(VOX_PROGRESS, what);
      };
      m_Context.onLog = [this](LogLevel level, std::string_view message) {
        Tell(level == LogLevel::Warning ? VOX_WARNING : VOX_NOTE, message);
      };
    }
  }
  ListenerContext(const ListenerContext &) = delete;
  ListenerContext & operator=(const ListenerContext &) = delete;

  [[nodiscard]] const RunContext &
  Get() const
  {
    return m_Context;
  }

private:
  void
  Tell(std::int32_t event, std::string_view text)
  {
    if (m_Listener(event, m_Fraction, std::string(text).c_str(), m_User) != 0)
    {
      m_Cancelled = true;
    }
  }

  vox_listener m_Listener;
  void * m_User;
  double m_Fraction = 0.0;
  std::atomic<bool> m_Cancelled{false};
  RunContext m_Context;
};

void
CopyLabels(const at::Tensor & labels, std::uint16_t * to)
{
  const at::Tensor values = Int32Labels(labels);
  std::transform(ValuesOf<std::int32_t>(values), ValuesOf<std::int32_t>(values) + values.numel(), to,
                 [](std::int32_t value) { return static_cast<std::uint16_t>(value); });
}

void
RequireCount(const char * name, std::size_t found, std::size_t expected)
{
  if (found != expected)
  {
    Fail(ErrorKind::Usage, "{}: found {}, expected {} values for this image", name, found, expected);
  }
}

void
Segment(vox_segmenter & segmenter, const vox_image & image, std::uint16_t * labels, std::size_t labelCount,
        float * probabilities, std::size_t probabilityCount, const RunContext & context)
{
  const Volume volume = VolumeOver(image, segmenter.channelNames, context.ThreadCount());
  const auto voxels = static_cast<std::size_t>(volume.voxels[0].numel());
  RequireCount("label_count", labelCount, voxels);
  if (probabilities != nullptr)
  {
    if (segmenter.probabilities == 0)
    {
      Fail(ErrorKind::Usage, R"(probabilities: found a buffer, expected NULL, since the segmenter makes none; open it )"
                             R"(with {{"probabilities": true}})");
    }
    RequireCount("probability_count", probabilityCount, voxels * segmenter.probabilities);
  }
  const Prediction prediction =
      segmenter.predictor.InTurn([&](Predictor & predictor) { return predictor.Predict(volume, context); }, context);
  CopyLabels(prediction.labels.voxels, labels);
  if (probabilities != nullptr)
  {
    const at::Tensor values = Contiguous(prediction.probabilities->voxels);
    std::copy_n(ValuesOf<float>(values), values.numel(), probabilities);
  }
}

} // namespace
} // namespace vox

extern "C" {

std::int32_t
vox_segmenter_open(const vox_model * model, const char * options, vox_segmenter ** segmenter)
{
  return vox::Guarded([&] {
    if (segmenter == nullptr)
    {
      vox::Fail(vox::ErrorKind::Usage,
                "vox_segmenter_open: found NULL for `segmenter`, expected where to put the handle");
    }
    *segmenter = nullptr;
    if (model == nullptr)
    {
      vox::Fail(vox::ErrorKind::Usage, "vox_segmenter_open: found NULL for `model`, expected an opened one");
    }
    const vox::SegmenterOptions parsed = vox::ParseOptions(options);
    auto handle = std::make_unique<vox_segmenter>(*model->model, parsed);
    handle->probabilities = parsed.predict.probabilities ? model->probabilities.size() : 0;
    *segmenter = handle.release();
  });
}

void
vox_segmenter_close(vox_segmenter * segmenter)
{
  delete segmenter;
}

const char *
vox_segmenter_device(const vox_segmenter * segmenter)
{
  return segmenter == nullptr ? nullptr : segmenter->predictor.Asked().ChosenDevice().c_str();
}

std::int32_t
vox_segment(vox_segmenter * segmenter, const vox_image * image, std::uint16_t * labels, std::size_t label_count,
            float * probabilities, std::size_t probability_count, vox_listener listener, void * user)
{
  return vox::Guarded([&] {
    if (segmenter == nullptr || image == nullptr || labels == nullptr)
    {
      vox::Fail(vox::ErrorKind::Usage, "vox_segment: found NULL for `{}`, expected {}",
                segmenter == nullptr ? "segmenter"
                : image == nullptr   ? "image"
                                     : "labels",
                segmenter == nullptr ? "an opened one"
                : image == nullptr   ? "an image"
                                     : "a buffer for labels");
    }
    const vox::ListenerContext context(listener, user, segmenter->threads);
    vox::Segment(*segmenter, *image, labels, label_count, probabilities, probability_count, context.Get());
  });
}

} // extern "C"
