// SPDX-License-Identifier: Apache-2.0
// Trains a small diffusion model on pictures: the network learns to tell the noise in a picture from the picture.
#include "voxDiffusionUNet.h"
#include "voxError.h"
#include "voxNoiseSchedule.h"
#include "voxOptimizer.h"
#include "voxRandom.h"
#include "voxTrainingImages.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <numeric>
#include <string>
#include <vector>

namespace
{

struct Settings
{
  std::int64_t steps = 300;
  std::int64_t batch = 16;
  std::int64_t size = 32;
  double learningRate = 1e-3;
  std::uint64_t seed = 0;
  std::string folder; ///< empty: generated shapes
};

at::Tensor
DrawNoise(at::IntArrayRef sizes, vox::Random & random)
{
  const at::Tensor noise = at::empty(sizes);
  random.FillNormal({noise.data_ptr<float>(), static_cast<std::size_t>(noise.numel())}, 1.0);
  return noise;
}

at::Tensor
DrawNumbers(std::int64_t count, std::int64_t below, vox::Random & random)
{
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::ranges::generate(numbers, [&] { return random.Integer(0, below - 1); });
  return at::tensor(numbers);
}

/** One step: some pictures, each at a timestep of its own. Gives the loss, the mean square of the noise not found. */
double
TrainStep(vox::DiffusionUNet & network, vox::Optimizer & optimizer, const vox::NoiseSchedule & schedule,
          const at::Tensor & pictures, const Settings & settings, std::int64_t step)
{
  vox::Random random(settings.seed, {1, static_cast<std::uint64_t>(step)});
  const at::Tensor batch = pictures.index_select(0, DrawNumbers(settings.batch, pictures.size(0), random));
  const at::Tensor timesteps = DrawNumbers(settings.batch, vox::NoiseSchedule::kSteps, random);
  const at::Tensor noise = DrawNoise(batch.sizes(), random);
  const at::Tensor found = network.Predict(schedule.AddNoise(batch, noise, timesteps), timesteps);
  const at::Tensor loss = (found - noise).square().mean();
  loss.backward();
  optimizer.Step(settings.learningRate);
  return loss.item<double>();
}

/** Prints how far noisy pictures are from the clean ones, before and after the network has denoised them. */
void
ShowDenoising(vox::DiffusionUNet & network, const vox::NoiseSchedule & schedule, const at::Tensor & pictures,
              std::uint64_t seed)
{
  const at::NoGradGuard noGrad;
  vox::Random random(seed, {2});
  for (const std::int64_t timestep : {50, 150, 300})
  {
    const at::Tensor timesteps = at::full({pictures.size(0)}, timestep, at::kLong);
    const at::Tensor noisy = schedule.AddNoise(pictures, DrawNoise(pictures.sizes(), random), timesteps);
    const at::Tensor denoised = schedule.RemoveNoise(noisy, network.Predict(noisy, timesteps), timesteps);
    const auto error = [&](const at::Tensor & image) { return (image - pictures).square().mean().item<double>(); };
    fmt::print("timestep {:3}: mean squared error {:.4f}, denoised {:.4f}\n", timestep, error(noisy), error(denoised));
  }
}

/** False if the loss did not fall. */
bool
Run(const Settings & settings)
{
  const at::Tensor pictures = settings.folder.empty() ? vox::DrawShapes(256, settings.size, settings.seed)
                                                      : vox::ReadPictures(settings.folder, settings.size);
  vox::DiffusionUNet network(vox::DiffusionUNetOptions{}, settings.seed);
  network.AsNetwork().UseChannelsLast();
  network.AsNetwork().SetTraining(true);
  vox::Optimizer optimizer(network.Parameters(),
                           {.kind = vox::OptimizerKind::Adam, .weightDecay = 0.0, .gradientClip = 1.0});
  const vox::NoiseSchedule schedule;

  std::vector<double> losses;
  const std::int64_t report = std::max<std::int64_t>(settings.steps / 10, 1);
  const auto mean = [](auto first, auto last) {
    return std::accumulate(first, last, 0.0) / std::distance(first, last);
  };
  for (std::int64_t step = 0; step < settings.steps; ++step)
  {
    losses.push_back(TrainStep(network, optimizer, schedule, pictures, settings, step));
    if ((step + 1) % report == 0)
    {
      fmt::print("step {:4}: loss {:.3f}\n", step + 1, mean(losses.end() - report, losses.end()));
      std::fflush(stdout);
    }
  }
  network.AsNetwork().SetTraining(false);
  ShowDenoising(network, schedule, pictures.slice(0, 0, 16), settings.seed);
  const double first = mean(losses.begin(), losses.begin() + report);
  const double last = mean(losses.end() - report, losses.end());
  fmt::print("loss {} from {:.3f} to {:.3f}\n", last < first ? "fell" : "did not fall:", first, last);
  return last < first;
}

} // namespace

int
main(int argc, char ** argv)
{
  Settings settings;
  CLI::App app("Trains a small diffusion model to find the noise in pictures");
  app.add_option("--steps", settings.steps, "training steps")->check(CLI::Range(2, 1000000));
  app.add_option("--batch", settings.batch, "pictures a step")->check(CLI::Range(1, 1024));
  app.add_option("--size", settings.size, "pixels along each side, a multiple of 4")->check(CLI::Range(8, 512));
  app.add_option("--learning-rate", settings.learningRate, "of Adam")->check(CLI::PositiveNumber);
  app.add_option("--seed", settings.seed, "of weights, pictures and noise");
  app.add_option("--images", settings.folder, "a folder of images; shapes are drawn without it");
  CLI11_PARSE(app, argc, argv);
  try
  {
    return Run(settings) ? 0 : 1;
  }
  catch (const vox::Error & error)
  {
    fmt::print(stderr, "error: {}\n", error.what());
    return vox::ExitCode(error.Kind());
  }
  catch (const std::exception & error)
  {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}
