// SPDX-License-Identifier: Apache-2.0
// Trains a few steps and writes what voxTrainingSteps.py needs to repeat them with Python's nnU-Net: the first weights,
// the augmented batches, the losses, the last weights.
//   voxTrainingSteps RUN CASES STEPS EPOCHS STEPS_PER_EPOCH OUT.safetensors
// RUN is a run folder of `voxtome train` (plan, data set, splits; fold 0 of 3d_fullres), CASES its preprocessed cases.
#include "voxAugmentationRules.h"
#include "voxBatchLoader.h"
#include "voxDeepSupervision.h"
#include "voxError.h"
#include "voxLearningRate.h"
#include "voxModel.h"
#include "voxOptimizer.h"
#include "voxSafetensors.h"
#include "voxSplits.h"
#include "voxTensorBytes.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdio>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** Named tensors that outlive what they were taken from. */
class Recording
{
public:
  void
  Add(const std::string & name, const at::Tensor & tensor)
  {
    m_Names.push_back(name);
    m_Tensors.push_back(tensor.detach().contiguous().clone());
  }

  void
  Write(const fs::path & path) const
  {
    std::vector<TensorView> views;
    for (std::size_t i = 0; i < m_Names.size(); ++i)
    {
      views.push_back(ViewOfTensor(m_Names[i], m_Tensors[i]));
    }
    WriteSafetensors(path, views, {});
  }

private:
  std::vector<std::string> m_Names;
  std::vector<at::Tensor> m_Tensors;
};

void
AddWeights(Recording & recording, const Network & network, const std::string & prefix)
{
  for (const auto & [name, weight] : network.Parameters())
  {
    recording.Add(prefix + name, weight);
  }
}

std::vector<TrainingCase>
TrainingCases(const fs::path & run, const fs::path & cases)
{
  const fs::path file = run / "splits_final.json";
  const std::vector<Split> splits = SplitsFromJson(ReadJson(file), file.string());
  std::vector<TrainingCase> opened;
  for (const std::string & name : splits.front().training)
  {
    opened.push_back(OpenCaseFile(cases / (name + ".safetensors")));
  }
  return opened;
}

void
Run(const fs::path & run, const fs::path & cases, std::int64_t steps, TrainOptions options, const fs::path & out)
{
  const std::string plans = (run / "plans.json").string();
  const PlanConfiguration configuration = ParsePlan(ReadJson(plans), plans).Configuration("3d_fullres", plans);
  const std::string dataset = (run / "dataset.json").string();
  const DatasetDescription description = ParseDatasetDescription(ReadJson(dataset), dataset);
  BatchLoaderOptions loading;
  loading.patchSize = configuration.patchSize;
  loading.batchSize = configuration.batchSize;
  loading.augmentation = AugmentationFor(configuration);
  BatchLoader loader(TrainingCases(run, cases), loading);
  ChooseLoss(options, description);
  const LossFunction loss = MakeTrainingLoss(options, configuration, description);

  Network network(NetworkFor(configuration, description), 1);
  Recording recording;
  AddWeights(recording, network, "first/");
  network.UseChannelsLast();
  Optimizer optimizer(network.Parameters(), options.optimizer);
  network.SetTraining(true);
  network.SetDeepSupervision(true);
  std::vector<double> losses;
  for (std::int64_t step = 0; step < steps; ++step)
  {
    const Batch batch = loader.Next();
    recording.Add(fmt::format("image/{}", step), batch.images);
    recording.Add(fmt::format("label/{}", step), batch.labels.to(at::kByte));
    const at::Tensor value = DeepSupervisionLoss(network.Forward(batch.images), batch.labels, loss);
    value.backward();
    optimizer.Step(LearningRate(options, step));
    losses.push_back(value.item<double>() - 1.0); // nnU-Net's loss has -Dice in place of 1 - Dice
  }
  recording.Add("losses", at::tensor(losses, at::kDouble));
  AddWeights(recording, network, "last/");
  recording.Write(out);
}

} // namespace
} // namespace vox

int
main(int argc, char ** argv)
{
  if (argc != 7)
  {
    std::fprintf(stderr, "voxTrainingSteps RUN CASES STEPS EPOCHS STEPS_PER_EPOCH OUT.safetensors\n");
    return 2;
  }
  at::set_num_threads(1);
  vox::TrainOptions options;
  options.epochs = std::stoll(argv[4]);
  options.iterationsPerEpoch = std::stoll(argv[5]);
  try
  {
    vox::Run(argv[1], argv[2], std::stoll(argv[3]), options, argv[6]);
  }
  catch (const vox::Error & error)
  {
    std::fprintf(stderr, "voxTrainingSteps: %s\n", error.what());
    return 1;
  }
  return 0;
}
