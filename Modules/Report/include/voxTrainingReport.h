// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainingReport_h
#define voxTrainingReport_h

#include "voxResultsPage.h"

#include <filesystem>
#include <string>

namespace vox
{

/** A page on a training, finished or not, from its run folder: what is wrong or unfinished, first; losses, pseudo-Dice,
 * learning rate and times over the epochs; patches as the network saw them (patches.png); measures of the validation;
 * configuration, options and data. What the folder does not hold is said. Throws Error(BadInput) for a folder without
 * options.json of a training, and for a log that is none. */
[[nodiscard]] ResultsPage TrainingReport(const std::filesystem::path & run, const std::string & title);

} // namespace vox

#endif
