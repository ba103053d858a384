// SPDX-License-Identifier: Apache-2.0
#include "voxFilterExamples.h"

#include <itkCommand.h>
#include <itkMultiThreaderBase.h>

#include <ATen/Parallel.h>

#include <set>
#include <thread>

namespace vox
{
namespace
{

using namespace testing;

/** Calls a function at an event of an object. */
template <typename TEvent>
void
Observe(itk::Object * object, const std::function<void()> & function)
{
  object->AddObserver(TEvent(), [function](const itk::EventObject &) { function(); });
}

TEST(FilterExecution, ReportsEachWindow)
{
  const auto image = NoiseImage<Image3>({16, 16, 16}, 1);
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  std::vector<float> fractions;
  Observe<itk::ProgressEvent>(filter, [&] { fractions.push_back(filter->GetProgress()); });
  filter->Update();
  EXPECT_GE(fractions.size(), 27U) << "windows of 8 in steps of 4 on 16 voxels: three along each axis";
  EXPECT_TRUE(std::ranges::is_sorted(fractions));
  EXPECT_EQ(fractions.back(), 1.0F);
}

TEST(FilterExecution, AbortStopsWithinAWindowAndLeavesNothingThatLooksValid)
{
  const Model model = MakeTinyModel();
  const auto image = NoiseImage<Image3>({16, 16, 16}, 2);
  const auto filter = MakeFilter(Shared(model), image);
  int reports = 0;
  int aborts = 0;
  Observe<itk::AbortEvent>(filter, [&] { ++aborts; });
  const auto tag = filter->AddObserver(itk::ProgressEvent(), [&](const itk::EventObject &) {
    ++reports;
    if (filter->GetProgress() > 0.5F)
    {
      filter->AbortGenerateDataOn();
    }
  });
  EXPECT_THROW(filter->Update(), itk::ProcessAborted);
  const int reportsUntilAbort = reports;
  EXPECT_LT(reportsUntilAbort, 27);
  EXPECT_EQ(aborts, 1);
  EXPECT_EQ(filter->GetOutput()->GetBufferedRegion().GetNumberOfPixels(), 0U);

  filter->RemoveObserver(tag);
  filter->Update();
  EXPECT_EQ(ValuesOfImage(*filter->GetOutput()), ValuesOfVolume(Predicted(model, VolumeOf(*image)).labels));
}

TEST(FilterExecution, AbortInTheLastWindowIsHeededToo)
{
  const auto image = NoiseImage<Image3>({8, 8, 8}, 2);
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  filter->AddObserver(itk::ProgressEvent(), [&](const itk::EventObject &) {
    if (filter->GetProgress() >= 0.99F)
    {
      filter->AbortGenerateDataOn();
    }
  });
  EXPECT_THROW(filter->Update(), itk::ProcessAborted);
}

/** The progress of a filter when it ends because it was told to at a report of `from` or more. */
float
ProgressOfAbortFrom(Filter3 * filter, float from)
{
  float last = 0.0F;
  Observe<itk::ProgressEvent>(filter, [&, filter] {
    last = filter->GetProgress();
    filter->SetAbortGenerateData(last >= from);
  });
  EXPECT_THROW(filter->Update(), itk::ProcessAborted);
  return last;
}

TEST(FilterExecution, AbortIsHeededBeforeAndAfterTheWindows)
{
  const auto image = NoiseImage<Image3>({9, 8, 10}, 2, 1.5);
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  EXPECT_LT(ProgressOfAbortFrom(filter, 0.03F), 0.05F) << "resampled after the abort";
  const auto other = MakeFilter(Shared(MakeTinyModel()), image);
  other->GenerateProbabilitiesOn();
  EXPECT_LT(ProgressOfAbortFrom(other, 0.984F), 0.99F) << "made probabilities after the abort";
}

TEST(FilterExecution, AFilterInAReportOfAnotherOneIsRefusedWhereItWouldWaitForIt)
{
  const auto shared = Shared(MakeTinyModel());
  const auto image = NoiseImage<Image3>({8, 8, 8}, 2);
  const auto outer = MakeFilter(shared, image);
  const auto inner = MakeFilter(shared, image);
  int refused = 0;
  Observe<itk::ProgressEvent>(outer, [&] {
    if (outer->GetProgress() > 0.2F)
    {
      VOX_EXPECT_ITK_ERROR(inner->Update(), "within a report of another one");
      ++refused;
    }
  });
  outer->Update();
  EXPECT_GT(refused, 0);
  inner->Update();
  EXPECT_EQ(ValuesOfImage(*inner->GetOutput()), ValuesOfImage(*outer->GetOutput()));
}

TEST(FilterExecution, FiltersOfManyThreadsShareAModel)
{
  const Model model = MakeTinyModel();
  const auto shared = Shared(model);
  constexpr int count = 4;
  std::array<std::vector<int>, count> labels;
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
  {
    threads.emplace_back([&, i] {
      const auto image = NoiseImage<Image3>({10, 9, 11}, 10U + static_cast<unsigned int>(i));
      const auto filter = MakeFilter(shared, image);
      i % 2 == 0 ? filter->MirroringOn() : filter->MirroringOff();
      filter->Update();
      labels[static_cast<std::size_t>(i)] = ValuesOfImage(*filter->GetOutput());
    });
  }
  for (std::thread & thread : threads)
  {
    thread.join();
  }
  for (int i = 0; i < count; ++i)
  {
    PredictOptions options = Fp32();
    options.mirror = i % 2 == 0;
    const auto image = NoiseImage<Image3>({10, 9, 11}, 10U + static_cast<unsigned int>(i));
    EXPECT_EQ(labels[static_cast<std::size_t>(i)], ValuesOfVolume(Predicted(model, VolumeOf(*image), options).labels))
        << i;
  }
}

TEST(FilterExecution, RunsOnAsManyThreadsAsTheFilterHas)
{
  const auto image = NoiseImage<Image3>({8, 8, 8}, 3);
  const auto filter = MakeFilter(Shared(MakeTinyModel()), image);
  const int before = at::get_num_threads();
  std::set<int> during;
  Observe<itk::ProgressEvent>(filter, [&] {
    if (filter->GetProgress() > 0.0F && filter->GetProgress() < 1.0F)
    {
      during.insert(at::get_num_threads());
    }
  });
  const unsigned int most = filter->GetMultiThreader()->GetMaximumNumberOfThreads();
  for (const unsigned int threads : {1U, 2U})
  {
    during.clear();
    filter->SetNumberOfWorkUnits(threads);
    filter->Modified();
    filter->Update();
    EXPECT_EQ(during, std::set{static_cast<int>(std::min(threads, most))});
    EXPECT_EQ(at::get_num_threads(), before);
  }
}

} // namespace
} // namespace vox
