// SPDX-License-Identifier: Apache-2.0
#ifndef voxDemoPage_h
#define voxDemoPage_h

#include "voxDatasetFolder.h"
#include "voxModel.h"
#include "voxSummary.h"
#include "voxTrainingDemo.h"

#include <filesystem>
#include <span>

namespace vox
{

/** Writes index.html into the folder of a demo that has trained, and what it shows into pictures/: the curves of the
 * training, the measures, the confusion matrix, the first ten cases of the test and the five with the lowest Dice.
 * `measures` are those of the cases of the test, in their order, with the label maps in test/. */
void WriteDemoPage(const std::filesystem::path & folder, const TrainingDemo & demo, const Model & model,
                   std::span<const CaseFiles> test, std::span<const CaseMeasures> measures, const Summary & summary);

} // namespace vox

#endif
