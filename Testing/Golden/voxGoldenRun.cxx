// SPDX-License-Identifier: Apache-2.0
#include "voxGoldenRun.h"

#include "voxNpy.h"
#include "voxReadVolume.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string_view>

namespace vox::testing
{

namespace fs = std::filesystem;

PredictOptions
GoldenRun::Options() const
{
  const std::string_view text = tag;
  PredictOptions options;
  options.precision = Precision::Fp32;
  options.mirror = text.ends_with("_mirror");
  for (const char digit : text.substr(4, text.find('_') - 4))
  {
    options.folds.emplace_back(1, digit);
  }
  return options;
}

std::vector<std::string>
GoldenRun::Cases() const
{
  std::vector<std::string> names;
  for (const auto & file : fs::directory_iterator(model.Expected() / "seg" / tag))
  {
    names.push_back(ImageStem(file.path()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Volume
GoldenRun::Image(const std::string & name) const
{
  std::vector<fs::path> channels;
  for (const auto & entry : fs::directory_iterator(model.Folder() / "input"))
  {
    if (entry.path().filename().string().starts_with(name + "_0"))
    {
      channels.push_back(entry.path());
    }
  }
  std::sort(channels.begin(), channels.end());
  return ReadCaseImage(channels);
}

std::optional<Volume>
GoldenRun::PreviousStage(const std::string & name) const
{
  if (model.name != std::string_view(goldenM4Cascade.name))
  {
    return std::nullopt;
  }
  return ReadLabelMap(goldenM4Lowres.Expected() / "seg/fold0_mirror" / (name + ".nii.gz"));
}

Volume
GoldenRun::ExpectedLabels(const std::string & name) const
{
  return ReadLabelMap(model.Expected() / "seg" / tag / (name + ".nii.gz"));
}

at::Tensor
GoldenRun::ExpectedArray(const char * kind, const char * key, const std::string & name) const
{
  const fs::path file = model.Expected() / kind / tag / (name + ".npz");
  return fs::exists(file) ? ReadNpz(file).at(key).to(at::kFloat) : at::Tensor();
}

PreprocessedCase
GoldenRun::Prepared(const Model & opened, const std::string & name) const
{
  const std::optional<Volume> previous = PreviousStage(name);
  PreprocessedCase prepared =
      Preprocess(Image(name), {nullptr, previous ? &*previous : nullptr}, opened.Configuration().preprocessing);
  std::vector<at::Tensor> channels{prepared.image};
  for (const std::int64_t value : previous ? opened.description.ForegroundValues() : std::vector<std::int64_t>())
  {
    channels.push_back(prepared.previousStage.eq(value).to(at::kFloat).unsqueeze(0));
  }
  prepared.image = at::cat(channels);
  return prepared;
}

std::vector<GoldenRun>
GoldenRuns()
{
  std::vector<GoldenRun> runs;
  for (const GoldenModel & model :
       {goldenM1, goldenM2, goldenM3, goldenM4Lowres, goldenM4Cascade, goldenM5, goldenM6, goldenM7})
  {
    runs.push_back({model, "fold0_nomirror"});
    runs.push_back({model, "fold0_mirror"});
  }
  for (const char * tag : {"fold1_nomirror", "fold1_mirror", "fold01_mirror"})
  {
    runs.push_back({goldenM1, tag});
  }
  return runs;
}

void
PrintTo(const GoldenRun & run, std::ostream * stream)
{
  *stream << run.model.name << " " << run.tag;
}

} // namespace vox::testing
