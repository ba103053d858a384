// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestReport_h
#define voxFindBestReport_h

#include "voxFindBestStep.h"
#include "voxJson.h"

#include <string>
#include <vector>

namespace vox
{

/** The commands that apply the choice to new images, in order: `predict` for each member, `ensemble` for two, and
 * `postprocess` where there are rules. FOLDER_WITH_LABELS_OF_<stage> stands for predictions of the first stage of a
 * cascade, where its model is not known. INPUT_FOLDER and the words that begin with OUTPUT_FOLDER stand for folders of
 * the user; the label maps end up in the OUTPUT_FOLDER of the last command. */
[[nodiscard]] std::vector<std::string> InferenceCommands(const BestChoice & choice);

/** The commands with a word on each: inference_instructions.txt. */
[[nodiscard]] std::string InferenceInstructions(const BestChoice & choice);

/** inference_information.json: the keys of nnU-Net 2.8.1 and ours beside them: the name of the best, what predicts with
 * each selected model, the mean Dice of every structure, `commands`, and `program`. */
[[nodiscard]] Json InferenceInformation(const BestChoice & choice, const FindBestRequest & request);

/** A table of all candidates with the mean Dice of each structure, and the choice below it. */
[[nodiscard]] std::string ChoiceTable(const BestChoice & choice);

} // namespace vox

#endif
